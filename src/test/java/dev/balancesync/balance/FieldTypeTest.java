package dev.balancesync.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Locale;

import dev.balancesync.kiwoom.BadEntryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTypeTest {
    @ParameterizedTest
    @CsvSource({
        "60150,             60150",
        "-60150,            60150",
        "+60150,            60150",
        "000000059000,      59000",
        "-00000059000,      59000",
        "154116.50,         154116.5",
        "154116.5,          154116.5",
        "0.01,              0.01",
        ".5,                0.5",
        "5.,                5",
        "100.000,           100",
        "9999999999999.99,  9999999999999.99",
        "-9999999999999.99, 9999999999999.99",
    })
    void a_price_has_no_sign(String text, BigDecimal price) {
        assertThat(FieldType.PRICE.parse("10", text)).isEqualTo(price);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "+0", "000000000000", "0.00", "-00000000000", ".0"})
    void a_price_of_zero_means_no_price(String text) {
        assertThat(FieldType.PRICE.parse("10", text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0,                    0",
        "-000000000,           0",
        "+000000007,           7",
        "000000000000003,      3",
        "7.00,                 7",
        "9223372036854775807,  9223372036854775807",
        "0009223372036854775807, 9223372036854775807",
    })
    void a_quantity_is_a_whole_number_and_may_be_zero(String text, long quantity) {
        assertThat(FieldType.QUANTITY.parse("930", text)).isEqualTo(quantity);
    }

    @ParameterizedTest
    @CsvSource({
        "000000000373500,      373500",
        "-00000000196888,      -196888",
        "+1,                   1",
        "0,                    0",
        "-0,                   0",
        "7000000,              7000000",
        "999999999999999999,   999999999999999999",
        "-999999999999999999,  -999999999999999999",
    })
    void an_amount_keeps_its_sign(String text, BigDecimal amount) {
        assertThat(FieldType.AMOUNT.parse("932", text)).isEqualTo(amount);
    }

    @ParameterizedTest
    @CsvSource({
        "0.00,           0",
        "-52.71,         -52.71",
        "+7.69,          7.69",
        "10.5,           10.5",
        "-43.8977,       -43.8977",
        "1.23445,        1.2345",
        "1.23444,        1.2344",
        "-1.23445,       -1.2345",
        "0.00004,        0",
        "100,            100",
        "999999.9999,    999999.9999",
        "-999999.99994,  -999999.9999",
    })
    void a_rate_keeps_its_sign_and_four_decimals(String text, BigDecimal rate) {
        assertThat(FieldType.RATE.parse("8019", text)).isEqualTo(rate);
    }

    @ParameterizedTest
    @CsvSource({
        "PRICE,    10000000000000",
        "PRICE,    -10000000000000",
        "PRICE,    0.001",
        "QUANTITY, -1",
        "QUANTITY, 9223372036854775808",
        "QUANTITY, 10000000000000000000",
        "QUANTITY, 0.5",
        "AMOUNT,   1000000000000000000",
        "AMOUNT,   -1000000000000000000",
        "AMOUNT,   0.01",
        "RATE,     1000000",
        "RATE,     999999.99995",
        "RATE,     -1000000",
    })
    void what_does_not_fit_the_column_is_refused(FieldType type, String text) {
        assertThatThrownBy(() -> type.parse("930", text))
                .isInstanceOfSatisfying(BadEntryException.class, bad -> assertThat(bad.reason()).isEqualTo("range"))
                .hasMessageContaining("930")
                .hasMessageNotContaining(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "+", "-", ".", "+-1", "--1", "1-", "1,000", "1 000", "1e5", "1E-2", "0x10", "NaN", "Infinity", "1.2.3", "１２３",
        "1\n", "1\0", "12원"})
    void what_is_no_number_is_refused_by_every_type_of_number(String text) {
        for (var type : new FieldType[] {FieldType.PRICE, FieldType.QUANTITY, FieldType.AMOUNT, FieldType.RATE}) {
            assertThatThrownBy(() -> type.parse("932", text))
                    .isInstanceOfSatisfying(BadEntryException.class, bad -> assertThat(bad.reason()).isEqualTo("value"))
                    .hasMessageContaining("932");
        }
    }

    @Test
    void padding_is_read_up_to_sixty_characters() {
        assertThat(FieldType.AMOUNT.parse("932", "0".repeat(59) + "7")).isEqualTo(new BigDecimal("7"));
        assertThatThrownBy(() -> FieldType.AMOUNT.parse("932", "0".repeat(60) + "7")).isInstanceOf(BadEntryException.class);
        assertThatThrownBy(() -> FieldType.QUANTITY.parse("930", "9".repeat(100_000))).isInstanceOf(BadEntryException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"00000000 | ~~", "0 | ~~", "000000 | ~~", "20260102 | 20260102", "20291109 | 20291109"})
    void a_date_of_zeros_is_none(String text, String date) {
        assertThat(FieldType.DATE.parse("916", text)).isEqualTo(date);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "2026-01-02", "2026-1-2", "000000000", "202601", "202601021", "２０２６０１０２", "yyyyMMdd"})
    void a_date_of_another_form_is_refused(String text) {
        assertThatThrownBy(() -> FieldType.DATE.parse("916", text))
                .isInstanceOfSatisfying(BadEntryException.class, bad -> assertThat(bad.reason()).isEqualTo("value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"삼성전자", "LG", "KODEX 200", "a\\b\"c'd", "😀", "\t", "0"})
    void a_text_stays_as_it_is(String text) {
        assertThat(FieldType.TEXT.parse("302", text)).isEqualTo(text);
    }

    @Test
    void a_text_longer_than_any_name_is_refused() {
        assertThat(FieldType.TEXT.parse("302", "삼".repeat(1_000))).isEqualTo("삼".repeat(1_000));
        assertThatThrownBy(() -> FieldType.TEXT.parse("302", "삼".repeat(1_001))).isInstanceOf(BadEntryException.class)
                .hasMessage("field 302 has more than 1000 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "삼성\0전자", "\uD83D", "\uDE00", "LG\uD83D", "LG\uDE00", "\uD83DLG", "\uDE00\uD83D"})
    void a_text_that_postgresql_cannot_store_is_refused(String text) {
        assertThatThrownBy(() -> FieldType.TEXT.parse("302", text))
                .isInstanceOfSatisfying(BadEntryException.class, bad -> assertThat(bad.reason()).isEqualTo("value"))
                .hasMessageContaining("302");
    }

    @ParameterizedTest
    @EnumSource(FieldType.class)
    void a_type_is_named_in_either_case(FieldType type) {
        assertThat(FieldType.named(type.name().toLowerCase(Locale.ROOT))).isEqualTo(type);
        assertThat(FieldType.named(type.name())).isEqualTo(type);
    }
}
