package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;

import dev.balancesync.kiwoom.Bilingual;

/**
 * One of Kiwoom's own totals beside ours of the same moment, in won.
 *
 * @param at when the snapshot began that told it
 * @param kiwoom as Kiwoom tells it
 * @param ours as the tables count; {@code null} when a part of it is unknown, as the price of a suspended stock
 * @param feesAndTax what Kiwoom takes off as if all were sold now; {@code null} when it does not say
 */
public record Comparison(Total total, Instant at, BigDecimal kiwoom, BigDecimal ours, BigDecimal feesAndTax) {
    /** Those that are compared, by their columns in {@code kw_account_balance}. */
    public enum Total {
        /** {@code tot_evlt_pl} (총평가손익금액), which is net of fees and tax, and ours is not. */
        PROFIT_LOSS("profit_loss", "평가손익", "profit"),
        /** {@code prsm_dpst_aset_amt} (추정예탁자산). */
        TOTAL_ASSET("total_asset", "추정자산", "total assets");

        private final String column;
        private final Bilingual words;

        Total(String column, String korean, String english) {
            this.column = column;
            this.words = new Bilingual(korean, english);
        }

        public String column() {
            return column;
        }
    }

    /** Kiwoom's less ours; {@code null} when ours is unknown. */
    public BigDecimal difference() {
        return ours == null ? null : kiwoom.subtract(ours);
    }

    /** How much of the difference fees and tax are; zero when there is none. */
    public BigDecimal ofFeesAndTax() {
        return ours == null ? null : difference().signum() == 0 || feesAndTax == null ? BigDecimal.ZERO : feesAndTax.negate();
    }

    /** The rest of it. */
    public BigDecimal unexplained() {
        return ours == null ? null : difference().subtract(ofFeesAndTax());
    }

    /** Equal, or by how much, and why. */
    public Bilingual words() {
        String korean = "키움의 " + total.words.korean();
        String english = "Kiwoom's " + total.words.english();
        if (ours == null) {
            return new Bilingual(korean + ": " + won(kiwoom) + "원. 테이블의 값에 알 수 없는 부분이 있어 비교하지 못합니다",
                    english + ": " + won(kiwoom) + " won; a part of ours is unknown");
        }
        if (difference().signum() == 0) {
            return new Bilingual(korean + ": 테이블과 같습니다", english + ": equal to ours");
        }
        boolean less = difference().signum() < 0;
        String much = won(difference().abs());
        var said = new Bilingual(korean + ": 테이블보다 " + much + "원 " + (less ? "적습니다" : "많습니다"),
                english + ": " + much + " won " + (less ? "less" : "more") + " than ours");
        if (ofFeesAndTax().signum() == 0) {
            return said;
        }
        return unexplained().signum() == 0 ? new Bilingual(said.korean() + " (수수료·세금)", said.english() + " (fees and tax)")
                : new Bilingual(said.korean() + " (그중 수수료·세금 " + won(feesAndTax) + "원)",
                        said.english() + " (of which fees and tax are " + won(feesAndTax) + ")");
    }

    private static String won(BigDecimal amount) {
        return String.format(Locale.ROOT, "%,d", amount.toBigInteger());
    }
}
