package dev.balancesync.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class KoreanTimeTest {
    private final KoreanTime time = new KoreanTime();

    @Test
    void the_day_turns_at_korean_midnight_and_back() {
        Instant before = Instant.parse("2026-11-22T14:59:59.999999Z");
        Instant after = Instant.parse("2026-11-22T15:00:00Z");

        assertThat(time.day(before)).isEqualTo("2026-11-22");
        assertThat(time.text(before)).isEqualTo("2026-11-22T23:59:59.999999+09:00");
        assertThat(time.day(after)).isEqualTo("2026-11-23");
        assertThat(time.text(after)).isEqualTo("2026-11-23T00:00:00.000000+09:00");
        assertThat(time.day(before)).isEqualTo("2026-11-22");
    }

    @Test
    void every_microsecond_of_a_second_is_read_again_as_it_was() {
        Instant start = Instant.parse("2026-11-22T00:00:07Z");

        Stream.of(0, 1, 9, 10, 999, 100_000, 999_999).map(micros -> start.plusNanos(micros * 1_000L)).forEach(at ->
                assertThat(OffsetDateTime.parse(time.text(at)).toInstant()).isEqualTo(at));
    }
}
