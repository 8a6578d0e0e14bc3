package dev.balancesync.notify;

import java.time.Instant;

/**
 * Something that is wrong now.
 *
 * @param since as the stage that noticed it says
 * @param times how often it has happened since the start of the service, where the stage counts it; 0 where it does not
 * @param detail the broker's or the database's own words; {@code null} when there are none
 * @param advice what the user can do; {@code null} when waiting is all
 * @param lasting whether it is worth telling again while it lasts
 */
record Trouble(Cause cause, Instant since, long times, String detail, String advice, boolean lasting) {
    Trouble(Cause cause, Instant since, long times, String detail, String advice) {
        this(cause, since, times, detail, advice, true);
    }
}
