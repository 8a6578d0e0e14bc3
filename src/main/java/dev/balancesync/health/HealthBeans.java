package dev.balancesync.health;

import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;

import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Pending.Batch;
import dev.balancesync.journal.Journal;
import dev.balancesync.session.Session;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.store.Database;
import dev.balancesync.store.Refusal;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;

/** The health checks, which Camel finds in its registry, and what is measured. */
public class HealthBeans implements CamelConfiguration {
    @BindToRegistry("routeMeters")
    public RouteMeters routeMeters(MeterRegistry meters) {
        return new RouteMeters(meters);
    }

    /** Times {@code store-write-rows}, and counts what it wrote. */
    @BindToRegistry("storeTimes")
    public RouteTimes storeTimes(MeterRegistry meters) {
        var rows = DistributionSummary.builder("kiwoom.store.rows").description("Holdings in each part of a batch that was written")
                .register(meters);
        return new RouteTimes(meters, "kiwoom.store", "A write of holdings: both tables, one round trip", "outcome",
                Stream.of("stored", "refused", "failed"), exchange -> {
                    if (exchange.getException() == null) {
                        rows.record(exchange.getVariable("batch", Batch.class).part().size());
                        return "stored";
                    }
                    return Refusal.isRefusal(exchange.getException()) ? "refused" : "failed";
                }, Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000).map(Duration::ofMillis)
                        .toArray(Duration[]::new));
    }

    /** Times {@code snapshot-take}. */
    @BindToRegistry("snapshotTimes")
    public RouteTimes snapshotTimes(Snapshots snapshots, MeterRegistry meters) {
        return new RouteTimes(meters, "kiwoom.snapshot", "A full picture: all pages of kt00018, and kt00001", "result",
                snapshots.results().stream(), exchange -> snapshots.result(),
                Stream.of(100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000).map(Duration::ofMillis).toArray(Duration[]::new));
    }

    @BindToRegistry("sessionHealth")
    public SessionHealth sessionHealth(Session session, CircuitBreaker breaker) {
        return new SessionHealth(session, breaker);
    }

    @BindToRegistry("databaseHealth")
    public DatabaseHealth databaseHealth(Database database, Pending pending) {
        return new DatabaseHealth(database, pending);
    }

    @BindToRegistry("journalHealth")
    public JournalHealth journalHealth(Journal journal) {
        return new JournalHealth(journal);
    }

    @BindToRegistry("fillToRow")
    public FillToRow fillToRow(Clock clock) {
        return new FillToRow(clock);
    }
}
