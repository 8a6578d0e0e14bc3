package dev.balancesync.chaos;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.SampleFrames;
import dev.balancesync.simulator.Held;

/**
 * Both tables in one committed state.
 *
 * @param rows of kw_portfolio by {@link Held#key()}
 * @param accounts of kw_account_balance by account number
 */
public record Sample(Map<String, JsonNode> rows, Map<String, JsonNode> accounts) {
    /** One statement, so one state. */
    public static final String SQL = sql("");

    /** Of one of several accounts. */
    public static String sqlOf(String number) {
        return sql(" where account_number = '" + number + "'");
    }

    private static String sql(String where) {
        return "select coalesce((select json_agg(held) from kw_portfolio held" + where + "), '[]')::text as rows,"
                + " coalesce((select json_agg(account) from kw_account_balance account" + where + "), '[]')::text as accounts";
    }

    public static Sample of(String rows, String accounts) throws JsonProcessingException {
        var sample = new Sample(new TreeMap<>(), new TreeMap<>());
        for (JsonNode row : SampleFrames.JSON.readTree(rows)) {
            String credit = row.get("credit_type").asText();
            String key = row.get("stock_code").asText() + (credit.equals("00") ? "" : "/" + credit + "/" + row.get("loan_date").asText());
            if (sample.rows.put(key, row) != null) {
                sample.rows.put(key + " again as " + row.get("account_number").asText(), row);
            }
        }
        for (JsonNode account : SampleFrames.JSON.readTree(accounts)) {
            sample.accounts.put(account.get("account_number").asText(), account);
        }
        return sample;
    }

    /** The totals of one account; {@code null} when there are none. */
    public JsonNode account(String number) {
        return accounts.get(number);
    }

    static Oracle.State state(JsonNode row) {
        return row == null ? Oracle.State.NONE : new Oracle.State(row.get("quantity").asLong(), row.get("available_quantity").asLong(-1),
                row.get("total_purchase_amount").asLong(-1), row.get("average_price").asLong(-1));
    }

    /** @return {@code null} when it is null */
    static BigDecimal number(JsonNode row, String column) {
        return row.hasNonNull(column) ? row.get(column).decimalValue() : null;
    }

    /** However it was written. */
    static String plain(BigDecimal number) {
        return number == null ? null : number.stripTrailingZeros().toPlainString();
    }
}
