package dev.balancesync.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import dev.balancesync.time.Ticker;

/**
 * What this node may believe to hold, and until when: nine tenths of the lease's time, counted by its own ticker from before it asked. So it
 * stops believing before anybody else may take over, whatever the machines' dates say and however late the answer came.
 */
final class Belief {
    private final Ticker ticker;
    private final Map<Integer, Long> leaving = new HashMap<>();
    private Map<Integer, Long> epochs = Map.of();
    private long until;

    Belief(Ticker ticker) {
        this.ticker = ticker;
        this.until = ticker.nanos();
    }

    /**
     * The database has answered.
     *
     * @param asked the ticker's nanos before the question was sent
     * @param ttl that was asked for
     * @param held epoch by shard; empty when this node holds nothing
     */
    synchronized void told(long asked, Duration ttl, Map<Integer, Long> held) {
        epochs = Map.copyOf(held);
        until = asked + ttl.toNanos() / 10 * 9;
        leaving.entrySet().removeIf(each -> !each.getValue().equals(epochs.get(each.getKey())));
    }

    /** Whether its accounts may be logged in here. */
    synchronized boolean isHeld(int shard) {
        return epoch(shard) > 0 && !leaving.containsKey(shard);
    }

    /** What is written for its accounts must prove this. It outlasts {@link #isHeld} until a shard that leaves is given back. */
    synchronized long epoch(int shard) {
        return ticker.isReached(until) ? 0 : epochs.getOrDefault(shard, 0L);
    }

    /** All that the last answer said, whether it is still believed or not. */
    synchronized Map<Integer, Long> told() {
        return epochs;
    }

    /** Nobody logs in any more, and once what is under way is written it will be given back; the only way back is a new epoch. */
    synchronized void leave(int shard) {
        if (epochs.containsKey(shard)) {
            leaving.put(shard, epochs.get(shard));
        }
    }

    /** Epoch by shard of those that are to be given back. */
    synchronized Map<Integer, Long> leaving() {
        return Map.copyOf(leaving);
    }

    /** How long it still may believe; zero when it may not. */
    synchronized Duration left() {
        return ticker.isReached(until) ? Duration.ZERO : Duration.ofNanos(until - ticker.nanos());
    }
}
