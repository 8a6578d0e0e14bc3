package dev.balancesync.snapshot;

import java.util.List;
import java.util.Map;

import dev.balancesync.balance.FieldMapping;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.Quoted;
import dev.balancesync.kiwoom.Wire;
import dev.balancesync.time.Arrival;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Says why a row of kt00018 cannot be stored, and of which stock it is, as quarantine expects it. */
public final class LeftOutRow implements Processor {
    private static final int MOST_OF_A_NAME = 60;
    private static final int MOST_OF_A_CODE = 20;

    private final FieldMapping mapping;

    public LeftOutRow(FieldMapping mapping) {
        this.mapping = mapping;
    }

    /** @throws BadEntryException always */
    @Override
    public void process(Exchange exchange) {
        Object entry = exchange.getMessage().getBody();
        try {
            mapping.process(exchange);
            List<BadEntryException> values = mapping.read(entry, exchange.getVariable("arrival", Arrival.class)).unreadable();
            if (!values.isEmpty()) {
                throw values.get(0);
            }
        } catch (BadEntryException e) {
            throw new BadEntryException(e.reason(), name(entry) + ": " + e.getMessage());
        }
        throw new BadEntryException("value", name(entry) + ": the row has no quantity");
    }

    private static String name(Object entry) {
        if (entry instanceof Map<?, ?> fields && fields.get(Wire.VALUES) instanceof Map<?, ?> row) {
            // each by itself: "200 069500", the end of a name and a code, looks like an account number
            String name = row.get(Wire.STOCK_NAME) == null ? "" : Quoted.line(String.valueOf(row.get(Wire.STOCK_NAME)), MOST_OF_A_NAME) + " ";
            return "the row of " + name + Quoted.line(String.valueOf(row.get(Wire.STOCK_CODE)), MOST_OF_A_CODE) + " in kt00018";
        }
        return "a row of kt00018";
    }
}
