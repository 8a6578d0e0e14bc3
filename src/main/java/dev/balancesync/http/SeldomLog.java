package dev.balancesync.http;

import java.time.Duration;

import dev.balancesync.time.Ticker;
import org.slf4j.Logger;

/** What strangers make the service say: one line a second in all, or the log would be theirs. */
final class SeldomLog {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Logger log;
    private final Ticker ticker;
    private long nextAt;
    private long untold;

    SeldomLog(Logger log, Ticker ticker) {
        this.log = log;
        this.ticker = ticker;
        this.nextAt = ticker.nanos();
    }

    /** @return whether it was said */
    synchronized boolean warn(String what) {
        if (!ticker.isReached(nextAt)) {
            untold++;
            return false;
        }
        nextAt = ticker.in(EVERY);
        log.warn("{}{}", what, untold == 0 ? "" : ". Not told since the last such line: " + untold);
        untold = 0;
        return true;
    }
}
