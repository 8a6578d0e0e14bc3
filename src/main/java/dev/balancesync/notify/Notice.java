package dev.balancesync.notify;

import java.time.Instant;

/**
 * One message to send.
 *
 * @param recovered whether it tells that the trouble is over
 * @param again whether the same trouble was told before and is not over
 * @param repeats how often it happened since the last message about it without being told
 * @param at when it became due
 */
record Notice(Trouble trouble, boolean recovered, boolean again, long repeats, Instant at) {
    Cause cause() {
        return trouble.cause();
    }
}
