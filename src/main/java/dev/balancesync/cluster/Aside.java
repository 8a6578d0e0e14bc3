package dev.balancesync.cluster;

import java.time.Duration;

import dev.balancesync.time.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node stands aside: Kiwoom does not answer it, and another node lives that may do better. Whoever stands aside has left the
 * cluster, so that the others take all; it offers itself again some time later, and later each time, or at once when nobody else lives.
 */
final class Aside {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.cluster");
    private static final Duration FIRST = Duration.ofSeconds(30);
    private static final int MOST_DOUBLINGS = 3;

    /** This node's line to the broker. */
    enum Line {
        /** An account of this node is logged in. */
        GOOD,
        UNKNOWN,
        /** The broker has left unanswered whatever any of them tried, for the time of a lease. */
        DEAD
    }

    private final Ticker ticker;
    private boolean leaving;
    private boolean away;
    private int inARow;
    private long until;

    Aside(Ticker ticker) {
        this.ticker = ticker;
    }

    void look(Line line, boolean othersLive) {
        if (!othersLive) {
            leaving = false;
            away = false;
        } else if (away) {
            away = !ticker.isReached(until);
        } else if (line == Line.GOOD) {
            inARow = 0;
        } else if (line == Line.DEAD && !leaving) {
            leaving = true;
            LOG.warn("Kiwoom does not answer this machine, and another one lives: what this one holds is left to it");
        }
    }

    /** Nothing is under way any more, and nothing held. */
    void gone() {
        Duration wait = FIRST.multipliedBy(1L << Math.min(inARow++, MOST_DOUBLINGS));
        leaving = false;
        away = true;
        until = ticker.in(wait);
        LOG.info("This machine stands aside for {} s, unless the others die", wait.toSeconds());
    }

    /** All is to be given back, once nothing is under way. */
    boolean isLeaving() {
        return leaving;
    }

    /** All is given back, and nothing to be taken yet. */
    boolean isAway() {
        return away;
    }
}
