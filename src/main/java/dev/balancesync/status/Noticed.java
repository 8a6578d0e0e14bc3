package dev.balancesync.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

import dev.balancesync.time.Ticker;

/** Since when {@link Standing} has found what it finds; under its lock. */
final class Noticed {
    /** For people, and by the ticker. */
    private record Since(Instant at, long nanos) {
    }

    private final Map<Kind, Since> seen = new EnumMap<>(Kind.class);
    private final Ticker ticker;
    private final Clock clock;

    Noticed(Ticker ticker, Clock clock) {
        this.ticker = ticker;
        this.clock = clock;
    }

    /** Since when it has been noticed; from now on when it was not. */
    Instant since(Kind kind) {
        return seen(kind).at();
    }

    /** For how long; it begins now when it was not noticed. */
    Duration age(Kind kind) {
        return ticker.since(seen(kind).nanos());
    }

    private Since seen(Kind kind) {
        return seen.computeIfAbsent(kind, each -> new Since(clock.instant(), ticker.nanos()));
    }

    boolean has(Kind kind) {
        return seen.containsKey(kind);
    }

    /** What is not among these is over. */
    void retain(Set<Kind> kinds) {
        seen.keySet().retainAll(kinds);
    }
}
