package dev.balancesync.snapshot;

import java.time.Clock;
import java.time.Duration;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.balance.Account;
import dev.balancesync.balance.FieldMapping;
import dev.balancesync.balance.Pending;
import dev.balancesync.session.Session;
import org.apache.camel.BeanInject;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.PropertyInject;

/** What {@code snapshot.camel.yaml} calls by name. */
public class SnapshotBeans implements CamelConfiguration {
    @BindToRegistry("snapshots")
    public Snapshots snapshots(Session session, Pending pending, Account account, @BeanInject("snapshotMapping") FieldMapping mapping,
            @PropertyInject("kiwoom.snapshot-interval") Duration interval, @PropertyInject("kiwoom.snapshot-retry") Duration retry,
            Clock clock) {
        return new Snapshots(session, pending, account, mapping, interval, retry, clock);
    }

    @BindToRegistry("cash")
    public Cash cash(Account account, @PropertyInject("supabase.user-id") String userId,
            @PropertyInject("balance.write-available-cash") boolean writeAvailable, ObjectMapper json, Clock clock) {
        return new Cash(account, userId, writeAvailable, json, clock);
    }

    @BindToRegistry("refresh")
    public Refresh refresh(Snapshots snapshots, ObjectMapper json) {
        return new Refresh(snapshots, json);
    }
}
