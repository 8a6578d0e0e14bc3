package dev.balancesync.steps;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.snapshot.Refresh;
import org.apache.camel.Exchange;

/** Answers {@code /api/refresh}, of an exchange's account or of all of them. Pages of another origin do not get here ({@code web.HttpGuard}). */
public final class RefreshSteps {
    private static final String ID = "id";

    private final Accounts accounts;
    private final ObjectMapper json;

    public RefreshSteps(Accounts accounts, ObjectMapper json) {
        this.accounts = accounts;
        this.json = json;
    }

    /** 202 with the number, 409 with the reason. */
    public void ask(Exchange exchange) throws JsonProcessingException {
        Map<String, Object> told = accounts.of(exchange, Refresh.class).ask();
        answer(exchange, told.containsKey(Refresh.ERROR) ? 409 : 202, told);
    }

    /** 202 with the number of each, or its reason; 409 when all have one. They wait for their turn as all snapshots do. */
    public void askAll(Exchange exchange) throws JsonProcessingException {
        List<Map<String, Object>> told = each(Refresh::ask);
        answer(exchange, told.stream().allMatch(each -> each.containsKey(Refresh.ERROR)) ? 409 : 202, Map.of("accounts", told));
    }

    public void tell(Exchange exchange) throws JsonProcessingException {
        OptionalLong number = number(exchange);
        if (number.isEmpty()) {
            refuse(exchange);
        } else {
            answer(exchange, 200, accounts.of(exchange, Refresh.class).tell(number.getAsLong()));
        }
    }

    /** What came of the last one of each; or, with a number, which is one account's only, of that. */
    public void tellAll(Exchange exchange) throws JsonProcessingException {
        OptionalLong number = number(exchange);
        if (exchange.getMessage().getHeader(ID, "", String.class).isEmpty()) {
            answer(exchange, 200, Map.of("accounts", each(Refresh::tellLast)));
        } else if (number.isEmpty()) {
            refuse(exchange);
        } else {
            long asked = number.getAsLong();
            answer(exchange, 200, accounts.all().stream().filter(each -> each.get(Refresh.class).has(asked)).findFirst()
                    .map(each -> named(each, each.get(Refresh.class).tell(asked))).orElseGet(() -> Refresh.unknown(asked)));
        }
    }

    private List<Map<String, Object>> each(Function<Refresh, Map<String, Object>> tells) {
        return accounts.all().stream().map(each -> named(each, tells.apply(each.get(Refresh.class)))).toList();
    }

    private static Map<String, Object> named(ServedAccount account, Map<String, Object> told) {
        var named = new LinkedHashMap<String, Object>();
        named.put("account", account.alias());
        named.putAll(told);
        return named;
    }

    private static OptionalLong number(Exchange exchange) {
        String id = exchange.getMessage().getHeader(ID, "", String.class);
        return id.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(id)) : OptionalLong.empty();
    }

    private void refuse(Exchange exchange) throws JsonProcessingException {
        answer(exchange, 400, Map.of(Refresh.ERROR, "Ask with ?id= and the number that POST /api/refresh gave"));
    }

    private void answer(Exchange exchange, int status, Map<String, Object> body) throws JsonProcessingException {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json;charset=UTF-8");
        exchange.getMessage().setBody(json.writeValueAsString(body));
    }
}
