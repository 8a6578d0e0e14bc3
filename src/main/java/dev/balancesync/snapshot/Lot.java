package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;

import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;

/**
 * A readable row of kt00018 (계좌평가잔고내역요청): one lot. The official example lists one stock twice with one credit type.
 *
 * @param page on which it stood, from 1
 * @param holding with its quantity
 */
record Lot(int page, Holding holding) {
    static final String QUANTITY = "quantity";
    static final String COST = "total_purchase_amount";
    private static final String AVAILABLE = "available_quantity";
    private static final String AVERAGE = "average_price";
    private static final String PRICE = "current_price";
    /** The least that the column has no room for. */
    private static final BigDecimal COST_LIMIT = BigDecimal.TEN.pow(18);
    private static final int MOST_PRICE_DIGITS = 13;

    HoldingKey key() {
        return holding.key();
    }

    /** Won; {@code null} when not told. */
    BigDecimal cost() {
        return cost(holding);
    }

    static BigDecimal cost(Holding holding) {
        return (BigDecimal) holding.values().get(COST);
    }

    Lot named(HoldingKey key) {
        return key.equals(key()) ? this : new Lot(page, new Holding(key, holding.values(), holding.arrival(), false));
    }

    /** What two rows have in common that tell one lot twice; prices move between pages. */
    List<Object> identity() {
        return Arrays.asList(key(), holding.quantity(), cost(), holding.values().get(AVERAGE));
    }

    /**
     * The lots of one holding as one; with one unknown the sum is unknown.
     *
     * @return {@code null} when they add up to more than a column holds
     */
    static Holding sum(List<Lot> lots) {
        Holding sum = lots.get(0).holding();
        for (Lot lot : lots.subList(1, lots.size())) {
            sum = sum == null ? null : sum(sum, lot.holding());
        }
        return sum;
    }

    private static Holding sum(Holding one, Holding other) {
        var values = new LinkedHashMap<>(one.values());
        values.keySet().removeAll(List.of(AVAILABLE, COST, AVERAGE));
        long quantity = one.quantity() + other.quantity();
        values.put(QUANTITY, quantity);
        if (one.values().get(AVAILABLE) instanceof Long available && other.values().get(AVAILABLE) instanceof Long more) {
            if (available + more < 0) {
                return null;
            }
            values.put(AVAILABLE, available + more);
        }
        if (cost(one) != null && cost(other) != null) {
            BigDecimal cost = cost(one).add(cost(other));
            if (cost.abs().compareTo(COST_LIMIT) >= 0) {
                return null;
            }
            values.put(COST, cost);
            BigDecimal average = cost.divide(BigDecimal.valueOf(Math.max(1, quantity)), 0, RoundingMode.DOWN);
            if (average.signum() > 0 && average.precision() <= MOST_PRICE_DIGITS) {
                values.put(AVERAGE, average);
            }
        }
        if (other.values().get(PRICE) instanceof BigDecimal price) {
            values.put(PRICE, price);
        }
        return quantity < 0 ? null : new Holding(one.key(), values, one.arrival(), false);
    }
}
