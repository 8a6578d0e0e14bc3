package dev.balancesync.steps;

import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.status.SyncStatus;
import org.apache.camel.Exchange;

/** The {@link SyncStatus} of an exchange's account; each method is that of the same name. */
public final class SyncStatusSteps {
    private final Accounts accounts;
    private final WriteRight right;

    public SyncStatusSteps(Accounts accounts, WriteRight right) {
        this.accounts = accounts;
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
    }

    public void failed(Exchange exchange) {
        try (var named = accounts.of(exchange).named()) {
            of(exchange).failed(Steps.cause(exchange));
        }
    }

    /** The accounts whose row is to be written. */
    public List<ServedAccount> due() {
        return accounts.all().stream().filter(each -> each.get(SyncStatus.class).isDue()).toList();
    }
}
