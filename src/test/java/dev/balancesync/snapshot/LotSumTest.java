package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.balancesync.balance.FieldMapping;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequence;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** kt00018 may list one stock several times. */
class LotSumTest {
    private final Snapshot snapshot = snapshot();

    private static Snapshot snapshot() {
        var camel = new DefaultCamelContext();
        camel.getPropertiesComponent().setLocation("file:application.properties");
        return new Snapshot(new Arrival(new Sequence(1, 1), Instant.EPOCH, 0), FieldMapping.ofSnapshot(camel, new Account("8112510011", ""), false));
    }

    @Test
    void lots_of_one_stock_are_added_up() {
        add(Map.of("rmnd_qty", "3", "trde_able_qty", "2", "pur_amt", "1000"), Map.of("rmnd_qty", "4", "trde_able_qty", "4", "pur_amt", "2000"));

        assertThat(sum()).isEqualTo(Map.of("quantity", 7L, "available_quantity", 6L, "total_purchase_amount", new BigDecimal(3000),
                "average_price", new BigDecimal(428)));
    }

    @ParameterizedTest
    @CsvSource({"rmnd_qty, 9223372036854775807", "trde_able_qty, 5000000000000000000", "pur_amt, 999999999999999999", "pur_amt, 500000000000000000"})
    void lots_that_add_up_to_more_than_a_column_holds_have_no_sum(String field, String most) {
        Map<String, String> lot = field.equals("rmnd_qty") ? Map.of(field, most) : Map.of("rmnd_qty", "1", field, most);

        add(lot, lot);

        assertThat(Lot.sum(snapshot.answer().lots())).isNull();
    }

    @Test
    void a_lot_that_would_have_cost_nothing_makes_the_cost_of_all_unknown() {
        add(Map.of("rmnd_qty", "3", "pur_amt", "000000000001000"), Map.of("rmnd_qty", "4", "pur_amt", "000000000000000"));

        assertThat(sum()).isEqualTo(Map.of("quantity", 7L));
    }

    @Test
    void lots_that_add_up_to_too_much_have_no_sum_however_many_follow() {
        Map<String, String> lot = Map.of("rmnd_qty", "9223372036854775807");

        add(lot, lot, Map.of("rmnd_qty", "1"));

        assertThat(Lot.sum(snapshot.answer().lots())).isNull();
    }

    @Test
    void what_one_lot_does_not_tell_is_unknown_of_all() {
        add(Map.of("rmnd_qty", "3", "trde_able_qty", "3"), Map.of("rmnd_qty", "4", "pur_amt", "2000", "pur_pric", "500"));

        assertThat(sum()).isEqualTo(Map.of("quantity", 7L));
    }

    @Test
    void it_is_whichever_lot_does_not_tell_it() {
        add(Map.of("rmnd_qty", "4", "pur_amt", "2000", "pur_pric", "500"), Map.of("rmnd_qty", "3", "trde_able_qty", "3"));

        assertThat(sum()).isEqualTo(Map.of("quantity", 7L));
    }

    @ParameterizedTest
    @CsvSource({"60150, 60200, 60200", "60150, , 60150", ", 60200, 60200"})
    void the_price_that_was_told_last_is_that_of_all(String first, String second, BigDecimal price) {
        add(priced(first), priced(second));

        assertThat(sum()).containsEntry("current_price", price);
    }

    private static Map<String, String> priced(String price) {
        return price == null ? Map.of("rmnd_qty", "1") : Map.of("rmnd_qty", "1", "cur_prc", price);
    }

    @Test
    void a_lot_that_would_have_cost_less_than_nothing_makes_the_cost_of_all_unknown() {
        add(Map.of("rmnd_qty", "3", "pur_amt", "1000"), Map.of("rmnd_qty", "4", "pur_amt", "-1000"));

        assertThat(sum()).isEqualTo(Map.of("quantity", 7L));
    }

    @Test
    void an_average_price_that_is_not_above_zero_is_unknown() {
        add(Map.of("rmnd_qty", "3", "pur_amt", "1"), Map.of("rmnd_qty", "4", "pur_amt", "1"));

        assertThat(sum()).doesNotContainKey("average_price").containsKey("total_purchase_amount");
    }

    @ParameterizedTest
    @CsvSource({"9999999999999, 9999999999999", "10000000000000, "})
    void an_average_price_that_no_column_holds_is_unknown(String cost, BigDecimal average) {
        Map<String, String> lot = Map.of("rmnd_qty", "1", "pur_amt", cost);

        add(lot, lot);

        assertThat(sum().get("average_price")).isEqualTo(average);
        assertThat(sum()).containsEntry("total_purchase_amount", new BigDecimal(cost).add(new BigDecimal(cost)));
    }

    @Test
    void lots_of_which_nothing_can_be_sold_are_added_up_too() {
        Map<String, String> lot = Map.of("rmnd_qty", "3", "trde_able_qty", "0");

        add(lot, lot);

        assertThat(sum()).isEqualTo(Map.of("quantity", 6L, "available_quantity", 0L));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private void add(Map<String, String>... lots) {
        List<Map<String, String>> rows = Arrays.stream(lots).map(lot -> {
            var row = new HashMap<>(lot);
            row.put("stk_cd", "A005930");
            return (Map<String, String>) row;
        }).toList();
        snapshot.add(Map.of("acnt_evlt_remn_indv_tot", rows), "N", "");
    }

    private Map<String, Object> sum() {
        var values = new HashMap<>(Lot.sum(snapshot.answer().lots()).values());
        values.remove("profit_loss_rate_computed");
        return values;
    }
}
