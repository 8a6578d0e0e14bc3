package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.time.Duration;

import dev.balancesync.balance.Holding;
import dev.balancesync.time.Arrival;

/**
 * What the stream last said of a holding.
 *
 * @param last its last entry
 * @param count its last entry that told how many; {@code null} when none did. A price comes without it, and does not unsay it
 */
record StreamWord(Holding last, Holding count) {
    /** Shares; {@code null} when it never said. */
    Long quantity() {
        return count == null ? null : count.quantity();
    }

    BigDecimal cost() {
        return count == null ? null : Lot.cost(count);
    }

    boolean isSoldOut() {
        return count != null && count.isSoldOut();
    }

    boolean isAfter(Arrival began) {
        return last.arrival().isAfter(began);
    }

    /** Whether it said how many after that. */
    boolean countsAfter(Arrival began) {
        return count != null && count.arrival().isAfter(began);
    }

    /** Whether it said something after that, or so shortly before that answers need not know of it yet. */
    boolean isRecent(Arrival began, Duration settle) {
        return isRecent(last, began, settle);
    }

    /** The same of how many. */
    boolean countsRecently(Arrival began, Duration settle) {
        return count != null && isRecent(count, began, settle);
    }

    private static boolean isRecent(Holding said, Arrival began, Duration settle) {
        return said.arrival().isAfter(began) || began.nanos() - said.arrival().nanos() < settle.toNanos();
    }

    /**
     * Whether its last entry leaves nothing open that the snapshot tells: what it left out may be what was missed while nobody listened.
     *
     * @param told {@code null} when the snapshot does not have the holding
     */
    boolean tellsAllOf(Holding told) {
        return last.isSoldOut() || (told == null ? last.quantity() != null : last.values().keySet().containsAll(told.values().keySet()));
    }
}
