package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import dev.balancesync.balance.Losses;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.StockCode;
import dev.balancesync.kiwoom.Wire;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rings for the cash when an entry of type 00 (주문체결) comes: an order reserves cash, a fill (체결) moves it, and shares, of which a holding
 * has to tell.
 *
 * @see <a href="https://openapi.kiwoom.com">Kiwoom REST API guide, real-time type 00: 907 매도수구분, 914 단위체결가, 915 단위체결량, 922 신용구분</a>
 */
public final class OrderRings implements Processor {
    /** Which fields of an entry it asks for. */
    public static final Set<String> FIELDS = Set.of(Wire.ACCOUNT, Wire.STOCK, Wire.ORDER_STATE, Wire.SIDE, Wire.FILL_PRICE, Wire.FILL_SHARES, Wire.ORDER_CREDIT);
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.balance");
    private static final String SOLD = "1";
    private static final String BOUGHT = "2";
    private static final String ON_CASH = "00";
    /** The sign of a price is its direction. */
    private static final Predicate<String> WHOLE = Pattern.compile("[+-]?\\d{1,13}").asMatchPredicate();

    private final CashBell bell;
    private final Losses losses;
    private final Account account;

    public OrderRings(CashBell bell, Losses losses, Account account) {
        this.bell = bell;
        this.losses = losses;
        this.account = account;
    }

    @Override
    public void process(Exchange exchange) {
        told(exchange.getMessage().getBody());
    }

    /** @param told an entry of any type */
    public void told(Object told) {
        if (told instanceof Map<?, ?> entry && Wire.ORDER.equals(text(entry, Wire.TYPE))) {
            if (entry.get(Wire.VALUES) instanceof Map<?, ?> values && Wire.FILLED.equals(text(values, Wire.ORDER_STATE))) {
                bell.filled(amount(values));
                expect(entry, values);
            } else {
                bell.ring();
            }
        }
    }

    /** What is not for cash, some tables have no room for; and of another account nothing is to come. */
    private void expect(Map<?, ?> entry, Map<?, ?> values) {
        String number = text(values, Wire.ACCOUNT);
        if ((number.isEmpty() || account.isOwn(number)) && ON_CASH.equals(text(values, Wire.ORDER_CREDIT))) {
            String stock = text(values, Wire.STOCK);
            try {
                losses.filled(StockCode.normalise(stock.isEmpty() ? text(entry, Wire.ITEM) : stock));
            } catch (BadEntryException e) {
                LOG.debug("A fill of which nobody knows the stock: {}", e.getMessage());
            }
        }
    }

    /** What this one fill brought in, in won, below zero when it cost that; {@code null} when it does not say, or was not for cash. */
    private static BigDecimal amount(Map<?, ?> values) {
        String side = text(values, Wire.SIDE);
        String price = text(values, Wire.FILL_PRICE);
        String shares = text(values, Wire.FILL_SHARES);
        if (!ON_CASH.equals(text(values, Wire.ORDER_CREDIT)) || !SOLD.equals(side) && !BOUGHT.equals(side) || !WHOLE.test(price)
                || !WHOLE.test(shares)) {
            return null;
        }
        BigDecimal amount = new BigDecimal(price).multiply(new BigDecimal(shares)).abs();
        return SOLD.equals(side) ? amount : amount.negate();
    }

    private static String text(Map<?, ?> values, String field) {
        return Objects.toString(values.get(field), "").strip();
    }
}
