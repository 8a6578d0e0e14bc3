package dev.balancesync.time;

import java.time.Duration;

/**
 * A clock for durations: it only ever goes forward, whatever happens to the machine's date. Every "how long" and "when next" of the service
 * is asked of the one that {@code Wiring} makes; the wall clock ({@link java.time.Clock}) only stamps what people read.
 */
@FunctionalInterface
public interface Ticker {
    /** Nanoseconds since some moment that means nothing; only differences do. */
    long nanos();

    /** How much time has passed since an earlier {@link #nanos()}. */
    default Duration since(long earlier) {
        return Duration.ofNanos(nanos() - earlier);
    }

    /** The {@link #nanos()} of a moment that lies so far ahead; far enough is for ever. */
    default long in(Duration ahead) {
        return nanos() + Math.min(ahead.toSeconds(), Long.MAX_VALUE / 4 / 1_000_000_000L) * 1_000_000_000L + ahead.getNano();
    }

    /** Whether a moment given by {@link #in} has come. */
    default boolean isReached(long moment) {
        return nanos() - moment >= 0;
    }

    /** Which of two moments comes first; by their difference, since one of them may lie beyond the overflow. */
    static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    /** Which of two moments comes last. */
    static long later(long one, long other) {
        return one - other < 0 ? other : one;
    }

    /** The machine's own. */
    static Ticker system() {
        return System::nanoTime;
    }
}
