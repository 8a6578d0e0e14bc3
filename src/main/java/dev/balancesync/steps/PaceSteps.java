package dev.balancesync.steps;

import java.time.Duration;

import dev.balancesync.accounts.Accounts;
import dev.balancesync.kiwoom.Pace;
import org.apache.camel.Exchange;

/** The {@link Pace} of an exchange's account; the variables {@code tr}, {@code nextKey} and {@code patience} are the question, {@code attempt} is what is tried. */
public final class PaceSteps {
    private static final String PATIENCE = "patience";

    private final Accounts accounts;

    public PaceSteps(Accounts accounts) {
        this.accounts = accounts;
    }

    private Pace of(Exchange exchange) {
        return accounts.of(exchange, Pace.class);
    }

    /** @return what {@link #await}, {@link #answered} and {@link #failed} are about; the patience was with this question alone */
    public Pace.Attempt open(Exchange exchange) {
        Duration patience = exchange.getVariable(PATIENCE, Duration.class);
        exchange.removeVariable(PATIENCE);
        return of(exchange).open(exchange.getVariable("tr", String.class), exchange.getVariable("nextKey", String.class), patience);
    }

    public void await(Exchange exchange) throws InterruptedException {
        of(exchange).await(attempt(exchange));
    }

    /** The header {@code cont-yn} says whether a further page is to be asked for. */
    public void answered(Exchange exchange) {
        of(exchange).answered(attempt(exchange), exchange.getMessage().getHeader("cont-yn", String.class));
    }

    public void failed(Exchange exchange) throws Exception {
        of(exchange).failed(attempt(exchange), exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    }

    private static Pace.Attempt attempt(Exchange exchange) {
        return exchange.getVariable("attempt", Pace.Attempt.class);
    }
}
