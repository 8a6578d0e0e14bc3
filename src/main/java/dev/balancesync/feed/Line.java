package dev.balancesync.feed;

import dev.balancesync.time.Sequencer;
import org.slf4j.MDC;

/** One connection to the broker: where it goes, and what counts the frames that come over it. */
public interface Line {
    /** For logs: short, never a secret; empty where there is only one. */
    String label();

    /** Says in the log whose lines the thread's are, until it is closed. */
    default MDC.MDCCloseable named() {
        return MDC.putCloseable(FeedSockets.LINE, label());
    }

    /** {@code ws://} or {@code wss://}. */
    String wsUrl();

    Sequencer sequencer();

    Backlog backlog();

    /** A frame could neither be used nor kept, since what keeps it failed, too. */
    default void lost() {
    }
}
