package dev.balancesync.balance;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Puts the holding of the body into {@link Pending}. Of an entry with unreadable values what could be read is kept first; then the entry goes
 * to quarantine as one that could not be read at all does.
 */
public final class KeepNewest implements Processor {
    private final Pending pending;
    private final Losses losses;

    public KeepNewest(Pending pending, Losses losses) {
        this.pending = pending;
        this.losses = losses;
    }

    @Override
    public void process(Exchange exchange) {
        Holding holding = exchange.getMessage().getBody(Holding.class);
        if (pending.put(holding)) {
            losses.note("an entry does not say how many shares, and there is no row");
        }
        UnreadableValueException unreadable = exchange.getVariable(FieldMapping.UNREADABLE, UnreadableValueException.class);
        if (unreadable != null) {
            throw unreadable;
        }
    }
}
