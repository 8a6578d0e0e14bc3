package dev.balancesync.health;

import java.time.Clock;

import dev.balancesync.balance.Pending;
import dev.balancesync.journal.Journal;
import dev.balancesync.session.Session;
import dev.balancesync.store.Database;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;

/** The health checks, which Camel finds in its registry, and what is measured. */
public class HealthBeans implements CamelConfiguration {
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
