package dev.balancesync.feed;

import dev.balancesync.time.Sequencer;

/** One connection to the broker: where it goes, and what counts the frames that come over it. */
public interface Line {
    /** Short, for logs; never a secret. */
    String alias();

    /** {@code ws://} or {@code wss://}. */
    String wsUrl();

    Sequencer sequencer();

    Backlog backlog();
}
