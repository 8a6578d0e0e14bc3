package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FillsToldTest {
    private static BigDecimal won(long amount) {
        return BigDecimal.valueOf(amount);
    }

    @Test
    void without_a_fill_the_cash_stays() {
        assertThat(FillsTold.NONE.fit(won(0))).isTrue();
        assertThat(FillsTold.NONE.fit(won(1))).isFalse();
    }

    /** A purchase of 600,000 and a sale of 400,000; mock trading takes 0.35 % and a tax of 0.2 %. */
    @ParameterizedTest
    @CsvSource({"-200000, true", "-204300, true", "-200001, true", "-199999, false", "-600000, false", "400000, false", "0, false", "-188000, false",
        "-211000, true", "-211001, false"})
    void a_cash_that_knows_of_all_fills_has_moved_by_their_amounts_less_fees_and_tax(long moved, boolean all) {
        FillsTold fills = FillsTold.NONE.plus(won(-600_000)).plus().plus(won(400_000)).plus();

        assertThat(fills.fit(won(moved))).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource({"-600000, true", "-1, true", "0, false"})
    void of_a_fill_whose_amount_nobody_knows_it_has_only_to_have_moved(long moved, boolean all) {
        assertThat(FillsTold.NONE.plus(won(-600_000)).plus(null).fit(won(moved))).isEqualTo(all);
        assertThat(FillsTold.NONE.plus().fit(won(moved))).isEqualTo(all);
    }

    @Test
    void fills_that_do_not_all_say_their_amount_explain_nothing() {
        FillsTold told = FillsTold.NONE.plus(won(-600_000));

        assertThat(told.isExplained(won(-600_000))).isTrue();
        assertThat(told.plus(null).isExplained(won(-600_000))).as("one of them is not known").isFalse();
        assertThat(FillsTold.NONE.plus().isExplained(won(-500))).as("none of them has an amount").isFalse();
    }

    @Test
    void those_since_another_moment_are_counted_alone() {
        FillsTold before = FillsTold.NONE.plus(won(-100)).plus(null);

        assertThat(before.plus(won(70)).plus().since(before)).isEqualTo(new FillsTold(2, 0, won(70), won(70)));
    }
}
