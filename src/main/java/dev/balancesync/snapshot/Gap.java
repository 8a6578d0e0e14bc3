package dev.balancesync.snapshot;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Ticker;

/**
 * Since when fills may have been missed: nobody listened, or something that Kiwoom said was lost. Each asks for a snapshot, and one that was read
 * on a single connection closes it. Guarded by the monitor of {@link Snapshots}.
 */
final class Gap {
    /** How well the stream was heard beside a snapshot: on another connection than it began, with a loss since, soon after either, or well. */
    enum Heard { CUT, LOST, EARLY, WELL }

    private final Session session;
    private final StreamWords stream;
    private final NextSnapshot next;
    private final ReadBack readBack;
    private final Clock clock;
    private final Ticker ticker;

    private Instant since;
    private Instant liveAt;
    private long connectionSeen;
    private long connectionSeenNanos;
    private long lossesSeen;
    private long beganOn;
    private Duration beganAfter;
    private long lossesAtBegin;
    private long healedLosses;

    Gap(Session session, StreamWords stream, NextSnapshot next, ReadBack readBack, Clock clock, Ticker ticker) {
        this.session = session;
        this.stream = stream;
        this.next = next;
        this.readBack = readBack;
        this.clock = clock;
        this.ticker = ticker;
        this.since = clock.instant();
    }

    /**
     * Notes whether the stream lost something or was cut since the last look. Whoever asks how it stands looks anew, since a snapshot of many pages
     * keeps those who ask for a due one away for a minute.
     *
     * @return whether it is heard just now
     */
    boolean look() {
        if (stream.losses() != lossesSeen) {
            lossesSeen = stream.losses();
            open();
            next.lost();
        }
        long connection = session.connection();
        if (session.current().state() != SessionState.LIVE || connection == 0) {
            open(liveAt);
            return false;
        }
        if (connection != connectionSeen) {
            // a connection that was lost and made again between two looks left a gap as well
            open(liveAt);
            connectionSeen = connection;
            connectionSeenNanos = ticker.nanos();
            next.connected();
        }
        liveAt = clock.instant();
        return true;
    }

    /** From now on, unless it is open already. */
    void open() {
        open(clock.instant());
    }

    private void open(Instant from) {
        readBack.unknown();
        since = since == null ? from : since;
    }

    /** Another machine has served the account, and may have ended then: what came until the next connection nobody has heard. */
    void forget(Instant from) {
        since = from;
        liveAt = null;
        connectionSeen = 0;
    }

    /** A snapshot begins. */
    void begin() {
        beganOn = connectionSeen;
        beganAfter = ticker.since(connectionSeenNanos);
        lossesAtBegin = stream.losses();
    }

    /** @param settle answers lag: what happened so shortly before may not be in one */
    Heard heard(Arrival began, Duration settle) {
        if (beganOn == 0 || beganOn != session.connection() || beganOn != connectionSeen) {
            return Heard.CUT;
        }
        if (stream.hasLostSince(began)) {
            return Heard.LOST;
        }
        return beganAfter.compareTo(settle) < 0 || lossesAtBegin > healedLosses ? Heard.EARLY : Heard.WELL;
    }

    /** The snapshot has told whatever was missed before it began. */
    void heal() {
        healedLosses = lossesAtBegin;
        since = null;
    }

    boolean isOpen() {
        return since != null;
    }

    /** {@code null} when it is closed. */
    Instant since() {
        return since;
    }

    /** So many losses have been made up for. */
    long healedLosses() {
        return healedLosses;
    }
}
