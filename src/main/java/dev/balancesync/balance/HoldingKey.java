package dev.balancesync.balance;

/**
 * What makes one holding (잔고) of an account different from another: cash and credit lots of one stock are separate. Whose it is, is said where
 * it is kept, since what an account is called may be learnt while a snapshot is under way.
 *
 * @param stockCode without prefix and exchange suffix, such as {@code 005930}
 * @param creditType FID 917 (신용구분), {@code 00} for cash
 * @param loanDate FID 916 (대출일) as {@code yyyyMMdd}, empty for cash
 */
public record HoldingKey(String stockCode, String creditType, String loanDate) {
    static final String CASH = "00";

    /** In the one spelling of two characters: a number, where one is sent instead of a text, has lost its zeros. */
    static String creditType(String told) {
        if (told.equals(CASH)) {
            return CASH; // one text for all holdings
        }
        return told.matches("0*\\d") ? "0" + told.charAt(told.length() - 1) : told;
    }

    /** Both are spelled out because a key is looked up some ten times a frame, and what Java makes for a record is slow until the second compiler has seen it. */
    @Override
    public boolean equals(Object other) {
        return other instanceof HoldingKey key && stockCode.equals(key.stockCode) && loanDate.equals(key.loanDate) && creditType.equals(key.creditType);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * stockCode.hashCode() + creditType.hashCode()) + loanDate.hashCode();
    }

    /** Not bought on credit: the only kind of lot that the tables of the old Python service have room for. */
    public boolean isCash() {
        return creditType.equals(CASH) && loanDate.isEmpty();
    }
}
