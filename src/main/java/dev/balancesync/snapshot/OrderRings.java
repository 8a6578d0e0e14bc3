package dev.balancesync.snapshot;

import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Rings for the cash when an entry of type 00 (주문체결) comes: an order reserves cash, a fill (체결) moves it. */
public final class OrderRings implements Processor {
    private static final String ORDER = "00";
    private static final String STATE = "913";
    private static final String FILLED = "체결";

    private final CashBell bell;

    public OrderRings(CashBell bell) {
        this.bell = bell;
    }

    @Override
    public void process(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof Map<?, ?> entry && ORDER.equals(entry.get("type"))) {
            bell.ring(entry.get("values") instanceof Map<?, ?> values && FILLED.equals(values.get(STATE)));
        }
    }
}
