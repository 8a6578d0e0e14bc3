package dev.balancesync.balance;

import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What each stock closed at on the day before, or what Kiwoom puts in its place after a split or a dividend (기준가): the page counts a
 * day's change from it. No column has it, so it belongs to no holding; it is the same for every account.
 */
public final class PreviousCloses {
    private final Map<String, BigDecimal> closes = new ConcurrentHashMap<>();

    void note(String stockCode, BigDecimal close) {
        closes.put(stockCode, close);
    }

    /** In won; {@code null} when Kiwoom has not said it. */
    public BigDecimal of(String stockCode) {
        return closes.get(stockCode);
    }
}
