package dev.balancesync.chaos;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;

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
    private static final long PERIOD_MILLIS = 20;
    /** Status costs more to ask for than the tables. */
    private static final int STATUS_EVERY = 4;
    /** A machine that is too busy to ask is too busy to be blamed: so many answers make a lie. */
    static final int ANSWERS = 30;
    /** How long status may be wrong before that is a lie. */
    static final Duration LAG = Duration.ofSeconds(3);

    /** So long health may be 200 while the tables differ. */
    private static final Duration UNNOTICED = Duration.ofSeconds(15);

    private final World world;
    private final boolean snapshots;
    private final Thread thread;
    private final List<String> wrong = new ArrayList<>();
    private final RowsCheck rows;
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
        this.rows = new RowsCheck(RowsCheck.ACCOUNT, world.oracle, world::toldSince, this::say);
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
                    rows.check(sample, now);
                }
                if (i % STATUS_EVERY == 0) {
                    boolean same = world.oracle.changes() == changes;
                    String difference = rows.difference(sample);
                    StatusAnswer status = world.lives.status();
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
            connection = world.database.connect();
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

    /** Whatever status says: who only looks at health is not told for long that all is well while it is not. */
    private void checkHealth(StatusAnswer status, String difference, long now) {
        boolean differ = status != null && difference != null && !world.database.isExcused(status) && world.lives.ready() == Lives.OK;
        unwellSince = differ ? unwellSince == 0 ? now : unwellSince : 0;
        if (unwellSince != 0 && now - unwellSince > UNNOTICED.toNanos()) {
            say("health is 200 for " + UNNOTICED.toSeconds() + " s, but " + difference + "; " + status);
        }
    }

    private void checkStatus(StatusAnswer status, String difference, long now) {
        boolean lies = status != null && status.claimsAllIsWell(snapshots) && difference != null && !world.database.isExcused(status);
        differsSince = lies ? differsSince == 0 ? now : differsSince : 0;
        differs = lies ? differs + 1 : 0;
        if (differs > ANSWERS && now - differsSince > world.patience().toNanos()) {
            say("status claims that all is well for " + world.patience().toSeconds() + " s, but " + difference + "; " + status);
        }
        boolean isDeaf = status != null && status.isLive() && world.kiwoom.count("hearing") == 0;
        deafSince = isDeaf ? deafSince == 0 ? now : deafSince : 0;
        deaf = isDeaf ? deaf + 1 : 0;
        if (deaf > ANSWERS && now - deafSince > DaySettings.SILENCE.plus(LAG).toNanos()) {
            say("status says LIVE, but the broker has had no session that hears since " + rows.time(deafSince));
        }
    }

    private void checkMoney(Sample sample, StatusAnswer status) {
        Purse.Look look = world.purse.look();
        String wrong = money.look(moneyDifference(sample), look.isExplained() || world.isMoneyExplained(status), look.felt(),
                System.nanoTime());
        if (wrong != null) {
            say(wrong + "; " + status);
        }
    }

    /** How the holdings of the tables differ from the account's now. @return {@code null} when they do not */
    String difference(Sample sample) {
        return rows.difference(sample);
    }

    /** How the money of the tables differs from the account's. @return {@code null} when it does not */
    String moneyDifference(Sample sample) {
        return world.purse.difference(sample == null ? null : sample.account(RowsCheck.ACCOUNT));
    }

    synchronized void say(String what) {
        wrong.add("after " + rows.time(System.nanoTime()) + ": " + what);
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
