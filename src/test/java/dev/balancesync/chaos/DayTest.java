package dev.balancesync.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DayTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 7, 10, 12345})
    void a_script_is_read_as_it_was_written_and_the_same_seed_makes_the_same_day(long seed) {
        Day day = DayGenerator.day(seed, 3);

        assertThat(Day.parse("# of yesterday\n\n" + day.script())).isEqualTo(day).isEqualTo(DayGenerator.day(seed, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "service start", "day seed=x"})
    void what_is_no_script_is_refused(String text) {
        assertThatThrownBy(() -> Day.parse(text)).isInstanceOf(RuntimeException.class);
    }
}
