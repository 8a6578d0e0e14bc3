package dev.balancesync.status;

import java.time.Duration;

import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.time.Ticker;

/** When what the rooms tell became another than it was, since they tell how it is and not how long; under the lock of {@link Standing}. */
final class Changes {
    /** How long the rows of a snapshot take to the tables; what is still refused then, it has not healed. */
    private static final Duration SETTLED = Duration.ofSeconds(3);
    /** An entry of another account is no longer worth a word after this. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final Rooms rooms;
    private final Ticker ticker;

    private long commitsSeen;
    private Long waitingSince;
    private long snapshotSeen;
    private long snapshotNanos;
    private long driftSeen;
    private long snapshotOfDrift;
    private long quarantinedSeen;
    private boolean isQuarantined;
    private long lossesThen;
    private Long healedAt;
    private long othersSeen;
    private Long othersAt;

    Changes(Rooms rooms, Ticker ticker) {
        this.rooms = rooms;
        this.ticker = ticker;
    }

    /** Notes what has changed; the rest is as it was found by this. */
    void observe() {
        long now = ticker.nanos();
        long commits = rooms.commits();
        boolean committed = commits != commitsSeen;
        commitsSeen = commits;
        if (!rooms.isWaiting()) {
            waitingSince = null;
        } else if (waitingSince == null || committed) {
            waitingSince = now;
        }
        Snapshots.State snapshots = rooms.snapshots();
        if (snapshots.taken() != snapshotSeen) {
            snapshotSeen = snapshots.taken();
            snapshotNanos = now;
        }
        if (snapshots.driftRows() != driftSeen) {
            driftSeen = snapshots.driftRows();
            snapshotOfDrift = snapshots.taken();
        }
        long quarantined = rooms.quarantined();
        if (quarantined != quarantinedSeen) {
            quarantinedSeen = quarantined;
            isQuarantined = true;
            lossesThen = rooms.losses();
            healedAt = null;
        } else if (isQuarantined && healedAt == null && snapshots.healed() >= lossesThen) {
            healedAt = now;
        } else if (healedAt != null && ticker.since(healedAt).compareTo(SETTLED) > 0) {
            isQuarantined = false;
            healedAt = null;
        }
        if (rooms.ofOtherAccount() != othersSeen) {
            othersSeen = rooms.ofOtherAccount();
            othersAt = now;
        }
    }

    /** How long something has waited for the database without a commit; zero when nothing waits. */
    Duration waiting() {
        return waitingSince == null ? Duration.ZERO : ticker.since(waitingSince);
    }

    /** How long ago the last snapshot was taken over; {@code null} before the first. */
    Duration sinceSnapshot() {
        return snapshotSeen == 0 ? null : ticker.since(snapshotNanos);
    }

    /** Whether the last snapshot had to correct rows. */
    boolean isDrift() {
        return driftSeen > 0 && snapshotSeen == snapshotOfDrift;
    }

    /** Whether something was put into quarantine that no snapshot has made up for. */
    boolean isQuarantined() {
        return isQuarantined;
    }

    /** Whether an entry of another account came lately. */
    boolean isOfOtherAccount() {
        return othersAt != null && ticker.since(othersAt).compareTo(REMEMBERED) < 0;
    }
}
