package dev.balancesync.steps;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.page.AccountPage;
import dev.balancesync.snapshot.Cash;
import dev.balancesync.snapshot.CashBell;
import org.apache.camel.Exchange;

/** The {@link Cash} of an exchange's account; the variable {@code cashQuestion} is the one under way. */
public final class CashSteps {
    private final Accounts accounts;
    private final WriteRight right;

    public CashSteps(Accounts accounts, WriteRight right) {
        this.accounts = accounts;
        this.right = right;
    }

    private Cash of(Exchange exchange) {
        return accounts.of(exchange, Cash.class);
    }

    public Cash.Question ask(Exchange exchange) {
        return of(exchange).ask();
    }

    /** The body is the answer. */
    public void answered(Exchange exchange) {
        of(exchange).answered(exchange.getVariable("cashQuestion", Cash.Question.class), Steps.fields(exchange));
    }

    public void failed(Exchange exchange) {
        try (var named = accounts.of(exchange).named()) {
            of(exchange).failed(Steps.cause(exchange));
        }
    }

    /** The thread that asks for it writes it next. */
    public String row(Exchange exchange) throws JsonProcessingException {
        right.prove(accounts.of(exchange));
        return of(exchange).row();
    }

    /** The answer is in the table; the page is told. */
    public void written(Exchange exchange) {
        accounts.of(exchange, AccountPage.class).cashStored(of(exchange).written());
    }

    /** A snapshot brought what is of now, or failed: the cash is asked for all the same. */
    public void ringNow(Exchange exchange) {
        accounts.of(exchange, CashBell.class).ringNow();
    }
}
