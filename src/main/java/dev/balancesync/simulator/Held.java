package dev.balancesync.simulator;

/**
 * One holding as it stands at a moment, in shares, won and percent.
 *
 * @param creditType {@code 00} for shares bought with cash
 * @param loanDate {@code yyyyMMdd}; empty for shares bought with cash
 * @param quantity 0 once sold out
 */
public record Held(String code, String name, String creditType, String loanDate, long quantity, long available, long cost,
        long averagePrice, long price, String realisedRate) {

    /** {@code 005930}, or {@code 005930/03/20261101} for a lot on credit. */
    public String key() {
        return key(code, creditType, loanDate);
    }

    static String key(String code, String creditType, String loanDate) {
        return creditType.equals(SimulatedLot.CASH) ? code : code + "/" + creditType + "/" + loanDate;
    }
}
