package dev.balancesync.store;

import static dev.balancesync.TestFrames.balance;
import static dev.balancesync.TestService.SOON;
import static dev.balancesync.store.StoreDrive.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import dev.balancesync.TestFrames.Entry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Numbers as large as the columns hold are stored to the last digit; one step beyond costs only the entry that says so. */
class ColumnLimitsIT {
    private static final String MOST_PRICE = "9999999999999.99";
    private static final String MOST_AMOUNT = "999999999999999999";
    private static final String MOST_RATE = "999999.9999";
    private static final Entry NEIGHBOUR = entry("000099", 3, 10);

    @RegisterExtension
    private final StoreDrive store = new StoreDrive();

    @BeforeEach
    void setUp() throws IOException {
        store.mirror.with("balance.fields.8019", "profit_loss_rate rate");
        store.start();
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
        store.send(balance("000001").quantity(1).with("933", "" + Long.MAX_VALUE).with("10", "-" + MOST_PRICE).with("931", MOST_PRICE)
                .cost(900_000_000_000_000_000L).with("8019", "-" + MOST_RATE),
                balance("000002").quantity(Long.MAX_VALUE).with("932", MOST_AMOUNT).with("8019", "+" + MOST_RATE),
                balance("000003").with("930", MOST_AMOUNT).price(1).cost(1));

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
        var holding = balance("000200").quantity(1);
        var beyond = List.of(holding.with("10", "10000000000000.00"), holding.with("10", "1.001"), holding.with("931", "-10000000000000"),
                holding.with("930", "9223372036854775808"), holding.quantity(-1), holding.with("930", "1.5"), holding.with("933", "9223372036854775808"),
                holding.with("932", "1000000000000000000"), holding.with("932", "-1000000000000000000"), holding.with("932", "0.5"),
                holding.with("8019", "1000000"), holding.with("8019", "999999.99995"), holding.with("8019", "-1000000.0000"),
                holding.with("932", number("1e18")), holding.with("932", number("1e400000000")), holding.with("10", number("1e-400000000")));

        for (int i = 0; i < beyond.size(); i++) {
            store.send(entry("00010" + i, 1, 10), beyond.get(i), entry("00030" + i, 1, 10));
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
        store.send(NEIGHBOUR, balance("000001").quantity(200_000).price(9_999_999_999_999L).cost(5),
                balance("000002").with("930", MOST_AMOUNT).price(1));

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
        var large = balance("000001").quantity(900_000).price(1_000_000_000_000L).cost(900_000_000_000_000_000L);
        store.send(large);
        store.send(large.of("000002"), NEIGHBOUR);

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
