package dev.balancesync.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The account as it stands at a moment, in shares and won.
 *
 * @param cash with all trades settled (D+2)
 * @param bought what the purchases of the day cost with their commissions; not settled yet
 * @param sold what the sales of the day bring after commissions and tax; not settled yet
 * @param orderable cash that open buy orders leave
 * @param lots what is held; lots that were sold out are left out
 */
record AccountView(long cash, long bought, long sold, long orderable, List<LotView> lots) {
    /** One lot. @param suspended trading in the stock is suspended: it has no price */
    record LotView(Stock stock, String creditType, String loanDate, long quantity, long available, long cost, long lastPrice,
            boolean suspended, long boughtToday, long soldToday) {
        long price() {
            return suspended ? 0 : lastPrice;
        }

        long value() {
            return price() * quantity;
        }

        private LotView plus(LotView other) {
            return new LotView(stock, SimulatedLot.CASH, "", quantity + other.quantity, available + other.available, cost + other.cost, lastPrice,
                    suspended, boughtToday + other.boughtToday, soldToday + other.soldToday);
        }
    }

    /** What is settled already (예수금). It does not move on the day of a trade. */
    long deposit() {
        return cash + bought - sold;
    }

    /** One line a stock (합산). What Kiwoom says of the credit type of such a sum nobody has published; here it is a cash lot's. */
    List<LotView> addedUp() {
        var sums = new LinkedHashMap<String, LotView>();
        lots.forEach(lot -> sums.merge(lot.stock().code, lot, LotView::plus));
        return new ArrayList<>(sums.values());
    }
}
