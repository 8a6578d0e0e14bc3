package dev.balancesync.snapshot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.balance.Losses;
import dev.balancesync.balance.Pending;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequencer;

/** What a snapshot needs to know of the stream, and where its changes go: the one joint with {@link Pending}. */
public final class StreamWords {
    private final Pending pending;
    private final Losses losses;
    private final CashBell bell;
    private final Sequencer sequencer;

    public StreamWords(Pending pending, Losses losses, CashBell bell, Sequencer sequencer) {
        this.losses = losses;
        this.pending = pending;
        this.bell = bell;
        this.sequencer = sequencer;
    }

    /** A moment in the order in which the stream's entries stand. */
    Arrival now() {
        return sequencer.next();
    }

    /** How much of what Kiwoom said was lost since the start; each loss opens a gap. */
    long losses() {
        return losses.count();
    }

    /** Something was lost since a snapshot began, which may not show it. */
    boolean hasLostSince(Arrival began) {
        return losses.since(began);
    }

    /** Something was lost since this came: that it is not in the table is known, or may be. */
    boolean hasLostSince(StreamWord word) {
        return losses.since(word.count().arrival());
    }

    /** So many fills the stream has told, and snapshots have made up for. */
    long fills() {
        return bell.fills().count();
    }

    /** The last word on each holding since the start. */
    Map<HoldingKey, StreamWord> words() {
        Map<HoldingKey, Holding> counts = pending.counts();
        var words = new HashMap<HoldingKey, StreamWord>();
        pending.words().forEach((key, last) -> words.put(key, new StreamWord(last, counts.get(key))));
        return words;
    }

    /** What waits to be written: the table has it as good as. */
    Map<HoldingKey, Holding> unwritten() {
        return pending.unwritten();
    }

    /** So many batches have been written. */
    long writes() {
        return pending.writes();
    }

    /** The table has been read, and has these. */
    void hasRows(Set<HoldingKey> keys) {
        pending.hasRows(keys);
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
            bell.filled(null);
        }
        return pending.takeOver(snapshot.began(), changes);
    }
}
