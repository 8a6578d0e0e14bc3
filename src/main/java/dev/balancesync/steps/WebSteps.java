package dev.balancesync.steps;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balancesync.accounts.AccountList;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.Problem;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.feed.FeedSockets;
import dev.balancesync.http.Status;
import dev.balancesync.kiwoom.Account;
import org.apache.camel.Exchange;

/** Which account a page asks for, and the answers that hold all of them. */
public final class WebSteps {
    private static final String ASKED = "account";
    private static final String NUMBER = "account_number";

    private final Accounts accounts;
    private final AccountList list;
    private final ObjectMapper json;

    public WebSteps(Accounts accounts, AccountList list, ObjectMapper json) {
        this.accounts = accounts;
        this.list = list;
        this.json = json;
    }

    /**
     * Sets the variable {@code account}: the one that {@code ?account=} names, or the only one; none when there are several and none is named.
     *
     * @throws NoSuchElementException when there is none of that name
     */
    public void choose(Exchange exchange) {
        String alias = exchange.getMessage().getHeader(ASKED, "", String.class);
        List<ServedAccount> all = accounts.all();
        if (!alias.isEmpty()) {
            exchange.setVariable(FeedSockets.LINE, accounts.named(alias)
                    .orElseThrow(() -> new NoSuchElementException(list.isRead() ? "There is no such account" : "The list of accounts has not been read yet")));
        } else if (!accounts.areMany() && all.size() == 1) {
            exchange.setVariable(FeedSockets.LINE, all.get(0));
        }
    }

    /** How the account stands that was chosen, or all. */
    public String collect(Exchange exchange) throws JsonProcessingException {
        if (exchange.getVariable(FeedSockets.LINE) != null) {
            return accounts.of(exchange, Status.class).collect();
        }
        return json.writeValueAsString(all());
    }

    /** How all accounts stand now, and what is wrong with the list of them. The history of each would be a megabyte of forty after a bad night. */
    public Map<String, Object> all() {
        return Map.of("accounts", accounts.all().stream().map(each -> each.get(Status.class).now()).toList(),
                "problems", list.problems().stream().map(WebSteps::problem).toList());
    }

    /** An entry of the list that was left out. */
    private static Map<String, Object> problem(Problem problem) {
        return Map.of("account", problem.alias(), "line", problem.line(), "words",
                Map.of("ko", problem.words().korean(), "en", problem.words().english()));
    }

    /** The numbers of all accounts, as the one JSON parameter of {@code select-all-positions.sql}. */
    public String numbers() throws JsonProcessingException {
        return json.writeValueAsString(accounts.all().stream().map(each -> each.owner().account().spelling()).toList());
    }

    /** Whose rows they are in tables that many users share: each number with its {@code user_id}, as JSON for the same file. */
    public String owners() throws JsonProcessingException {
        return json.writeValueAsString(accounts.all().stream().map(ServedAccount::owner)
                .map(each -> Map.of("account_number", each.account().spelling(), "user_id", each.userId())).toList());
    }

    /** The body has the rows by account number; the answer has them by alias. */
    public String byAlias(Exchange exchange) throws JsonProcessingException {
        JsonNode byNumber = rows(exchange);
        return json.writeValueAsString(Map.of("accounts", accounts.all().stream().map(each -> {
            var told = new LinkedHashMap<String, Object>();
            JsonNode rows = byNumber.path(each.owner().account().spelling());
            told.put("account", each.alias());
            told.put("positions", rows.isMissingNode() ? List.of() : masked(rows));
            return told;
        }).toList()));
    }

    /** The body has the rows of one of several; of the only one they stay as the table has them. */
    public String masked(Exchange exchange) throws JsonProcessingException {
        return accounts.areMany() ? json.writeValueAsString(masked(rows(exchange))) : exchange.getMessage().getBody(String.class);
    }

    private JsonNode rows(Exchange exchange) throws JsonProcessingException {
        // 183400.00 stays that, and does not become 1.834E+5
        return json.reader().without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).readTree(exchange.getMessage().getBody(String.class));
    }

    /** Whose rows they are the alias says. */
    private static JsonNode masked(JsonNode rows) {
        rows.forEach(row -> ((ObjectNode) row).put(NUMBER, Account.mask(row.path(NUMBER).asText().replace("-", ""))));
        return rows;
    }

    /** Why no account could be chosen, as JSON. */
    public String unknown(Exchange exchange) throws JsonProcessingException {
        return json.writeValueAsString(Map.of("error", Steps.cause(exchange).getMessage()));
    }

    /** As HTTP says it: it may be there once the list has been read. */
    public int unknownCode() {
        return list.isRead() ? 404 : 503;
    }
}
