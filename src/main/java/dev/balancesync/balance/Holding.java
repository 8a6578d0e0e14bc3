package dev.balancesync.balance;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.balancesync.time.Arrival;

/**
 * What one entry of the stream says about a holding.
 *
 * @param values by column: {@code BigDecimal}, {@code Long} or {@code String}; a column that is absent is unknown, which is not zero
 * @param arrival when the frame left the socket, or the snapshot began: what is newer, and what is older
 * @param fresh the holding was sold out before this entry, so nothing older is true of it
 */
public record Holding(HoldingKey key, Map<String, Object> values, Arrival arrival, boolean fresh) {
    static final String QUANTITY = "quantity";
    /** Says to the statements that the number was another in between, though it may be the row's again. */
    private static final String SHARES_CHANGED = "shares_changed";
    /** What another number of shares has cost says nothing of these. */
    private static final String COST = "total_purchase_amount";

    public Holding {
        values = Map.copyOf(values); // a third of a LinkedHashMap's memory
    }

    /** For people and the column {@code updated_at}; nothing compares it. */
    public Instant receivedAt() {
        return arrival.at();
    }

    /** Shares; {@code null} when unknown. */
    public Long quantity() {
        return (Long) values.get(QUANTITY);
    }

    /**
     * The same, of another number of shares than was known before.
     *
     * @param before {@code null} when it was not known
     */
    Holding after(Long before) {
        boolean forgets = before != null && before > 0 && !before.equals(quantity()) && isWithoutCost();
        if (!forgets) {
            return this;
        }
        var marked = new LinkedHashMap<>(values);
        marked.put(SHARES_CHANGED, true);
        return new Holding(key, marked, arrival, fresh);
    }

    /** As with a price, 0 is how Kiwoom writes a cost that it does not tell: counted as one, all that the shares are worth would be profit. */
    static boolean isNoCost(String column, Object value) {
        return column.equals(COST) && value instanceof BigDecimal cost && cost.signum() == 0;
    }

    /** No shares cost that: all that they are worth and more would be profit. */
    static boolean isBelowNothing(String column, Object value) {
        return column.equals(COST) && value instanceof BigDecimal cost && cost.signum() < 0;
    }

    /** Whether it says how many shares there are, and not what they have cost. */
    public boolean isWithoutCost() {
        return quantity() != null && quantity() > 0 && !values.containsKey(COST);
    }

    public boolean isSoldOut() {
        return quantity() != null && quantity() == 0;
    }

    /** This newer entry laid over an older one: what is known here wins, what is unknown here stays as it was. */
    public Holding over(Holding older) {
        if (fresh) {
            return this;
        }
        if (older.isSoldOut()) {
            return isSoldOut() ? this : new Holding(key, values, arrival, true);
        }
        if (isSoldOut()) {
            return this;
        }
        boolean forgets = values.containsKey(SHARES_CHANGED);
        if (!forgets && values.keySet().containsAll(older.values.keySet())) {
            return older.fresh ? new Holding(key, values, arrival, true) : this;
        }
        var merged = new LinkedHashMap<>(older.values);
        if (forgets) {
            merged.remove(COST);
        }
        merged.putAll(values);
        return new Holding(key, merged, arrival, older.fresh);
    }
}
