package dev.balancesync.balance;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import dev.balancesync.kiwoom.KoreanTime;

/**
 * What each stock closed at on the day before, or what Kiwoom puts in its place after a split or a dividend (기준가): the page counts a
 * day's change from it. No column has it, so it belongs to no holding; it is the same for every account. On the next day it is nobody's
 * close any more, until Kiwoom has said the new one.
 */
public final class PreviousCloses {
    private final Clock clock;
    private final Map<String, BigDecimal> closes = new HashMap<>();
    private final KoreanTime time = new KoreanTime();
    private String day;

    public PreviousCloses(Clock clock) {
        this.clock = clock;
    }

    /** For who keeps them no longer than a day. */
    public static PreviousCloses ofOneDay() {
        return new PreviousCloses(Clock.fixed(Instant.EPOCH, KoreanTime.ZONE));
    }

    synchronized void note(String stockCode, BigDecimal close) {
        turn();
        closes.put(stockCode, close);
    }

    /** In won; {@code null} when Kiwoom has not said it today. */
    public synchronized BigDecimal of(String stockCode) {
        turn();
        return closes.get(stockCode);
    }

    private void turn() {
        String today = time.day(clock.instant());
        if (!today.equals(day)) {
            closes.clear();
            day = today;
        }
    }
}
