package dev.balancesync.snapshot;

import java.time.Duration;

import dev.balancesync.snapshot.Gap.Heard;
import dev.balancesync.snapshot.Reconciliation.Decision;
import dev.balancesync.time.Ticker;

/** When the next snapshot is due. What goes wrong again and again asks for it later and later. Guarded by the monitor of {@link Snapshots}. */
final class NextSnapshot {
    /** So many answers in a row that prove nothing are no chance any more. */
    private static final int DOUBTS = 3;
    private static final int MOST_DOUBLINGS = 10;

    private final SnapshotLimits limits;
    private final Ticker ticker;

    private long at;
    /** Losses before then have asked for one. */
    private long lossDue;
    // each so often in a row
    private int losses;
    private int failures;
    private int doubts;
    private int mismatches;

    NextSnapshot(SnapshotLimits limits, Ticker ticker) {
        this.limits = limits;
        this.ticker = ticker;
        this.at = ticker.nanos();
        this.lossDue = ticker.nanos();
    }

    boolean isDue() {
        return ticker.isReached(at);
    }

    /** How long until then. */
    Duration ahead() {
        return Duration.ofNanos(at - ticker.nanos());
    }

    void now() {
        at = ticker.nanos();
    }

    void soon() {
        at = Ticker.earlier(at, ticker.in(limits.retry()));
    }

    /** What the stream has just said is to settle first. */
    void whenSettled() {
        at = Ticker.earlier(at, ticker.in(least(limits.settle(), limits.interval())));
    }

    /** The stream is heard on another connection: one is due at once, whatever failed before. */
    void connected() {
        now();
        failures = 0;
    }

    /** One is due at once; if what it brings is lost as well, as with a row that the database will never take, later and later. */
    void lost() {
        if (ticker.isReached(lossDue)) {
            now();
            lossDue = ticker.in(doubled(losses++));
        } else {
            at = Ticker.earlier(at, lossDue);
        }
    }

    /** What a snapshot brings is not lost again. */
    void lostNothing() {
        losses = 0;
    }

    /** @param offered whether the broker offers the query here at all */
    void failed(boolean offered) {
        at = ticker.in(offered ? doubled(failures) : limits.interval());
        failures++;
    }

    /** @param healed whether whatever may have been missed was told */
    void succeeded(Decision decision, Heard heard, boolean healed) {
        failures = 0;
        boolean doubtful = decision.before() == null;
        doubts = doubtful ? doubts + 1 : 0;
        if (heard == Heard.CUT) {
            now();
        } else if (!decision.isEqual()) {
            at = ticker.in(doubtful ? doubled(doubts - 1) : limits.retry());
        } else if (healed && heard == Heard.EARLY) {
            at = Ticker.later(ticker.in(least(limits.settle(), limits.interval())), lossDue);
        } else {
            at = ticker.in(limits.interval());
        }
        if (heard == Heard.LOST) {
            // what was lost meanwhile has asked for another
            at = Ticker.earlier(at, lossDue);
        }
    }

    /** Nobody knows what is held: what the broker tells does not add up, time after time. */
    boolean isHopeless() {
        return doubts >= DOUBTS;
    }

    /** The table has not got what the last one told. */
    void unlike() {
        at = Ticker.earlier(at, ticker.in(doubled(mismatches++)));
    }

    boolean isUnlike() {
        return mismatches > 0;
    }

    /** The table has got what the last one told. */
    void alike() {
        at = isUnlike() ? ticker.nanos() : at;
        mismatches = 0;
        lostNothing();
    }

    private Duration doubled(int times) {
        return least(limits.retry().multipliedBy(1L << Math.min(times, MOST_DOUBLINGS)), limits.interval());
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
