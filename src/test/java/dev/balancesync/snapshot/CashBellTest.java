package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import dev.balancesync.MutableClock;
import org.junit.jupiter.api.Test;

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
}
