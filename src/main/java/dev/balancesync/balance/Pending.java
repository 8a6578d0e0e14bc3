package dev.balancesync.balance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

import dev.balancesync.journal.JournalPosition;
import dev.balancesync.time.Arrival;

/**
 * The newest known state of each holding that is not stored yet. Bounded by the number of holdings however long the database is away.
 * The feed puts, the one writer drains.
 */
public final class Pending {
    /**
     * What is to be stored of one account.
     *
     * @param readUpTo everything the journal holds up to here is in this batch or stored already; {@code null} before the first frame
     * @param arrivedAt when the oldest frame in it arrived; {@code null} when it holds nothing but a snapshot or what the journal had
     */
    public record Batch(List<Holding> holdings, JournalPosition readUpTo, Arrival arrivedAt) {
    }

    /** Between two batches of a burst; a commit takes some milliseconds, and the user's front end hears of each. */
    private static final long GATHER_MILLIS = 20;
    /** So many holdings in a batch cost the database tens of milliseconds; when one such batch follows another, more are let gather for the next. */
    private static final int MANY = 200;
    private static final long GATHER_MANY_MILLIS = 250;
    /** What comes so much later than the last batch did is no part of its burst. */
    private static final long BURST_NANOS = 1_000_000_000;

    private final Map<HoldingKey, Holding> waiting = new LinkedHashMap<>();
    /** Entries without a quantity: they may be all that is known of a holding whose row does not exist yet. */
    private final Map<HoldingKey, Holding> incomplete = new LinkedHashMap<>();
    /** What the stream last said of each holding; whatever it said since a snapshot began is newer than the snapshot. */
    private final Map<HoldingKey, Holding> touched = new HashMap<>();
    /** What it last said of how many. */
    private final Map<HoldingKey, Holding> counted = new HashMap<>();
    /** How many there were by the last word of the stream, or of a snapshot. */
    private final Map<HoldingKey, Long> shares = new HashMap<>();
    /** Holdings that the table is known to have a row of. */
    private final Set<HoldingKey> rows = new HashSet<>();
    /** Drained, and neither stored nor put back: until then they wait like the others, however long the database takes to say no. */
    private Map<HoldingKey, Holding> writing = Map.of();
    private Batch drained;
    private JournalPosition readUpTo;
    private JournalPosition drainedUpTo;
    private boolean released;
    private Arrival lastEvent;
    private long taken;
    private long merged;
    private long mergedBefore;
    private boolean crowded;
    /** Batches of {@value #MANY} holdings or more, one behind the other. */
    private int largeBatches;
    /** Of the oldest frame of the last batch. */
    private Arrival drainedArrival;
    private boolean rung;
    private long writes;
    private final LongAdder passedOver = new LongAdder();
    /** Of the frames that wait, the oldest; what the journal gave back at start is older than this run and does not count. */
    private Arrival arrivedAt;

    /**
     * Takes what the stream says.
     *
     * @return whether it cannot be stored by itself: no quantity has ever been told of the holding, and no row of it is known
     */
    public synchronized boolean put(Holding newer) {
        touched.put(newer.key(), newer);
        if (newer.quantity() != null) {
            counted.put(newer.key(), newer);
        }
        lastEvent = newer.arrival();
        if (released && arrivedAt == null) {
            arrivedAt = newer.arrival();
        }
        boolean known = !isWithoutRow(newer.key());
        if (merge(counted(newer))) {
            merged++;
        } else {
            taken++;
        }
        return known && isWithoutRow(newer.key());
    }

    /** Takes what the stream said shortly before the start: it is stored, and answers of the broker may still be from before it. */
    public synchronized void remember(Holding stored) {
        touched.put(stored.key(), stored);
        if (stored.quantity() != null) {
            counted.put(stored.key(), stored);
        }
    }

    private boolean isWithoutRow(HoldingKey key) {
        return !incomplete.isEmpty() && incomplete.containsKey(key) && !rows.contains(key);
    }

    /**
     * How many holdings the stream has spoken of without a quantity, while neither a row of them nor a quantity is known: the statements leave
     * them unwritten until one of the two is, so they are not stored.
     */
    public synchronized int incomplete() {
        return (int) incomplete.keySet().stream().filter(this::isWithoutRow).count();
    }

    /**
     * Takes what a snapshot changes.
     *
     * @param began when the snapshot began
     * @return those of which the stream has spoken since, which are left alone
     */
    public synchronized Set<HoldingKey> takeOver(Arrival began, List<Holding> changes) {
        var left = new HashSet<HoldingKey>();
        for (Holding change : changes) {
            if (isTouchedAfter(began, change.key())) {
                left.add(change.key());
            } else {
                merge(counted(change));
            }
        }
        return left;
    }

    private Holding counted(Holding newer) {
        return newer.quantity() == null ? newer : newer.after(shares.put(newer.key(), newer.quantity()));
    }

    /** Whether it tells another number of shares than the last word on it, if there was one. */
    synchronized boolean isAnotherNumber(Holding told) {
        return !Objects.equals(shares.get(told.key()), told.quantity());
    }

    /** What the stream last said of each holding since the start. */
    public synchronized Map<HoldingKey, Holding> words() {
        return new HashMap<>(touched);
    }

    /** The last of these, of each holding, that told how many; other entries tell a price alone. */
    public synchronized Map<HoldingKey, Holding> counts() {
        return new HashMap<>(counted);
    }

    /** What waits to be written, and what is being written. */
    public synchronized Map<HoldingKey, Holding> unwritten() {
        var unwritten = new HashMap<>(waiting);
        writing.forEach(unwritten::putIfAbsent);
        return unwritten;
    }

    /** The table has been read, and has these. */
    public synchronized void hasRows(Set<HoldingKey> keys) {
        rows.addAll(keys);
    }

    /** Whether the stream has spoken of a holding since then. */
    public synchronized boolean isTouchedAfter(Arrival began, HoldingKey key) {
        Holding last = touched.get(key);
        return last != null && last.arrival().isAfter(began);
    }

    /** Whether this is what the stream last said of the holding, or older; a snapshot that began after that says otherwise. */
    public synchronized boolean isOfStream(Holding holding) {
        Holding last = touched.get(holding.key());
        return last != null && !holding.arrival().isAfter(last.arrival());
    }

    /** The last entry of type 04; {@code null} before the first. */
    public synchronized Arrival lastEvent() {
        return lastEvent;
    }

    /** When the last entry of type 04 was received, for people; {@code null} before the first. */
    public synchronized Instant lastEventAt() {
        return lastEvent == null ? null : lastEvent.at();
    }

    /** @return whether an older state of the holding was waiting still */
    private boolean merge(Holding newer) {
        Holding older = waiting.remove(newer.key());
        boolean waited = older != null;
        if (!waited && !incomplete.isEmpty()) {
            older = incomplete.get(newer.key());
        }
        Holding merged = older == null ? newer : newer.over(older);
        waiting.put(merged.key(), merged);
        if (merged.quantity() == null) {
            incomplete.put(merged.key(), merged);
        } else if (!incomplete.isEmpty()) {
            incomplete.remove(merged.key());
        }
        return waited;
    }

    /** An entry of another type than 04 (잔고): no business of this service. */
    public void passOver() {
        passedOver.increment();
    }

    /** All entries of the frame at this place of the journal have been put, or are in quarantine. */
    public synchronized void frameRead(JournalPosition position) {
        if (position != null) {
            readUpTo = position;
        }
    }

    /**
     * Whether the store is to be rung for: once until the next {@link #drain()}, which takes whatever was put before. A ring that gets
     * lost, by a reload or because the database is away, is made up for by the store's own retry, as long as {@link #isRung()}.
     */
    public synchronized boolean mustRing() {
        boolean first = !rung;
        rung = true;
        return first;
    }

    /** Rung for, and not drained since. */
    public synchronized boolean isRung() {
        return rung;
    }

    /** What another machine had received is to be read first. */
    public synchronized void hold() {
        released = false;
    }

    /** The journal has been read again: from now on batches may be drained. Until then they could hold what is long past. */
    public synchronized void release() {
        released = true;
    }

    /**
     * @return what is to be written now; without holdings when only the journal's mark is to move, because all of a frame went to quarantine
     *     or was drained before the frame was read to its end; {@code null} when nothing is to be done
     */
    public synchronized Batch drain() {
        rung = false;
        crowded = merged - mergedBefore > waiting.size();
        mergedBefore = merged;
        if (!released || waiting.isEmpty() && Objects.equals(readUpTo, drainedUpTo)) {
            return null;
        }
        drainedUpTo = readUpTo;
        largeBatches = waiting.size() < MANY ? 0 : largeBatches + 1;
        drainedArrival = arrivedAt;
        var batch = new Batch(List.copyOf(waiting.values()), readUpTo, arrivedAt);
        drained = batch;
        arrivedAt = null;
        writing = new HashMap<>(waiting);
        waiting.clear();
        incomplete.replaceAll((key, holding) -> new Holding(key, holding.values(), holding.arrival(), false));
        return batch;
    }

    /**
     * How long to wait before the next {@link #drain()}: 0, unless the last was a moment ago and held many more entries than
     * holdings, or very many of them again.
     */
    public synchronized long gatherMillis() {
        if (drainedArrival == null || arrivedAt == null || arrivedAt.nanos() - drainedArrival.nanos() > BURST_NANOS) {
            return 0;
        }
        return largeBatches > 1 ? GATHER_MANY_MILLIS : crowded ? GATHER_MILLIS : 0;
    }

    /** So many batches are stored since the start, or in quarantine. */
    public synchronized long writes() {
        return writes;
    }

    /** All of the batch is stored or in quarantine. */
    public synchronized void written() {
        writes++;
        writing.values().forEach(each -> {
            if (each.isSoldOut()) {
                rows.remove(each.key());
            } else if (each.quantity() != null) {
                rows.add(each.key());
            }
        });
        writing = Map.of();
        drained = null;
    }

    /**
     * A batch could not be written: it waits again, below whatever came since.
     *
     * @param batch {@code null} when none had been drained; one from before a {@link #forget} is dropped
     */
    public synchronized void putBack(Batch batch) {
        if (batch == null || batch != drained) {
            return;
        }
        drained = null;
        arrivedAt = batch.arrivedAt() == null ? arrivedAt : batch.arrivedAt();
        writing = Map.of();
        // also a batch that held nothing but the journal's mark is tried again, or nobody would notice that the database is back (seed 101525)
        drainedUpTo = null;
        rung = true;
        var newer = new ArrayList<>(waiting.values());
        waiting.clear();
        batch.holdings().forEach(holding -> waiting.put(holding.key(), holding));
        newer.forEach(this::merge);
    }

    /** Another machine has served the account meanwhile: nothing that waits, or that was said, is true any more. */
    public synchronized void forget() {
        for (Map<?, ?> each : List.of(waiting, incomplete, touched, counted, shares)) {
            each.clear();
        }
        rows.clear();
        writing = Map.of();
        drained = null;
        arrivedAt = null;
        // the journal's mark moves over all that was read
        drainedUpTo = null;
        rung = true;
    }

    /** Entries of the stream since the start whose holding waited for nothing else. */
    public synchronized long taken() {
        return taken;
    }

    /** Entries of the stream since the start that joined an older one, before that was written. */
    public synchronized long merged() {
        return merged;
    }

    /** Entries of other types since the start. */
    public long passedOver() {
        return passedOver.sum();
    }

    /** How many holdings are not stored yet, with those that are being written. */
    public synchronized int size() {
        return waiting.size() + (int) writing.keySet().stream().filter(key -> !waiting.containsKey(key)).count();
    }

    public synchronized boolean isWaiting() {
        return !waiting.isEmpty() || !writing.isEmpty();
    }
}
