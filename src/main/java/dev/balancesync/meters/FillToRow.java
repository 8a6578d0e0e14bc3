package dev.balancesync.meters;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.balancesync.balance.Pending.Batch;
import dev.balancesync.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * How long a fill takes from the socket to its row: one measurement a commit, of the oldest frame in it. A snapshot is no fill, and what
 * the journal gives back at start arrived in another run; neither is measured.
 */
public final class FillToRow {
    private static final int KEPT = 1_000;
    private static final double NANOS_PER_MILLI = 1_000_000;
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(20),
        Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(500),
        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10)};

    private static final int AT_FIRST = 16;

    private final Timer timer;
    private final Ticker ticker;
    private long[] last = new long[AT_FIRST];
    private long count;

    /** @param timer that all accounts share */
    public FillToRow(Timer timer, Ticker ticker) {
        this.timer = timer;
        this.ticker = ticker;
    }

    public static Timer timer(MeterRegistry meters) {
        return Timer.builder("kiwoom.fill.to.row").description("From a frame's arrival to the commit that stored it")
                .serviceLevelObjectives(BUCKETS).register(meters);
    }

    /** A part of the batch has just been committed. */
    public synchronized void committed(Batch batch) {
        if (batch.arrivedAt() == null) {
            return;
        }
        Duration taken = ticker.since(batch.arrivedAt().nanos());
        if (count == last.length && count < KEPT) {
            last = Arrays.copyOf(last, Math.min(KEPT, 2 * last.length));
        }
        last[(int) (count++ % last.length)] = taken.toNanos();
        timer.record(taken);
    }

    /** @return {@code count} since the start, {@code p50Millis} and {@code p99Millis} of the last 1,000, {@code null} when there is none */
    public synchronized Map<String, Object> summary() {
        long[] sorted = Arrays.copyOf(last, (int) Math.min(count, KEPT));
        Arrays.sort(sorted);
        var summary = new LinkedHashMap<String, Object>();
        summary.put("count", count);
        summary.put("p50Millis", percentile(sorted, 50));
        summary.put("p99Millis", percentile(sorted, 99));
        return summary;
    }

    /** The nearest rank, to a microsecond. */
    private static Double percentile(long[] sorted, int percent) {
        if (sorted.length == 0) {
            return null;
        }
        long nanos = sorted[(int) Math.ceil(sorted.length * percent / 100.0) - 1];
        return Math.round(nanos / 1_000.0) * 1_000 / NANOS_PER_MILLI;
    }
}
