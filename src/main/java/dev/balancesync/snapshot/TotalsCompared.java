package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;

import dev.balancesync.snapshot.Comparison.Total;

/**
 * Kiwoom's own totals beside ours. The profit is compared with each snapshot; the total assets once the cash of the same moment is known,
 * until when what was found before stays.
 */
public final class TotalsCompared {
    private final Snapshots snapshots;
    private final Cash cash;
    private final Map<Total, Comparison> found = new EnumMap<>(Total.class);

    public TotalsCompared(Snapshots snapshots, Cash cash) {
        this.snapshots = snapshots;
        this.cash = cash;
    }

    /** @return the newest of each; nothing of those that Kiwoom has not told */
    public synchronized Map<Total, Comparison> all() {
        ToldTotals told = snapshots.told();
        if (told == null) {
            found.clear();
        } else {
            put(Total.PROFIT_LOSS, told, told.totals().profitLoss(), told.profit(), told.costsOfSelling());
            Cash.State now = cash.state();
            if (now.total() != null && now.fills() == told.fills()) {
                BigDecimal assets = told.stock() == null ? null : told.stock().add(now.total());
                put(Total.TOTAL_ASSET, told, told.totals().estimatedAssets(), assets, null);
            }
        }
        return new EnumMap<>(found);
    }

    private void put(Total total, ToldTotals told, BigDecimal kiwoom, BigDecimal ours, BigDecimal feesAndTax) {
        if (kiwoom == null) {
            found.remove(total);
        } else {
            found.put(total, new Comparison(total, told.at(), kiwoom, ours, feesAndTax));
        }
    }
}
