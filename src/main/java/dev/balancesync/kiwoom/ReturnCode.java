package dev.balancesync.kiwoom;

import java.math.BigInteger;

/**
 * The one reading of {@code return_code}, for LOGIN, REG, REST and token answers alike. Kiwoom writes it as a number or as a text of digits,
 * and success as {@code 0}, {@code "0"} or {@code "0000"}. Nothing else is a success: not {@code false}, not {@code 0.5}, not a code that is missing.
 */
public final class ReturnCode {
    private ReturnCode() {
    }

    /** @param code as Jackson reads it; decimals are never expanded, since {@code 1e999999999} has a thousand million digits */
    public static boolean isSuccess(Object code) {
        if (code instanceof Integer || code instanceof Long) {
            return ((Number) code).longValue() == 0;
        }
        if (code instanceof BigInteger whole) {
            return whole.signum() == 0;
        }
        return code instanceof String text && !text.isEmpty() && text.chars().allMatch(each -> each == '0');
    }
}
