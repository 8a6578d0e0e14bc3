package dev.balancesync.simulator;

import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import dev.balancesync.time.Ticker;

/** What happens at the exchange and in the account, and that the sessions hear of it: 00 (주문체결) first, then 04 (잔고). */
final class TradingDay {
    final TradingAccount account;
    final Views views;
    private final String number;
    private final Sessions sessions;
    private final Frames frames;
    private final Market market;

    /**
     * @param number of the account, ten digits
     * @param walk the chance by which prices move
     * @param own the chance of the account; may be the same
     */
    TradingDay(String number, SimulatorOptions options, Sessions sessions, Random walk, Random own, Clock clock, Ticker ticker) {
        this.number = number;
        this.sessions = sessions;
        this.frames = new Frames(clock);
        this.market = new Market(walk);
        this.account = new TradingAccount(number, market, own, options.costs(), this::publishTaken, this::publishFill);
        Portfolio.fill(account, market, options.holdings(), options.seed(), walk == own ? null : own);
        this.views = new Views(account::view, ticker);
    }

    private void publishTaken(Order order) {
        sessions.publish("00", () -> frames.order(number, order, null));
    }

    private void publishFill(TradingAccount.Fill fill) {
        sessions.publish("00", () -> frames.order(number, fill.order(), fill));
        sessions.publish("04", () -> Frames.balance(number,
                List.of(new Frames.Entry(fill.lot(), account.available(fill.lot()), fill.order().buy, Move.Shape.FULL))));
    }

    void movePrices() {
        market.move();
        account.fillWhatCanBe();
        views.changed();
    }

    void tradeAtRandom() {
        account.tradeAtRandom();
        views.changed();
    }

    /** @throws OrderRefused with Kiwoom-like words */
    Order order(String code, boolean buy, long quantity, long price) {
        try {
            return account.order(code, buy, quantity, price);
        } finally {
            views.changed();
        }
    }

    void hold(String code, String name, String creditType, String loanDate, long quantity, long cost, long price) {
        Stock stock = market.stock(code) == null ? market.list(code, name, price) : market.stock(code);
        stock.price = price;
        account.hold(code, creditType, loanDate, quantity, cost);
        views.changed();
    }

    /** @return whether a session heard of it */
    boolean move(List<Move> together, boolean onlyIfHeard) {
        boolean heard = sessions.hearing() > 0;
        if (heard || !onlyIfHeard) {
            List<Frames.Entry> entries = account.move(together);
            views.changed();
            if (!entries.isEmpty()) {
                sessions.publish("04", () -> Frames.balance(number, entries));
            }
        }
        return heard;
    }

    void moveCash(long won) {
        account.moveCash(won);
        views.changed();
    }

    void begin(Fault.Lasting fault) {
        if (fault instanceof Fault.Lag lag) {
            views.lag(lag);
        } else if (fault instanceof Fault.Suspend suspend) {
            market.suspend(suspend.code());
            views.changed();
        }
    }

    Stream<Fault.Lasting> lasting() {
        return Stream.concat(views.lasting().stream(), market.suspended().map(stock -> new Fault.Suspend(stock.code)));
    }

    void endLasting() {
        views.clear();
        market.resume();
    }
}
