package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.balancesync.MutableClock;
import dev.balancesync.snapshot.Gap.Heard;
import dev.balancesync.snapshot.Reconciliation.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NextSnapshotTest {
    private static final SnapshotLimits LIMITS = new SnapshotLimits(SnapshotDrive.INTERVAL, SnapshotDrive.RETRY, SnapshotDrive.SETTLE);

    private final MutableClock clock = new MutableClock("2026-11-23T01:00:00Z");
    private final NextSnapshot next = new NextSnapshot(LIMITS, SnapshotDrive.ticker(clock));

    private static Decision decision(boolean equal, boolean proves) {
        return new Decision(List.of(), Map.of(), Map.of(), Map.of(), Map.of(), !equal, proves ? null : "it does not add up", Map.of(), proves ? Map.of() : null);
    }

    @Test
    void the_first_is_due_at_once() {
        assertThat(next.isDue()).isTrue();
    }

    @Test
    void what_is_wanted_soon_puts_off_nothing_that_is_due() {
        next.soon();

        assertThat(next.isDue()).isTrue();
    }

    @Test
    void each_failure_in_a_row_doubles_the_wait_up_to_the_interval() {
        for (int seconds : new int[] {5, 10, 20, 40, 80, 160, 320, 600, 600}) {
            next.failed(true);

            assertThat(next.ahead()).isEqualTo(Duration.ofSeconds(seconds));
        }
        clock.move(SnapshotDrive.INTERVAL.minusNanos(1));
        assertThat(next.isDue()).isFalse();
        clock.move(Duration.ofNanos(1));
        assertThat(next.isDue()).isTrue();
    }

    @Test
    void however_often_it_fails_the_wait_is_doubled_ten_times_and_no_more() {
        var patient = new NextSnapshot(new SnapshotLimits(Duration.ofDays(1), Duration.ofSeconds(1), SnapshotDrive.SETTLE), SnapshotDrive.ticker(clock));
        for (int i = 0; i < 70; i++) {
            patient.failed(true);
        }

        assertThat(patient.ahead()).isEqualTo(Duration.ofSeconds(1024));
    }

    @Test
    void where_it_is_not_offered_or_after_another_connection_no_failure_counts() {
        next.failed(true);
        next.failed(false);
        assertThat(next.ahead()).isEqualTo(SnapshotDrive.INTERVAL);

        next.connected();

        assertThat(next.isDue()).isTrue();
        next.failed(true);
        assertThat(next.ahead()).isEqualTo(SnapshotDrive.RETRY);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void each_loss_in_a_row_asks_later_until_nothing_is_lost_or_the_table_has_all(boolean tableIsRead) {
        lose();
        lose();

        if (tableIsRead) {
            next.alike();
        } else {
            next.lostNothing();
        }

        next.lost();
        assertThat(next.isDue()).isTrue();
        next.succeeded(decision(true, true), Heard.LOST, false);
        assertThat(next.ahead()).isEqualTo(SnapshotDrive.RETRY);
    }

    /** Until the next loss would be asked for at once. */
    private void lose() {
        next.lost();
        assertThat(next.isDue()).isTrue();
        next.succeeded(decision(true, true), Heard.LOST, false);
        clock.move(next.ahead());
    }

    @ParameterizedTest
    @CsvSource({"CUT, true, 0", "CUT, false, 0", "LOST, true, 10", "LOST, false, 5", "EARLY, true, 60", "EARLY, false, 5", "WELL, true, 600", "WELL, false, 5"})
    void after_one_that_was_taken_over_it_depends_on_how_the_stream_was_heard_and_the_table_found(Heard heard, boolean equal, int seconds) {
        lose();
        next.lost();
        next.failed(false);

        next.succeeded(decision(equal, true), heard, true);

        assertThat(next.ahead()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void the_second_look_after_one_that_came_early_waits_for_losses_that_have_asked_for_one() {
        for (int i = 0; i < 5; i++) {
            lose();
        }
        next.lost();

        next.succeeded(decision(true, true), Heard.EARLY, true);

        assertThat(next.ahead()).isEqualTo(Duration.ofSeconds(160));
    }

    @Test
    void one_that_came_early_and_healed_nothing_needs_no_second_look() {
        next.succeeded(decision(true, true), Heard.EARLY, false);

        assertThat(next.ahead()).isEqualTo(SnapshotDrive.INTERVAL);
    }

    @Test
    void answers_that_prove_nothing_are_asked_for_later_and_later_and_the_third_is_hopeless() {
        for (int seconds : new int[] {5, 10, 20}) {
            assertThat(next.isHopeless()).isFalse();
            next.succeeded(decision(false, false), Heard.WELL, false);
            assertThat(next.ahead()).isEqualTo(Duration.ofSeconds(seconds));
        }
        assertThat(next.isHopeless()).isTrue();

        next.succeeded(decision(true, true), Heard.WELL, true);

        assertThat(next.isHopeless()).isFalse();
    }

    @Test
    void a_table_that_has_not_got_what_was_told_asks_later_and_later_until_it_has() {
        next.succeeded(decision(true, true), Heard.WELL, true);
        next.alike();
        assertThat(next.isDue()).isFalse();
        for (int seconds : new int[] {5, 10, 20}) {
            next.succeeded(decision(true, true), Heard.WELL, true);
            next.unlike();
            assertThat(next.ahead()).isEqualTo(Duration.ofSeconds(seconds));
        }
        assertThat(next.isUnlike()).isTrue();

        next.alike();

        assertThat(next.isDue()).isTrue();
        assertThat(next.isUnlike()).isFalse();
    }

    @Test
    void what_is_wanted_soon_puts_nothing_off() {
        next.soon();
        assertThat(next.isDue()).isTrue();
        next.failed(false);

        next.soon();

        assertThat(next.ahead()).isEqualTo(SnapshotDrive.RETRY);
    }
}
