package dev.balancesync.balance;

import java.util.regex.Pattern;

/** One spelling for a stock: {@code A005930}, {@code 005930_NX} and {@code 005930} are the same. */
public final class StockCode {
    private static final Pattern EXCHANGE = Pattern.compile("_(NX|AL)$");
    private static final Pattern PREFIXED = Pattern.compile("[AJQ].{6,}");
    private static final Pattern USABLE = Pattern.compile("[0-9A-Z]{6,9}");

    private StockCode() {
    }

    /**
     * @return the code without exchange suffix and without the prefix A (주식), J (ELW) or Q (ETN)
     * @throws BadEntryException when what is left is no stock code
     */
    public static String normalise(String text) {
        String code = EXCHANGE.matcher(text.strip()).replaceFirst("");
        if (PREFIXED.matcher(code).matches()) {
            code = code.substring(1);
        }
        if (!USABLE.matcher(code).matches()) {
            throw new BadEntryException("code", "the entry has no usable stock code in 9001 or item");
        }
        return code;
    }
}
