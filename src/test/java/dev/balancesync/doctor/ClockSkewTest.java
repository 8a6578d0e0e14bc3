package dev.balancesync.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import dev.balancesync.doctor.Check.Outcome;
import dev.balancesync.kiwoom.Language;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockSkewTest {
    @ParameterizedTest
    @CsvSource({"PT0S,OK", "PT5S,OK", "PT-5S,OK", "PT5.001S,WARNING", "PT-6S,WARNING", "PT5M,WARNING", "PT5M1S,FAILED", "PT-9H,FAILED"})
    void more_than_5_s_is_a_warning_and_more_than_5_min_a_failure(Duration ahead, Outcome outcome) {
        Check check = ClockSkew.judge(Language.EN, "broker.clock", "the broker's", ahead);

        assertThat(check.outcome()).isEqualTo(outcome);
        assertThat(check.advice() == null).isEqualTo(outcome == Outcome.OK);
        if (outcome != Outcome.OK) {
            assertThat(check.finding()).contains(ahead.isNegative() ? "behind" : "ahead");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"PT0.3S | agrees with the broker's (within 1 s)", "PT-3.2S | agrees with the broker's (within 4 s)", "PT7S | is 7 s ahead of the broker's",
            "PT-5M | is 300 s behind the broker's", "PT5M1S | is 5 min ahead of the broker's", "PT-9H | is 540 min behind the broker's"})
    void by_how_much_it_is_off_is_said(Duration ahead, String words) {
        assertThat(ClockSkew.judge(Language.EN, "broker.clock", "the broker's", ahead).finding()).endsWith("this machine's clock " + words);
    }
}
