package dev.balancesync.balance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoldingKeyTest {
    private static final HoldingKey LOT = new HoldingKey("005930", "03", "20260102");

    @ParameterizedTest
    @CsvSource({"000660, 03, 20260102", "005930, 01, 20260102", "005930, 03, 20260105", "005930, 03, ''"})
    void a_lot_of_another_stock_credit_or_loan_date_is_another_one(String stockCode, String creditType, String loanDate) {
        assertThat(new HoldingKey(stockCode, creditType, loanDate)).isNotEqualTo(LOT);
    }

    @Test
    void a_lot_is_the_same_however_often_it_is_told() {
        var again = new HoldingKey("005930", "03", "20260102");

        assertThat(again).isEqualTo(LOT).hasSameHashCodeAs(LOT);
    }

    @Test
    void a_lot_is_no_text_and_nothing_is_no_lot() {
        assertThat(LOT).isNotEqualTo("005930").isNotEqualTo(null);
    }
}
