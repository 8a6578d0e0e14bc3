package dev.balancesync.simulator;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** One holding of the simulated account, in shares and won. */
final class SimulatedLot {
    /** How Kiwoom writes a purchase that was paid in full. */
    static final String CASH = "00";

    final Stock stock;
    /** Credit type (신용구분) and loan date, {@code yyyyMMdd}; {@code 00} and empty for shares bought with cash. */
    final String creditType;
    final String loanDate;
    long quantity;
    /** Exact cost (총매입가) of what is held, without fees. */
    long cost;
    long boughtToday;
    long soldToday;
    /** Cost of what was sold today, and what the sale gained over it after fees. */
    long soldCost;
    long realised;

    SimulatedLot(Stock stock, String creditType, String loanDate) {
        this.stock = stock;
        this.creditType = creditType;
        this.loanDate = loanDate;
    }

    boolean isCash() {
        return creditType.equals(CASH);
    }

    /** The average price (매입단가), which Kiwoom rounds down. */
    long averagePrice() {
        return quantity == 0 ? 0 : cost / quantity;
    }

    /** Percent with two decimals. */
    String realisedRate() {
        return soldCost == 0 ? "0.00" : BigDecimal.valueOf(realised * 100)
                .divide(BigDecimal.valueOf(soldCost), 2, RoundingMode.HALF_UP).toPlainString();
    }
}
