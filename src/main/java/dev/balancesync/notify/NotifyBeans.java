package dev.balancesync.notify;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.balance.Account;
import dev.balancesync.session.Session;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.store.Database;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.PropertyInject;

/** What {@code notify.camel.yaml} calls by name. */
public class NotifyBeans implements CamelConfiguration {
    @BindToRegistry("notifications")
    public Notifications notifications(@PropertyInject("notify.url") String url, @PropertyInject("notify.repeat") Duration repeat,
            @PropertyInject("notify.circuit-after") Duration circuitAfter, @PropertyInject("notify.database-after") Duration databaseAfter,
            @PropertyInject("notify.gap-after") Duration gapAfter, @PropertyInject("kiwoom.is-demo") boolean demo, Session session,
            Database database, Snapshots snapshots, Account account, ObjectMapper json, Clock clock) {
        var due = new Due(repeat, Map.of(Cause.CIRCUIT_OPEN, circuitAfter, Cause.DATABASE_AWAY, databaseAfter, Cause.GAP, gapAfter));
        return new Notifications(url, new Troubles(session, database, snapshots), due, new Message(url, demo), account, repeat, json, clock);
    }
}
