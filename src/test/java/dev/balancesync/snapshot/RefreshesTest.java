package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;

import dev.balancesync.MutableClock;
import org.junit.jupiter.api.Test;

/** Whom a snapshot answers, and what is kept of it; what is told of one that was taken over is in {@link SnapshotsTest}. */
class RefreshesTest {
    private final NextSnapshot next = new NextSnapshot(new SnapshotLimits(SnapshotDrive.INTERVAL, SnapshotDrive.RETRY, SnapshotDrive.SETTLE),
            SnapshotDrive.ticker(new MutableClock("2026-11-23T01:00:00Z")));
    private final Refreshes refreshes = new Refreshes(new AtomicLong()::incrementAndGet, next);

    @Test
    void what_came_of_it_is_told_for_the_last_hundred() {
        for (int i = 1; i <= 101; i++) {
            refreshes.request(false);
            refreshes.begin();
            refreshes.failed("failure " + i);
        }

        assertThat(refreshes.done()).isEqualTo(101);
        assertThat(refreshes.outcome(101)).isEqualTo("failure 101");
        assertThat(refreshes.outcome(102)).isNull();
        assertThat(refreshes.outcome(2)).isEqualTo("failure 2");
        assertThat(refreshes.outcome(1)).as("forgotten; the oldest that is known").isEqualTo("failure 2");
    }

    @Test
    void each_is_due_at_once_and_all_who_ask_meanwhile_get_one_more() {
        next.failed(true);

        assertThat(refreshes.request(false)).isEqualTo(1);
        assertThat(next.isDue()).isTrue();
        refreshes.begin();
        assertThat(refreshes.isWaiting()).isFalse();
        assertThat(refreshes.request(true)).isEqualTo(2);
        assertThat(refreshes.request(true)).isEqualTo(2);
        assertThat(refreshes.isWaiting()).isTrue();
        next.failed(true);
        refreshes.failed("no answer");

        assertThat(next.isDue()).as("the one more").isTrue();
        assertThat(refreshes.outcome(1)).isEqualTo("no answer");
        assertThat(refreshes.outcome(2)).isNull();
        assertThat(refreshes.done()).isEqualTo(1);
        assertThat(refreshes.requested()).isEqualTo(2);
    }

    @Test
    void one_whose_table_was_not_as_told_is_checked_until_it_is() {
        refreshes.request(false);
        refreshes.begin();
        assertThat(refreshes.checking(1)).isNull();

        refreshes.unlike();

        assertThat(refreshes.checking(1)).contains("does not have yet");
        assertThat(refreshes.checking(2)).as("not asked for").isNull();
        assertThat(refreshes.done()).isZero();
        refreshes.alike();
        assertThat(refreshes.checking(1)).isNull();
        assertThat(refreshes.outcome(1)).isEmpty();
    }

    /** The one after it failed, and its changes were read back then. */
    @Test
    void what_is_read_back_late_is_the_outcome_of_the_one_that_told_it() {
        refreshes.request(false);
        refreshes.begin();
        refreshes.unlike();
        refreshes.request(false);
        refreshes.begin();
        refreshes.failed("no answer");

        refreshes.alike();

        assertThat(refreshes.outcome(1)).isEmpty();
        assertThat(refreshes.outcome(2)).isEqualTo("no answer");
        assertThat(refreshes.done()).isEqualTo(2);
    }
}
