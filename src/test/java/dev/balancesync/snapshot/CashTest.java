package dev.balancesync.snapshot;

import dev.balancesync.kiwoom.Account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.MutableClock;
import dev.balancesync.SampleFrames;
import dev.balancesync.kiwoom.BrokerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CashTest {
    private static final String USER = "7b9d3a52-8a3c-4a39-9d0d-0d6f8d0a8a11";

    private static Cash cash(String userId, boolean writeAvailable) {
        return new Cash(new Account("8112510011", ""), userId, writeAvailable, SampleFrames.JSON,
                new MutableClock("2026-11-23T01:00:00Z"));
    }

    @Test
    void the_official_example_becomes_a_row() throws Exception {
        JsonNode row = SampleFrames.JSON.readTree(cash(USER, false).row(SampleFrames.fields("kt00001-official-doc")));

        assertThat(row).isEqualTo(SampleFrames.JSON.readTree("""
                {"user_id":"7b9d3a52-8a3c-4a39-9d0d-0d6f8d0a8a11","account_number":"8112510011","deposit":17534,"total_cash":12550,
                "order_cash":85341,"available_cash":null,"updated_at":"2026-11-23T01:00:00Z"}"""));
    }

    @Test
    void available_cash_is_what_may_be_ordered_for_if_it_is_written_at_all() throws Exception {
        JsonNode row = SampleFrames.JSON.readTree(cash(" ", true).row(SampleFrames.fields("kt00001-official-doc")));

        assertThat(row.path("available_cash").longValue()).isEqualTo(85341);
        assertThat(row.path("user_id").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"entr, ''", "d2_entra, many", "ord_alow_amt, 1.5", "entr, 1234567890123456789", "entr, -"})
    void half_an_answer_is_none(String field, String value) {
        var answer = new HashMap<>(SampleFrames.fields("kt00001-official-doc"));
        answer.put(field, value);

        assertThatThrownBy(() -> cash("", false).row(answer)).isInstanceOf(BrokerException.class).hasMessageContaining(field);
    }

    @Test
    void debts_are_below_zero() throws Exception {
        var answer = new HashMap<>(SampleFrames.fields("kt00001-official-doc"));
        answer.put("d2_entra", "-000000000012550");

        JsonNode row = SampleFrames.JSON.readTree(cash("", false).row(answer));

        assertThat(row.path("total_cash").longValue()).isEqualTo(-12550);
    }
}
