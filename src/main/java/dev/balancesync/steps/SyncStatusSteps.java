package dev.balancesync.steps;

import java.sql.SQLException;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.status.SyncStatus;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.store.Obstacle;
import dev.balancesync.store.OwnRefusal;
import org.apache.camel.Exchange;

/** The {@link SyncStatus} of an exchange's account; each method is that of the same name. */
public final class SyncStatusSteps {
    /** undefined_table: who does without that table reads nothing wrong in it. */
    private static final String TABLE_MISSING = "42P01";

    private final Accounts accounts;
    private final DatabaseAnswers database;
    private final WriteRight right;

    public SyncStatusSteps(Accounts accounts, DatabaseAnswers database, WriteRight right) {
        this.accounts = accounts;
        this.database = database;
        this.right = right;
    }

    private SyncStatus of(Exchange exchange) {
        return accounts.of(exchange, SyncStatus.class);
    }

    /** The thread that asks for it writes it next. */
    public String row(Exchange exchange) throws JsonProcessingException {
        right.prove(accounts.of(exchange));
        return of(exchange).row();
    }

    public void stored(Exchange exchange) {
        of(exchange).stored();
        database.wroteBeside();
        accounts.of(exchange, OwnRefusal.class).taken(OwnRefusal.Part.STATUS);
    }

    /** While nobody trades it is the only thing that is written: what refuses it would refuse a fill, or leaves a front end what is no longer so. */
    public void failed(Exchange exchange) {
        Throwable thrown = Steps.thrown(exchange);
        try (var named = accounts.of(exchange).named()) {
            Obstacle obstacle = Obstacle.of(thrown);
            boolean missing = Steps.cause(exchange) instanceof SQLException answer && TABLE_MISSING.equals(answer.getSQLState());
            if (missing) {
                accounts.of(exchange, OwnRefusal.class).letGo(OwnRefusal.Part.STATUS);
            } else {
                accounts.of(exchange, OwnRefusal.class).refused(OwnRefusal.Part.STATUS, thrown);
            }
            // whether the line to it is cut, the probe finds out
            if (obstacle == Obstacle.READ_ONLY || obstacle == Obstacle.DISK_FULL || obstacle == Obstacle.OUT_OF_MEMORY || obstacle.isUsersToCure()) {
                database.failed(thrown);
            }
            of(exchange).failed(Steps.cause(exchange), !missing);
        }
    }

    /** The accounts whose row is to be written; while the database takes nothing, one of them finds out whether it does again. */
    public List<ServedAccount> due() {
        return accounts.all().stream().filter(each -> each.get(SyncStatus.class).isDue()).limit(database.isAway() ? 1 : Long.MAX_VALUE).toList();
    }
}
