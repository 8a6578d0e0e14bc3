package dev.balancesync.snapshot;

import static dev.balancesync.snapshot.SnapshotDrive.SETTLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import dev.balancesync.snapshot.Gap.Heard;
import dev.balancesync.time.Ticker;
import org.junit.jupiter.api.Test;

/** How well the stream was heard beside a snapshot; since when fills may be missing is in {@link SnapshotsTest}. */
class GapTest {
    private final SnapshotDrive drive = new SnapshotDrive();
    private final Ticker ticker = SnapshotDrive.ticker(drive.clock);
    private final StreamWords stream = new StreamWords(drive.pending, drive.losses, drive.bell, drive.sequencer);
    private final Gap gap = new Gap(drive.session, stream, new NextSnapshot(new SnapshotLimits(SnapshotDrive.INTERVAL, SnapshotDrive.RETRY, SETTLE), ticker),
            new ReadBack(stream, ticker), drive.clock, ticker);

    private Heard heard() {
        return gap.heard(drive.sequencer.next(), SETTLE);
    }

    @Test
    void one_without_a_connection_was_cut() {
        drive.disconnect();

        gap.begin();

        assertThat(heard()).isEqualTo(Heard.CUT);
    }

    @Test
    void one_whose_connection_is_another_meanwhile_was_cut_whether_or_not_anybody_has_looked() {
        gap.look();
        gap.begin();

        drive.disconnect();
        drive.connect();

        assertThat(heard()).isEqualTo(Heard.CUT);
        gap.look();
        assertThat(heard()).isEqualTo(Heard.CUT);
    }

    @Test
    void one_during_which_another_machine_served_the_account_was_cut() {
        gap.look();
        gap.begin();

        gap.forget(drive.clock.instant());

        assertThat(heard()).isEqualTo(Heard.CUT);
    }

    @Test
    void one_soon_after_the_connection_or_a_loss_came_early_until_it_is_made_up_for() {
        gap.look();
        drive.clock.move(SETTLE.minus(Duration.ofNanos(1)));
        gap.begin();
        assertThat(heard()).isEqualTo(Heard.EARLY);
        drive.clock.move(Duration.ofNanos(1));
        gap.begin();
        assertThat(heard()).isEqualTo(Heard.WELL);

        drive.losses.note("a frame");
        gap.begin();

        assertThat(heard()).isEqualTo(Heard.EARLY);
        gap.heal();
        gap.begin();
        assertThat(heard()).isEqualTo(Heard.WELL);
    }
}
