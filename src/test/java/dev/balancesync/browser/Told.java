package dev.balancesync.browser;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.balancesync.http.Status;
import dev.balancesync.page.FakeService;
import dev.balancesync.status.Condition;
import dev.balancesync.status.Kind;

/** What a service tells the page, in the words of {@code /api/status} and of the tables. */
final class Told {
    private Told() {
    }

    static String ago(Duration time) {
        return Status.time(Instant.now().minus(time));
    }

    static Condition condition(Kind kind) {
        return new Condition(kind, kind.level(), Instant.now(), 0, null, null, kind.advice());
    }

    /** A status of these conditions, the worst first. */
    static Map<String, Object> status(Condition... conditions) {
        var told = new LinkedHashMap<String, Object>();
        List<Condition> all = conditions.length == 0 ? List.of(condition(Kind.LIVE)) : List.of(conditions);
        told.put("state", "LIVE");
        told.put("headline", Status.condition(all.get(0)));
        told.put("conditions", all.stream().map(Status::condition).toList());
        told.put("demo", true);
        told.put("account", "******0011");
        told.put("last_ping_at", ago(Duration.ofSeconds(3)));
        told.put("last_snapshot_at", ago(Duration.ofMinutes(1)));
        told.put("next_attempt_at", null);
        told.put("gap_since", null);
        told.put("snapshot", new HashMap<>(Map.of("running", false)));
        told.put("cash", Map.of("cash_at", ago(Duration.ofMinutes(1))));
        told.put("totals", Map.of());
        told.put("database", new HashMap<>(Map.of("reachable", true, "waiting", 0)));
        told.put("fillToRow", new HashMap<>(Map.of("count", 243, "p50Millis", 6.4, "p99Millis", 39)));
        return told;
    }

    static Map<String, Object> row(String code, String name, Number quantity, Number average, Number price, Number cost, Number value, Number profit) {
        var row = new LinkedHashMap<String, Object>();
        row.put("stock_code", code);
        row.put("credit_type", "00");
        row.put("loan_date", "");
        row.put("stock_name", name);
        row.put("quantity", quantity);
        row.put("available_quantity", quantity);
        row.put("average_price", average);
        row.put("current_price", price);
        row.put("total_purchase_amount", cost);
        row.put("evaluated_amount", value);
        row.put("profit_loss", profit);
        row.put("updated_at", ago(Duration.ofMinutes(2)));
        return row;
    }

    /** Of 100 shares, bought at 1,000 won each. */
    static Map<String, Object> row(String code, String name, int price) {
        return row(code, name, 100, 1_000, price, 100_000, 100 * price, 100 * (price - 1_000));
    }

    static Map<String, Object> positions(List<Map<String, Object>> rows) {
        return Map.of("complete", true, "changed", rows, "removed", List.of());
    }

    static Map<String, Object> fill(String name, long before, long after, Number price) {
        return Map.of("time", ago(Duration.ofSeconds(1)), "stock_code", "005930", "stock_name", name, "before", before, "after", after, "price", price);
    }

    static Map<String, Object> transition(String state, Duration ago, String code, String korean, String english) {
        var told = new HashMap<String, Object>();
        told.put("state", state);
        told.put("since", ago(ago));
        told.put("code", code);
        told.put("message", english);
        told.put("said", english == null ? null : Map.of("ko", korean, "en", english));
        return told;
    }

    static Map<String, Object> transition(String state, Duration ago) {
        return transition(state, ago, null, null, null);
    }

    /** An account with these rows, live. */
    static FakeService everything(FakeService service, List<Map<String, Object>> rows, Map<String, Object> account) {
        var points = new ArrayList<List<Object>>();
        IntStream.range(0, 60).forEach(i -> points.add(List.of(Instant.now().minus(Duration.ofMinutes(60 - i)).toEpochMilli(), 58_000_000 + 1_000 * (i % 7), true)));
        return service.tell("states", Map.of("states", List.of(transition("STARTING", Duration.ofMinutes(9)), transition("LIVE", Duration.ofMinutes(8)))))
                .tell("positions", positions(rows))
                .tell("account", account)
                .tell("tables", Map.of("readable", true, "read_at", ago(Duration.ofSeconds(1))))
                .tell("fill", Map.of("complete", true, "fills", List.of(fill("삼성전자", 3, 7, 60_300))))
                .tell("assets", Map.of("complete", true, "points", points))
                .tell("status", status());
    }

    static Map<String, Object> account(long assets, long profit, long stock, long cost, long cash) {
        return Map.of("total_asset", assets, "profit_loss", profit, "stock_value", stock, "total_purchase_amount", cost, "total_cash", cash, "order_cash", cash);
    }
}
