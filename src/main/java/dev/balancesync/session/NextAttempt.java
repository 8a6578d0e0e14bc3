package dev.balancesync.session;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerError.Kind;
import dev.balancesync.time.Ticker;

/**
 * When the next attempt is due, and in which state it is waited for. Each {@code after…} decides both, by what went wrong and what had gone wrong
 * before. Guarded by the lock of the {@link Session}.
 */
final class NextAttempt {
    /** How often the circuit breaker is asked while it is open. */
    private static final Duration WHILE_OPEN = Duration.ofSeconds(1);

    private final SessionLimits limits;
    private final Lease lease;
    private final Ticker ticker;
    private boolean circuitOpen;
    private boolean tokenRefused;
    // in a row
    private int rateRefusals;
    private int briefLives;
    /** The epoch of the last time that a session which was taken away was taken back at once. */
    private long takenBack;
    // moments of the ticker
    private long due;
    private long circuitEnds;

    NextAttempt(SessionLimits limits, Lease lease, Ticker ticker) {
        this.limits = limits;
        this.lease = lease;
        this.ticker = ticker;
        this.due = ticker.nanos();
    }

    void in(Duration wait) {
        due = ticker.in(wait);
    }

    boolean isDue() {
        return ticker.isReached(due);
    }

    /** How long until then, or until the circuit breaker lets it through; zero when it is due. */
    Duration left() {
        long moment = circuitOpen && circuitEnds - due > 0 ? circuitEnds : due;
        return ticker.isReached(moment) ? Duration.ZERO : Duration.ofNanos(moment - ticker.nanos());
    }

    /** The circuit breaker lets nothing through for so long. */
    void circuitOpened(Duration wait) {
        circuitOpen = true;
        circuitEnds = ticker.in(wait);
    }

    /** The circuit breaker lets a probe through, or everything. */
    void circuitLetsThrough() {
        circuitOpen = false;
    }

    /** The circuit breaker did not let an attempt through. */
    void askCircuitAgain() {
        in(WHILE_OPEN);
    }

    /** LIVE was reached. */
    void live() {
        tokenRefused = false;
        rateRefusals = 0;
    }

    /** LIVE has lasted. */
    void settled() {
        briefLives = 0;
    }

    /** @param at where the attempt stood when it failed */
    SessionState afterAttempt(Transition at, BrokerError error) {
        boolean askingForToken = at.state() == SessionState.AUTHENTICATING;
        SessionState again = circuitOpen ? SessionState.CIRCUIT_OPEN : SessionState.RECONNECTING;
        rateRefusals = error.kind() == Kind.RATE ? rateRefusals + 1 : 0;
        // told already: LIVE ended so, and was brief
        Duration afterBrief = at.error() == error ? limits.backOff().after(briefLives) : Duration.ZERO;
        return switch (error.kind()) {
            case TOKEN -> {
                // refused before there was a token, or again with a fresh one: not the token's fault
                boolean fresh = !askingForToken && !tokenRefused;
                tokenRefused = tokenRefused || !askingForToken;
                yield fresh ? wait(afterBrief, again) : wait(limits.refused(), SessionState.CREDENTIALS_REJECTED);
            }
            case CREDENTIALS -> wait(limits.refused(), SessionState.CREDENTIALS_REJECTED);
            case RATE -> wait(limits.backOff().after(at.error() == error ? briefLives : rateRefusals), SessionState.RECONNECTING);
            // decided already where LIVE ended so
            case DUPLICATE -> at.error() == error ? at.state() : afterTakeover();
            case NOT_OFFERED, UNAVAILABLE -> wait(at.error() == error ? afterBrief : limits.retry(), again);
        };
    }

    /** LIVE ended, closed or broken. */
    SessionState afterLive(boolean brief) {
        return afterLive(brief, Duration.ofMillis(ThreadLocalRandom.current().nextLong(limits.jitter().toMillis() + 1)));
    }

    /** LIVE ended because nothing was heard any more. */
    SessionState afterSilence(boolean brief) {
        return afterLive(brief, Duration.ZERO);
    }

    /** What was brief waits longer anyway, and takes no turn from another. */
    private SessionState afterLive(boolean brief, Duration putOff) {
        noteLife(brief);
        return wait(brief ? limits.backOff().after(briefLives) : putOff.plus(limits.turn().get()), SessionState.RECONNECTING);
    }

    /** LIVE ended because somebody else logged in. */
    SessionState afterTakeover(boolean brief) {
        noteLife(brief);
        return afterTakeover();
    }

    /**
     * Another machine that has lost the lease without knowing it, as one that was suspended, may have logged in with its last breath: the session
     * is taken back at once, once in an epoch. Whoever takes it again is another program.
     */
    private SessionState afterTakeover() {
        long epoch = lease.isHeld() ? lease.epoch() : 0;
        if (epoch == 0 || epoch == takenBack) {
            return wait(limits.duplicate(), SessionState.DUPLICATE_SESSION);
        }
        takenBack = epoch;
        return wait(Duration.ZERO, SessionState.RECONNECTING);
    }

    private void noteLife(boolean brief) {
        briefLives = brief ? briefLives + 1 : 0;
    }

    private SessionState wait(Duration wait, SessionState state) {
        in(wait);
        return state;
    }

    /** Whether the failure says nothing about the broker's health. */
    boolean isExcused(Transition at, BrokerError error) {
        return switch (error.kind()) {
            case TOKEN, CREDENTIALS, RATE, DUPLICATE -> true;
            // Kiwoom closes a connection now and then; only two in a row that did not last say something about the line
            case NOT_OFFERED, UNAVAILABLE -> briefLives == 1 && at.error() == error;
        };
    }
}
