package dev.balancesync.store;

import java.time.Duration;

import dev.balancesync.time.Ticker;

/** The machine's own ticker, which a test can stop, and move ahead. */
final class ShiftedTicker implements Ticker {
    private long ahead;
    private Long stoppedAt;

    @Override
    public synchronized long nanos() {
        return (stoppedAt == null ? System.nanoTime() : stoppedAt) + ahead;
    }

    synchronized void move(Duration step) {
        ahead += step.toNanos();
    }

    synchronized void stop() {
        stoppedAt = stoppedAt == null ? System.nanoTime() : stoppedAt;
    }
}
