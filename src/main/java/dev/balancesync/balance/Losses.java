package dev.balancesync.balance;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequencer;

/**
 * What the stream said and the tables will not show: entries, values and frames in quarantine, and fills that an order alone told. Each opens
 * a gap that only a snapshot can close, so whoever takes snapshots asks here.
 */
public final class Losses {
    /**
     * One of them.
     *
     * @param noted when it was noticed
     * @param reason in words, without values
     */
    public record Loss(Arrival noted, String reason) {
    }

    /** So soon after an order was filled a holding tells of it; the two may come the other way round. */
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration JUST_BEFORE = Duration.ofSeconds(1);

    private final Sequencer sequencer;
    /** By stock: when an order of it was filled of which no holding has told, and when a holding last told. */
    private final Map<String, Arrival> filled = new HashMap<>();
    private final Map<String, Arrival> told = new HashMap<>();
    private Loss last;
    private long count;

    public Losses(Sequencer sequencer) {
        this.sequencer = sequencer;
    }

    public synchronized void note(String reason) {
        last = new Loss(sequencer.next(), reason);
        count++;
    }

    /** An order (00) was filled: how many shares there are now, a holding (04) has to tell. */
    public synchronized void filled(String stockCode) {
        Arrival now = sequencer.next();
        if (!told.containsKey(stockCode) || isOlder(told.get(stockCode), JUST_BEFORE, now)) {
            filled.putIfAbsent(stockCode, now);
        }
    }

    /**
     * A holding told how many shares there are.
     *
     * @param others than were known: when a sell order is taken a holding may tell the same, which is of no fill that comes after it
     */
    public synchronized void told(String stockCode, boolean others) {
        if (others) {
            told.put(stockCode, sequencer.next());
        }
        filled.remove(stockCode);
    }

    /** Whether the shares of a stock are others than the tables have, for all that is known. */
    public synchronized boolean isAwaited() {
        return !filled.isEmpty();
    }

    /** How many since the start, with those that have not come by now. */
    public synchronized long count() {
        Arrival now = sequencer.next();
        if (filled.values().removeIf(since -> isOlder(since, SOON, now))) {
            note("an order was filled, and no holding told of it");
        }
        return count;
    }

    private static boolean isOlder(Arrival one, Duration age, Arrival now) {
        return now.nanos() - one.nanos() > age.toNanos();
    }

    /** The newest; {@code null} when there is none. */
    public synchronized Loss last() {
        return last;
    }

    /** Whether something was lost since a snapshot began, which therefore may not show it. */
    public synchronized boolean since(Arrival began) {
        return last != null && last.noted().isAfter(began);
    }
}
