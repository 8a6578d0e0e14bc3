package dev.balancesync.simulator;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import dev.balancesync.time.Ticker;

/** Who has an account here: one whom every App key belongs to, or many, each with a key of its own. */
final class Customers {
    static final int MOST = 10_000;

    /** The faults that wait for whoever comes first. */
    final FaultQueue faults = new FaultQueue(null);
    private final List<Customer> all;
    private final Map<String, Customer> byKey = new HashMap<>();
    private final Random chance;

    Customers(SimulatorOptions options, Clock clock, Ticker ticker) {
        this.chance = new Random(options.seed());
        if (options.accounts() == 0) {
            this.all = List.of(Customer.only(faults, options, clock, ticker));
        } else {
            this.all = IntStream.rangeClosed(1, options.accounts()).mapToObj(n -> Customer.numbered(n, faults, options, clock, ticker)).toList();
            all.forEach(each -> byKey.put(each.appKey, each));
        }
    }

    /** Whether any key with any secret is good. */
    boolean areOne() {
        return byKey.isEmpty();
    }

    List<Customer> all() {
        return all;
    }

    Customer first() {
        return all.get(0);
    }

    Customer any() {
        return areOne() ? first() : all.get(chance.nextInt(all.size()));
    }

    /** @return {@code null} when nobody has this key */
    Customer ofKey(String appKey) {
        return areOne() ? first() : byKey.get(appKey);
    }

    boolean accept(String appKey, String secret) {
        Customer customer = ofKey(appKey);
        return customer != null && (areOne() || customer.appSecret.equals(secret));
    }

    /** Those that wait for this one, or for whoever comes first. */
    FaultQueue faults(Customer customer) {
        return customer == null ? faults : customer.faults;
    }

    /**
     * @param name 1 and so on, an App key, or an account number
     * @throws IllegalArgumentException when nobody is called so
     */
    Customer called(String name) {
        if (name.matches("[1-9]\\d{0,4}") && Integer.parseInt(name) <= all.size()) {
            return all.get(Integer.parseInt(name) - 1);
        }
        return all.stream().filter(each -> each.isCalled(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no such account; there are 1 to " + all.size()));
    }
}
