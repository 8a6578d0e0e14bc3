package dev.balancesync.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a person or a test may want to know, as {@code GET /api/simulator} tells it. */
final class State {
    private final Customers customers;
    private final RequestCounts asked;
    private final Sockets sockets;

    /** @param asked by all together */
    State(Customers customers, RequestCounts asked, Sockets sockets) {
        this.customers = customers;
        this.asked = asked;
        this.sockets = sockets;
    }

    /** @param whose {@code null} for all */
    Map<String, Object> of(Customer whose) {
        var told = new LinkedHashMap<String, Object>();
        if (whose != null) {
            account(whose, told);
            told.putAll(whose.asked.counts());
            told.putAll(whose.sessions.counts());
            faults(List.of(whose), whose.faults.waiting(), told);
            return told;
        }
        if (customers.areOne()) {
            account(customers.first(), told);
        } else {
            told.put("accounts", customers.all().size());
        }
        told.putAll(asked.counts());
        told.putAll(sockets.counts());
        faults(customers.all(), Stream.concat(customers.faults.waiting().stream(),
                customers.all().stream().flatMap(each -> each.faults.waiting().stream())).toList(), told);
        return told;
    }

    private static void account(Customer customer, Map<String, Object> told) {
        TradingAccount account = customer.day.account;
        told.put("account", customer.number);
        told.put("cash", account.cash);
        told.put("deposit", account.view().deposit());
        told.put("stock_value", account.stockValue());
        told.put("purchase_amount", account.purchaseAmount());
        var holdings = new LinkedHashMap<String, Object>();
        account.holdings().forEach(lot -> holdings.put(account.held(lot).key(),
                Map.of("quantity", lot.quantity, "cost", lot.cost, "price", lot.stock.price)));
        told.put("holdings", holdings);
    }

    private static void faults(List<Customer> meant, List<Fault.Queued> waiting, Map<String, Object> told) {
        told.put("faults_waiting", waiting.stream().map(Object::toString).toList());
        told.put("faults_lasting", meant.stream().flatMap(each -> each.day.lasting()).map(Object::toString).distinct().toList());
    }
}
