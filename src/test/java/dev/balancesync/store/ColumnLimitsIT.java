package dev.balancesync.store;

import static dev.balancesync.TestService.SOON;
import static dev.balancesync.store.StoreDrive.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Numbers as large as the columns hold are stored to the last digit; one step beyond costs only the entry that says so. */
class ColumnLimitsIT {
    private static final String MOST_PRICE = "9999999999999.99";
    private static final String MOST_AMOUNT = "999999999999999999";
    private static final String MOST_RATE = "999999.9999";
    private static final String NEIGHBOUR = entry("000099", 3, 10);

    private StoreDrive store;

    @BeforeEach
    void setUp() throws IOException {
        store = new StoreDrive();
        store.mirror.with("balance.fields.8019", "profit_loss_rate rate");
        store.start();
    }

    @AfterEach
    void tearDown() throws Exception {
        store.close();
    }

    private Map<String, Object> row(String code) {
        await().atMost(SOON).until(() -> store.mirror.portfolio().stream().anyMatch(row -> row.get("stock_code").equals(code)));
        return store.mirror.portfolio().stream().filter(row -> row.get("stock_code").equals(code)).findFirst().orElseThrow();
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }

    @Test
    void the_largest_numbers_are_stored_to_the_last_digit() throws Exception {
        store.send(entry("000001", "\"930\":\"1\",\"933\":\"" + Long.MAX_VALUE + "\",\"10\":\"-" + MOST_PRICE + "\",\"931\":\"" + MOST_PRICE
                + "\",\"932\":\"900000000000000000\",\"8019\":\"-" + MOST_RATE + "\""),
                entry("000002", "\"930\":\"" + Long.MAX_VALUE + "\",\"932\":\"" + MOST_AMOUNT + "\",\"8019\":\"+" + MOST_RATE + "\""),
                entry("000003", "\"930\":\"" + MOST_AMOUNT + "\",\"10\":\"1\",\"932\":\"1\""));

        assertThat(row("000001")).containsEntry("available_quantity", Long.MAX_VALUE).containsEntry("current_price", number(MOST_PRICE))
                .containsEntry("average_price", number(MOST_PRICE)).containsEntry("profit_loss_rate", number("-" + MOST_RATE))
                .containsEntry("total_purchase_amount", number("900000000000000000"));
        assertThat(row("000002")).containsEntry("quantity", Long.MAX_VALUE).containsEntry("total_purchase_amount", number(MOST_AMOUNT))
                .containsEntry("profit_loss_rate", number(MOST_RATE)).containsEntry("evaluated_amount", null);
        assertThat(row("000003")).containsEntry("evaluated_amount", number(MOST_AMOUNT)).containsEntry("profit_loss", number(MOST_AMOUNT).subtract(BigDecimal.ONE));
        assertThat(store.quarantined()).isEmpty();
    }

    @Test
    void one_step_beyond_is_quarantined_alone_and_says_which_field() throws Exception {
        List<String> beyond = List.of("\"10\":\"10000000000000.00\"", "\"10\":\"1.001\"", "\"931\":\"-10000000000000\"",
                "\"930\":\"9223372036854775808\"", "\"930\":\"-1\"", "\"930\":\"1.5\"", "\"933\":\"9223372036854775808\"",
                "\"932\":\"1000000000000000000\"", "\"932\":\"-1000000000000000000\"", "\"932\":\"0.5\"",
                "\"8019\":\"1000000\"", "\"8019\":\"999999.99995\"", "\"8019\":\"-1000000.0000\"",
                "\"932\":1e18", "\"932\":1e400000000", "\"10\":1e-400000000");

        for (int i = 0; i < beyond.size(); i++) {
            store.send(entry("00010" + i, 1, 10), entry("000200", "\"930\":\"1\"," + beyond.get(i)), entry("00030" + i, 1, 10));
        }
        store.send(NEIGHBOUR);

        row("000099");
        // a bad value costs that value; one of a number of shares costs the entry
        assertThat(store.rows()).hasSize(2 * beyond.size() + 2).contains("000200 1 null");
        assertThat(store.quarantined()).hasSize(beyond.size()).allSatisfy(line -> assertThat(line).contains("\"reason\":\"").contains("field "));
        store.assertWhole();
    }

    @Test
    void a_holding_is_stored_though_its_product_fits_no_column_which_is_then_unknown() throws Exception {
        store.send(NEIGHBOUR, entry("000001", "\"930\":\"200000\",\"10\":\"9999999999999\",\"932\":\"5\""),
                entry("000002", "\"930\":\"" + MOST_AMOUNT + "\",\"10\":\"1\""));

        store.awaitRows("000001 200000 9999999999999.00", "000002 " + MOST_AMOUNT + " 1.00", "000099 3 10.00");
        assertThat(row("000001")).containsEntry("evaluated_amount", null).containsEntry("profit_loss", null);
        assertThat(row("000002")).containsEntry("evaluated_amount", number(MOST_AMOUNT)).containsEntry("profit_loss", null);
        assertThat(store.mirror.account()).containsEntry("stock_value", null).containsEntry("profit_loss", null);
        assertThat(store.quarantined()).isEmpty();
        store.assertWhole();

        store.send(entry("000001", 5, 10), entry("000002", 4, 10));

        store.awaitRows("000001 5 10.00", "000002 4 10.00", "000099 3 10.00");
        assertThat(row("000001")).containsEntry("evaluated_amount", number("50"));
        store.assertWhole();
    }

    @Test
    void rows_are_stored_though_their_sums_fit_no_column_which_is_then_unknown() throws Exception {
        String large = "\"930\":\"900000\",\"10\":\"1000000000000\",\"932\":\"900000000000000000\"";
        store.send(entry("000001", large));
        store.send(entry("000002", large), NEIGHBOUR);

        store.awaitRows("000001 900000 1000000000000.00", "000002 900000 1000000000000.00", "000099 3 10.00");
        assertThat(store.mirror.account()).containsEntry("stock_value", null).containsEntry("total_purchase_amount", null)
                .containsEntry("profit_loss", number("27")).containsEntry("position_count", 3L);
        assertThat(store.quarantined()).isEmpty();

        store.send(entry("000002", 2, 10));

        store.awaitRows("000001 900000 1000000000000.00", "000002 2 10.00", "000099 3 10.00");
        store.assertWhole();
        assertThat(store.mirror.account()).containsEntry("stock_value", number("900000000000000050"));
    }
}
