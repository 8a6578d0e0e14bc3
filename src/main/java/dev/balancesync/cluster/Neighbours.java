package dev.balancesync.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.balancesync.time.Ticker;

/**
 * What this node has seen of the others by its own ticker, in case the database's clock is set: set forward, every lease looks expired; set
 * back, that of a dead node never ends.
 */
final class Neighbours {
    /** What the database tells of another node: how often it has said that it lives, and how long that counts each time. */
    record Beat(long count, Duration ttl) {
    }

    private record Seen(Beat beat, long nanos) {
    }

    private final Ticker ticker;
    private Map<String, Seen> seen = Map.of();

    Neighbours(Ticker ticker) {
        this.ticker = ticker;
    }

    void told(Map<String, Beat> others) {
        var now = new HashMap<String, Seen>();
        others.forEach((name, beat) -> {
            Seen before = seen.get(name);
            now.put(name, before != null && before.beat().count() == beat.count() ? before : new Seen(beat, ticker.nanos()));
        });
        seen = now;
    }

    /** {@code name:count} of those who have been seen to do nothing for as long as they may believe in what they hold. */
    List<String> quiet() {
        return after(9, 10);
    }

    /** {@code name:count} of those who have done nothing for twice their time: dead, whatever their row says. */
    List<String> silent() {
        return after(2, 1);
    }

    private List<String> after(int numerator, int denominator) {
        var beats = new ArrayList<String>();
        seen.forEach((name, last) -> {
            if (ticker.since(last.nanos()).compareTo(last.beat().ttl().multipliedBy(numerator).dividedBy(denominator)) >= 0) {
                beats.add(name + ":" + last.beat().count());
            }
        });
        return beats;
    }

    /** Until the next of them is quiet, unless it speaks; zero when one is. */
    Duration untilQuiet() {
        return seen.values().stream().map(last -> last.beat().ttl().multipliedBy(9).dividedBy(10).minus(ticker.since(last.nanos())))
                .min(Comparator.naturalOrder()).filter(left -> !left.isNegative()).orElse(Duration.ZERO);
    }

    List<String> names() {
        return seen.keySet().stream().sorted().toList();
    }
}
