package dev.balancesync.meters;

import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.store.Commit;
import dev.balancesync.store.RefusedRows;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.Exchange;

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
                        rows.record(exchange.getVariable("batch", Commit.class).rows());
                        return "stored";
                    }
                    return RefusedRows.isRefusal(exchange.getException()) ? "refused" : "failed";
                }, Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000).map(Duration::ofMillis)
                        .toArray(Duration[]::new));
    }

    /**
     * Times {@code snapshot-take}.
     *
     * @param snapshots those of an exchange's account
     */
    public static RouteTimes snapshot(Function<Exchange, Snapshots> snapshots, MeterRegistry meters) {
        return new RouteTimes(meters, "kiwoom.snapshot", "A snapshot: all pages of kt00018, and kt00001", "result",
                Snapshots.results().stream(), exchange -> snapshots.apply(exchange).result(),
                Stream.of(100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000).map(Duration::ofMillis).toArray(Duration[]::new));
    }
}
