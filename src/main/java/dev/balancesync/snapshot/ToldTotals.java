package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * What a snapshot that was taken over told of the account as a whole, in won.
 *
 * @param at when it began
 * @param stock value of all that is held, by price and quantity; {@code null} when the tables do not know all of it
 * @param dayResult what is held has won or lost since the close of the day before; {@code null} when nothing is held or a close is not known
 * @param costsOfSelling {@code sum_cmsn} and {@code tax} of all rows; {@code null} when a row does not tell them
 * @param fills so many had been told when it was taken over; below zero when some were told while it was read
 */
record ToldTotals(Instant at, Totals totals, BigDecimal stock, BigDecimal dayResult, BigDecimal costsOfSelling, long fills) {
    /** As the tables count it: without fees and tax. */
    BigDecimal profit() {
        return stock == null || totals.purchase() == null ? null : stock.subtract(totals.purchase());
    }
}
