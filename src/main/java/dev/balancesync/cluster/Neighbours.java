package dev.balancesync.cluster;

import java.time.Duration;
import java.util.ArrayList;
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

    /** @param isChange whether it was seen to beat, and not only found */
    private record Seen(Beat beat, long nanos, boolean isChange) {
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
            now.put(name, before != null && before.beat().count() == beat.count() ? before : new Seen(beat, ticker.nanos(), before != null));
        });
        seen = now;
    }

    /** Names of those who were seen to live so lately that they may still believe in what they hold. */
    List<String> alive() {
        var names = new ArrayList<String>();
        seen.forEach((name, last) -> {
            if (last.isChange() && ticker.since(last.nanos()).compareTo(last.beat().ttl().multipliedBy(9).dividedBy(10)) < 0) {
                names.add(name);
            }
        });
        return names;
    }

    /** {@code name:count} of those who have not been heard of for twice their time: they believe in nothing any more. */
    List<String> silent() {
        var beats = new ArrayList<String>();
        seen.forEach((name, last) -> {
            if (ticker.since(last.nanos()).compareTo(last.beat().ttl().multipliedBy(2)) > 0) {
                beats.add(name + ":" + last.beat().count());
            }
        });
        return beats;
    }

    List<String> names() {
        return seen.keySet().stream().sorted().toList();
    }
}
