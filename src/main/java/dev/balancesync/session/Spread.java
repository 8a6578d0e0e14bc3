package dev.balancesync.session;

import java.time.Duration;

import dev.balancesync.time.Ticker;

/** What very many accounts would do in one moment, as when their broker cuts all lines, is done one after the other; who is alone never waits. */
public final class Spread {
    private final Duration distance;
    private final Ticker ticker;
    private long free;

    public Spread(Duration distance, Ticker ticker) {
        this.distance = distance;
        this.ticker = ticker;
        this.free = ticker.nanos();
    }

    /** @return how long the one that asks is to wait for its turn */
    public synchronized Duration turn() {
        long now = ticker.nanos();
        Duration wait = Duration.ofNanos(Math.max(0, free - now));
        free = ticker.in(wait.plus(distance));
        return wait;
    }
}
