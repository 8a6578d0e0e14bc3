package dev.balancesync.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;

import org.junit.jupiter.api.Test;

class SampleTest {
    /** Seeds 5 and 6 of an early run were called divergences because of this. */
    @Test
    void a_number_is_the_same_however_it_is_written() {
        assertThat(Sample.plain(new BigDecimal("3E+4"))).isEqualTo(Sample.plain(new BigDecimal("30000.00"))).isEqualTo("30000");
        assertThat(Sample.plain(new BigDecimal("0.00"))).isEqualTo("0");
        assertThat(Sample.plain(null)).isNull();
    }
}
