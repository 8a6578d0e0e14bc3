package dev.balancesync.balance;

/**
 * What makes one holding (잔고) different from another: cash and credit lots of one stock are separate.
 *
 * @param accountNumber as it is stored
 * @param stockCode without prefix and exchange suffix, such as {@code 005930}
 * @param creditType FID 917 (신용구분), {@code 00} for cash
 * @param loanDate FID 916 (대출일) as {@code yyyyMMdd}, empty for cash
 */
public record HoldingKey(String accountNumber, String stockCode, String creditType, String loanDate) {
    static final String CASH = "00";

    /** Not bought on credit: the only kind of lot that the tables of the old Python service have room for. */
    public boolean isCash() {
        return creditType.equals(CASH) && loanDate.isEmpty();
    }
}
