package dev.balancesync.snapshot;

import java.math.BigDecimal;

/**
 * The fills that the stream has told since the start, and by how much they move the cash, before fees and tax.
 *
 * @param count rises with each; one fill is told by an order (00) and by a holding (04)
 * @param untold those of them that moved the cash by nobody knows how much: missed ones, and those on credit
 * @param net won that came in less won that went out
 * @param gross both added up
 */
record FillsTold(long count, long untold, BigDecimal net, BigDecimal gross) {
    static final FillsTold NONE = new FillsTold(0, 0, BigDecimal.ZERO, BigDecimal.ZERO);
    /** Fees and tax are less than one part in so many of what was traded, in mock trading too. */
    private static final BigDecimal COSTS_PART = BigDecimal.valueOf(100);
    /** What small trades cost beside their part. */
    private static final BigDecimal LEAST_COSTS = BigDecimal.valueOf(1_000);

    /** One more. */
    FillsTold plus() {
        return new FillsTold(count + 1, untold, net, gross);
    }

    /** @param amount won that came in, below zero when it went out; {@code null} when nobody knows */
    FillsTold plus(BigDecimal amount) {
        return amount == null ? new FillsTold(count + 1, untold + 1, net, gross)
                : new FillsTold(count + 1, untold, net.add(amount), gross.add(amount.abs()));
    }

    FillsTold since(FillsTold earlier) {
        return new FillsTold(count - earlier.count, untold - earlier.untold, net.subtract(earlier.net), gross.subtract(earlier.gross));
    }

    /** Whether a cash that moved by so much knows of all of these, as far as anybody can tell. */
    boolean fit(BigDecimal moved) {
        if (count == 0 || moved.signum() == 0) {
            return count == 0 && moved.signum() == 0;
        }
        return untold > 0 || gross.signum() == 0 || isExplained(moved);
    }

    /** Whether these and nothing else move a cash by so much: by their amounts, less fees and tax, which never give anything back. */
    boolean isExplained(BigDecimal moved) {
        BigDecimal costs = net.subtract(moved);
        return untold == 0 && gross.signum() != 0 && costs.signum() >= 0 && costs.compareTo(gross.divideToIntegralValue(COSTS_PART).add(LEAST_COSTS)) <= 0;
    }
}
