package dev.balancesync.snapshot;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;

/**
 * Lots on credit as the tables name them. The stream's code of a credit type (917) and that of kt00018 ({@code crd_tp}) need not be the same:
 * the one other lot of the same stock and loan date is the same lot.
 */
public final class Lots {
    private volatile Set<HoldingKey> known = Set.of();

    public Lots() {
    }

    /** @param keys those that the tables have, or will have */
    void know(Set<HoldingKey> keys) {
        known = keys.stream().filter(key -> !key.loanDate().isEmpty()).collect(Collectors.toUnmodifiableSet());
    }

    /** What the stream told, under the name that its row has. */
    public Holding named(Holding told) {
        HoldingKey key = told.key();
        if (key.loanDate().isEmpty() || known.isEmpty() || known.contains(key)) {
            return told;
        }
        List<HoldingKey> same = known.stream().filter(each -> each.stockCode().equals(key.stockCode())
                && each.loanDate().equals(key.loanDate())).toList();
        return same.size() == 1 ? new Holding(same.get(0), told.values(), told.arrival(), told.fresh()) : told;
    }
}
