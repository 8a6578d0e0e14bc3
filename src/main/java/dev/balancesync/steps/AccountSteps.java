package dev.balancesync.steps;

import dev.balancesync.accounts.Accounts;
import dev.balancesync.kiwoom.Account;
import org.apache.camel.Exchange;

/** What Kiwoom calls an exchange's account: its {@link Account}; each method is that of the same name. */
public final class AccountSteps {
    private final Accounts accounts;

    public AccountSteps(Accounts accounts) {
        this.accounts = accounts;
    }

    private Account of(Exchange exchange) {
        return accounts.of(exchange, Account.class);
    }

    public boolean isUnknown(Exchange exchange) {
        return of(exchange).isUnknown();
    }

    public void learn(Exchange exchange) {
        of(exchange).learn(Steps.fields(exchange));
    }

    public void notTold(Exchange exchange) {
        of(exchange).notTold(Steps.cause(exchange));
    }

    public String spelling(Exchange exchange) {
        return of(exchange).spelling();
    }

    /** Where its broker is asked, without a path. */
    public String restUrl(Exchange exchange) {
        return accounts.of(exchange).restUrl();
    }

    /** Whose rows are its; {@code null} for nobody's. */
    public String userId(Exchange exchange) {
        return accounts.of(exchange).owner().userId();
    }
}
