package dev.balancesync.simulator;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One of the accounts of a {@link KiwoomSimulator}, with its App key, its orders and its faults. */
public final class SimulatedAccount {
    private final Customer customer;
    private final Loop loop;
    private final FaultIntake faults;
    private final State state;

    SimulatedAccount(Customer customer, Loop loop, FaultIntake faults, State state) {
        this.customer = customer;
        this.loop = loop;
        this.faults = faults;
        this.state = state;
    }

    /** {@code null} when any key will do. */
    public String appKey() {
        return customer.appKey;
    }

    /** {@code null} when any secret will do. */
    public String appSecret() {
        return customer.appSecret;
    }

    /** Ten digits; the first eight are no other account's. */
    public String number() {
        return customer.number;
    }

    /** Buys at the market price, or waits for {@code price}; a 00 frame follows at once, a 00 and a 04 frame each fill. */
    public void buy(String code, long quantity, long price) {
        loop.await(() -> customer.day.order(code, true, quantity, price));
    }

    public void sell(String code, long quantity, long price) {
        loop.await(() -> customer.day.order(code, false, quantity, price));
    }

    /** One step of its market and one trade of chance. */
    public void trade() {
        loop.run(() -> {
            customer.day.movePrices();
            customer.day.tradeAtRandom();
        });
    }

    /** Puts a holding into the account without a fill, as if bought long ago; lists the stock if nobody knows it. */
    public void hold(String code, String name, long quantity, long cost, long price) {
        hold(code, name, SimulatedLot.CASH, "", quantity, cost, price);
    }

    /** The same for a lot on credit: {@code creditType} such as {@code 03}, {@code loanDate} as {@code yyyyMMdd}. */
    public void hold(String code, String name, String creditType, String loanDate, long quantity, long cost, long price) {
        loop.run(() -> customer.day.hold(code, name, creditType, loanDate, quantity, cost, price));
    }

    /**
     * Changes the account and tells it in one frame, all at once as far as anybody can see. Stocks must be listed.
     *
     * @param onlyIfHeard nothing happens while no session would hear of it
     * @return whether a session heard of it
     */
    public boolean move(List<Move> together, boolean onlyIfHeard) {
        return loop.await(() -> customer.day.move(together, onlyIfHeard));
    }

    /** What is held now. */
    public List<Held> holdings() {
        return loop.await(() -> customer.day.account.holdings().stream().map(customer.day.account::held).toList());
    }

    /** Tells each new state of a holding before any session hears of it; called on the simulator's thread. */
    public void watch(Consumer<Held> each) {
        loop.run(() -> customer.day.account.watch(each));
    }

    /**
     * Sends frames as fast as the session takes them. They do not change the account that REST tells.
     *
     * @return completed when the last has been handed to the socket; failed when the session closes before
     */
    public CompletableFuture<Void> burst(Iterator<String> frames) {
        return loop.call(() -> customer.sessions.burst("04", frames)).thenCompose(done -> done);
    }

    /** Queues a fault that only this account meets, or lets it happen to its sessions now. */
    public void next(Fault fault) {
        next(fault, 1);
    }

    public void next(Fault fault, int times) {
        loop.run(() -> faults.take(fault, times, customer));
    }

    /** Forgets its queued faults that have not happened, and ends those that last. */
    public void clearFaults() {
        loop.run(() -> faults.clear(customer));
    }

    /** Sends a text to its sessions. */
    public void send(String text) {
        next(new Fault.Send(text));
    }

    /** The same as {@code GET /api/simulator?account=}. */
    public Map<String, Object> state() {
        return loop.await(() -> state.of(customer));
    }

    /** One of the counts of {@link #state()}: logins, logged_in, most_logged_in, registrations, token_requests, too_many. */
    public int count(String name) {
        return (Integer) state().get(name);
    }

    /** How often it was asked this over REST. */
    public int calls(String apiId) {
        return ((Map<?, ?>) state().get("calls")).get(apiId) instanceof Integer calls ? calls : 0;
    }
}
