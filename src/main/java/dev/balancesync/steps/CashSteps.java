package dev.balancesync.steps;

import java.sql.SQLException;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.page.AccountPage;
import dev.balancesync.snapshot.Cash;
import dev.balancesync.snapshot.CashBell;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.store.Obstacle;
import dev.balancesync.store.OwnRefusal;
import org.apache.camel.Exchange;
import org.apache.camel.util.ObjectHelper;

/** The {@link Cash} of an exchange's account; the variable {@code cashQuestion} is the one under way. */
public final class CashSteps {
    private final Accounts accounts;
    private final DatabaseAnswers database;
    private final WriteRight right;

    public CashSteps(Accounts accounts, DatabaseAnswers database, WriteRight right) {
        this.accounts = accounts;
        this.database = database;
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

    /** It could not be asked for. */
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

    /**
     * It could not be written. What the database refuses is the database's trouble and not the broker's: the answer waits, and is written after the
     * cure. Another machine's lease and a bad SQL file make it be asked for again.
     */
    public void unwritten(Exchange exchange) {
        Throwable thrown = Steps.thrown(exchange);
        try (var named = accounts.of(exchange).named()) {
            if (ObjectHelper.getException(SQLException.class, thrown) == null || Obstacle.of(thrown) == Obstacle.FENCED) {
                of(exchange).failed(Steps.cause(exchange));
            } else if (!accounts.of(exchange, OwnRefusal.class).refused(OwnRefusal.Part.CASH, thrown)) {
                database.failed(thrown);
            }
        }
    }

    /** The answer is in the table; the page is told. */
    public void written(Exchange exchange) {
        database.wroteBeside();
        accounts.of(exchange, OwnRefusal.class).taken(OwnRefusal.Part.CASH);
        of(exchange).written().ifPresent(accounts.of(exchange, AccountPage.class)::cashStored);
    }

    /** A snapshot brought what is of now, or failed: the cash is asked for all the same. */
    public void ringNow(Exchange exchange) {
        accounts.of(exchange, CashBell.class).ringNow();
    }
}
