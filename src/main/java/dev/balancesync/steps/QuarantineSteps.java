package dev.balancesync.steps;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.balance.QuarantineFiles;
import org.apache.camel.Exchange;

/** The {@link Quarantine} of an exchange's account, and its files. */
public final class QuarantineSteps {
    private final Accounts accounts;

    public QuarantineSteps(Accounts accounts) {
        this.accounts = accounts;
    }

    private Quarantine of(Exchange exchange) {
        return accounts.of(exchange, Quarantine.class);
    }

    /** The body is what was received; out comes the line for the file, or {@code null} when it has been written down already. */
    public String line(Exchange exchange) throws JsonProcessingException {
        try (var named = accounts.of(exchange).named()) {
            return of(exchange).line(exchange.getMessage().getBody(), Steps.cause(exchange));
        }
    }

    public void lost(Exchange exchange) {
        try (var named = accounts.of(exchange).named()) {
            of(exchange).lost(Steps.cause(exchange));
        }
    }

    /** Names the file of the day for the endpoint that appends to it. */
    public void name(Exchange exchange) {
        accounts.of(exchange, QuarantineFiles.class).process(exchange);
    }
}
