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

/**
 * The newest known state of each holding that is not stored yet. Bounded by the number of holdings however long the database is away.
 * The feed puts, the one writer drains.
 */
public final class Pending {
    /**
     * What is to be stored. Written is a part of it at a time, from its start: all of it, unless the database refuses.
     *
     * @param readUpTo everything the journal holds up to here is in this batch or stored already; {@code null} before the first frame
     * @param partSize how many of the holdings are written together next
     * @param arrivedAt when the oldest frame in it arrived; {@code null} when it holds nothing but a snapshot or what the journal had
     */
    public record Batch(List<Holding> holdings, JournalPosition readUpTo, int partSize, Instant arrivedAt) {
        public Batch(List<Holding> holdings, JournalPosition readUpTo, Instant arrivedAt) {
            this(holdings, readUpTo, holdings.size(), arrivedAt);
        }

        /** What is written together next. */
        public List<Holding> part() {
            return holdings.subList(0, partSize);
        }

        /** The part was refused: half of it may not be. */
        public Batch halvePart() {
            return new Batch(holdings, readUpTo, (partSize + 1) / 2, arrivedAt);
        }

        /** The part is done with: all the rest is next. */
        public Batch withoutPart() {
            return new Batch(holdings.subList(partSize, holdings.size()), readUpTo, arrivedAt);
        }

        public boolean isPartAlone() {
            return partSize == 1;
        }

        public boolean isLeft() {
            return !holdings.isEmpty();
        }
    }

    /** Between two batches of a burst; a commit takes some milliseconds, and the user's front end hears of each. */
    private static final long GATHER_MILLIS = 20;

    private final Map<HoldingKey, Holding> waiting = new LinkedHashMap<>();
    /** Entries without a quantity: they may be all that is known of a holding whose row does not exist yet. */
    private final Map<HoldingKey, Holding> incomplete = new LinkedHashMap<>();
    /** What the stream last said of each holding; whatever it said since a snapshot began is newer than the snapshot. */
    private final Map<HoldingKey, Holding> touched = new HashMap<>();
    /** Drained, and neither stored nor put back: until then they wait like the others, however long the database takes to say no. */
    private Set<HoldingKey> writing = Set.of();
    private JournalPosition readUpTo;
    private JournalPosition drainedUpTo;
    private boolean released;
    private Instant lastEventAt;
    private long taken;
    private long merged;
    private long mergedBefore;
    private boolean crowded;
    private boolean rung;
    private final LongAdder passedOver = new LongAdder();
    /** Of the frames that wait, the oldest; what the journal gave back at start is older than this run and does not count. */
    private Instant arrivedAt;

    /** Takes what the stream says. */
    public synchronized void put(Holding newer) {
        touched.put(newer.key(), newer);
        lastEventAt = newer.receivedAt();
        if (released && arrivedAt == null) {
            arrivedAt = newer.receivedAt();
        }
        if (merge(newer)) {
            merged++;
        } else {
            taken++;
        }
    }

    /**
     * Takes what a snapshot changes.
     *
     * @param began when the snapshot began
     * @return those of which the stream has spoken since, which are left alone
     */
    public synchronized Set<HoldingKey> takeOver(Instant began, List<Holding> changes) {
        var left = new HashSet<HoldingKey>();
        for (Holding change : changes) {
            if (isTouchedAfter(began, change.key())) {
                left.add(change.key());
            } else {
                merge(change);
            }
        }
        return left;
    }

    /** What the stream last said of each holding since the start. */
    public synchronized Map<HoldingKey, Holding> words() {
        return new HashMap<>(touched);
    }

    /** What waits to be written, and what is being written as far as the stream told it. */
    public synchronized Map<HoldingKey, Holding> unwritten() {
        var unwritten = new HashMap<>(waiting);
        writing.forEach(key -> {
            if (touched.containsKey(key)) {
                unwritten.putIfAbsent(key, touched.get(key));
            }
        });
        return unwritten;
    }

    /** Whether the stream has spoken of a holding since then. */
    public synchronized boolean isTouchedAfter(Instant began, HoldingKey key) {
        Holding last = touched.get(key);
        return last != null && last.receivedAt().isAfter(began);
    }

    /** When the last entry of type 04 was received; {@code null} before the first. */
    public synchronized Instant lastEventAt() {
        return lastEventAt;
    }

    /** @return whether an older state of the holding was waiting still */
    private boolean merge(Holding newer) {
        Holding older = waiting.remove(newer.key());
        boolean waited = older != null;
        if (!waited) {
            older = incomplete.get(newer.key());
        }
        Holding merged = older == null ? newer : newer.over(older);
        waiting.put(merged.key(), merged);
        if (merged.quantity() == null) {
            incomplete.put(merged.key(), merged);
        } else {
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
        var batch = new Batch(List.copyOf(waiting.values()), readUpTo, arrivedAt);
        arrivedAt = null;
        writing = Set.copyOf(waiting.keySet());
        waiting.clear();
        incomplete.replaceAll((key, holding) -> new Holding(key, holding.values(), holding.receivedAt(), false));
        return batch;
    }

    /** How long to wait before the next {@link #drain()}: 0, unless the last held many more entries than holdings. */
    public synchronized long gatherMillis() {
        return crowded ? GATHER_MILLIS : 0;
    }

    /** All of the batch is stored or in quarantine. */
    public synchronized void written() {
        writing = Set.of();
    }

    /**
     * A batch could not be written: it waits again, below whatever came since.
     *
     * @param batch {@code null} when none had been drained
     */
    public synchronized void putBack(Batch batch) {
        if (batch == null) {
            return;
        }
        arrivedAt = batch.arrivedAt() == null ? arrivedAt : batch.arrivedAt();
        writing = Set.of();
        var newer = new ArrayList<>(waiting.values());
        waiting.clear();
        batch.holdings().forEach(holding -> waiting.put(holding.key(), holding));
        newer.forEach(this::merge);
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
        return waiting.size() + (int) writing.stream().filter(key -> !waiting.containsKey(key)).count();
    }

    public synchronized boolean isWaiting() {
        return !waiting.isEmpty() || !writing.isEmpty();
    }
}
