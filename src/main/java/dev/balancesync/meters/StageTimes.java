package dev.balancesync.meters;

import java.time.Duration;
import java.util.stream.Stream;

import dev.balancesync.balance.Pending.Batch;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.store.RefusedRows;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** The stages that are timed at their routes. */
public final class StageTimes {
    private StageTimes() {
    }

    /** Times {@code store-write-rows}, and counts what it wrote. */
    public static RouteTimes store(MeterRegistry meters) {
        var rows = DistributionSummary.builder("kiwoom.store.rows").description("Holdings written together")
                .register(meters);
        return new RouteTimes(meters, "kiwoom.store", "A write of holdings: both tables, one round trip", "outcome",
                Stream.of("stored", "refused", "failed"), exchange -> {
                    if (exchange.getException() == null) {
                        rows.record(exchange.getVariable("batch", Batch.class).holdings().size());
                        return "stored";
                    }
                    return RefusedRows.isRefusal(exchange.getException()) ? "refused" : "failed";
                }, Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000).map(Duration::ofMillis)
                        .toArray(Duration[]::new));
    }

    /** Times {@code snapshot-take}. */
    public static RouteTimes snapshot(Snapshots snapshots, MeterRegistry meters) {
        return new RouteTimes(meters, "kiwoom.snapshot", "A full picture: all pages of kt00018, and kt00001", "result",
                snapshots.results().stream(), exchange -> snapshots.result(),
                Stream.of(100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000).map(Duration::ofMillis).toArray(Duration[]::new));
    }
}
