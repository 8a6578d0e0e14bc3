package dev.balancesync.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Gives everything that arrives or begins its place in the service's own order. */
public final class Sequencer {
    /** Older is as old. */
    private static final Duration OLDEST = Duration.ofDays(1);

    private final long epoch;
    private final Clock clock;
    private final Ticker ticker;
    private final AtomicLong number = new AtomicLong();

    /** @param epoch higher than that of every start before over the same {@code DATA_DIR} */
    public Sequencer(long epoch, Clock clock, Ticker ticker) {
        this.epoch = epoch;
        this.clock = clock;
        this.ticker = ticker;
    }

    public long epoch() {
        return epoch;
    }

    /** Something arrives or begins now: it is newer than all before. */
    public Arrival next() {
        return next(clock.instant());
    }

    /** As {@link #next()}, stamped with a time that was written down. */
    public Arrival next(Instant at) {
        return new Arrival(new Sequence(epoch, number.incrementAndGet()), at.truncatedTo(ChronoUnit.MICROS), ticker.nanos());
    }

    /**
     * Something that arrived once and is read again now: it keeps its place, and is as old as the clock makes it, which decides whether answers of
     * the broker need to know of it. A clock that was set back meanwhile makes it new. Times are kept to the microsecond, as the tables do.
     */
    public Arrival again(Sequence sequence, Instant at) {
        Duration age = Duration.between(at, clock.instant());
        long nanos = age.isNegative() ? 0 : (age.compareTo(OLDEST) < 0 ? age : OLDEST).toNanos();
        return new Arrival(sequence, at.truncatedTo(ChronoUnit.MICROS), ticker.nanos() - nanos);
    }
}
