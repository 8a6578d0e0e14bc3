package dev.balancesync.steps;

import dev.balancesync.accounts.Accounts;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * A step that each account has for itself.
 *
 * @param type of the one that is meant, which takes the exchange
 */
public record OwnStep(Accounts accounts, Class<? extends Processor> type) implements Processor {
    @Override
    public void process(Exchange exchange) throws Exception {
        accounts.of(exchange, type).process(exchange);
    }
}
