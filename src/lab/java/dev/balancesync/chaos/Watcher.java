package dev.balancesync.chaos;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.simulator.Held;

/**
 * Reads the committed tables again and again, and says what must not be:
 * <ol>
 * <li>a row holds what the account held, at one moment, and from one look to the next it never goes back to an earlier moment
 * (which includes: what was stored is missing only if it was sold since);
 * <li>the account's totals are the sum of its rows;
 * <li>health is not 200 for long while the tables differ from the account;
 * <li>while status claims that all is well, the tables do not differ from the account for long;
 * <li>status does not say LIVE for long while the broker has no session that hears;
 * <li>the account's cash and total follow within 10 s, unless something explains more ({@link Money}, {@link Purse}).
 * </ol>
 */
final class Watcher implements AutoCloseable {
    private static final String ACCOUNT = "8112510011";
    private static final long PERIOD_MILLIS = 20;
    /** Status costs more to ask for than the tables. */
    private static final int STATUS_EVERY = 4;
    /** A machine that is too busy to ask is too busy to be blamed: so many answers make a lie. */
    static final int ANSWERS = 30;
    /** A snapshot may overtake a fill on its way, and then the fill, which is a moment older, follows. */
    private static final Duration OVERTAKEN = Duration.ofMillis(600);
    /** How long status may be wrong before that is a lie. */
    static final Duration LAG = Duration.ofSeconds(3);

    /** So long health may be 200 while the tables differ. */
    private static final Duration UNNOTICED = Duration.ofSeconds(15);

    private final World world;
    private final boolean snapshots;
    private final Thread thread;
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Integer> reached = new HashMap<>();
    private final long begun = System.nanoTime();
    private volatile boolean ended;
    private long differsSince;
    private int differs;
    private long unwellSince;
    private long deafSince;
    private int deaf;
    private final Money money = new Money();
    private long samples;
    private Connection connection;

    Watcher(World world, boolean snapshots) {
        this.world = world;
        this.snapshots = snapshots;
        this.thread = new Thread(this::watch, "chaos-watcher");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        for (int i = 0; !ended && wrong().isEmpty(); i++) {
            try {
                long changes = world.oracle.changes();
                Sample sample = sample();
                long now = System.nanoTime();
                if (sample != null) {
                    check(sample, now);
                }
                if (i % STATUS_EVERY == 0) {
                    boolean same = world.oracle.changes() == changes;
                    String difference = sample != null ? difference(sample) : world.oracle.now().isEmpty() ? null : "there are no tables";
                    Status status = world.status();
                    checkStatus(status, same ? difference : null, now);
                    checkHealth(status, difference, now);
                    checkMoney(sample, status);
                }
                Thread.sleep(PERIOD_MILLIS);
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                say("the watcher failed: " + e);
            }
        }
    }

    /** @return {@code null} while there are no tables */
    synchronized Sample sample() throws SQLException, JsonProcessingException {
        if (connection == null) {
            connection = world.connect();
        }
        try (var statement = connection.createStatement(); var found = statement.executeQuery(Sample.SQL)) {
            found.next();
            samples++;
            return Sample.of(found.getString(1), found.getString(2));
        } catch (SQLException e) {
            if ("42P01".equals(e.getSQLState())) {
                return null;
            }
            throw e;
        }
    }

    private void check(Sample sample, long now) {
        var keys = new TreeSet<>(world.oracle.keys());
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
        List<Oracle.Moment> history = world.oracle.history(key);
        int from = reached.getOrDefault(key, 0);
        int found = find(history, from, state);
        if (found < 0) {
            long notBefore = Math.min(history.get(from).at() - OVERTAKEN.toNanos(), world.toldSince(now));
            int earlier = from;
            while (earlier > 0 && history.get(earlier).at() > notBefore) {
                earlier--;
            }
            found = find(history, earlier, state);
        }
        if (found < 0) {
            boolean ever = find(history, 0, state) >= 0;
            say(key + " shows " + state + ", " + (ever ? "which it was long before it showed " + history.get(from).state()
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
        if (price != null && !world.oracle.wasPrice(key, price.longValue())) {
            say(key + " shows the price " + price + ", which it never had");
        }
        if (!equal(value, price == null ? null : price.multiply(quantity))) {
            say(key + " shows evaluated_amount " + value + ", which is not " + price + " x " + quantity);
        }
        if (!equal(Sample.number(row, "profit_loss"), value == null || cost == null ? null : value.subtract(cost))) {
            say(key + " shows a profit_loss that is not evaluated_amount - total_purchase_amount: " + row);
        }
        if (!row.get("account_number").asText().equals(ACCOUNT)) {
            say(key + " is stored under the account " + row.get("account_number").asText());
        }
    }

    private void checkTotals(Sample sample) {
        if (sample.accounts().size() > 1) {
            say("there are several accounts: " + sample.accounts().keySet());
        }
        JsonNode account = sample.accounts().get(ACCOUNT);
        if (account == null) {
            if (!sample.rows().isEmpty()) {
                say("there are rows but no totals");
            }
            return;
        }
        Map<String, String> sums = Map.of("total_purchase_amount", "total_purchase_amount", "stock_value", "evaluated_amount",
                "profit_loss", "profit_loss");
        sums.forEach((total, column) -> {
            List<BigDecimal> parts = sample.rows().values().stream().map(row -> Sample.number(row, column)).toList();
            BigDecimal sum = parts.contains(null) ? null : parts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            if (!equal(Sample.number(account, total), sum)) {
                say(total + " is " + account.get(total) + " and its rows add up to " + sum);
            }
        });
        if (account.get("position_count").asInt() != sample.rows().size()) {
            say("position_count is " + account.get("position_count") + " and there are " + sample.rows().size() + " rows");
        }
    }

    static String plain(BigDecimal number) {
        return number == null ? null : number.stripTrailingZeros().toPlainString();
    }

    private static boolean equal(BigDecimal one, BigDecimal other) {
        return one == null || other == null ? one == other : one.compareTo(other) == 0;
    }

    /** Whatever status says: who only looks at health is not told for long that all is well while it is not. */
    private void checkHealth(Status status, String difference, long now) {
        boolean differ = status != null && difference != null && !world.isExcused(status) && world.ready() == World.OK;
        unwellSince = differ ? unwellSince == 0 ? now : unwellSince : 0;
        if (unwellSince != 0 && now - unwellSince > UNNOTICED.toNanos()) {
            say("health is 200 for " + UNNOTICED.toSeconds() + " s, but " + difference + "; " + status);
        }
    }

    private void checkStatus(Status status, String difference, long now) {
        boolean lies = status != null && status.claimsAllIsWell(snapshots) && difference != null && !world.isExcused(status);
        differsSince = lies ? differsSince == 0 ? now : differsSince : 0;
        differs = lies ? differs + 1 : 0;
        if (differs > ANSWERS && now - differsSince > world.patience().toNanos()) {
            say("status claims that all is well for " + world.patience().toSeconds() + " s, but " + difference + "; " + status);
        }
        boolean isDeaf = status != null && status.isLive() && world.kiwoom.count("hearing") == 0;
        deafSince = isDeaf ? deafSince == 0 ? now : deafSince : 0;
        deaf = isDeaf ? deaf + 1 : 0;
        if (deaf > ANSWERS && now - deafSince > World.SILENCE.plus(LAG).toNanos()) {
            say("status says LIVE, but the broker has had no session that hears since " + time(deafSince));
        }
    }

    private void checkMoney(Sample sample, Status status) {
        Purse.Look look = world.purse.look();
        String wrong = money.look(moneyDifference(sample), look.isExplained() || world.isMoneyExplained(status), look.felt(),
                System.nanoTime());
        if (wrong != null) {
            say(wrong + "; " + status);
        }
    }

    /** How the money of the tables differs from the account's. @return {@code null} when it does not */
    String moneyDifference(Sample sample) {
        return world.purse.difference(sample == null ? null : sample.accounts().get(ACCOUNT));
    }

    /** How the holdings of the tables differ from the account's now. @return {@code null} when they do not */
    String difference(Sample sample) {
        Map<String, Held> account = world.oracle.now();
        var keys = new TreeSet<>(account.keySet());
        keys.addAll(sample.rows().keySet());
        for (String key : keys) {
            Held held = account.get(key);
            JsonNode row = sample.rows().get(key);
            String says = row == null ? "nothing" : Sample.state(row) + " price " + plain(Sample.number(row, "current_price")) + " name "
                    + row.get("stock_name").asText();
            String is = held == null ? "nothing" : Oracle.State.of(held) + " price " + held.price() + " name " + held.name();
            if (!says.equals(is)) {
                return key + " shows " + says + " and is " + is;
            }
        }
        return null;
    }

    private String time(long at) {
        return at < begun - Duration.ofHours(1).toNanos() ? "first" : (at - begun) / 1_000_000 + " ms";
    }

    synchronized void say(String what) {
        wrong.add("after " + time(System.nanoTime()) + ": " + what);
    }

    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }

    synchronized long samples() {
        return samples;
    }

    @Override
    public void close() throws Exception {
        ended = true;
        thread.join();
        if (connection != null) {
            connection.close();
        }
    }
}
