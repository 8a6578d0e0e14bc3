package dev.balancesync.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.balancesync.Arrivals;
import dev.balancesync.SampleFrames;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.balance.Pending.Batch;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.time.Arrival;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreRowsTest {
    private static final String USER = "6d9f0f0e-4a44-4a4e-9a0d-1c1d7a3f6b11";
    private static final Arrival AT = Arrivals.at(Instant.parse("2026-11-23T00:00:00.000001Z"));

    private final StoreRows rows = new StoreRows(SampleFrames.JSON);

    private static Commit commit(String userId, Holding... holdings) {
        return new Commit(List.of(new Commit.Share(new Owner("default", new Account("8112510011", ""), userId), new Batch(List.of(holdings), null, AT))));
    }

    @Test
    void a_holding_becomes_an_object_of_its_key_its_values_and_its_time() throws IOException {
        var values = new LinkedHashMap<String, Object>();
        values.put("stock_name", "삼성전자 \"우\"");
        values.put("current_price", new BigDecimal("60150.5"));
        values.put("quantity", Long.MAX_VALUE);
        values.put("total_purchase_amount", new BigDecimal("-999999999999999999"));
        values.put("profit_loss_rate_computed", true);
        var holding = new Holding(new HoldingKey("005930", "03", "20260102"), values, AT, true);

        String json = rows.json(commit(USER, holding));

        assertThat(SampleFrames.JSON.readTree(json)).isEqualTo(SampleFrames.JSON.readTree("[{\"user_id\":\"" + USER + "\",\"account_number\":\"8112510011\",\"stock_code\":\"005930\","
                + "\"credit_type\":\"03\",\"loan_date\":\"20260102\",\"stock_name\":\"삼성전자 \\\"우\\\"\",\"current_price\":60150.5,"
                + "\"quantity\":9223372036854775807,\"total_purchase_amount\":-999999999999999999,\"profit_loss_rate_computed\":true,"
                + "\"updated_at\":\"2026-11-23T00:00:00.000001Z\",\"fresh\":true}]"));
    }

    @Test
    void what_is_unknown_is_left_out() throws IOException {
        String json = rows.json(commit(USER, holding("005930")));

        assertThat(json).isEqualTo("[{\"user_id\":\"" + USER + "\",\"account_number\":\"8112510011\",\"stock_code\":\"005930\","
                + "\"credit_type\":\"00\",\"loan_date\":\"\",\"updated_at\":\"2026-11-23T00:00:00.000001Z\",\"fresh\":false}]");
    }

    @Test
    void the_order_of_the_batch_is_kept() throws IOException {
        var json = SampleFrames.JSON.readTree(rows.json(commit(USER, holding("035720"), holding("005930"), holding("000660"))));

        assertThat(json.findValuesAsText("stock_code")).containsExactly("035720", "005930", "000660");
    }

    @Test
    void an_empty_batch_is_an_empty_array() throws IOException {
        assertThat(rows.json(commit(USER))).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void no_user_is_null(String userId) throws IOException {
        var json = SampleFrames.JSON.readTree(rows.json(commit(userId, holding("005930"))));

        assertThat(json.path(0).path("user_id").isNull()).isTrue();
    }

    private static Holding holding(String stockCode) {
        return new Holding(new HoldingKey(stockCode, "00", ""), Map.of(), AT, false);
    }
}
