package dev.balancesync.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the statements of {@code routes/sql/standard} and {@code routes/sql/legacy} read and write.
 *
 * @param schema value of {@code BALANCE_SCHEMA}
 * @param columns by table
 * @param keys by table: the columns that a unique index must have, for {@code on conflict}
 */
record Tables(String schema, Map<String, List<String>> columns, Map<String, Set<String>> keys) {
    static final String PORTFOLIO = "kw_portfolio";
    static final String BALANCE = "kw_account_balance";
    static final String STATUS = "kw_sync_status";

    static final Tables STANDARD = new Tables("standard", ordered(
            PORTFOLIO, List.of("user_id", "account_number", "stock_code", "credit_type", "loan_date", "stock_name", "current_price", "quantity",
                    "available_quantity", "average_price", "total_purchase_amount", "evaluated_amount", "profit_loss", "profit_loss_rate",
                    "updated_at"),
            BALANCE, List.of("user_id", "account_number", "total_purchase_amount", "stock_value", "profit_loss", "profit_loss_rate",
                    "position_count", "total_cash", "available_cash", "order_cash", "deposit", "total_asset", "updated_at"),
            STATUS, List.of("user_id", "account_number", "state", "detail", "connected_since", "last_ping_at", "last_event_at",
                    "last_snapshot_at", "gap_since", "version", "updated_at")),
            Map.of(PORTFOLIO, Set.of("account_number", "stock_code", "credit_type", "loan_date"), BALANCE, Set.of("account_number"),
                    STATUS, Set.of("account_number")));

    /** The tables of the Python project's front ends. */
    static final Tables LEGACY = new Tables("legacy", ordered(
            PORTFOLIO, List.of("user_id", "account_number", "stock_code", "stock_name", "quantity", "available_quantity", "avg_price",
                    "purchase_amount", "current_price", "evaluated_amount", "profit_loss", "profit_loss_rate", "updated_at"),
            BALANCE, List.of("user_id", "account_number", "total_cash", "available_cash", "order_cash", "deposit", "total_asset", "stock_value",
                    "profit_loss", "profit_loss_rate", "updated_at"), null, null),
            Map.of(PORTFOLIO, Set.of("user_id", "account_number", "stock_code"), BALANCE, Set.of("user_id", "account_number")));

    private static Map<String, List<String>> ordered(String one, List<String> ofOne, String two, List<String> ofTwo, String three,
            List<String> ofThree) {
        var ordered = new LinkedHashMap<String, List<String>>();
        ordered.put(one, ofOne);
        ordered.put(two, ofTwo);
        if (three != null) {
            ordered.put(three, ofThree);
        }
        return ordered;
    }
}
