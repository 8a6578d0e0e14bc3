package dev.balancesync.web;

import java.time.Clock;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.balance.Account;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.health.FillToRow;
import dev.balancesync.journal.Journal;
import dev.balancesync.session.Session;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.store.Database;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.PropertyInject;

/** What {@code web.camel.yaml} calls by name. */
public class WebBeans implements CamelConfiguration {
    @BindToRegistry("status")
    public Status status(Session session, CircuitBreaker breaker, Database database, Pending pending, Quarantine quarantine,
            Journal journal, Snapshots snapshots, FillToRow fillToRow, Account account,
            @PropertyInject("kiwoom.is-demo") boolean demo, ObjectMapper json) {
        return new Status(session, breaker, database, pending, quarantine, journal, snapshots, fillToRow, account, demo, json);
    }

    @BindToRegistry("syncStatus")
    public SyncStatus syncStatus(Session session, Snapshots snapshots, Pending pending, Database database, Account account,
            @PropertyInject("supabase.user-id") String userId, ObjectMapper json, Clock clock) {
        return new SyncStatus(session, snapshots, pending, database, account, userId, json, clock);
    }

    @BindToRegistry("eventStream")
    public EventStream eventStream(ObjectMapper json, Clock clock) {
        return new EventStream(json, clock);
    }

    @BindToRegistry("fills")
    public Fills fills(EventStream events, Pending pending, Snapshots snapshots) {
        return new Fills(events, pending, snapshots);
    }

    @BindToRegistry("liveTables")
    public LiveTables liveTables(EventStream events, Fills fills, Account account, ObjectMapper json, Clock clock) {
        return new LiveTables(events, fills, new Assets(events), account, json, clock);
    }

    @BindToRegistry("liveStatus")
    public LiveStatus liveStatus(Status status, EventStream events, Clock clock) {
        return new LiveStatus(status, events, clock);
    }
}
