package dev.balancesync.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StockCodeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "005930         | 005930",
        "A005930        | 005930",
        "J57KH12        | 57KH12",
        "Q580001        | 580001",
        "005930_NX      | 005930",
        "005930_AL      | 005930",
        "A005930_NX     | 005930",
        "Q580001_AL     | 580001",
        "0194M0         | 0194M0",
        "A0194M0        | 0194M0",
        "~  A005930 ~   | 005930",
        "~005930_NX ~   | 005930",
        "AA00001        | A00001",
        "A00593         | A00593",
        "J12345         | J12345",
        "K005930        | K005930",
        "A00593000      | 00593000",
        "123456789      | 123456789",
        "0Z9AZ0         | 0Z9AZ0",
    })
    void every_spelling_of_a_stock_becomes_one(String text, String code) {
        assertThat(StockCode.normalise(text)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "A", "00593", "5930", "A0059", "_NX", "A_NX", "005930_XX", "005930_nx", "005930_NX_AL", "a005930",
        "005930;", "00 5930", "삼성전자주식", "0059３0", "1234567890", "A1234567890", "005930\0", "00593\n0", "{item=005930}"})
    void what_is_no_stock_code_is_refused(String text) {
        assertThatThrownBy(() -> StockCode.normalise(text))
                .isInstanceOfSatisfying(BadEntryException.class, bad -> assertThat(bad.reason()).isEqualTo("code"));
    }
}
