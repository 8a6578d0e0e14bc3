package dev.balancesync.chaos;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.balancesync.simulator.Held;

/** Everything the simulated account ever held: each holding's states in order, as the simulator told them before it told the service. */
public final class Oracle {
    /**
     * What a row says of a holding that must have been true at one moment, all together.
     *
     * @param quantity 0 for none, and then the rest is 0 as well
     */
    record State(long quantity, long available, long cost, long averagePrice) {
        static final State NONE = new State(0, 0, 0, 0);

        static State of(Held held) {
            return held.quantity() == 0 ? NONE : new State(held.quantity(), held.available(), held.cost(), held.averagePrice());
        }
    }

    /** @param at nanoseconds of {@link System#nanoTime()} */
    record Moment(long at, State state) {
    }

    private final Map<String, List<Moment>> history = new TreeMap<>();
    private final Map<String, Set<Long>> prices = new TreeMap<>();
    private final Map<String, Held> now = new TreeMap<>();
    private long changes;

    public synchronized void changed(Held held) {
        changes++;
        past(held.key()).add(new Moment(System.nanoTime(), State.of(held)));
        prices.computeIfAbsent(held.key(), key -> new HashSet<>()).add(held.price());
        if (held.quantity() == 0) {
            now.remove(held.key());
        } else {
            now.put(held.key(), held);
        }
    }

    private List<Moment> past(String key) {
        return history.computeIfAbsent(key, any -> new ArrayList<>(List.of(new Moment(Long.MIN_VALUE / 2, State.NONE))));
    }

    /** All states of a holding so far; the first is that there was none. */
    synchronized List<Moment> history(String key) {
        return List.copyOf(past(key));
    }

    synchronized boolean wasPrice(String key, long price) {
        return prices.getOrDefault(key, Set.of()).contains(price);
    }

    public synchronized Map<String, Held> now() {
        return new LinkedHashMap<>(now);
    }

    public synchronized Set<String> keys() {
        return Set.copyOf(history.keySet());
    }

    /** Grows with each change. */
    public synchronized long changes() {
        return changes;
    }
}
