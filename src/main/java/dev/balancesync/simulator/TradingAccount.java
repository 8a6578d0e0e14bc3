package dev.balancesync.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** The simulated account: cash, holdings and orders. The oracle of the tests: whatever the tables say is compared with this. */
final class TradingAccount {
    /** An order is filled in pieces of at most so many shares, so that partial fills happen. */
    private static final long PIECE = 100;
    private static final long FIRST_CASH = 50_000_000;

    /** One fill. @param commission what it adds to the commission of the order; {@code tax} likewise */
    record Fill(Order order, SimulatedLot lot, long price, long quantity, long commission, long tax, String number) {
    }

    final String number;
    private final Market market;
    private final Random random;
    private final Costs costs;
    private final Consumer<Order> onTaken;
    private final Consumer<Fill> onFill;
    private final Map<String, SimulatedLot> lots = new LinkedHashMap<>();
    private final List<Order> open = new ArrayList<>();
    /** With all trades settled (D+2). */
    long cash = FIRST_CASH;
    private long boughtToday;
    private long soldToday;
    private Consumer<Held> watcher = held -> { };
    private int orders = 100_000;
    private int fills = 800_000;

    TradingAccount(String number, Market market, Random random, Costs costs, Consumer<Order> onTaken, Consumer<Fill> onFill) {
        this.number = number;
        this.market = market;
        this.random = random;
        this.costs = costs;
        this.onTaken = onTaken;
        this.onFill = onFill;
    }

    /** What it stands at now. */
    AccountView view() {
        return new AccountView(cash, boughtToday, soldToday, orderable(), holdings().stream().map(lot -> new AccountView.LotView(lot.stock,
                lot.creditType, lot.loanDate, lot.quantity, available(lot), lot.cost, lot.stock.price, lot.stock.suspended, lot.boughtToday,
                lot.soldToday)).toList());
    }

    void hold(String code, String creditType, String loanDate, long quantity, long cost) {
        SimulatedLot lot = lot(market.stock(code), creditType, loanDate);
        lot.quantity = quantity;
        lot.cost = cost;
        changed(lot);
    }

    private SimulatedLot lot(Stock stock, String creditType, String loanDate) {
        return lots.computeIfAbsent(Held.key(stock.code, creditType, loanDate), key -> new SimulatedLot(stock, creditType, loanDate));
    }

    /** Is told each new state of a holding. */
    void watch(Consumer<Held> each) {
        watcher = each;
    }

    private void changed(SimulatedLot lot) {
        watcher.accept(held(lot));
    }

    Held held(SimulatedLot lot) {
        return new Held(lot.stock.code, lot.stock.name, lot.creditType, lot.loanDate, lot.quantity, available(lot), lot.cost,
                lot.averagePrice(), lot.stock.price, lot.realisedRate());
    }

    /** @return the entries of the frame that tells of it; empty when nothing changed */
    List<Frames.Entry> move(List<Move> together) {
        var entries = new LinkedHashMap<SimulatedLot, Frames.Entry>();
        for (Move move : together) {
            Stock stock = market.stock(move.code());
            SimulatedLot lot = lot(stock, move.creditType(), move.loanDate());
            boolean isNew = lot.quantity == 0;
            long change = Math.max(move.change(), -lot.quantity);
            boolean priced = move.ticks() != 0 && entries.keySet().stream().noneMatch(told -> told.stock == stock);
            if (isNew && change == 0 || !isNew && change == 0 && !priced || entries.containsKey(lot)) {
                continue;
            }
            if (priced) {
                stock.price = Math.max(stock.basePrice * 7 / 10,
                        Math.min(stock.basePrice * 13 / 10, stock.price + move.ticks() * Stock.tick(stock.price)));
                holdings().stream().filter(other -> other.stock == stock).forEach(this::changed);
            }
            if (change != 0) {
                long amount = stock.price * Math.abs(change);
                change(lot, change, costs.commission(amount), change > 0 ? 0 : Costs.tax(stock.fund, amount));
                changed(lot);
            }
            Move.Shape shape = isNew || priced && move.shape() != Move.Shape.PRICE || change != 0 && move.shape() == Move.Shape.PRICE
                    ? Move.Shape.FULL : move.shape();
            entries.put(lot, new Frames.Entry(lot, available(lot), change > 0, shape));
            if (priced) {
                holdings().stream().filter(other -> other.stock == stock).forEach(other ->
                        entries.putIfAbsent(other, new Frames.Entry(other, available(other), false, Move.Shape.PRICE)));
            }
        }
        return List.copyOf(entries.values());
    }

    /** What is held now; sold-out lots are left out. */
    List<SimulatedLot> holdings() {
        return lots.values().stream().filter(lot -> lot.quantity > 0).toList();
    }

    long stockValue() {
        return holdings().stream().mapToLong(lot -> lot.quantity * lot.stock.price).sum();
    }

    long purchaseAmount() {
        return holdings().stream().mapToLong(lot -> lot.cost).sum();
    }

    /**
     * Takes an order; what can be filled is filled at once.
     *
     * @param price 0 for a market order
     * @throws OrderRefused with Kiwoom-like words
     */
    Order order(String code, boolean buy, long quantity, long price) {
        Stock stock = market.stock(code);
        if (stock == null) {
            throw new OrderRefused(7, "서비스를 처리하는 중에 오류가 발생했습니다[1903:종목 정보가 없습니다. 종목코드=" + code + "]");
        }
        if (quantity <= 0 || price < 0) {
            throw new OrderRefused(2, "입력 값 오류입니다[1517:입력 값 형식이 올바르지 않습니다. 파라미터=" + (quantity <= 0 ? "ord_qty" : "ord_uv") + "]");
        }
        if (stock.suspended) {
            throw new OrderRefused(20, "[2000](거래정지 종목입니다.)");
        }
        long at = price == 0 ? stock.price : price;
        // divided first: the product may not fit into a long
        if (buy && (quantity > orderable() / at || paid(at * quantity) > orderable())) {
            throw new OrderRefused(20, "[2000](855056:매수증거금이 부족합니다.)");
        }
        if (!buy && available(stock.code) < quantity) {
            throw new OrderRefused(20, "[2000](800033:매도가능수량이 부족합니다.)");
        }
        var order = new Order(String.format("%07d", ++orders), stock, buy, quantity, price);
        open.add(order);
        onTaken.accept(order);
        fillWhatCanBe();
        return order;
    }

    /** @param won negative for a withdrawal, which takes no more than is free */
    void moveCash(long won) {
        cash += Math.max(won, Math.min(0, -orderable()));
    }

    /** Cash that is not reserved by open buy orders. */
    long orderable() {
        return cash - open.stream().filter(order -> order.buy).mapToLong(this::reserved).sum();
    }

    private long reserved(Order order) {
        long amount = order.price * order.unfilled();
        return amount + costs.commission(order.filledAmount + amount) - order.commission;
    }

    /** Shares that are not reserved by open sell orders. */
    long available(String code) {
        return available(lots.get(code));
    }

    long available(SimulatedLot lot) {
        if (lot == null || !lot.isCash()) {
            return lot == null ? 0 : lot.quantity;
        }
        String code = lot.stock.code;
        long reserved = open.stream().filter(order -> !order.buy && order.stock.code.equals(code)).mapToLong(Order::unfilled).sum();
        return Math.max(0, lot.quantity - reserved);
    }

    /** Called after prices moved, too. */
    void fillWhatCanBe() {
        for (Order order : List.copyOf(open)) {
            while (order.isFillable()) {
                fill(order, Math.min(PIECE, order.unfilled()));
            }
            if (order.unfilled() == 0) {
                open.remove(order);
            }
        }
    }

    private void fill(Order order, long quantity) {
        long price = order.stock.price;
        SimulatedLot lot = lot(order.stock, SimulatedLot.CASH, "");
        order.filled += quantity;
        order.filledAmount += price * quantity;
        long commission = costs.commission(order.filledAmount) - order.commission;
        long tax = order.buy ? 0 : Costs.tax(order.stock.fund, order.filledAmount) - order.tax;
        order.commission += commission;
        order.tax += tax;
        change(lot, order.buy ? quantity : -quantity, commission, tax);
        changed(lot);
        onFill.accept(new Fill(order, lot, price, quantity, commission, tax, String.valueOf(++fills)));
    }

    /** Shares and cash change hands at the price of the moment. */
    private void change(SimulatedLot lot, long bought, long commission, long tax) {
        long amount = lot.stock.price * Math.abs(bought);
        if (bought > 0) {
            cash -= amount + commission;
            boughtToday += amount + commission;
            lot.quantity += bought;
            lot.cost += amount;
            lot.boughtToday += bought;
        } else {
            long sold = -bought;
            long cost = sold == lot.quantity ? lot.cost : lot.cost * sold / lot.quantity;
            long proceeds = amount - commission - tax;
            cash += proceeds;
            soldToday += proceeds;
            lot.quantity -= sold;
            lot.cost -= cost;
            lot.soldToday += sold;
            lot.soldCost += cost;
            lot.realised += proceeds - cost;
        }
    }

    /** What a buy of so much costs with its commission. */
    private long paid(long amount) {
        return amount + costs.commission(amount);
    }

    /** Buys or sells a little of something at the market price; now and then sells out. */
    void tradeAtRandom() {
        Stock stock = market.any(random);
        if (stock.suspended) {
            return;
        }
        long held = available(stock.code);
        boolean sell = held > 0 && random.nextInt(100) < 50;
        if (sell) {
            order(stock.code, false, random.nextInt(100) < 20 ? held : 1 + random.nextInt((int) Math.min(held, 20)), 0);
        } else {
            long affordable = orderable() / 2 / stock.price;
            if (affordable > 0) {
                order(stock.code, true, 1 + random.nextInt((int) Math.min(affordable, 20)), 0);
            }
        }
    }
}
