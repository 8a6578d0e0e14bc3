package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import dev.balancesync.MutableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CashBellTest {
    private final MutableClock clock = new MutableClock("2026-11-23T01:00:00Z");
    private final CashBell bell = new CashBell(Duration.ofMinutes(10), SnapshotDrive.ticker(clock));

    private void assertDueAfter(long millis) {
        if (millis > 0) {
            clock.move(Duration.ofMillis(millis - 1));
            assertThat(bell.isDue()).isFalse();
            clock.move(Duration.ofMillis(1));
        }
        assertThat(bell.isDue()).isTrue();
    }

    @Test
    void nobody_asks_before_anything_rang() {
        clock.move(Duration.ofDays(1));

        assertThat(bell.isDue()).isFalse();
    }

    @Test
    void a_second_after_the_last_ring_it_is_time() {
        bell.ring();
        clock.move(Duration.ofMillis(900));
        bell.ring(true);

        assertDueAfter(1_000);
        assertThat(bell.rings()).isEqualTo(2);
        assertThat(bell.fills().count()).isEqualTo(1);
    }

    @Test
    void five_seconds_after_the_first_it_is_time_however_much_rings() {
        for (int i = 0; i < 9; i++) {
            bell.ring();
            clock.move(Duration.ofMillis(500));
            assertThat(bell.isDue()).isFalse();
        }
        bell.ring();

        assertDueAfter(500);
    }

    @Test
    void one_question_answers_all_that_rang_before_it_and_what_rings_during_it_is_one_more() {
        bell.ring();
        clock.move(Duration.ofSeconds(1));
        bell.asked();
        assertThat(bell.isDue()).isFalse();

        bell.ring();

        assertDueAfter(1_000);
    }

    @Test
    void a_snapshot_asks_at_once() {
        bell.ringNow();

        assertDueAfter(0);
    }

    @Test
    void a_ring_is_sooner_than_what_is_only_asked_again() {
        bell.askAgainIn(Duration.ofSeconds(10));
        bell.ring();

        assertDueAfter(1_000);
    }

    @Test
    void what_rings_on_and_on_is_not_put_off_by_what_is_only_asked_again_much_later() {
        bell.askAgainIn(Duration.ofMinutes(10));
        for (int i = 0; i < 10; i++) {
            assertThat(bell.isDue()).isFalse();
            bell.ring();
            clock.move(Duration.ofMillis(500));
        }

        assertDueAfter(0);
    }

    private void assertAskedInVain(long nextMillis) {
        bell.asked();
        bell.again();
        assertDueAfter(nextMillis);
    }

    @Test
    void what_is_asked_in_vain_is_asked_later_each_time_until_there_is_something_new_to_ask_about() {
        bell.ringNow();
        for (long wait : new long[] {1_000, 2_000, 4_000, 8_000, 16_000}) {
            assertAskedInVain(wait);
        }

        bell.ring(true);
        assertDueAfter(1_000);
        assertAskedInVain(1_000);
        assertAskedInVain(2_000);

        bell.ringNow();
        assertAskedInVain(1_000);
    }

    @Test
    void what_is_asked_in_vain_for_long_is_asked_at_the_longest_wait() {
        bell.ringNow();
        for (int i = 0; i < 10; i++) {
            assertAskedInVain(1_000L << i);
        }

        assertAskedInVain(600_000);
        assertAskedInVain(600_000);
    }

    @Test
    void what_is_only_asked_again_puts_no_ring_off() {
        bell.ring();
        bell.askAgainIn(Duration.ofSeconds(10));

        assertDueAfter(1_000);
    }

    @ParameterizedTest
    @CsvSource({"3, 3000", "30, 10000"})
    void what_is_asked_again_is_asked_no_later_than_it_may_be_believed(long seconds, long due) {
        bell.askAgainIn(Duration.ofSeconds(10));

        bell.noLaterThan(SnapshotDrive.ticker(clock).in(Duration.ofSeconds(seconds)));

        assertDueAfter(due);
    }

    /** @return what was told after none of the fills, after the first, and so on */
    private List<FillsTold> fill(long... amounts) {
        var told = new ArrayList<>(List.of(bell.fills()));
        for (long amount : amounts) {
            bell.filled(BigDecimal.valueOf(amount));
            told.add(bell.fills());
        }
        return told;
    }

    @ParameterizedTest
    @CsvSource({
            "0, 2,   -602100, true,  the first of two",
            "0, 3,   -652275, true,  the first two of three",
            "0, 2,   -652275, false, both",
            "0, 2, -1555000, false, the third which came after the question",
            "0, 2,     -5000, false, none of them",
            "1, 3,    -50175, true,  the second as the first one since",
            "2, 3,   -903000, false, the only one since",
            "2, 4,     49800, false, a known one given back"})
    void a_cash_knows_the_first_fills_when_they_explain_it_and_later_ones_are_missing(int since, int all, long moved, boolean knows, String what) {
        List<FillsTold> told = fill(-600_000, -50_000, -900_000, -100_000);

        assertThat(bell.knowsTheFirst(told.get(since), told.get(all), BigDecimal.valueOf(moved))).as(what).isEqualTo(knows);
    }

    @Test
    void fills_that_a_settled_cash_knows_of_are_forgotten_and_no_later_ones() {
        List<FillsTold> told = fill(-600_000, -50_000, -900_000, -100_000);

        bell.settled(told.get(2));

        assertThat(bell.knowsTheFirst(told.get(0), told.get(4), BigDecimal.valueOf(-652_275))).isFalse();
        assertThat(bell.knowsTheFirst(told.get(2), told.get(4), BigDecimal.valueOf(-903_000))).isTrue();
    }

    @Test
    void of_very_many_fills_the_last_hundred_are_remembered() {
        fill(-600_000);
        fill(LongStream.generate(() -> -900_000).limit(99).toArray());
        assertThat(bell.knowsTheFirst(FillsTold.NONE, bell.fills(), BigDecimal.valueOf(-602_100))).isTrue();

        fill(-900_000);

        assertThat(bell.knowsTheFirst(FillsTold.NONE, bell.fills(), BigDecimal.valueOf(-602_100))).isFalse();
    }
}
