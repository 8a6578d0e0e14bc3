package dev.balancesync.fuzz;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;

/** The lots that pages of holdings tell of, as far as they can be read, and what a holding may be made of them. */
final class ToldLots {
    private static final Reading READING = new Reading("balance.snapshot-fields.");

    private final boolean legacy;
    private final Map<HoldingKey, List<Map<String, Object>>> told = new HashMap<>();

    /** @param legacy whether lots on credit are left out */
    ToldLots(boolean legacy) {
        this.legacy = legacy;
    }

    /** Rows that cannot be read cost nothing but themselves. */
    void read(JsonNode rows) {
        for (JsonNode row : rows) {
            try {
                Reading.Wanted one = READING.entry(Shipped.JSON.createObjectNode().set("values", row), Shipped.ACCOUNT);
                Object quantity = one.values().get("quantity");
                if (row.isObject() && quantity != null && !quantity.equals(0L) && !(legacy && !one.isCash())) {
                    told.computeIfAbsent(one.key(), none -> new ArrayList<>()).add(one.values());
                }
            } catch (Reading.Unreadable e) {
                continue;
            }
        }
    }

    boolean tell(HoldingKey key) {
        return told.containsKey(key);
    }

    /** All of the lots, or those that fit the total when each is counted once. */
    void mustBeSumOfSome(Holding holding) {
        List<Map<String, Object>> lots = told.get(holding.key());
        BigDecimal all = sum(lots, "quantity");
        BigDecimal quantity = BigDecimal.valueOf(holding.quantity());
        Must.hold(quantity.compareTo(all) <= 0 && lots.stream().anyMatch(lot -> quantity.compareTo(new BigDecimal(lot.get("quantity").toString())) >= 0),
                "the quantity is none that the lots add up to", holding, lots);
        if (quantity.compareTo(all) == 0) {
            mustBeSum(holding, lots);
        }
    }

    /** @return {@code null} when one of them is unknown */
    private static BigDecimal sum(List<Map<String, Object>> lots, String column) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Map<String, Object> lot : lots) {
            if (!lot.containsKey(column)) {
                return null;
            }
            sum = sum.add(new BigDecimal(lot.get(column).toString()));
        }
        return sum;
    }

    private static void mustBeSum(Holding holding, List<Map<String, Object>> lots) {
        for (String column : List.of("quantity", "available_quantity", "total_purchase_amount")) {
            BigDecimal wanted = sum(lots, column);
            Object found = holding.values().get(column);
            Must.hold(found == null ? wanted == null : wanted != null && wanted.compareTo(new BigDecimal(found.toString())) == 0,
                    column + " is not the sum of the lots", holding, lots);
        }
        for (String price : List.of("current_price", "average_price")) {
            Must.hold(!(holding.values().get(price) instanceof BigDecimal number) || number.signum() > 0, price + " is not above 0", holding);
        }
    }
}
