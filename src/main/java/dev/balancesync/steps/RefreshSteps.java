package dev.balancesync.steps;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.snapshot.Refresh;
import org.apache.camel.Exchange;

/** The {@link Refresh} of an exchange's account; each method is that of the same name. */
public final class RefreshSteps {
    private final Accounts accounts;

    public RefreshSteps(Accounts accounts) {
        this.accounts = accounts;
    }

    private Refresh of(Exchange exchange) {
        return accounts.of(exchange, Refresh.class);
    }

    public void ask(Exchange exchange) throws JsonProcessingException {
        of(exchange).ask(exchange);
    }

    public void tell(Exchange exchange) throws JsonProcessingException {
        of(exchange).tell(exchange);
    }
}
