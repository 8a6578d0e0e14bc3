package dev.balancesync.snapshot;

import java.util.Map;

import dev.balancesync.balance.FieldMapping;
import dev.balancesync.kiwoom.BadEntryException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Says why a row of kt00018 cannot be stored, and of which stock it is, as quarantine expects it. */
public final class LeftOutRow implements Processor {
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
        } catch (BadEntryException e) {
            throw new BadEntryException(e.reason(), name(entry) + ": " + e.getMessage());
        }
        throw new BadEntryException("value", name(entry) + ": the row has no quantity");
    }

    private static String name(Object entry) {
        if (entry instanceof Map<?, ?> fields && fields.get("values") instanceof Map<?, ?> row) {
            return "the row of " + (row.get("stk_nm") == null ? "" : row.get("stk_nm") + " ") + row.get("stk_cd") + " in kt00018";
        }
        return "a row of kt00018";
    }
}
