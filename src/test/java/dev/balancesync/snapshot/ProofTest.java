package dev.balancesync.snapshot;

import static dev.balancesync.snapshot.SnapshotDrive.page;
import static dev.balancesync.snapshot.SnapshotDrive.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;

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
}
