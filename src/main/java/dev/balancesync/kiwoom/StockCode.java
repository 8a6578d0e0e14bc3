package dev.balancesync.kiwoom;

/** One spelling for a stock: {@code A005930}, {@code 005930_NX} and {@code 005930} are the same. */
public final class StockCode {
    private static final int SHORTEST = 6;
    private static final int LONGEST = 9;

    private StockCode() {
    }

    /**
     * @return the code without exchange suffix and without the prefix A (주식), J (ELW) or Q (ETN)
     * @throws BadEntryException when what is left is no stock code
     */
    public static String normalise(String text) {
        String code = text.strip();
        if (code.endsWith("_NX") || code.endsWith("_AL")) {
            code = code.substring(0, code.length() - 3);
        }
        if (code.length() > SHORTEST && "AJQ".indexOf(code.charAt(0)) >= 0) {
            code = code.substring(1);
        }
        if (!isUsable(code)) {
            throw new BadEntryException("code", "the entry has no usable stock code in 9001 or item");
        }
        return code;
    }

    private static boolean isUsable(String code) {
        if (code.length() < SHORTEST || code.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < code.length(); i++) {
            char each = code.charAt(i);
            if ((each < '0' || each > '9') && (each < 'A' || each > 'Z')) {
                return false;
            }
        }
        return true;
    }
}
