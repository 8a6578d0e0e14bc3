package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.util.Map;

import dev.balancesync.kiwoom.Wire;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Rings for the cash when an entry of type 00 (주문체결) comes: an order reserves cash, a fill (체결) moves it.
 *
 * @see <a href="https://openapi.kiwoom.com">Kiwoom REST API guide, real-time type 00: 907 매도수구분, 914 단위체결가, 915 단위체결량, 922 신용구분</a>
 */
public final class OrderRings implements Processor {
    private static final String SOLD = "1";
    private static final String BOUGHT = "2";
    private static final String ON_CASH = "00";
    private static final String WHOLE = "\\d{1,13}";

    private final CashBell bell;

    public OrderRings(CashBell bell) {
        this.bell = bell;
    }

    @Override
    public void process(Exchange exchange) {
        told(exchange.getMessage().getBody());
    }

    /** @param told an entry of any type */
    public void told(Object told) {
        if (told instanceof Map<?, ?> entry && Wire.ORDER.equals(entry.get(Wire.TYPE))) {
            if (entry.get(Wire.VALUES) instanceof Map<?, ?> values && Wire.FILLED.equals(values.get(Wire.ORDER_STATE))) {
                bell.filled(amount(values));
            } else {
                bell.ring();
            }
        }
    }

    /** What this one fill brought in, in won, below zero when it cost that; {@code null} when it does not say, or was not for cash. */
    private static BigDecimal amount(Map<?, ?> values) {
        String side = text(values, Wire.SIDE);
        String price = text(values, Wire.FILL_PRICE);
        String shares = text(values, Wire.FILL_SHARES);
        if (!ON_CASH.equals(text(values, Wire.ORDER_CREDIT)) || !SOLD.equals(side) && !BOUGHT.equals(side) || !price.matches(WHOLE)
                || !shares.matches(WHOLE)) {
            return null;
        }
        BigDecimal amount = new BigDecimal(price).multiply(new BigDecimal(shares));
        return SOLD.equals(side) ? amount : amount.negate();
    }

    private static String text(Map<?, ?> values, String field) {
        return String.valueOf(values.get(field)).strip();
    }
}
