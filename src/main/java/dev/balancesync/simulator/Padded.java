package dev.balancesync.simulator;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as the kt… TRs write them: zero-padded on the left to a fixed width that includes the sign. */
final class Padded {
    private static final int RATE_WIDTH = 12;

    private Padded() {
    }

    static String won(long number, int width) {
        return number < 0 ? "-" + String.format("%0" + (width - 1) + "d", -number) : String.format("%0" + width + "d", number);
    }

    /** Percent with two decimals, padded as on the wire ({@code 000000002.98}); the document's examples are not. */
    static String rate(long part, long whole) {
        BigDecimal percent = whole == 0 ? BigDecimal.ZERO.setScale(2)
                : BigDecimal.valueOf(part).multiply(BigDecimal.valueOf(100)).divide(BigDecimal.valueOf(whole), 2, RoundingMode.HALF_UP);
        String digits = percent.abs().toPlainString();
        String sign = percent.signum() < 0 ? "-" : "";
        return sign + "0".repeat(Math.max(0, RATE_WIDTH - sign.length() - digits.length())) + digits;
    }
}
