package dev.balancesync.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

class ShrinkerTest {
    @Test
    void what_is_left_is_what_it_takes() throws Exception {
        Day day = DayGenerator.day(3, 0).with(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i"));

        Day shrunk = Shrinker.shrink(day, fewer -> fewer.steps().containsAll(List.of("b", "g")), Duration.ofMinutes(1));

        assertThat(shrunk.steps()).containsExactly("b", "g");
        assertThat(shrunk.with(day.steps())).isEqualTo(day);
    }

    @Test
    void a_day_that_is_bad_only_now_and_then_is_tried_again() throws Exception {
        var tries = new int[1];
        Day day = DayGenerator.day(3, 0).with(List.of("a", "b"));

        Day shrunk = Shrinker.shrink(day, fewer -> fewer.steps().contains("b") && tries[0]++ % 2 == 1, Duration.ofMinutes(1));

        assertThat(shrunk.steps()).containsExactly("b");
    }
}
