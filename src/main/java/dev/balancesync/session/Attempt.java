package dev.balancesync.session;

import java.time.Duration;

import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.time.Ticker;

/** The attempt to connect: what is awaited of it, for how long, and why it failed. Guarded by the lock of the {@link Session}. */
final class Attempt {
    /** So often in a row REG may be told to wait ({@code 105110}, {@code 1700}) before the attempt counts as failed. */
    private static final int MOST_REGISTRATIONS = 6;

    private final SessionLimits limits;
    private final Ticker ticker;
    private BrokerError failure;
    private int registrationsRefused;
    // moments of the ticker
    private Long registerAgain;
    private long lastProgress;

    Attempt(SessionLimits limits, Ticker ticker) {
        this.limits = limits;
        this.ticker = ticker;
    }

    /** Nothing is known yet of the connection that is made now. */
    void connecting() {
        failure = null;
        registerAgain = null;
        registrationsRefused = 0;
    }

    /** A state was entered, or REG is sent again. */
    void progressed() {
        lastProgress = ticker.nanos();
    }

    /** Of several reasons the first is the one that is told. */
    void failed(BrokerError error) {
        failure = failure == null ? error : failure;
    }

    /** Whoever waited has been told. */
    void forgetFailure() {
        failure = null;
    }

    /** {@code null} while nothing went wrong. */
    BrokerError failure() {
        return failure;
    }

    /** REG was refused with "too many": it is to be sent again on the same connection, later and later, unless that was done often enough. */
    boolean registersLater() {
        if (registrationsRefused == MOST_REGISTRATIONS) {
            return false;
        }
        registrationsRefused++;
        registerAgain = ticker.in(limits.backOff().after(registrationsRefused));
        return true;
    }

    /** The wait for the next REG is over. */
    boolean mustRegister() {
        return registerAgain != null && ticker.isReached(registerAgain);
    }

    /** REG is sent again, or was acknowledged. */
    void noRegistrationWaits() {
        registerAgain = null;
    }

    /** How long may pass until the answer that is awaited in this state; a socket that does not open says so itself, a second before. */
    Duration limit(SessionState state) {
        return state == SessionState.CONNECTING ? limits.handshake().plusSeconds(1) : limits.answer();
    }

    /** Nanoseconds until REG may be sent again, or until the answer that is awaited in this state is too late. */
    long left(SessionState state) {
        return (registerAgain != null ? registerAgain : lastProgress + limit(state).toNanos()) - ticker.nanos();
    }

    /** Nobody waits for its end any more: who does gives up sooner. */
    boolean isAbandoned() {
        return ticker.since(lastProgress).compareTo(limits.handshake().plus(limits.answer()).plusSeconds(1)) > 0;
    }
}
