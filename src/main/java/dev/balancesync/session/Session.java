package dev.balancesync.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerError.Kind;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.kiwoom.Wire;
import dev.balancesync.time.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known about the connection to the broker. Routes report what happened and ask what to do next; a state is entered only by
 * what was sent or answered, never by hope.
 *
 * <p>Two threads meet here: the supervisor, the only one that starts and stops the socket, and the feed, which reports frames. The lock that
 * they meet under guards all of the parts, too, of which none knows of it.
 */
public final class Session {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.session");
    /** A connection that does not stay LIVE for so long was no success. */
    static final Duration BRIEF = Duration.ofSeconds(5);
    private static final String BEFORE_LOGIN = "100013";
    /** Who waits for the broker looks so often whether another machine has taken over. */
    private static final long LOOK_AT_LEASE = TimeUnit.MILLISECONDS.toNanos(100);

    private final SessionLimits limits;
    private final Lease lease;
    private final Clock clock;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Transitions transitions;
    private final Heard heard;
    private final Attempt attempt;
    private final NextAttempt nextAttempt;

    private boolean ready;
    private boolean feedInUse;
    private boolean stopping;
    /** Another machine has served the account, and perhaps very many others that this one begins to serve with it. */
    private boolean stoodBy;
    private Instant connectedSince;
    /** By the ticker. */
    private long live;

    /**
     * @param lease whether this machine may be logged in
     * @param clock stamps what people read
     * @param ticker for all that is waited for or due
     */
    public Session(SessionLimits limits, Lease lease, Clock clock, Ticker ticker) {
        this.limits = limits;
        this.lease = lease;
        this.clock = clock;
        this.ticker = ticker;
        this.transitions = new Transitions(clock);
        this.heard = new Heard(clock, ticker);
        this.attempt = new Attempt(limits, ticker);
        this.nextAttempt = new NextAttempt(limits, lease, ticker);
    }

    /** What an earlier run received has been read again; new frames may come. */
    public void ready() {
        locked(() -> {
            ready = true;
        });
    }

    /** What another machine received is to be read first. */
    public void notReady() {
        locked(() -> {
            ready = false;
        });
    }

    /** The first attempt is made after this. */
    public void notBefore(Duration wait) {
        locked(() -> nextAttempt.in(wait));
    }

    // --- asked by the supervisor

    /** The socket is of no use any more: closed, refused, silent, taken over, or the service is stopping. */
    public boolean mustDisconnect() {
        return locked(() -> {
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
        });
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

    /** It is time for an attempt. */
    public boolean mayConnect() {
        return locked(() -> ready && !feedInUse && !stopping && !stoodBy && nextAttempt.isDue() && lease.isHeld());
    }

    public void authenticating() {
        locked(() -> {
            checkGoingOn();
            attempt.forgetFailure();
            enter(SessionState.AUTHENTICATING, null);
        });
    }

    public void connecting() {
        locked(() -> {
            checkGoingOn();
            feedInUse = true;
            attempt.connecting();
            heard.forgetWarning();
            enter(SessionState.CONNECTING, null);
        });
    }

    /** The route of the socket has been stopped. */
    public void disconnected() {
        locked(() -> {
            feedInUse = false;
            connectedSince = null;
        });
    }

    /**
     * Waits until the broker has acknowledged LOGIN and REG on the connection that is being made, or until it {@link #mustRegister()}.
     *
     * @throws BrokerException when it refused, closed, or left one of them unanswered for too long; also when it closed after both,
     *     before anybody could look
     */
    public void awaitLive() throws InterruptedException {
        await(() -> {
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
        });
    }

    /** REG was refused with "too many", and the wait for the next one is over: it is to be sent again on the same connection. */
    public boolean mustRegister() {
        return locked(() -> attempt.mustRegister() && isAwaited(SessionState.REGISTERING));
    }

    /** REG is about to be sent again. */
    public void registering() {
        locked(() -> {
            attempt.noRegistrationWaits();
            attempt.progressed();
        });
    }

    /**
     * Waits until LIVE has lasted long enough to count as a success.
     *
     * @throws BrokerException when it ended before, for whatever reason
     */
    public void awaitSettled() {
        try {
            await(() -> {
                endIfSilent();
                checkAttempt();
                long left = live + BRIEF.toNanos() - ticker.nanos();
                if (left <= 0) {
                    nextAttempt.settled();
                    return null;
                }
                // nobody else ends a silent line meanwhile
                return Math.min(left, limits.silence().minus(heard.silence()).toNanos() + 1);
            });
        } catch (InterruptedException e) {
            // by a reload of the route that waits here: the connection is none the worse for it
            Thread.currentThread().interrupt();
        }
    }

    /** @param look tells how many nanoseconds there is to wait at most; {@code null} when there is nothing more to wait for */
    private void await(Supplier<Long> look) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (Long left = look.get(); left != null; left = look.get()) {
                changed.await(Math.min(left, LOOK_AT_LEASE), TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
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

    /**
     * An attempt failed; decides when the next one is due.
     *
     * @param cause {@code null} when the circuit breaker did not let the attempt through
     * @return whether the token should be dropped, because the broker refused it
     */
    public boolean attemptFailed(Throwable cause) {
        return locked(() -> {
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
            BrokerError error = attempt.failure() != null ? attempt.failure()
                    : cause instanceof BrokerException refused ? refused.error() : ConnectionErrors.read(cause);
            attempt.forgetFailure();
            heard.failure(error);
            Transition at = current();
            SessionState next = nextAttempt.afterAttempt(at, error);
            if (at.state() != next || at.error() != error) {
                enter(next, error);
            }
            // with credentials that were put right in the portal, the token from before is as dead as it was
            return at.state() != SessionState.AUTHENTICATING && (error.mayBeTheToken() || error.kind() == Kind.CREDENTIALS);
        });
    }

    /** The circuit breaker lets nothing through for so long. */
    void circuitOpened(Duration wait) {
        locked(() -> nextAttempt.circuitOpened(wait));
    }

    /** The circuit breaker lets a probe through, or everything. */
    void circuitLetsThrough() {
        locked(nextAttempt::circuitLetsThrough);
    }

    /** Whether a failure says nothing about the broker's health, so that the circuit breaker should not count it. */
    boolean isExcused(Throwable cause) {
        return cause instanceof BrokerException failed
                && (failed.error() == SessionErrors.NOT_HELD || locked(() -> nextAttempt.isExcused(current(), failed.error())));
    }

    // --- reported by the feed

    /**
     * The WebSocket is open.
     *
     * @return whether LOGIN may be sent: another machine may serve the account by now
     */
    public boolean opened() {
        boolean held = lease.confirm();
        return locked(() -> {
            if (!held) {
                fail(SessionErrors.NOT_HELD);
            } else if (isAwaited(SessionState.CONNECTING)) {
                heard.frame();
                enter(SessionState.LOGGING_IN, null);
            }
            return held;
        });
    }

    /** The attempt has come so far, and has not failed meanwhile: what comes too late proves nothing any more. */
    private boolean isAwaited(SessionState state) {
        return state() == state && attempt.failure() == null;
    }

    /** LOGIN was acknowledged. */
    public void loggedIn() {
        locked(() -> {
            if (isAwaited(SessionState.LOGGING_IN)) {
                enter(SessionState.REGISTERING, null);
            }
        });
    }

    /** REG was acknowledged. */
    public void registered() {
        locked(() -> {
            if (isAwaited(SessionState.REGISTERING)) {
                connectedSince = clock.instant();
                live = ticker.nanos();
                attempt.noRegistrationWaits();
                heard.nothingUnanswered();
                nextAttempt.live();
                enter(SessionState.LIVE, null);
            }
        });
    }

    /** LOGIN or REG was answered with anything but a {@code return_code} that means success. */
    public void refused(Map<String, Object> frame) {
        BrokerError error = SessionErrors.refused(frame);
        boolean registration = Wire.REG.equals(frame.get(Wire.TRNM));
        locked(() -> {
            if (registration && BEFORE_LOGIN.equals(error.code())) {
                LOG.debug("A frame before LOGIN was passed over by the broker, and LOGIN goes on");
            } else if (registration && state() == SessionState.REGISTERING && error.kind() == Kind.RATE && attempt.registersLater()) {
                enter(SessionState.REGISTERING, error);
            } else {
                fail(error);
            }
        });
    }

    /**
     * A SYSTEM frame, which the broker sends before it closes. During an attempt it is only remembered: after a refused LOGIN it may
     * come before the answer that says why.
     */
    public void warned(Map<String, Object> frame) {
        BrokerError error = BrokerError.read(frame.getOrDefault(Wire.SYSTEM_CODE, Wire.SYSTEM), frame.get(Wire.SYSTEM_MESSAGE));
        locked(() -> {
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
        });
    }

    public void frameReceived() {
        locked(heard::frame);
    }

    public void pinged() {
        locked(heard::ping);
    }

    /** The connection broke, or could not be made. */
    public void broke(Throwable cause) {
        locked(() -> fail(heard.recentWarning().orElseGet(() -> {
            BrokerError error = ConnectionErrors.read(cause);
            return isBrief() ? SessionErrors.brokeSoon(ticker.since(live), error) : error;
        })));
    }

    /** The connection is closed. */
    public void closed(String how) {
        locked(() -> fail(heard.recentWarning().orElseGet(() ->
                isBrief() ? SessionErrors.closedSoon(ticker.since(live), how) : SessionErrors.closed(how))));
    }

    private boolean isBrief() {
        return state() == SessionState.LIVE && ticker.since(live).compareTo(BRIEF) < 0;
    }

    private void fail(BrokerError error) {
        if (state().isAttempt()) {
            attempt.failed(error);
            changed.signalAll();
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

    /** The service stops: no more attempts. */
    public void stopping() {
        locked(() -> {
            stopping = true;
            enter(SessionState.STOPPED, null);
        });
    }

    /** Whether the route of the socket is started. */
    public boolean isFeedInUse() {
        return locked(() -> feedInUse);
    }

    // --- told to health, status and page

    public Transition current() {
        return locked(transitions::current);
    }

    /** The last transitions, oldest first. */
    public List<Transition> transitions() {
        return locked(transitions::latest);
    }

    /** How often a state was entered since the start. */
    public long entered(SessionState state) {
        return locked(() -> transitions.entered(state));
    }

    public Instant connectedSince() {
        return locked(() -> connectedSince);
    }

    /** Which one it is that is registered, counted from 1 since the start; 0 while there is none. */
    public long connection() {
        return locked(() -> connectedSince == null ? 0 : transitions.entered(SessionState.LIVE));
    }

    public Instant lastPingAt() {
        return locked(heard::lastPingAt);
    }

    public Instant lastFrameAt() {
        return locked(heard::lastFrameAt);
    }

    /** How long no frame has come, not even PING; {@code null} before the first connection. */
    public Duration silence() {
        return locked(heard::silence);
    }

    /**
     * For how long the broker has answered nothing; zero while there is a session, {@code null} when it has answered, or was not asked yet. What
     * it refuses is an answer.
     */
    public Duration unanswered() {
        return locked(() -> state() == SessionState.LIVE ? Duration.ZERO : heard.unanswered());
    }

    /** How long until the next attempt, zero when it is due; {@code null} while there is a connection, or one is being made, or none will be. */
    public Duration nextAttemptIn() {
        return locked(() -> stopping || state() == SessionState.LIVE || state().isAttempt() ? null : nextAttempt.left());
    }

    private SessionState state() {
        return transitions.current().state();
    }

    private void enter(SessionState state, BrokerError error) {
        attempt.progressed();
        transitions.enter(state, error);
        changed.signalAll();
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
