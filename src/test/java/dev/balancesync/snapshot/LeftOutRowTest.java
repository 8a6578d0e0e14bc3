package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequence;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quarantine is told why a row of kt00018 is there, and of which stock it is. */
class LeftOutRowTest {
    private static Map<String, Object> entry(Map<String, Object> more) {
        var row = new HashMap<String, Object>(Map.of("stk_cd", "A005930", "rmnd_qty", "3", "pur_amt", "180000"));
        row.putAll(more);
        return Map.of("values", row);
    }

    private static void assertLeftOut(Object entry, String schema, String reason, String... words) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(entry);
        exchange.setVariable("arrival", new Arrival(new Sequence(1, 1), Instant.EPOCH, 0));

        assertThatThrownBy(() -> new LeftOutRow(SnapshotDrive.mapping(new Account("8112510011", ""), schema)).process(exchange))
                .isInstanceOfSatisfying(BadEntryException.class, bad -> assertThat(bad.reason()).isEqualTo(reason))
                .hasMessageContainingAll(words);
    }

    @ParameterizedTest
    @CsvSource({"rmnd_qty, many, value, rmnd_qty", "trde_able_qty, many, value, trde_able_qty", "pur_amt, -1, range, below zero",
        "rmnd_qty, '', value, no quantity"})
    void a_row_that_cannot_be_read_says_which_value_of_which_stock_it_was(String field, String value, String reason, String why) {
        assertLeftOut(entry(Map.of(field, value)), "standard", reason, "the row of A005930 in kt00018: ", why);
    }

    @Test
    void the_stock_has_its_name_where_the_row_tells_it() {
        assertLeftOut(entry(Map.of("stk_nm", "삼성전자", "rmnd_qty", "")), "standard", "value", "the row of 삼성전자 A005930 in kt00018: ");
    }

    @Test
    void a_name_that_ends_in_digits_makes_no_account_number_of_the_code() {
        assertLeftOut(entry(Map.of("stk_nm", "KODEX 200", "stk_cd", "069500", "rmnd_qty", "")), "standard", "value", "the row of KODEX 200 069500 in kt00018: ");
    }

    @Test
    void its_name_is_one_short_line_without_an_account() {
        assertLeftOut(entry(Map.of("stk_nm", "8112510011\u001b[31m\nERROR", "stk_cd", "A" + "X".repeat(100_000))), "standard", "code",
                "the row of ******0011 ERROR AXX", "X… in kt00018: ");
    }

    @Test
    void a_lot_that_the_tables_have_no_room_for_says_so() {
        assertLeftOut(entry(Map.of("crd_tp", "03", "crd_loan_dt", "20260102")), "legacy", "credit", "the row of A005930 in kt00018: ", "on credit");
    }

    @Test
    void what_is_no_row_has_no_stock() {
        assertLeftOut("A005930", "standard", "shape", "a row of kt00018: ", "not a JSON object");
        assertLeftOut(Map.of("stk_cd", "A005930"), "standard", "shape", "a row of kt00018: ", "no values object");
    }
}
