package dev.balancesync.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.balancesync.kiwoom.BadEntryException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BalanceTypeTest {
    @ParameterizedTest
    @CsvSource({"04, true", "' 04 ', true", "00, false", "0B, false", "4, false", "'', false"})
    void an_entry_of_type_04_is_one_of_the_balance(String type, boolean balance) {
        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(Map.of("type", type));

        assertThat(new BalanceType().matches(exchange)).isEqualTo(balance);
    }

    static Stream<Object> without() {
        return Stream.of(Map.of(), Map.of("type", 4), List.of("04"), "04");
    }

    @ParameterizedTest
    @MethodSource("without")
    void what_has_no_type_could_be_anything(Object entry) {
        assertThatThrownBy(() -> BalanceType.isBalance(entry))
                .isInstanceOfSatisfying(BadEntryException.class, bad -> assertThat(bad.reason()).isEqualTo("shape"));
    }

    @Test
    void nothing_at_all_could_be_anything_too() {
        assertThatThrownBy(() -> BalanceType.isBalance(null)).isInstanceOf(BadEntryException.class);
    }
}
