package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.util.Map;

import dev.balancesync.balance.Holding;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequence;

/**
 * What the stream last said of a holding.
 *
 * @param values by column; what is absent was not said
 * @param sequence when, in the service's own order
 * @param nanos when, by the ticker
 */
record StreamWord(Map<String, Object> values, Sequence sequence, long nanos) {
    /** Shares; {@code null} when it did not say. */
    Long quantity() {
        return (Long) values.get(Lot.QUANTITY);
    }

    BigDecimal cost() {
        return (BigDecimal) values.get(Lot.COST);
    }

    boolean isSoldOut() {
        return quantity() != null && quantity() == 0;
    }

    boolean isAfter(Arrival began) {
        return sequence.isAfter(began.sequence());
    }

    /**
     * Whether it leaves nothing open that the snapshot tells: what it left out may be what was missed while nobody listened.
     *
     * @param told {@code null} when the snapshot does not have the holding
     */
    boolean tellsAllOf(Holding told) {
        return isSoldOut() || (told == null ? quantity() != null : values.keySet().containsAll(told.values().keySet()));
    }
}
