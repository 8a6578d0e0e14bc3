package dev.balancesync.snapshot;

import static dev.balancesync.snapshot.SnapshotDrive.page;
import static dev.balancesync.snapshot.SnapshotDrive.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the table is read to prove what was handed over; what is found then is in {@link ReconcileTest}. */
class ProofTest {
    private final SnapshotDrive drive = new SnapshotDrive();
    private final Snapshots snapshots = drive.snapshots;

    @BeforeEach
    void aRowIsHandedOverAndWritten() {
        drive.take(page(row("005930", 3, 180_000, 60_150)));
        assertThat(snapshots.isToConfirm()).as("it is not written yet").isFalse();
        drive.drained();
        drive.inTable("005930", 3, "180000");
    }

    @Test
    void a_reading_that_fails_is_made_again_in_two_seconds() {
        assertThat(snapshots.isNowToConfirm()).isTrue();

        assertThat(snapshots.isNowToConfirm()).isFalse();
        drive.clock.move(Duration.ofSeconds(2));
        assertThat(snapshots.isNowToConfirm()).isTrue();
    }

    @Test
    void a_reading_while_something_waits_proves_nothing_and_is_made_again_at_once() {
        assertThat(snapshots.isNowToConfirm()).isTrue();
        drive.hear("000660", Map.of("quantity", 1L));

        snapshots.confirm(drive.rows);

        assertThat(snapshots.isHealed()).isFalse();
        drive.drained();
        assertThat(snapshots.isNowToConfirm()).isTrue();
        snapshots.confirm(drive.rows);
        assertThat(snapshots.isHealed()).isTrue();
    }

    @Test
    void nothing_is_proven_after_another_machine_has_served_the_account() {
        snapshots.forget(drive.clock.instant());

        assertThat(snapshots.isToConfirm()).isFalse();
    }

    @Test
    void a_table_that_was_read_before_another_machine_served_the_account_proves_nothing() {
        assertThat(snapshots.isNowToConfirm()).isTrue();
        snapshots.forget(drive.clock.instant());

        snapshots.confirm(List.of());

        assertThat(snapshots.state().notKept()).isNull();
        assertThat(snapshots.isToConfirm()).isFalse();
    }

    @Test
    void who_asks_too_early_is_told_at_once_when_the_table_may_be_read() {
        var early = new SnapshotDrive();
        early.take(page(row("005930", 3, 180_000, 60_150)));
        assertThat(early.snapshots.isNowToConfirm()).as("it is not written yet").isFalse();

        early.drained();

        assertThat(early.snapshots.isNowToConfirm()).isTrue();
    }

    @Test
    void while_a_snapshot_is_taken_the_table_is_not_read() {
        assertThat(snapshots.isToConfirm()).isTrue();

        snapshots.begin();

        assertThat(snapshots.isToConfirm()).isFalse();
    }

    @Test
    void what_was_read_when_a_snapshot_begins_says_nothing_until_that_has_ended() {
        assertThat(snapshots.isNowToConfirm()).isTrue();
        snapshots.begin();

        snapshots.confirm(List.of());

        assertThat(snapshots.state().gapSince()).isNull();
        assertThat(snapshots.state().notKept()).isNull();
        assertThat(snapshots.isHealed()).isFalse();
    }

    @Test
    void what_was_missed_in_a_gap_is_no_drift_once_it_is_read_back() {
        assertThat(snapshots.isNowToConfirm()).isTrue();
        snapshots.confirm(drive.rows);

        assertThat(snapshots.isHealed()).isTrue();
        assertThat(snapshots.state().driftRows()).isZero();
        assertThat(snapshots.state().driftAt()).isNull();
    }

    @Test
    void what_the_table_lacks_is_not_asked_for_where_the_broker_does_not_offer_it() {
        drive.store();
        drive.read(page());
        snapshots.failed(new BrokerException(BrokerError.of("RC9000", "not in mock trading")));
        drive.hear("000660", Map.of("quantity", 1L));
        drive.drained();
        drive.clock.move(Duration.ofSeconds(15));

        assertThat(snapshots.isNowToConfirm()).isTrue();
        snapshots.confirm(drive.rows);

        assertThat(snapshots.state().notKept()).isNotNull();
        assertThat(snapshots.isDue()).isFalse();
    }

    /** Proving a snapshot is not looking for all that was written, which is done each fifteen seconds. */
    @Test
    void reading_the_table_for_a_snapshot_does_not_put_off_the_look_at_what_was_written() {
        drive.store();
        drive.take(page(row("005930", 4, 240_000, 60_150)));
        drive.take(page(row("005930", 4, 240_000, 60_150)));
        drive.store();
        assertThat(snapshots.isHealed()).isTrue();
        assertThat(snapshots.isToConfirm()).isFalse();

        drive.clock.move(Duration.ofSeconds(15));

        assertThat(snapshots.isToConfirm()).isTrue();
    }
}
