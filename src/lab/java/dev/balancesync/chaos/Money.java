package dev.balancesync.chaos;

import java.math.BigDecimal;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Follows {@code total_cash} and {@code total_asset} of kw_account_balance: they equal the account's within 10 s of the last fill, and of
 * whatever else explains a difference.
 */
public final class Money {
    static final Duration FOLLOWS = Duration.ofSeconds(10);

    private long differsSince;
    private int looks;
    private Duration longer = Duration.ZERO;

    /**
     * How the money of the tables differs from the account's.
     *
     * @param totals the account's row; {@code null} when there is none
     * @param cash with all trades settled (D+2), in won
     * @param stockValue of all holdings, in won; {@code null} where the service cannot know that it has them all, and then
     *     {@code total_asset} is not looked at
     * @return {@code null} when it does not
     */
    public static String difference(JsonNode totals, long cash, Long stockValue) {
        BigDecimal told = totals == null ? null : Sample.number(totals, "total_cash");
        if (told == null || told.compareTo(BigDecimal.valueOf(cash)) != 0) {
            return "total_cash shows " + Sample.plain(told) + " and is " + cash;
        }
        BigDecimal asset = Sample.number(totals, "total_asset");
        if (stockValue != null && (asset == null || asset.compareTo(BigDecimal.valueOf(cash + stockValue)) != 0)) {
            return "total_asset shows " + Sample.plain(asset) + " and is " + (cash + stockValue) + ", cash " + cash + " and stock " + stockValue;
        }
        return null;
    }

    /**
     * To be called at each look.
     *
     * @param difference {@code null} when there is none
     * @param isExplained whether something that happens just now explains one
     * @param felt for how much longer what has just happened may be felt
     * @param now of {@link System#nanoTime()}
     * @return what is wrong; {@code null} when nothing is
     */
    String look(String difference, boolean isExplained, Duration felt, long now) {
        longer = difference == null ? Duration.ZERO : longer.compareTo(felt) < 0 ? felt : longer;
        if (difference == null || isExplained || looks == 0) {
            differsSince = now;
            looks = difference == null || isExplained ? 0 : 1;
            return null;
        }
        Duration most = FOLLOWS.plus(longer);
        return ++looks > Watcher.ANSWERS && now - differsSince > most.toNanos() ? "for " + most.toSeconds() + " s nothing has happened, but " + difference
                : null;
    }
}
