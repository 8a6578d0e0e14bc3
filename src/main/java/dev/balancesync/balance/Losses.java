package dev.balancesync.balance;

import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequencer;

/**
 * What the stream said and the tables will not show: entries, values and frames in quarantine. Each opens a gap that only a snapshot can
 * close, so whoever takes snapshots asks here.
 */
public final class Losses {
    /**
     * One of them.
     *
     * @param noted when it was noticed
     * @param reason in words, without values
     */
    public record Loss(Arrival noted, String reason) {
    }

    private final Sequencer sequencer;
    private Loss last;
    private long count;

    public Losses(Sequencer sequencer) {
        this.sequencer = sequencer;
    }

    public synchronized void note(String reason) {
        last = new Loss(sequencer.next(), reason);
        count++;
    }

    /** How many since the start. */
    public synchronized long count() {
        return count;
    }

    /** The newest; {@code null} when there is none. */
    public synchronized Loss last() {
        return last;
    }

    /** Whether something was lost since a snapshot began, which therefore may not show it. */
    public synchronized boolean since(Arrival began) {
        return last != null && last.noted().isAfter(began);
    }
}
