package dev.balancesync.health;

import dev.balancesync.balance.Pending;
import dev.balancesync.journal.Journal;
import dev.balancesync.session.Session;
import dev.balancesync.store.Database;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;

/** The health checks, which Camel finds in its registry, and the meters of the routes. */
public class HealthBeans implements CamelConfiguration {
    @BindToRegistry("routeMeters")
    public RouteMeters routeMeters(MeterRegistry meters) {
        return new RouteMeters(meters);
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
}
