package dev.balancesync.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;

import dev.balancesync.MutableClock;
import org.junit.jupiter.api.Test;

class PreviousClosesTest {
    @Test
    void yesterdays_close_is_none_from_the_next_Korean_day_on() {
        var clock = new MutableClock("2026-11-26T14:59:59Z");
        var closes = new PreviousCloses(clock);
        closes.note("005930", new BigDecimal(60_300));
        assertThat(closes.of("005930")).isEqualByComparingTo("60300");

        clock.move(Duration.ofSeconds(1));

        assertThat(closes.of("005930")).isNull();
        closes.note("005930", new BigDecimal(61_000));
        clock.move(Duration.ofHours(23));
        assertThat(closes.of("005930")).isEqualByComparingTo("61000");
    }
}
