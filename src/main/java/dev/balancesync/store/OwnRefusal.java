package dev.balancesync.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import dev.balancesync.time.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the tables have against the rows of one account, while they take those of others: a {@code user_id} that is nobody's, for example. */
public final class OwnRefusal {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.store");
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Clock clock;
    private final Ticker ticker;
    private Instant since;
    private String reason;
    private long nextTryAt;

    public OwnRefusal(Clock clock, Ticker ticker) {
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Whether the account's rows may be tried now. */
    public synchronized boolean mayTry() {
        return reason == null || ticker.isReached(nextTryAt);
    }

    /** Its rows were held back. */
    public synchronized void refused(WrongTablesException why) {
        if (reason == null) {
            since = clock.instant();
            LOG.warn("The database takes no row of this account: {}. What comes in for it waits and is written once that is corrected; other"
                    + " accounts are not touched by it", why.getMessage());
        }
        reason = why.getMessage();
        nextTryAt = ticker.in(AGAIN);
    }

    /** Its rows were taken. */
    public synchronized void taken() {
        if (reason != null) {
            LOG.info("The database takes the rows of this account again");
        }
        reason = null;
    }

    /** @return {@code null} while nothing is refused */
    public synchronized Database.State state() {
        return reason == null ? null : new Database.State(false, since, reason);
    }
}
