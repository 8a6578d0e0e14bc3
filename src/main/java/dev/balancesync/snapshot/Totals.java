package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Pattern;

import dev.balancesync.kiwoom.Wire;

/**
 * The account's totals as kt00018 (계좌평가잔고내역요청) tells them itself, in won; each {@code null} where the answer has none.
 *
 * @param purchase {@code tot_pur_amt} (총매입금액)
 * @param evaluation {@code tot_evlt_amt} (총평가금액)
 * @param profitLoss {@code tot_evlt_pl} (총평가손익금액), net of fees and tax, so smaller than evaluation less purchase; see {@link Comparison}
 * @param estimatedAssets {@code prsm_dpst_aset_amt} (추정예탁자산), with cash
 * @see <a href="https://openapi.kiwoom.com">Kiwoom REST API guide, kt00018</a>
 */
public record Totals(BigDecimal purchase, BigDecimal evaluation, BigDecimal profitLoss, BigDecimal estimatedAssets) {
    /** Fees and tax, and prices that move while pages are read, are within one part in so many of the evaluation. */
    private static final BigDecimal EVALUATION_PART = BigDecimal.valueOf(50);
    private static final Pattern WHOLE = Pattern.compile("[+-]?0{0,60}\\d{1,18}(\\.0{0,9})?");

    static Totals read(Map<String, Object> answer) {
        return new Totals(won(answer.get(Wire.TOTAL_COST)), won(answer.get(Wire.TOTAL_VALUE)), won(answer.get(Wire.TOTAL_PROFIT)),
                won(answer.get(Wire.ESTIMATED_ASSETS)));
    }

    /** What a further page does not tell stays as the page before told it. */
    Totals over(Totals before) {
        return new Totals(either(purchase, before.purchase), either(evaluation, before.evaluation), either(profitLoss, before.profitLoss),
                either(estimatedAssets, before.estimatedAssets));
    }

    private static BigDecimal either(BigDecimal one, BigDecimal other) {
        return one == null ? other : one;
    }

    /** @return {@code null} when it is not whole won */
    static BigDecimal won(Object value) {
        String text = value == null ? "" : value.toString().strip();
        return WHOLE.matcher(text).matches() ? new BigDecimal(text).setScale(0) : null;
    }

    /**
     * Compares with what the rows of the same answer add up to.
     *
     * @return what differs, in words; {@code null} when nothing does as far as the broker tells
     */
    String difference(BigDecimal purchaseOfRows, BigDecimal evaluationOfRows) {
        if (purchase != null && purchase.compareTo(purchaseOfRows) != 0) {
            return "the purchase amounts of the rows add up to " + purchaseOfRows + ", " + Wire.TOTAL_COST + " is " + purchase;
        }
        if (evaluation != null && evaluation.subtract(evaluationOfRows).abs().multiply(EVALUATION_PART).compareTo(evaluation.abs()) > 0) {
            return "price times quantity of the rows adds up to " + evaluationOfRows + ", " + Wire.TOTAL_VALUE + " is " + evaluation;
        }
        return null;
    }
}
