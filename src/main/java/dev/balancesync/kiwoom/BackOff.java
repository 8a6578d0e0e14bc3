package dev.balancesync.kiwoom;

import java.time.Duration;

import io.github.resilience4j.core.IntervalFunction;

/** How long to wait after so many failures in a row: each time twice as long, up to a limit. */
public record BackOff(Duration first, Duration most) {
    /** Doubled so often, any wait is beyond any limit. */
    private static final int ENOUGH = 30;

    /** @param failures in a row, the last one included */
    public Duration after(int failures) {
        if (first.compareTo(most) >= 0) {
            return most;
        }
        long millis = IntervalFunction.ofExponentialBackoff(Math.max(1, first.toMillis()), 2, Math.max(1, most.toMillis()))
                .apply(Math.min(Math.max(1, failures), ENOUGH));
        return Duration.ofMillis(millis);
    }
}
