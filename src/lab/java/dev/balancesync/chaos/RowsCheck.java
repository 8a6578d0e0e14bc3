package dev.balancesync.chaos;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.simulator.Held;

/**
 * Follows the committed tables from one look to the next: a row holds what the account held, at one moment, and never goes back to an earlier
 * one; the account's totals are the sum of its rows.
 */
public final class RowsCheck {
    /** The only one, where there are not several. */
    public static final String ACCOUNT = "8112510011";
    /** A snapshot may overtake a fill on its way, and then the fill, which is a moment older, follows. */
    private static final Duration OVERTAKEN = Duration.ofMillis(600);

    private final String account;
    private final Oracle oracle;
    private final LongUnaryOperator toldSince;
    private final Consumer<String> wrong;
    private final Map<String, Integer> reached = new HashMap<>();
    private final long begun = System.nanoTime();

    /**
     * @param account all ten digits of its number
     * @param toldSince from when on what somebody tells may be, at this moment of {@link System#nanoTime()}: that moment itself where nothing lags
     * @param wrong hears what must not be
     */
    public RowsCheck(String account, Oracle oracle, LongUnaryOperator toldSince, Consumer<String> wrong) {
        this.account = account;
        this.oracle = oracle;
        this.toldSince = toldSince;
        this.wrong = wrong;
    }

    /** @param now of {@link System#nanoTime()} */
    public void check(Sample sample, long now) {
        var keys = new TreeSet<>(oracle.keys());
        keys.addAll(sample.rows().keySet());
        keys.addAll(reached.keySet());
        for (String key : keys) {
            walk(key, sample.rows().get(key), now);
        }
        sample.rows().forEach((key, row) -> checkRow(key, row));
        checkTotals(sample);
    }

    private void walk(String key, JsonNode row, long now) {
        Oracle.State state = Sample.state(row);
        List<Oracle.Moment> history = oracle.history(key);
        int from = reached.getOrDefault(key, 0);
        int found = find(history, from, state);
        if (found < 0) {
            long notBefore = Math.min(history.get(from).at() - OVERTAKEN.toNanos(), toldSince.applyAsLong(now));
            int earlier = from;
            while (earlier > 0 && history.get(earlier).at() > notBefore) {
                earlier--;
            }
            found = find(history, earlier, state);
        }
        if (found < 0) {
            boolean ever = find(history, 0, state) >= 0;
            wrong.accept(key + " shows " + state + ", " + (ever ? "which it was long before it showed " + history.get(from).state()
                    : "which it never was") + ". It was " + history.stream().map(moment -> moment.state() + " at " + time(moment.at())).toList());
        }
        reached.put(key, Math.max(0, found));
    }

    private static int find(List<Oracle.Moment> history, int from, Oracle.State state) {
        for (int i = from; i < history.size(); i++) {
            if (history.get(i).state().equals(state)) {
                return i;
            }
        }
        return -1;
    }

    private void checkRow(String key, JsonNode row) {
        BigDecimal price = Sample.number(row, "current_price");
        BigDecimal value = Sample.number(row, "evaluated_amount");
        BigDecimal cost = Sample.number(row, "total_purchase_amount");
        BigDecimal quantity = Sample.number(row, "quantity");
        if (price != null && !oracle.wasPrice(key, price.longValue())) {
            wrong.accept(key + " shows the price " + price + ", which it never had");
        }
        if (!equal(value, price == null ? null : price.multiply(quantity))) {
            wrong.accept(key + " shows evaluated_amount " + value + ", which is not " + price + " x " + quantity);
        }
        if (!equal(Sample.number(row, "profit_loss"), value == null || cost == null ? null : value.subtract(cost))) {
            wrong.accept(key + " shows a profit_loss that is not evaluated_amount - total_purchase_amount: " + row);
        }
        if (!row.get("account_number").asText().equals(account)) {
            wrong.accept(key + " is stored under the account " + row.get("account_number").asText());
        }
    }

    private void checkTotals(Sample sample) {
        if (sample.accounts().size() > 1) {
            wrong.accept("there are several accounts: " + sample.accounts().keySet());
        }
        JsonNode totals = sample.account(account);
        if (totals == null) {
            if (!sample.rows().isEmpty()) {
                wrong.accept("there are rows but no totals");
            }
            return;
        }
        Map<String, String> sums = Map.of("total_purchase_amount", "total_purchase_amount", "stock_value", "evaluated_amount",
                "profit_loss", "profit_loss");
        sums.forEach((total, column) -> {
            List<BigDecimal> parts = sample.rows().values().stream().map(row -> Sample.number(row, column)).toList();
            BigDecimal sum = parts.contains(null) ? null : parts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            if (!equal(Sample.number(totals, total), sum)) {
                wrong.accept(total + " is " + totals.get(total) + " and its rows add up to " + sum);
            }
        });
        if (totals.get("position_count").asInt() != sample.rows().size()) {
            wrong.accept("position_count is " + totals.get("position_count") + " and there are " + sample.rows().size() + " rows");
        }
    }

    private static boolean equal(BigDecimal one, BigDecimal other) {
        return one == null || other == null ? one == other : one.compareTo(other) == 0;
    }

    /** How the holdings of the tables differ from the account's now. @param sample {@code null} for no tables @return {@code null} when they do not */
    public String difference(Sample sample) {
        Map<String, Held> held = oracle.now();
        if (sample == null) {
            return held.isEmpty() ? null : "there are no tables";
        }
        var keys = new TreeSet<>(held.keySet());
        keys.addAll(sample.rows().keySet());
        for (String key : keys) {
            Held lot = held.get(key);
            JsonNode row = sample.rows().get(key);
            String says = row == null ? "nothing" : Sample.state(row) + " price " + Sample.plain(Sample.number(row, "current_price")) + " name "
                    + row.get("stock_name").asText();
            String is = lot == null ? "nothing" : Oracle.State.of(lot) + " price " + lot.price() + " name " + lot.name();
            if (!says.equals(is)) {
                return key + " shows " + says + " and is " + is;
            }
        }
        return null;
    }

    /** A moment of {@link System#nanoTime()}, for people. */
    String time(long at) {
        return at < begun - Duration.ofHours(1).toNanos() ? "first" : (at - begun) / 1_000_000 + " ms";
    }
}
