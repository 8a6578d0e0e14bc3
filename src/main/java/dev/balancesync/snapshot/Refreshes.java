package dev.balancesync.snapshot;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

import dev.balancesync.snapshot.Handover.Handed;
import dev.balancesync.snapshot.Reconciliation.Decision;

/** The snapshots that people asked for, by number, and what they are told of each. Guarded by the monitor of {@link Snapshots}. */
final class Refreshes {
    private static final int KEPT_OUTCOMES = 100;

    private final LongSupplier numbers;
    private final NextSnapshot next;
    private final NavigableMap<Long, String> outcomes = new TreeMap<>();
    private long requested;
    private long answering;
    private long checked;
    private String checking;

    Refreshes(LongSupplier numbers, NextSnapshot next) {
        this.numbers = numbers;
        this.next = next;
    }

    /** @param running whether a snapshot is under way: all who ask meanwhile get one more after it */
    long request(boolean running) {
        if (!running || !isWaiting()) {
            requested = numbers.getAsLong();
        }
        next.now();
        return requested;
    }

    /** Whether somebody has asked since the last snapshot began. */
    boolean isWaiting() {
        return requested > answering;
    }

    /** The snapshot that begins answers all who have asked. */
    void begin() {
        answering = requested;
    }

    void failed(String why) {
        finish(answering, why);
        askForWhoWaits();
    }

    private void askForWhoWaits() {
        if (isWaiting()) {
            next.now();
        }
    }

    /**
     * @param hopeless whether it is no use to ask once more, because the broker's answers prove nothing
     * @param missed whether something was lost while it was read, which it need not know of
     */
    void taken(Handed handed, boolean unreadable, boolean hopeless, boolean missed) {
        Decision decision = handed.decision();
        if (unreadable) {
            finish(answering, "Kiwoom's answer has a row that cannot be read, or a page without rows; such a row is in"
                    + " quarantine, and the others were taken over");
        } else if (hopeless) {
            finish(answering, "Kiwoom's answer proves nothing: " + decision.doubt());
        } else if (missed || !decision.isEqual()) {
            check(words(decision));
        } else if (handed.expected().isEmpty()) {
            finish(answering, "");
        } else {
            check(decision.expected().isEmpty() ? "What the stream told before is being written" : "What the snapshot told is being written");
        }
        askForWhoWaits();
    }

    private static String words(Decision decision) {
        int differences = decision.suspects().size() + decision.unsettled().size();
        return differences > 0 ? "Kiwoom's answer and the table differ in " + differences + " rows; it is asked once more"
                : decision.doubt() != null ? "It is asked once more: " + decision.doubt() : "It is asked once more, since not all is told yet";
    }

    /** The table was read back. */
    void unlike() {
        check("The table does not have yet what the snapshot told; it is asked once more");
    }

    /** The table was read back, and is as the broker says. */
    void alike() {
        finish(checked, "");
    }

    private void check(String why) {
        checking = why;
        checked = answering;
    }

    private void finish(long number, String outcome) {
        checking = null;
        outcomes.put(number, outcome);
        if (outcomes.size() > KEPT_OUTCOMES) {
            outcomes.pollFirstEntry();
        }
    }

    long requested() {
        return requested;
    }

    long done() {
        return outcomes.isEmpty() ? 0 : outcomes.lastKey();
    }

    String outcome(long number) {
        Map.Entry<Long, String> first = outcomes.ceilingEntry(number);
        return first == null ? null : first.getValue();
    }

    String checking(long number) {
        return number <= answering && number > done() ? checking : null;
    }
}
