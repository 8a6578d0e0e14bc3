package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotalsTest {
    @Test
    void the_official_examples_are_read() {
        Totals totals = Totals.read(Map.of("tot_pur_amt", "000000017598258", "tot_evlt_amt", "000000025789890",
                "tot_evlt_pl", "-00000008138825", "prsm_dpst_aset_amt", "000001012632507"));

        assertThat(totals).isEqualTo(new Totals(new BigDecimal("17598258"), new BigDecimal("25789890"), new BigDecimal("-8138825"),
                new BigDecimal("1012632507")));
    }

    @ParameterizedTest
    @CsvSource({"12550.00, 12550", "+000012550, 12550", "-00000000000000000000012550, -12550", "1234567890123456789, ", "-12550., -12550", "12550.5, ", "1e4, ", "--5, ", "'12,550', ", "1２, "})
    void whole_won_may_be_written_with_decimals(String told, BigDecimal won) {
        assertThat(Totals.won(told)).isEqualTo(won);
    }

    @Test
    void what_a_later_page_does_not_tell_stays_as_it_was() {
        Totals first = Totals.read(Map.of("tot_pur_amt", "1000", "tot_evlt_amt", "2000", "tot_evlt_pl", "900", "prsm_dpst_aset_amt", "5000"));

        assertThat(Totals.read(Map.of("tot_pur_amt", "", "tot_evlt_amt", "2001")).over(first)).isEqualTo(new Totals(BigDecimal.valueOf(1000),
                BigDecimal.valueOf(2001), BigDecimal.valueOf(900), BigDecimal.valueOf(5000)));
    }

    @Test
    void what_is_absent_or_unreadable_is_unknown_and_differs_from_nothing() {
        Totals totals = Totals.read(Map.of("tot_pur_amt", "many"));

        assertThat(totals).isEqualTo(new Totals(null, null, null, null));
        assertThat(totals.difference(BigDecimal.ONE, BigDecimal.TEN)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1000, 2000, ", "999, 2000, 'add up to 999, tot_pur_amt is 1000'", "1000, 1990, ", "1000, 1960, ",
        "1000, 1959, 'adds up to 1959, tot_evlt_amt is 2000'", "1000, 1900, 'adds up to 1900, tot_evlt_amt is 2000'"})
    void purchase_must_be_exact_and_evaluation_within_fees_and_tax(BigDecimal purchase, BigDecimal evaluation, String said) {
        String difference = Totals.read(Map.of("tot_pur_amt", "1000", "tot_evlt_amt", "2000")).difference(purchase, evaluation);

        if (said == null) {
            assertThat(difference).isNull();
        } else {
            assertThat(difference).contains(said);
        }
    }
}
