package dev.balancesync.steps;

import java.util.concurrent.Semaphore;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionFrames;
import org.apache.camel.Exchange;

/** What the routes report to, and ask of, the {@link Session} of an exchange's account; each method is that of the same name. */
public final class SessionSteps {
    private static final int MOST_SETTLING = 16;

    private final Accounts accounts;
    private final Semaphore settling = new Semaphore(MOST_SETTLING);

    public SessionSteps(Accounts accounts) {
        this.accounts = accounts;
    }

    private Session of(Exchange exchange) {
        return accounts.of(exchange, Session.class);
    }

    public boolean mustDisconnect(Exchange exchange) {
        return of(exchange).mustDisconnect();
    }

    public boolean mayConnect(Exchange exchange) {
        return of(exchange).mayConnect();
    }

    public void authenticating(Exchange exchange) {
        of(exchange).authenticating();
    }

    public void connecting(Exchange exchange) {
        of(exchange).connecting();
    }

    public void awaitLive(Exchange exchange) throws InterruptedException {
        of(exchange).awaitLive();
    }

    public boolean mustRegister(Exchange exchange) {
        return of(exchange).mustRegister();
    }

    public void registering(Exchange exchange) {
        of(exchange).registering();
    }

    /** Of very many that connect together only some keep a thread so long; of the others the session itself sees to it that what was brief waits. */
    public void awaitSettled(Exchange exchange) {
        boolean waits = settling.tryAcquire();
        try {
            of(exchange).awaitSettled(waits);
        } finally {
            if (waits) {
                settling.release();
            }
        }
    }

    public boolean isFeedInUse(Exchange exchange) {
        return of(exchange).isFeedInUse();
    }

    /** The token is dropped when it was that which the broker refused. */
    public void attemptFailed(Exchange exchange) {
        if (of(exchange).attemptFailed(Steps.cause(exchange))) {
            accounts.of(exchange, SessionFrames.class).dropToken();
        }
    }

    public void disconnected(Exchange exchange) {
        of(exchange).disconnected();
    }

    /** Whether LOGIN may be sent. */
    public boolean opened(Exchange exchange) {
        return of(exchange).opened();
    }

    /** Whether REG is to be sent. */
    public boolean loggedIn(Exchange exchange) {
        return of(exchange).loggedIn();
    }

    public void registered(Exchange exchange) {
        of(exchange).registered();
    }

    public void refused(Exchange exchange) {
        of(exchange).refused(Steps.fields(exchange));
    }

    public void warned(Exchange exchange) {
        of(exchange).warned(Steps.fields(exchange));
    }

    public void pinged(Exchange exchange) {
        of(exchange).pinged();
    }

    public void broke(Exchange exchange) {
        of(exchange).broke(exchange.getMessage().getBody(Throwable.class));
    }

    public void closed(Exchange exchange) {
        of(exchange).closed(exchange.getMessage().getBody(String.class));
    }

    /** The frame that logs in. */
    public String login(Exchange exchange) throws JsonProcessingException {
        return accounts.of(exchange, SessionFrames.class).login();
    }

    /** What an earlier run received has been read again. */
    public void ready(Exchange exchange) {
        of(exchange).ready();
    }

    public void frameReceived(Exchange exchange) {
        of(exchange).frameReceived();
    }
}
