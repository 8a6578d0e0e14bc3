package dev.balancesync.balance;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Puts the holding of the body into {@link Pending}. Of an entry with unreadable values what could be read is kept first; then the entry goes
 * to quarantine as one that could not be read at all does.
 */
public final class KeepNewest implements Processor {
    private final Pending pending;
    private final Losses losses;
    private final UnaryOperator<Holding> name;
    private final Consumer<Holding> told;

    /**
     * @param name gives a holding the name that its row has
     * @param told is told of each
     */
    public KeepNewest(Pending pending, Losses losses, UnaryOperator<Holding> name, Consumer<Holding> told) {
        this.pending = pending;
        this.losses = losses;
        this.name = name;
        this.told = told;
    }

    @Override
    public void process(Exchange exchange) {
        keep(exchange.getMessage().getBody(Holding.class));
        UnreadableValueException unreadable = exchange.getVariable(FieldMapping.UNREADABLE, UnreadableValueException.class);
        if (unreadable != null) {
            throw unreadable;
        }
    }

    void keep(Holding entry) {
        Holding holding = name.apply(entry);
        if (holding.quantity() != null) {
            losses.told(holding.key().stockCode(), pending.isAnotherNumber(holding));
        }
        if (pending.put(holding)) {
            losses.note("an entry does not say how many shares, and there is no row");
        }
        told.accept(holding);
    }
}
