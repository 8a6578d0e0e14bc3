package dev.balancesync.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerError.Kind;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.kiwoom.Wire;
import dev.balancesync.time.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which state follows on what: each method is that of the same name of the {@link Session}, whose lock guards it. It knows nothing of threads, and
 * never waits.
 */
final class Course {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.session");
    /** A connection that does not stay LIVE for so long was no success. */
    static final Duration BRIEF = Duration.ofSeconds(5);
    private static final String BEFORE_LOGIN = "100013";

    private final SessionLimits limits;
    private final Lease lease;
    private final Clock clock;
    private final Ticker ticker;
    private final Transitions transitions;
    private final Heard heard;
    private final NextAttempt nextAttempt;
    private final Attempt attempt;
    private boolean ready;
    private boolean feedInUse;
    private boolean stopping;
    /** Another machine has served the account, and perhaps very many others that this one begins to serve with it. */
    private boolean stoodBy;
    private Instant connectedSince;
    /** By the ticker. */
    private long live;

    Course(SessionLimits limits, Lease lease, Clock clock, Ticker ticker, Transitions transitions, Heard heard, NextAttempt nextAttempt) {
        this.limits = limits;
        this.lease = lease;
        this.clock = clock;
        this.ticker = ticker;
        this.transitions = transitions;
        this.heard = heard;
        this.nextAttempt = nextAttempt;
        this.attempt = new Attempt(limits, ticker);
    }

    void ready(boolean now) {
        ready = now;
    }

    boolean mustDisconnect() {
        standByUnlessHeld();
        endStandBy();
        if (!feedInUse) {
            return false;
        }
        endIfSilent();
        if (state().isAttempt() && attempt.isAbandoned()) {
            nextAttempt.in(Duration.ZERO);
            enter(SessionState.RECONNECTING, SessionErrors.CUT_OFF);
        }
        return state() != SessionState.LIVE && !state().isAttempt();
    }

    private void standByUnlessHeld() {
        if (!stopping && state() != SessionState.STANDBY && !lease.isHeld()) {
            heard.nothingUnanswered();
            nextAttempt.in(Duration.ZERO);
            stoodBy = true;
            enter(SessionState.STANDBY, null);
        }
    }

    private void endStandBy() {
        if (stoodBy && lease.isHeld()) {
            stoodBy = false;
            nextAttempt.in(limits.turn().get());
        }
    }

    private void endIfSilent() {
        if (state() == SessionState.LIVE && heard.silence().compareTo(limits.silence()) > 0) {
            endLive(nextAttempt.afterSilence(isBrief()), SessionErrors.silent(heard.silence()));
        }
    }

    boolean mayConnect() {
        return ready && !feedInUse && !stopping && !stoodBy && nextAttempt.isDue() && lease.isHeld();
    }

    void authenticating() {
        checkGoingOn();
        attempt.forgetFailure();
        enter(SessionState.AUTHENTICATING, null);
    }

    void connecting() {
        checkGoingOn();
        feedInUse = true;
        attempt.connecting();
        heard.forgetWarning();
        enter(SessionState.CONNECTING, null);
    }

    void disconnected() {
        feedInUse = false;
        connectedSince = null;
    }

    /** How many nanoseconds LIVE, or the moment for another REG, may be waited for; {@code null} when one of them has come. */
    Long leftToLive() {
        checkAttempt();
        long left = attempt.left(state());
        if (state() == SessionState.LIVE || attempt.mustRegister()) {
            return null;
        }
        if (left <= 0) {
            // kept, because the socket is closed next, and that is not why
            attempt.failed(heard.recentWarning().orElseGet(() -> SessionErrors.unanswered(state(), attempt.limit(state()))));
            throw new BrokerException(attempt.failure());
        }
        return left;
    }

    boolean mustRegister() {
        return attempt.mustRegister() && isAwaited(SessionState.REGISTERING);
    }

    void registering() {
        attempt.noRegistrationWaits();
        attempt.progressed();
    }

    /** How many nanoseconds LIVE has yet to last; {@code null} when it has lasted. */
    Long leftToSettle() {
        endIfSilent();
        checkAttempt();
        long left = live + BRIEF.toNanos() - ticker.nanos();
        if (left <= 0) {
            nextAttempt.settled();
            return null;
        }
        // nobody else ends a silent line meanwhile
        return Math.min(left, limits.silence().minus(heard.silence()).toNanos() + 1);
    }

    private void checkAttempt() {
        if (attempt.failure() != null) {
            throw new BrokerException(attempt.failure());
        }
        checkGoingOn();
    }

    private void checkGoingOn() {
        if (stopping) {
            throw new BrokerException(SessionErrors.STOPPING);
        }
        if (!lease.isHeld()) {
            throw new BrokerException(SessionErrors.NOT_HELD);
        }
    }

    boolean attemptFailed(Throwable cause) {
        if (stopping) {
            return false;
        }
        if (!lease.isHeld()) {
            attempt.forgetFailure();
            standByUnlessHeld();
            return false;
        }
        if (cause == null) {
            nextAttempt.askCircuitAgain();
            return false;
        }
        // what happened on the connection says more than the error of the step that met it
        BrokerError error = (attempt.failure() != null ? attempt.failure()
                : cause instanceof BrokerException refused ? refused.error() : ConnectionErrors.read(cause)).ofConnection();
        attempt.forgetFailure();
        heard.failure(error);
        Transition at = transitions.current();
        SessionState next = nextAttempt.afterAttempt(at, error);
        if (at.state() != next || at.error() != error) {
            enter(next, error);
        }
        // with credentials that were put right in the portal, the token from before is as dead as it was
        return at.state() != SessionState.AUTHENTICATING && (error.mayBeTheToken() || error.kind() == Kind.CREDENTIALS);
    }

    /** The attempt has come so far, and has not failed meanwhile: what comes too late proves nothing any more. */
    private boolean isAwaited(SessionState state) {
        return state() == state && attempt.failure() == null;
    }

    /** @param held whether LOGIN may be sent */
    void opened(boolean held) {
        if (!held) {
            fail(SessionErrors.NOT_HELD);
        } else if (isAwaited(SessionState.CONNECTING)) {
            heard.frame();
            enter(SessionState.LOGGING_IN, null);
        }
    }

    /** @return whether REG is to be sent: not for an answer that comes twice or too late */
    boolean loggedIn() {
        boolean awaited = isAwaited(SessionState.LOGGING_IN);
        if (awaited) {
            enter(SessionState.REGISTERING, null);
        }
        return awaited;
    }

    void registered() {
        if (isAwaited(SessionState.REGISTERING)) {
            connectedSince = clock.instant();
            live = ticker.nanos();
            attempt.noRegistrationWaits();
            heard.nothingUnanswered();
            nextAttempt.live();
            enter(SessionState.LIVE, null);
        }
    }

    void refused(Map<String, Object> frame) {
        BrokerError error = SessionErrors.refused(frame);
        boolean registration = Wire.REG.equals(frame.get(Wire.TRNM));
        if (registration && BEFORE_LOGIN.equals(error.code())) {
            LOG.debug("A frame before LOGIN was passed over by the broker, and LOGIN goes on");
        } else if (registration && state() == SessionState.REGISTERING && error.kind() == Kind.RATE && attempt.registersLater()) {
            enter(SessionState.REGISTERING, error);
        } else {
            fail(error.ofEnded());
        }
    }

    void warned(Map<String, Object> frame) {
        BrokerError error = BrokerError.read(frame.getOrDefault(Wire.SYSTEM_CODE, Wire.SYSTEM), frame.get(Wire.SYSTEM_MESSAGE));
        // who has lost the lease without knowing it hears so from the broker first, and nobody's program is to be stopped for that
        standByUnlessHeld();
        if (error.kind() != Kind.DUPLICATE) {
            heard.warning(error);
            LOG.warn("SYSTEM {}", error);
        } else if (state() == SessionState.LIVE) {
            endLive(nextAttempt.afterTakeover(isBrief()), error);
        } else {
            fail(error);
        }
    }

    void broke(Throwable cause) {
        fail(heard.recentWarning().orElseGet(() -> {
            BrokerError error = ConnectionErrors.read(cause);
            return isBrief() ? SessionErrors.brokeSoon(ticker.since(live), error) : error;
        }));
    }

    void closed(String how) {
        fail(heard.recentWarning().orElseGet(() ->
                isBrief() ? SessionErrors.closedSoon(ticker.since(live), how) : SessionErrors.closed(how)));
    }

    private boolean isBrief() {
        return state() == SessionState.LIVE && ticker.since(live).compareTo(BRIEF) < 0;
    }

    private void fail(BrokerError error) {
        if (state().isAttempt()) {
            attempt.failed(error);
        } else if (state() == SessionState.LIVE) {
            endLive(nextAttempt.afterLive(isBrief()), error);
        }
    }

    /** Leaves LIVE at once, and tells whoever still waits for the attempt to prove itself why it did not. */
    private void endLive(SessionState next, BrokerError error) {
        attempt.failed(error);
        heard.failure(error);
        enter(next, error);
    }

    void stopping() {
        stopping = true;
        enter(SessionState.STOPPED, null);
    }

    boolean isFeedInUse() {
        return feedInUse;
    }

    Instant connectedSince() {
        return connectedSince;
    }

    Duration unanswered() {
        return state() == SessionState.LIVE ? Duration.ZERO : heard.unanswered();
    }

    Duration nextAttemptIn() {
        return stopping || stoodBy || state() == SessionState.LIVE || state().isAttempt() ? null : nextAttempt.left();
    }

    private SessionState state() {
        return transitions.current().state();
    }

    private void enter(SessionState state, BrokerError error) {
        attempt.progressed();
        transitions.enter(state, error);
    }
}
