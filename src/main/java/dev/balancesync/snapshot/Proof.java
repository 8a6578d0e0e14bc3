package dev.balancesync.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.balancesync.balance.HoldingKey;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.snapshot.Handover.Handed;
import dev.balancesync.snapshot.Reconciliation.Row;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the table has what a snapshot handed over: drift is said to be corrected when it was read back, with what {@link ReadBack} looks for.
 * Guarded by the monitor of {@link Snapshots}.
 */
final class Proof {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.snapshot");
    private static final Duration AGAIN = Duration.ofSeconds(2);

    /**
     * A row that a snapshot corrected.
     *
     * @param began when the snapshot did
     * @param row as it should be since
     * @param words what was different
     */
    private record Correction(Arrival began, Row row, String words) {
    }

    private final StreamWords stream;
    private final ReadBack readBack;
    private final Account account;
    private final Ticker ticker;

    private long nextAt;
    private Handed last;
    private Handed unproven;
    private Handed proving;
    /** What snapshots corrected and nobody has seen in the table yet. */
    private final Map<HoldingKey, Correction> corrections = new LinkedHashMap<>();
    private long driftRows;
    private Instant driftAt;

    Proof(StreamWords stream, ReadBack readBack, Account account, Ticker ticker) {
        this.stream = stream;
        this.readBack = readBack;
        this.account = account;
        this.ticker = ticker;
        this.nextAt = ticker.nanos();
    }

    /**
     * This is to be proven, if it changes anything; what was before is in it.
     *
     * @param healed whether no fill is missing in it
     */
    void await(Handed handed, boolean healed) {
        last = handed;
        seeCorrections(handed);
        unproven = handed.expected().isEmpty() ? null : handed;
        if (healed && handed.decision().isEqual()) {
            readBack.found(handed.table(), handed.snapshot().began());
        } else {
            readBack.unknown();
        }
    }

    /** The table was read for this one, too, and may have by then what one before it corrected. */
    private void seeCorrections(Handed handed) {
        Map<HoldingKey, StreamWord> words = stream.words();
        Map.copyOf(corrections).forEach((key, correction) -> {
            Row waiting = handed.expected().get(key);
            if (waiting == null && handed.table().getOrDefault(key, Row.NONE).difference(correction.row()) == null) {
                tell(key, correction, words);
            }
            if (waiting == null || waiting.difference(correction.row()) != null) {
                corrections.remove(key);
            }
        });
        Arrival began = handed.snapshot().began();
        handed.decision().corrected().forEach((key, what) -> corrections.put(key, new Correction(began, handed.expected().get(key), what)));
    }

    /** But where the stream has said since how many there are. */
    private void tell(HoldingKey key, Correction correction, Map<HoldingKey, StreamWord> words) {
        if (!words.containsKey(key) || !words.get(key).countsAfter(correction.began())) {
            driftRows++;
            driftAt = correction.began().at();
            LOG.warn("Drift corrected account={} stock_code={} {}", account, key.stockCode(), correction.words());
        }
    }

    boolean isOpen() {
        return unproven != null;
    }

    /** Whether the table is to be read. */
    boolean isDue() {
        return ticker.isReached(nextAt) && (readBack.isDue() || isOpen() && !stream.isWaiting());
    }

    /** It is read now; if that fails, not at once again. */
    void begin() {
        nextAt = ticker.in(AGAIN);
        // what waits now need not be in what is read, though it may be written by then
        proving = stream.isWaiting() ? null : unproven;
        if (readBack.isDue()) {
            readBack.begin();
        }
    }

    /** It was read. */
    void end() {
        nextAt = ticker.nanos();
    }

    /** @return whether the table lacks something of the stream's that it did not lack before */
    boolean look(Map<HoldingKey, Row> table) {
        return readBack.look(table, last == null ? null : last.snapshot().began());
    }

    /** What may be compared with the table that was read; {@code null} when nothing may. */
    Handed comparable() {
        return proving == unproven && !stream.isWaiting() ? proving : null;
    }

    /**
     * Ends it, one way or the other.
     *
     * @return whether the table has all of it, but for that of which the stream has spoken since
     */
    boolean conclude(Map<HoldingKey, Row> table) {
        Handed compared = unproven;
        unproven = null;
        Map<HoldingKey, StreamWord> words = stream.words();
        boolean equal = true;
        for (Map.Entry<HoldingKey, Row> each : compared.expected().entrySet()) {
            HoldingKey key = each.getKey();
            if (words.containsKey(key) && words.get(key).isAfter(compared.snapshot().began())) {
                continue;
            }
            String difference = table.getOrDefault(key, Row.NONE).difference(each.getValue());
            if (difference != null) {
                equal = false;
                LOG.warn("The table does not have what the snapshot told account={} stock_code={} {}", account, key.stockCode(), difference);
            } else if (corrections.containsKey(key)) {
                tell(key, corrections.get(key), words);
            }
        }
        corrections.clear();
        return equal;
    }

    /** Another machine has served the account: what the table should have is history. */
    void forget() {
        readBack.forget();
        unproven = null;
        corrections.clear();
    }

    /** So many rows were corrected, each read back. */
    long driftRows() {
        return driftRows;
    }

    /** When the snapshot began that corrected the last of them; {@code null} when none was. */
    Instant driftAt() {
        return driftAt;
    }
}
