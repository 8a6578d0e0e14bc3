package dev.balancesync.notify;

import java.time.Duration;

import dev.balancesync.status.Condition;
import dev.balancesync.status.Kind;

/**
 * One message to send.
 *
 * @param recovered whether it tells that the condition is over
 * @param again whether the same condition was told before and is not over
 * @param repeats how often it happened since the last message about it without being told
 * @param lasted how long it did, once it is over
 */
record Notice(Condition condition, boolean recovered, boolean again, long repeats, Duration lasted) {
    Kind cause() {
        return condition.kind();
    }
}
