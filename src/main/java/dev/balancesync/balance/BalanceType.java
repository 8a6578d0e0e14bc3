package dev.balancesync.balance;

import java.util.Map;

import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.Wire;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether an entry of a REAL frame is of type 04 (잔고). Other types pass by; what has no type could be anything and is no entry. */
public final class BalanceType implements Predicate {
    public BalanceType() {
    }

    @Override
    public boolean matches(Exchange exchange) {
        return isBalance(exchange.getMessage().getBody());
    }

    /** @throws BadEntryException when it has no type that could be read */
    static boolean isBalance(Object entry) {
        if (entry instanceof Map<?, ?> fields && fields.get(Wire.TYPE) instanceof String type) {
            return type.strip().equals(Wire.BALANCE);
        }
        throw new BadEntryException("shape", "the entry is not a JSON object with a type");
    }
}
