package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import dev.balancesync.MutableClock;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.snapshot.Handover.Handed;
import dev.balancesync.snapshot.Reconciliation.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void what_is_checked_is_told_to_those_who_have_no_outcome_yet_and_to_nobody_else() {
        refreshes.request(false);
        refreshes.begin();
        refreshes.failed("no answer");
        refreshes.request(false);
        refreshes.begin();

        refreshes.unlike();

        assertThat(refreshes.checking(2)).isNotNull();
        assertThat(refreshes.checking(1)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"2, 1, , differ in 3 rows", "0, 1, , differ in 1 rows", "1, 0, its pages may have moved, differ in 1 rows",
            "0, 0, its pages may have moved, once more: its pages may have moved", "0, 0, , not all is told yet"})
    void why_it_is_asked_once_more_is_told_by_what_stands_out_most(int suspects, int unsettled, String doubt, String words) {
        refreshes.request(false);
        refreshes.begin();

        refreshes.taken(new Handed(null, new Decision(List.of(), differences(suspects), differences(unsettled), Map.of(), Map.of(), true, doubt, Map.of(), Map.of()),
                Map.of(), Map.of(), 0), false, false, false);

        assertThat(refreshes.checking(1)).contains(words);
        assertThat(refreshes.outcome(1)).isNull();
    }

    private static Map<HoldingKey, String> differences(int count) {
        var differences = new HashMap<HoldingKey, String>();
        for (int i = 0; i < count; i++) {
            differences.put(SnapshotDrive.key("00000" + i), "quantity 1 should be 2");
        }
        return differences;
    }
}
