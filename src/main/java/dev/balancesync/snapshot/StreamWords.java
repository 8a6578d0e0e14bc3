package dev.balancesync.snapshot;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.balance.Pending;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequence;

/** What a snapshot needs to know of the stream, and where its changes go: the one joint with {@link Pending}. */
public final class StreamWords {
    private final Pending pending;
    private final CashBell bell;
    private final Clock clock;

    public StreamWords(Pending pending, CashBell bell, Clock clock) {
        this.pending = pending;
        this.bell = bell;
        this.clock = clock;
    }

    /** A moment in the order in which the stream's entries stand. */
    Arrival now() {
        Instant now = clock.instant();
        return new Arrival(new Sequence(0, nanos(now)), now, nanos(now));
    }

    private static long nanos(Instant at) {
        return TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
    }

    /** The last word on each holding since the start. */
    Map<HoldingKey, StreamWord> words() {
        var words = new HashMap<HoldingKey, StreamWord>();
        pending.words().forEach((key, holding) -> words.put(key,
                new StreamWord(holding.values(), new Sequence(0, nanos(holding.receivedAt())), nanos(holding.receivedAt()))));
        return words;
    }

    /** What waits to be written: the table has it as good as. */
    Map<HoldingKey, Holding> unwritten() {
        return pending.unwritten();
    }

    /** Something waits to be written. */
    boolean isWaiting() {
        return pending.isWaiting();
    }

    /**
     * @param different whether shares are others than they were: no cash that was asked for before belongs to them
     * @return those of which the stream spoke since the snapshot began, which are left alone
     */
    Set<HoldingKey> takeOver(Snapshot snapshot, List<Holding> changes, boolean different) {
        if (different) {
            bell.ring(true);
        }
        return pending.takeOver(snapshot.began().at(), changes);
    }
}
