package dev.balancesync.steps;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.token.AccessToken;
import dev.balancesync.token.TokenCache;
import org.apache.camel.Exchange;

/**
 * The {@link TokenCache} of an exchange's account; each method is that of the same name. Which token its question was asked with, the exchange
 * keeps, so that a refusal drops no other.
 */
public final class TokenSteps {
    private static final String TURN = "tokenTurn";
    private static final String USED = "tokenUsed";

    private final Accounts accounts;

    public TokenSteps(Accounts accounts) {
        this.accounts = accounts;
    }

    private TokenCache of(Exchange exchange) {
        return accounts.of(exchange, TokenCache.class);
    }

    public boolean isGood(Exchange exchange) {
        return of(exchange).isGood();
    }

    /** Not by an expression, which has a copy of the exchange to note things on. */
    public void authorize(Exchange exchange) {
        AccessToken token = of(exchange).token();
        exchange.setVariable(USED, token);
        exchange.getMessage().setHeader("authorization", "Bearer " + token.value());
    }

    public String request(Exchange exchange) throws JsonProcessingException {
        return of(exchange).request();
    }

    public void keep(Exchange exchange) {
        of(exchange).keep(Steps.fields(exchange), exchange.getMessage().getHeader("Date", String.class));
    }

    public void drop(Exchange exchange) {
        of(exchange).drop(exchange.getVariable(USED, AccessToken.class));
    }

    /** Waits until nobody else asks for a token with the same key. */
    public void awaitTurn(Exchange exchange) throws InterruptedException {
        of(exchange).awaitTurn();
        exchange.setVariable(TURN, true);
    }

    /** Lets the next one ask, if this one had its turn. */
    public void endTurn(Exchange exchange) {
        if (exchange.removeVariable(TURN) != null) {
            of(exchange).endTurn();
        }
    }
}
