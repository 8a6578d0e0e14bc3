package dev.balancesync.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.balancesync.time.Ticker;

/**
 * How much each address may ask: a purse that fills itself steadily, up to a limit, and of which each request takes its price. What a purse holds is
 * told by one moment, that at which it will be full again. Who overdraws it is named in the log once, until it is full again.
 */
final class Allowance {
    private static final int MOST_REMEMBERED = 1_000;

    private static final class Purse {
        private long fullAt;
        private boolean told;

        private Purse(long now) {
            fullAt = now;
        }
    }

    private final long each;
    private final long most;
    private final Ticker ticker;
    private final SeldomLog log;
    private final Map<String, Purse> purses = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Purse> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /**
     * @param perSecond what flows in
     * @param most what a purse holds, and has at first
     */
    Allowance(int perSecond, int most, Ticker ticker, SeldomLog log) {
        this.each = Duration.ofSeconds(1).toNanos() / perSecond;
        this.most = most * each;
        this.ticker = ticker;
        this.log = log;
    }

    /** @return whether there was so much; if not, nothing was taken */
    synchronized boolean take(String caller, int price) {
        long now = ticker.nanos();
        Purse purse = purses.computeIfAbsent(caller, none -> new Purse(now));
        if (purse.fullAt - now <= 0) {
            purse.fullAt = now;
            purse.told = false;
        }
        long fullAt = purse.fullAt + price * each;
        if (fullAt - now > most) {
            purse.told = purse.told || log.warn("More is asked from " + caller
                    + " than people and programs need: what is beyond that is answered a second late, and refused where no password is set");
            return false;
        }
        purse.fullAt = fullAt;
        return true;
    }

    synchronized int remembered() {
        return purses.size();
    }
}
