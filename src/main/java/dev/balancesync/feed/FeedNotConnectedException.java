package dev.balancesync.feed;

import java.io.IOException;

/** There is no socket to send on: it closed meanwhile, or has not opened yet. */
public final class FeedNotConnectedException extends IOException {
    private static final long serialVersionUID = 1L;

    FeedNotConnectedException() {
        super("the feed is not connected");
    }
}
