package dev.balancesync.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffTest {
    @ParameterizedTest
    @CsvSource({"0, 10", "1, 10", "2, 20", "3, 40", "5, 160", "6, 300", "7, 300", "1000000, 300"})
    void each_failure_in_a_row_doubles_the_wait_up_to_the_limit(int failures, long seconds) {
        assertThat(new BackOff(Duration.ofSeconds(10), Duration.ofMinutes(5)).after(failures)).hasSeconds(seconds);
    }

    @Test
    void a_limit_below_the_first_wait_is_the_wait() {
        assertThat(new BackOff(Duration.ofSeconds(10), Duration.ofSeconds(3)).after(1)).hasSeconds(3);
        assertThat(new BackOff(Duration.ZERO, Duration.ZERO).after(3)).isZero();
    }
}
