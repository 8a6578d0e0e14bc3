package dev.balancesync;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import dev.balancesync.time.Ticker;

/** A ticker that stands still until a test moves it; it begins near its overflow, which must not matter to anybody. */
public final class MutableTicker implements Ticker {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);

    @Override
    public long nanos() {
        return nanos.get();
    }

    /** @param step forward; a ticker never goes back */
    public void advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("a ticker goes forward only");
        }
        nanos.addAndGet(step.toNanos());
    }
}
