package dev.balancesync.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.simulator.AccountView.LotView;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Queries over HTTP: ka00001, kt00001 and kt00018. */
final class AccountApi {
    private static final Set<String> NOT_ON_MOCK = Set.of("kt00002", "kt00005", "kt00012", "kt00015", "kt00016", "kt00017", "kt20016",
            "kt20017", "kt50020", "kt50021", "kt50032");
    private static final Set<String> EXCHANGES = Set.of("KRX", "NXT");
    /** 합산: one line a stock; the other, 개별, is a line a lot. */
    private static final String ADDED_UP = "1";

    private final RestGate gate;
    private final Answers answers;
    private final HoldingsAnswer holdings;
    private final boolean real;
    private final int pageRows;

    AccountApi(RestGate gate, Answers answers, SimulatorOptions options) {
        this.gate = gate;
        this.answers = answers;
        this.holdings = new HoldingsAnswer(options.costs(), options.creditTypes());
        this.real = options.real();
        this.pageRows = options.pageRows();
    }

    void mount(Router router) {
        router.post("/api/dostk/acnt").handler(this::query);
    }

    private void query(RoutingContext context) {
        if (!gate.lets(context)) {
            return;
        }
        Customer customer = RestGate.customer(context);
        String api = RestGate.api(context);
        if (api.equals("ka00001")) {
            answers.ok(context, Answers.finished(new LinkedHashMap<>(Map.of("acctNo", customer.number)), Answers.OK));
        } else if (api.equals("kt00001")) {
            deposit(context, customer.day.views);
        } else if (api.equals("kt00018")) {
            holdings(context, customer.day.views, new HoldingsFaults(customer.faults));
        } else if (!real && NOT_ON_MOCK.contains(api)) {
            answers.refuse(context, Refusals.rest("RC9000", api));
        } else if (!real && api.equals("ka01690")) {
            answers.refuse(context, Refusals.rest("8104", api));
        } else {
            answers.refuse(context, Refusals.answer("1504", "API ID=" + api + ", URI=/api/dostk/acnt"));
        }
    }

    private void deposit(RoutingContext context, Views views) {
        if (isGiven(context, "qry_tp", Set.of("2", DepositAnswer.ESTIMATED))) {
            String query = Answers.body(context).path("qry_tp").asText();
            answers.ok(context, Answers.finished(DepositAnswer.of(views.of("kt00001"), query), real ? "조회가 완료되었습니다." : "모의투자 조회완료"));
        }
    }

    private void holdings(RoutingContext context, Views views, HoldingsFaults faults) {
        if (!isGiven(context, "qry_tp", Set.of(ADDED_UP, "2")) || !isGiven(context, "dmst_stex_tp", null)) {
            return;
        }
        JsonNode body = Answers.body(context);
        if (!EXCHANGES.contains(body.path("dmst_stex_tp").asText())) {
            answers.refuse(context, Refusals.rest("501307", "kt00018"));
            return;
        }
        AccountView view = views.of("kt00018");
        List<LotView> all = body.path("qry_tp").asText().equals(ADDED_UP) ? view.addedUp() : view.lots();
        int from = Math.min(all.size(), RestGate.from(context.request()));
        int to = Math.min(all.size(), from + pageRows);
        boolean more = to < all.size();
        context.response().putHeader("cont-yn", more ? "Y" : "N").putHeader("next-key", more ? String.valueOf(to) : "");
        List<LotView> page = from > 0 && faults.repeatsPage() ? all.subList(Math.max(0, from - pageRows), from) : all.subList(from, to);
        Map<String, Object> answer = holdings.page(view, all, page);
        faults.spoil(answer);
        answers.ok(context, Answers.finished(answer, all.isEmpty() && !real ? "모의투자 해당조회내역이 없습니다." : "조회가 완료되었습니다"));
    }

    /** @param allowed {@code null} for any text */
    private boolean isGiven(RoutingContext context, String parameter, Set<String> allowed) {
        JsonNode value = Answers.body(context).path(parameter);
        if (!value.isTextual() || value.asText().isBlank()) {
            answers.refuse(context, Refusals.answer("1511", "필수입력 파라미터=" + parameter));
            return false;
        }
        if (allowed != null && !allowed.contains(value.asText())) {
            answers.refuse(context, Refusals.answer("1517", "파라미터=" + parameter + " 실패사유= "
                    + String.join(", ", allowed.stream().sorted().toList()) + " 중 하나여야 합니다"));
            return false;
        }
        return true;
    }
}
