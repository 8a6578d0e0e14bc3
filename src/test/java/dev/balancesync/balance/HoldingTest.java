package dev.balancesync.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import dev.balancesync.Arrivals;
import dev.balancesync.time.Arrival;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HoldingTest {
    private static final HoldingKey KEY = new HoldingKey("005930", "00", "");
    private static final Arrival FIRST = Arrivals.at(Instant.parse("2026-11-23T00:00:00Z"));
    private static final Arrival SECOND = Arrivals.at(FIRST.at().plusSeconds(1));
    private static final BigDecimal PRICE = new BigDecimal("60150");

    @Test
    void an_unknown_quantity_is_not_zero() {
        var holding = holding(Map.of("current_price", PRICE), FIRST);

        assertThat(holding.quantity()).isNull();
        assertThat(holding.isSoldOut()).isFalse();
    }

    @Test
    void a_quantity_of_zero_is_sold_out() {
        assertThat(holding(Map.of("quantity", 0L), FIRST).isSoldOut()).isTrue();
        assertThat(holding(Map.of("quantity", 1L), FIRST).isSoldOut()).isFalse();
    }

    @Test
    void what_the_newer_knows_wins_and_the_rest_stays() {
        var older = holding(Map.of("quantity", 10L, "stock_name", "삼성전자", "current_price", PRICE), FIRST);
        var newer = holding(Map.of("quantity", 7L, "available_quantity", 5L), SECOND);

        var merged = newer.over(older);

        assertThat(merged).isEqualTo(new Holding(KEY,
                Map.of("quantity", 7L, "available_quantity", 5L, "stock_name", "삼성전자", "current_price", PRICE), SECOND, false));
    }

    /** {@code real-04-fixture-5-fields-b} tells no cost. */
    @Test
    void another_number_of_shares_forgets_what_they_have_cost_also_when_it_is_the_first_again() {
        var cost = new BigDecimal("601500");
        var older = holding(Map.of("quantity", 10L, "total_purchase_amount", cost), FIRST);

        var merged = holding(Map.of("quantity", 7L), SECOND).after(10L).over(older);
        var again = holding(Map.of("quantity", 10L), SECOND).after(7L).over(merged);

        assertThat(merged.values()).isEqualTo(Map.of("quantity", 7L, "shares_changed", true));
        assertThat(again.values()).isEqualTo(Map.of("quantity", 10L, "shares_changed", true));
        assertThat(again.over(older).values()).as("put back below it").isEqualTo(again.values());
        assertThat(holding(Map.of("quantity", 10L), SECOND).after(10L).over(older).values()).containsEntry("total_purchase_amount", cost);
        assertThat(again.isWithoutCost()).isTrue();
        assertThat(older.isWithoutCost()).isFalse();
    }

    @Test
    void a_price_alone_leaves_the_quantity() {
        var older = holding(Map.of("quantity", 10L), FIRST);
        var newer = holding(Map.of("current_price", PRICE), SECOND);

        assertThat(newer.over(older)).isEqualTo(new Holding(KEY, Map.of("quantity", 10L, "current_price", PRICE), SECOND, false));
    }

    @Test
    void a_sale_takes_nothing_over_from_before() {
        var older = new Holding(KEY, Map.of("quantity", 10L, "current_price", PRICE), FIRST, true);
        var newer = holding(Map.of("quantity", 0L), SECOND);

        assertThat(newer.over(older)).isEqualTo(newer);
    }

    @Test
    void what_is_bought_after_a_sale_is_fresh_and_takes_nothing_over() {
        var older = holding(Map.of("quantity", 0L, "stock_name", "삼성전자", "average_price", PRICE), FIRST);
        var newer = holding(Map.of("quantity", 3L), SECOND);

        assertThat(newer.over(older)).isEqualTo(new Holding(KEY, Map.of("quantity", 3L), SECOND, true));
    }

    @Test
    void a_price_after_a_sale_keeps_that_it_was_sold() {
        var older = holding(Map.of("quantity", 0L), FIRST);
        var newer = holding(Map.of("current_price", PRICE), SECOND);

        assertThat(newer.over(older)).isEqualTo(new Holding(KEY, Map.of("current_price", PRICE), SECOND, true));
    }

    @Test
    void fresh_stays_fresh_until_it_is_sold_again() {
        var older = new Holding(KEY, Map.of("quantity", 3L), FIRST, true);

        assertThat(holding(Map.of("quantity", 5L), SECOND).over(older).fresh()).isTrue();
        assertThat(holding(Map.of("quantity", 0L), SECOND).over(older).fresh()).isFalse();
    }

    @Test
    void a_holding_does_not_change() {
        var values = new HashMap<String, Object>(Map.of("quantity", 1L));
        var holding = holding(values, FIRST);

        values.put("quantity", 2L);

        assertThat(holding.quantity()).isEqualTo(1L);
        assertThatThrownBy(() -> holding.values().put("quantity", 3L)).isInstanceOf(UnsupportedOperationException.class);
    }

    private static Holding holding(Map<String, Object> values, Arrival arrival) {
        return new Holding(KEY, values, arrival, false);
    }

    @Test
    void a_sale_that_is_told_twice_is_still_a_sale() {
        var older = holding(Map.of("quantity", 0L), FIRST);
        var newer = holding(Map.of("quantity", 0L), SECOND);

        assertThat(newer.over(older)).isEqualTo(newer);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "unknown", value = {
        "7,       10,      unknown, true",
        "0,       10,      unknown, false",
        "7,       7,       unknown, false",
        "7,       0,       unknown, false",
        "7,       unknown, unknown, false",
        "7,       10,      601500,  false",
        "unknown, 10,      unknown, false",
    })
    void only_another_number_of_shares_than_some_before_whose_cost_is_not_told_is_marked(Long quantity, Long before, BigDecimal cost, boolean marked) {
        var values = new HashMap<String, Object>();
        if (quantity != null) {
            values.put("quantity", quantity);
        }
        if (cost != null) {
            values.put("total_purchase_amount", cost);
        }

        assertThat(holding(values, SECOND).after(before).values().containsKey("shares_changed")).isEqualTo(marked);
    }

    @Test
    void only_shares_can_lack_a_cost() {
        assertThat(holding(Map.of("quantity", 1L), FIRST).isWithoutCost()).isTrue();
        assertThat(holding(Map.of("quantity", 0L), FIRST).isWithoutCost()).as("none are left").isFalse();
        assertThat(holding(Map.of("current_price", PRICE), FIRST).isWithoutCost()).as("it does not say how many").isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_entry_that_tells_all_that_the_older_did_takes_over_whether_it_is_fresh_and_nothing_else(boolean fresh) {
        var older = new Holding(KEY, Map.of("quantity", 10L, "current_price", PRICE), FIRST, fresh);
        var values = Map.<String, Object>of("quantity", 10L, "current_price", PRICE.add(BigDecimal.TEN), "stock_name", "삼성전자");

        assertThat(holding(values, SECOND).over(older)).isEqualTo(new Holding(KEY, values, SECOND, fresh));
    }

    @Test
    void people_see_when_it_was_received() {
        assertThat(holding(Map.of(), SECOND).receivedAt()).isEqualTo(Instant.parse("2026-11-23T00:00:01Z"));
    }
}
