package dev.balancesync.simulator;

/** An order of the simulated account. */
final class Order {
    final String number;
    final Stock stock;
    final boolean buy;
    final long quantity;
    /** Won; 0 for a market order (시장가). */
    final long price;
    long filled;
    /** What was paid or received so far (체결누계금액). */
    long filledAmount;
    /** Commission and tax of all that is filled (938, 939): each is cut once, over the whole order. */
    long commission;
    long tax;

    Order(String number, Stock stock, boolean buy, long quantity, long price) {
        this.number = number;
        this.stock = stock;
        this.buy = buy;
        this.quantity = quantity;
        this.price = price;
    }

    long unfilled() {
        return quantity - filled;
    }

    boolean isFillable() {
        return unfilled() > 0 && !stock.suspended && (price == 0 || (buy ? stock.price <= price : stock.price >= price));
    }
}
