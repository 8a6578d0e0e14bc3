package dev.balancesync.store;

import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import dev.balancesync.time.Ticker;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.util.ObjectHelper;
import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/** What the last write said about the database, and when the next may be tried. */
public final class Database {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.store");
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /**
     * @param reachable {@code null} before the first answer
     * @param since when that was first so
     * @param reason why not; {@code null} when reachable
     */
    public record State(Boolean reachable, Instant since, String reason) {
    }

    /** undefined_table */
    private static final String TABLE_MISSING = "42P01";

    private final Clock clock;
    private final Ticker ticker;
    private State state;
    private boolean prepared;
    private int failures;
    private Instant nextTryAt;
    private long lastAnswer;

    public Database(Clock clock, Ticker ticker) {
        this.clock = clock;
        this.ticker = ticker;
        this.state = new State(null, clock.instant(), null);
        this.nextTryAt = clock.instant();
        this.lastAnswer = ticker.nanos();
    }

    /** Whether enough time has passed since the last failure. */
    public synchronized boolean mayTry() {
        return !clock.instant().isBefore(nextTryAt);
    }

    /** By the ticker, when the database last answered; before its first answer, the start. */
    public synchronized long lastAnswer() {
        return lastAnswer;
    }

    /** Whether the tables have been looked after since the start, or since they were found missing. */
    public synchronized boolean isPrepared() {
        return prepared;
    }

    public synchronized void tablesReady() {
        prepared = true;
        answered();
    }

    /** The database did what it was asked. */
    public synchronized void answered() {
        lastAnswer = ticker.nanos();
        if (!Boolean.TRUE.equals(state.reachable())) {
            LOG.info("Database reachable");
            state = new State(true, clock.instant(), null);
        }
        failures = 0;
        nextTryAt = clock.instant();
    }

    /**
     * The database could not be asked, or refused.
     *
     * @param cause as it was caught; {@code @ExchangeException} would give its innermost cause alone
     */
    public synchronized void failed(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable cause) {
        String reason = reason(cause);
        prepared &= !isTableMissing(cause);
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(failures++, 10));
        nextTryAt = clock.instant().plus(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
        if (!Boolean.FALSE.equals(state.reachable())) {
            LOG.warn("{}: {}. {}", isAnswer(cause) ? "The database cannot be written to" : "Database away", reason, isAnswer(cause)
                    ? "What comes in waits and is written once that is corrected" : "What comes in waits and is written when it is back");
            state = new State(false, clock.instant(), reason);
        } else if (!reason.equals(state.reason())) {
            LOG.warn("{}: {}", isAnswer(cause) ? "The database still cannot be written to" : "Database still away", reason);
            state = new State(false, state.since(), reason);
        }
    }

    /** The database is there and understands us, but has other tables or rights than the SQL asks for. */
    private static boolean isAnswer(Throwable thrown) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(thrown);
        return cause instanceof WrongTablesException
                || cause instanceof SQLException answer && answer.getSQLState() != null && answer.getSQLState().startsWith("42");
    }

    public synchronized State state() {
        return state;
    }

    private static boolean isTableMissing(Throwable thrown) {
        return NestedExceptionUtils.getMostSpecificCause(thrown) instanceof SQLException answer && TABLE_MISSING.equals(answer.getSQLState());
    }

    /**
     * The innermost message says what happened; the pool's own says only that there is no connection. Of PostgreSQL's answer only the
     * message: its detail repeats the row, and this is logged.
     */
    static String reason(Throwable thrown) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(thrown);
        String message = cause instanceof PSQLException answer && answer.getServerErrorMessage() != null
                ? answer.getServerErrorMessage().toString().lines().findFirst().orElse("") : cause.getMessage();
        String words = message == null ? cause.getClass().getSimpleName() : message.replaceAll("\\s+", " ").strip();
        // not any SSLException: a line that is cut in the handshake is one too
        return ObjectHelper.getException(GeneralSecurityException.class, thrown) != null
                ? "The database is not trusted (" + words + "); check sslmode and sslrootcert in SUPABASE_DB_URL" : words;
    }
}
