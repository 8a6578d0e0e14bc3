package dev.balancesync.store;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Quoted;
import dev.balancesync.time.Ticker;
import io.github.resilience4j.core.IntervalFunction;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/** What the last write said about the database, and when the next may be tried. */
public final class DatabaseAnswers {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.store");
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    /** While nothing is written, tables that somebody has dropped refuse nothing. */
    private static final Duration TABLES_SEEN = Duration.ofMinutes(1);
    /** Enough for the longest wait, whatever the power of two. */
    private static final int MANY = 10;
    private static final IntervalFunction BACK_OFF = IntervalFunction.ofExponentialBackoff(FIRST_WAIT, 2, LONGEST_WAIT);

    /**
     * @param reachable {@code null} before the first answer
     * @param since when that was first so
     * @param reason why not, and what to do, in English; {@code null} when reachable
     */
    public record State(Boolean reachable, Instant since, String reason) {
    }

    /** undefined_table */
    private static final String TABLE_MISSING = "42P01";

    private final Clock clock;
    private final Ticker ticker;
    private State state;
    private Obstacle obstacle;
    private Bilingual said;
    private boolean prepared;
    private boolean writing;
    private boolean writeRefused;
    private int failures;
    private long lookAt;
    private long nextTryAt;
    private long lastAnswer;
    private boolean stopping;

    public DatabaseAnswers(Clock clock, Ticker ticker) {
        this.clock = clock;
        this.ticker = ticker;
        this.state = new State(null, clock.instant(), null);
        this.lookAt = ticker.nanos();
        this.nextTryAt = ticker.nanos();
        this.lastAnswer = ticker.nanos();
    }

    /** Whether enough time has passed since the last failure. */
    public synchronized boolean mayTry() {
        return ticker.isReached(nextTryAt) && !(stopping && isAway());
    }

    /** Whether its last answer was none, or there was none yet. */
    public synchronized boolean isAway() {
        return !Boolean.TRUE.equals(state.reachable());
    }

    /** The service stops: a database that is away is not tried any more. */
    public synchronized void stopping() {
        stopping = true;
    }

    /** By the ticker, when the database last answered anything; before its first answer, the start. */
    public synchronized long lastAnswer() {
        return lastAnswer;
    }

    /** Whether the tables have been looked after since the start, or since they were found missing. */
    public synchronized boolean isPrepared() {
        return prepared;
    }

    /** Whether it is to be seen that the tables are there: before the first time, when one was missing, and when nothing was written for a minute. */
    public synchronized boolean mustLook() {
        return !prepared || ticker.isReached(lookAt);
    }

    /** That they are there ends what kept them from being looked after; what a write was refused for, only a write can end. */
    public synchronized void tablesReady() {
        // what a look was refused for, a look ends; the rest was said to something that was written beside
        boolean onlySeen = prepared && obstacle != null && obstacle.isAnswer() && obstacle != Obstacle.TABLE;
        prepared = true;
        lookAt = ticker.in(TABLES_SEEN);
        if (writeRefused || onlySeen) {
            lastAnswer = ticker.nanos();
        } else {
            answered();
        }
    }

    /** What has come in is being written from now on. */
    public synchronized void writing() {
        writing = true;
    }

    /**
     * Something else than what has come in was written: the cash, or how it stands. So the database is there and takes writes; whether the table that
     * had refused takes them, only a write to that one can say.
     */
    public synchronized void wroteBeside() {
        if (writeRefused || obstacle == Obstacle.TABLE) {
            lastAnswer = ticker.nanos();
        } else {
            boolean underWay = writing;
            writing = false;
            answered();
            writing = underWay;
        }
    }

    /** The database did what it was asked. */
    public synchronized void answered() {
        lastAnswer = ticker.nanos();
        if (!Boolean.TRUE.equals(state.reachable())) {
            LOG.info("Database reachable");
            state = new State(true, clock.instant(), null);
        }
        obstacle = null;
        said = null;
        lookAt = writing ? ticker.in(TABLES_SEEN) : lookAt;
        writing = false;
        writeRefused = false;
        failures = 0;
        nextTryAt = ticker.nanos();
    }

    /**
     * The database could not be asked, or refused.
     *
     * @param cause as it was caught; {@code @ExchangeException} would give its innermost cause alone
     */
    public synchronized void failed(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable cause) {
        boolean ofWrite = writing;
        writing = false;
        if (Obstacle.of(cause) == Obstacle.FENCED) {
            // an answer, and about the writer: the database is as well as it was
            lastAnswer = ticker.nanos();
            LOG.warn("{}. {}", Obstacle.FENCED.words(Locale.ENGLISH), Obstacle.FENCED.advice(Locale.ENGLISH));
            return;
        }
        Bilingual saidBefore = said;
        said = said(cause);
        obstacle = Obstacle.of(cause);
        writeRefused = ofWrite && obstacle.isAnswer();
        boolean ofLook = !ofWrite && NestedExceptionUtils.getMostSpecificCause(cause) instanceof WrongTablesException;
        prepared &= !isTableMissing(cause) && !ofLook;
        if (obstacle.isAnswer()) {
            lastAnswer = ticker.nanos();
        }
        // what only the user can cure is asked of the server once a minute, which is the gate's business; to ask the gate costs nothing
        failures = obstacle.isUsersToCure() ? 1 : Math.min(failures + 1, MANY);
        nextTryAt = ticker.in(Duration.ofMillis(BACK_OFF.apply(failures)));
        String reason = obstacle.hasAdviceIn(cause) ? said.english() : said.english() + ". " + obstacle.advice(Locale.ENGLISH);
        if (stopping) {
            LOG.debug("Not reached while the service stops: {}", reason);
        } else if (!Boolean.FALSE.equals(state.reachable())) {
            LOG.warn("{}: {}. {}", obstacle.isAnswer() ? "The database cannot be written to" : "Database away", reason,
                    obstacle.isAnswer() ? "What comes in waits and is written once that is corrected" : Obstacle.AWAY.advice(Locale.ENGLISH));
            state = new State(false, clock.instant(), reason);
        } else if (!said.equals(saidBefore)) {
            LOG.warn("{}: {}", obstacle.isAnswer() ? "The database still cannot be written to" : "Database still away", reason);
            state = new State(false, state.since(), reason);
        }
    }

    /** What stands in the way, with words and advice in both languages; {@code null} while nothing does, or before the first answer. */
    public synchronized Obstacle obstacle() {
        return obstacle;
    }

    /** The database's own words, or what kept it from saying any, without advice; {@code null} while nothing stands in the way. */
    public synchronized Bilingual said() {
        return said;
    }

    public synchronized State state() {
        return state;
    }

    /** Of a table that a user's trigger misses PostgreSQL says where; to make ours again would not help, and it would be found prepared each time. */
    static boolean isTableMissing(Throwable thrown) {
        return NestedExceptionUtils.getMostSpecificCause(thrown) instanceof SQLException answer && TABLE_MISSING.equals(answer.getSQLState())
                && !(answer instanceof PSQLException postgres && postgres.getServerErrorMessage() != null
                        && postgres.getServerErrorMessage().getWhere() != null);
    }

    /**
     * The innermost message says what happened; the pool's own says only that there is no connection. Of PostgreSQL's answer only the
     * message: its detail repeats the row, and this is logged.
     */
    private static Bilingual said(Throwable thrown) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(thrown);
        String message = cause instanceof PSQLException answer && answer.getServerErrorMessage() != null
                ? answer.getServerErrorMessage().toString().lines().findFirst().orElse("") : cause.getMessage();
        String words = message == null ? cause.getClass().getSimpleName() : Quoted.line(message);
        return cause instanceof WrongTablesException wrong ? wrong.said()
                : cause instanceof UnknownHostException ? new Bilingual("호스트 이름을 찾을 수 없습니다: " + words, "The host name is not known (" + words + ")")
                : Obstacle.of(thrown) == Obstacle.UNTRUSTED ? new Bilingual("데이터베이스를 믿을 수 없습니다: " + words, "The database is not trusted (" + words + ")")
                : Bilingual.both(words);
    }

    /** In English. */
    static String reason(Throwable thrown) {
        return said(thrown).english();
    }
}
