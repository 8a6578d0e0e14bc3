package dev.balancesync.balance;

import java.time.Instant;
import java.util.Collections;
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

    public Holding {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** For people and the column {@code updated_at}; nothing compares it. */
    public Instant receivedAt() {
        return arrival.at();
    }

    /** Shares; {@code null} when unknown. */
    public Long quantity() {
        return (Long) values.get(QUANTITY);
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
        if (values.keySet().containsAll(older.values.keySet())) {
            return older.fresh ? new Holding(key, values, arrival, true) : this;
        }
        var merged = new LinkedHashMap<>(older.values);
        merged.putAll(values);
        return new Holding(key, merged, arrival, older.fresh);
    }
}
