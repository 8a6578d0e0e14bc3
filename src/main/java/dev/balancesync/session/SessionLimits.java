package dev.balancesync.session;

import java.time.Duration;
import java.util.function.Supplier;

import dev.balancesync.kiwoom.BackOff;

/**
 * How long the session waits for what.
 *
 * @param handshake until the WebSocket is open
 * @param answer until LOGIN, and then REG, is answered
 * @param silence no frame at all for so long, and the connection counts as dead; PING comes every 10 s
 * @param retry between attempts
 * @param rate the longest wait after "too many requests"; each such answer in a row doubles the wait
 * @param refused between attempts while the credentials are refused
 * @param duplicate until the first attempt after another program took the session over
 * @param jitter the most by which the attempt after a lost connection is put off
 * @param turn how much longer it is put off because others lost theirs, too
 */
public record SessionLimits(Duration handshake, Duration answer, Duration silence, Duration retry, Duration rate, Duration refused,
        Duration duplicate, Duration jitter, Supplier<Duration> turn) {
    /** Of waits that grow. */
    BackOff backOff() {
        return new BackOff(retry, rate);
    }
}
