package dev.balancesync.health;

import java.util.Map;

import dev.balancesync.balance.Pending;
import dev.balancesync.store.Database;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Ready while the last write succeeded. Asks what the writer saw instead of connecting, which takes seconds when it matters. */
public final class DatabaseHealth extends AbstractHealthCheck {
    private final Database database;
    private final Pending pending;

    public DatabaseHealth(Database database, Pending pending) {
        super("kiwoom", "database");
        this.database = database;
        this.pending = pending;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Database.State state = database.state();
        builder.detail("since", state.since().toString()).detail("waiting", pending.size());
        if (Boolean.TRUE.equals(state.reachable())) {
            builder.up();
        } else {
            builder.message(state.reason() == null ? "The database has not answered yet" : state.reason()).down();
        }
    }
}
