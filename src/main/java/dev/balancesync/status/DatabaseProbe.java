package dev.balancesync.status;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Quoted;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.store.Obstacle;
import dev.balancesync.store.OwnConnections;
import dev.balancesync.time.Ticker;
import org.springframework.core.NestedExceptionUtils;

/**
 * Asks the database when nobody else does: {@code select 1}, on a connection of its own, since the store's may all hang, and on a thread of
 * its own, since a server that has stopped without closing its sockets answers neither a question nor an attempt to connect. Whoever judges
 * does not wait for it.
 */
public final class DatabaseProbe {
    /** So long nobody else has got an answer. With the limit it is less than what makes an answer too old. */
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(3);
    /** A connection that was not used for so long may be gone without a word, as idle ones do. */
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
    /** The later of two parameters of one name counts. */
    private static final String LIMITS = "&connectTimeout=3&loginTimeout=3&socketTimeout=3&ApplicationName=balance_sync_probe";

    /**
     * What came of the last question.
     *
     * @param nanos when, by the ticker
     * @param since when the first of those that failed in a row did
     * @param reason {@code null} when it was answered
     * @param obstacle what the reason means; {@code null} when it was answered
     */
    public record Answer(long nanos, Instant since, Bilingual reason, Obstacle obstacle) {
        public boolean isGood() {
            return reason == null;
        }
    }

    private final OwnConnections door;
    private final DatabaseAnswers database;
    private final Ticker ticker;
    private final Clock clock;
    private Answer last;
    private boolean asking;
    private boolean given;
    private boolean stopped;
    private long askedAt;
    private long notBefore;
    private Connection connection;
    private long usedAt;

    public DatabaseProbe(OwnConnections door, DatabaseAnswers database, Ticker ticker, Clock clock) {
        this.door = door;
        this.database = database;
        this.ticker = ticker;
        this.clock = clock;
        this.notBefore = ticker.nanos();
    }

    /** @return {@code null} before the first */
    public synchronized Answer last() {
        return last;
    }

    /** Called again and again; returns at once. While the store's own attempts fail, they tell enough. */
    synchronized void tend() {
        if (asking) {
            if (!given && ticker.since(askedAt).compareTo(LIMIT) > 0) {
                given = true;
                failed(new Bilingual(LIMIT.toSeconds() + "초 안에 응답이 없습니다", "No answer within " + LIMIT.toSeconds() + " s"), Obstacle.AWAY);
                abort();
            }
        } else if (!stopped && Boolean.TRUE.equals(database.state().reachable()) && isIdle() && ticker.isReached(notBefore)) {
            asking = true;
            given = false;
            askedAt = ticker.nanos();
            var thread = new Thread(this::ask, "database-probe");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private boolean isIdle() {
        boolean stored = ticker.since(database.lastAnswer()).compareTo(IDLE) < 0;
        boolean asked = last != null && last.isGood() && ticker.since(last.nanos()).compareTo(IDLE) < 0;
        return !stored && !asked;
    }

    private void ask() {
        Bilingual reason = null;
        Obstacle obstacle = Obstacle.AWAY;
        try {
            Connection kept = kept();
            if (kept == null || !answers(kept)) {
                select(open());
            }
        } catch (SQLException e) {
            reason = reason(e);
            obstacle = Obstacle.of(e);
        } catch (RuntimeException e) {
            reason = reason(e);
        }
        synchronized (this) {
            asking = false;
            if (reason == null) {
                usedAt = ticker.nanos();
                last = new Answer(usedAt, clock.instant(), null, null);
                notBefore = usedAt;
            } else {
                // what was given up has been told already
                failed(given ? last.reason() : reason, given ? last.obstacle() : obstacle);
                abort();
            }
            if (stopped) {
                abort();
            }
        }
    }

    private synchronized Connection kept() {
        if (connection != null && ticker.since(usedAt).compareTo(FRESH) > 0) {
            abort();
        }
        return connection;
    }

    /** A connection that broke while nobody used it says nothing about the database: a new one is tried, unless it was given up. */
    private boolean answers(Connection kept) throws SQLException {
        try {
            select(kept);
            return true;
        } catch (SQLException e) {
            synchronized (this) {
                if (given) {
                    throw e;
                }
                abort();
                return false;
            }
        }
    }

    private Connection open() throws SQLException {
        Connection opened = door.open(LIMITS);
        synchronized (this) {
            connection = opened;
        }
        return opened;
    }

    private void select(Connection on) throws SQLException {
        try (var statement = on.createStatement(); var answer = statement.executeQuery("select 1")) {
            answer.next();
        } catch (SQLException e) {
            door.refused(e);
            throw e;
        }
    }

    private void failed(Bilingual reason, Obstacle obstacle) {
        Instant since = last != null && !last.isGood() ? last.since() : clock.instant();
        last = new Answer(ticker.nanos(), since, reason, obstacle);
        notBefore = ticker.in(AFTER_FAILURE);
    }

    private static Bilingual reason(Exception thrown) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(thrown);
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return Bilingual.both(Quoted.line(message.lines().findFirst().orElse("")));
    }

    /** Closes the socket, whoever reads from it. */
    private void abort() {
        Connection dead = connection;
        connection = null;
        if (dead != null) {
            try {
                dead.abort(Runnable::run);
            } catch (SQLException e) {
                // it is of no use any more either way
            }
        }
    }

    synchronized void stop() {
        stopped = true;
        abort();
    }
}
