package dev.balancesync.health;

import java.util.Map;

import dev.balancesync.journal.Journal;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Ready while frames can be written down. */
public final class JournalHealth extends AbstractHealthCheck {
    private final Journal journal;

    public JournalHealth(Journal journal) {
        super("kiwoom", "journal");
        this.journal = journal;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String failure = journal.failure();
        if (failure == null) {
            builder.up();
        } else {
            builder.message("The journal cannot be written: " + failure + ". Free space or correct the rights of DATA_DIR. "
                    + journal.unwritten() + " frames wait in memory; fills are still stored").down();
        }
    }
}
