package dev.balancesync.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerError.Kind;
import dev.balancesync.kiwoom.BrokerException;
import org.apache.camel.ExchangeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known about the connection to the broker. Routes report what happened and ask what to do next; a state is entered only by
 * what was sent or answered, never by hope.
 *
 * <p>Two threads meet here: the supervisor, the only one that starts and stops the socket, and the feed, which reports frames.
 */
public final class Session {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.session");
    private static final int KEPT_TRANSITIONS = 200;
    private static final Duration WARNING_EXPLAINS = Duration.ofSeconds(10);
    /** How often the circuit breaker is asked while it is open. */
    private static final Duration WHILE_OPEN = Duration.ofSeconds(1);

    private final SessionLimits limits;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Transition> transitions = new ArrayDeque<>();
    private final Map<SessionState, Long> entered = new EnumMap<>(SessionState.class);

    private Transition current;
    private boolean ready;
    private boolean feedInUse;
    private boolean stopping;
    private boolean circuitOpen;
    private BrokerError failure;
    private BrokerError warning;
    private Instant warnedAt;
    private Instant nextAttemptAt;
    private Instant connectedSince;
    private Instant lastPingAt;
    private Instant lastFrameAt;
    private long lastProgress;
    private boolean tokenRefused;
    private int rateRefusals;

    public Session(SessionLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
        this.current = new Transition(SessionState.STARTING, clock.instant(), null);
        this.nextAttemptAt = clock.instant();
        transitions.add(current);
    }

    /** What an earlier run received has been read again; new frames may come. */
    public void ready() {
        locked(() -> {
            ready = true;
        });
    }

    // --- asked by the supervisor

    /** The socket is of no use any more: closed, refused, silent, taken over, or the service is stopping. */
    public boolean mustDisconnect() {
        return locked(() -> {
            if (!feedInUse) {
                return false;
            }
            if (current.state() == SessionState.LIVE && silence().compareTo(limits.silence()) > 0) {
                enter(SessionState.RECONNECTING, BrokerError.unavailable(null,
                        "No frame for " + silence().toSeconds() + " s, not even PING: the connection is dead", null));
                nextAttemptAt = clock.instant();
            }
            if (current.state().isAttempt() && isAbandoned()) {
                enter(SessionState.RECONNECTING, BrokerError.unavailable(null, "The attempt to connect was cut off, by a reload of routes", null));
                nextAttemptAt = clock.instant();
            }
            return current.state() != SessionState.LIVE && !current.state().isAttempt();
        });
    }

    /** Nobody waits for its end any more: who does gives up sooner. */
    private boolean isAbandoned() {
        return System.nanoTime() - lastProgress > limits.handshake().plus(limits.answer()).plusSeconds(1).toNanos();
    }

    /** It is time for an attempt. */
    public boolean mayConnect() {
        return locked(() -> ready && !feedInUse && !stopping && !clock.instant().isBefore(nextAttemptAt));
    }

    public void authenticating() {
        locked(() -> {
            checkGoingOn();
            failure = null;
            enter(SessionState.AUTHENTICATING, null);
        });
    }

    public void connecting() {
        locked(() -> {
            checkGoingOn();
            feedInUse = true;
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
     * Waits until the broker has acknowledged LOGIN and REG on the connection that is being made.
     *
     * @throws BrokerException when it refused, closed, or left one of them unanswered for too long
     */
    public void awaitLive() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (current.state() != SessionState.LIVE) {
                if (failure != null) {
                    throw new BrokerException(failure);
                }
                checkGoingOn();
                Duration limit = current.state() == SessionState.CONNECTING ? limits.handshake().plusSeconds(1) : limits.answer();
                long left = lastProgress + limit.toNanos() - System.nanoTime();
                if (left <= 0) {
                    throw new BrokerException(unanswered(limit));
                }
                changed.await(left, TimeUnit.NANOSECONDS);
            }
            tokenRefused = false;
            rateRefusals = 0;
        } finally {
            lock.unlock();
        }
    }

    private void checkGoingOn() {
        if (stopping) {
            throw new BrokerException(BrokerError.unavailable(null, "The service is stopping", null));
        }
    }

    private BrokerError unanswered(Duration limit) {
        if (recentWarning().isPresent()) {
            return recentWarning().get();
        }
        String what = switch (current.state()) {
            case LOGGING_IN -> "LOGIN was not answered";
            case REGISTERING -> "REG was not answered";
            default -> "The WebSocket did not open";
        };
        return BrokerError.unavailable(null, what + " within " + limit.toMillis() + " ms", null);
    }

    /**
     * An attempt failed; decides when the next one is due.
     *
     * @param cause {@code null} when the circuit breaker did not let the attempt through
     * @return whether the token should be dropped, because the broker refused it
     */
    public boolean attemptFailed(@ExchangeException Throwable cause) {
        return locked(() -> {
            if (stopping) {
                return false;
            }
            if (cause == null) {
                nextAttemptAt = clock.instant().plus(WHILE_OPEN);
                return false;
            }
            BrokerError error = cause instanceof BrokerException refused ? refused.error() : ConnectionErrors.read(cause);
            rateRefusals = error.kind() == Kind.RATE ? rateRefusals + 1 : 0;
            switch (error.kind()) {
                case TOKEN -> {
                    enter(circuitOpen ? SessionState.CIRCUIT_OPEN : SessionState.RECONNECTING, error);
                    nextAttemptAt = clock.instant().plus(tokenRefused ? limits.retry() : Duration.ZERO);
                    tokenRefused = true;
                }
                case CREDENTIALS -> {
                    enter(SessionState.CREDENTIALS_REJECTED, error);
                    nextAttemptAt = clock.instant().plus(limits.refused());
                }
                case RATE -> {
                    enter(SessionState.RECONNECTING, error);
                    nextAttemptAt = clock.instant().plus(doubled(limits.retry(), rateRefusals, limits.rate()));
                }
                case DUPLICATE -> {
                    enter(SessionState.DUPLICATE_SESSION, error);
                    nextAttemptAt = clock.instant().plus(limits.duplicate());
                }
                case UNAVAILABLE -> {
                    enter(circuitOpen ? SessionState.CIRCUIT_OPEN : SessionState.RECONNECTING, error);
                    nextAttemptAt = clock.instant().plus(limits.retry());
                }
            }
            return error.kind() == Kind.TOKEN;
        });
    }

    /** The circuit breaker opened, or lets a probe through. */
    void circuit(boolean open) {
        locked(() -> {
            circuitOpen = open;
        });
    }

    /** Whether a failure says nothing about the broker's health, so that the circuit breaker should not count it. */
    boolean isExcused(Throwable cause) {
        return cause instanceof BrokerException refused && switch (refused.error().kind()) {
            case CREDENTIALS, RATE, DUPLICATE -> true;
            case TOKEN -> locked(() -> !tokenRefused);
            case UNAVAILABLE -> false;
        };
    }

    // --- reported by the feed

    public void opened() {
        locked(() -> {
            if (current.state() == SessionState.CONNECTING) {
                lastFrameAt = clock.instant();
                enter(SessionState.LOGGING_IN, null);
            }
        });
    }

    /** LOGIN was acknowledged. */
    public void loggedIn() {
        locked(() -> {
            if (current.state() == SessionState.LOGGING_IN) {
                enter(SessionState.REGISTERING, null);
            }
        });
    }

    /** REG was acknowledged. */
    public void registered() {
        locked(() -> {
            if (current.state() == SessionState.REGISTERING) {
                connectedSince = clock.instant();
                enter(SessionState.LIVE, null);
            }
        });
    }

    /** LOGIN or REG was answered with a {@code return_code} other than 0. */
    public void refused(Map<String, Object> frame) {
        fail(BrokerError.read(frame.get("return_code"), frame.get("trnm") + " refused: " + frame.get("return_msg")));
    }

    /**
     * A SYSTEM frame, which the broker sends before it closes. During an attempt it is only remembered: after a refused LOGIN it may
     * come before the answer that says why.
     */
    public void warned(Map<String, Object> frame) {
        locked(() -> {
            BrokerError error = BrokerError.read(frame.getOrDefault("code", "SYSTEM"), frame.get("message"));
            if (error.kind() != Kind.DUPLICATE) {
                warning = error;
                warnedAt = clock.instant();
                LOG.warn("SYSTEM {}", error);
            } else if (current.state() == SessionState.LIVE) {
                enter(SessionState.DUPLICATE_SESSION, error);
                nextAttemptAt = clock.instant().plus(limits.duplicate());
            } else {
                fail(error);
            }
        });
    }

    public void frameReceived() {
        locked(() -> {
            lastFrameAt = clock.instant();
        });
    }

    public void pinged() {
        locked(() -> {
            lastPingAt = clock.instant();
        });
    }

    /** The connection broke, or could not be made. */
    public void broke(Throwable cause) {
        locked(() -> fail(recentWarning().orElseGet(() -> ConnectionErrors.read(cause))));
    }

    /** The connection is closed. */
    public void closed(String how) {
        locked(() -> fail(recentWarning().orElseGet(() -> BrokerError.unavailable(null, "Connection closed: " + how, null))));
    }

    /** A SYSTEM frame is why the connection closes only if the close follows it. */
    private Optional<BrokerError> recentWarning() {
        return Optional.ofNullable(warning).filter(each -> clock.instant().isBefore(warnedAt.plus(WARNING_EXPLAINS)));
    }

    private void fail(BrokerError error) {
        locked(() -> {
            if (current.state().isAttempt()) {
                if (failure == null) {
                    failure = error;
                    changed.signalAll();
                }
            } else if (current.state() == SessionState.LIVE) {
                enter(SessionState.RECONNECTING, error);
                nextAttemptAt = clock.instant().plusMillis(ThreadLocalRandom.current().nextLong(limits.jitter().toMillis() + 1));
            }
        });
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
        return locked(() -> current);
    }

    /** The last transitions, oldest first. */
    public List<Transition> transitions() {
        return locked(() -> List.copyOf(transitions));
    }

    /** How often a state was entered since the start. */
    public long entered(SessionState state) {
        return locked(() -> entered.getOrDefault(state, 0L));
    }

    public Instant connectedSince() {
        return locked(() -> connectedSince);
    }

    public Instant lastPingAt() {
        return locked(() -> lastPingAt);
    }

    public Instant lastFrameAt() {
        return locked(() -> lastFrameAt);
    }

    private Duration silence() {
        return Duration.between(lastFrameAt, clock.instant());
    }

    private void enter(SessionState state, BrokerError error) {
        lastProgress = System.nanoTime();
        if (state == SessionState.CONNECTING) {
            failure = null;
            warning = null;
        }
        current = new Transition(state, clock.instant(), error);
        transitions.add(current);
        entered.merge(state, 1L, Long::sum);
        if (transitions.size() > KEPT_TRANSITIONS) {
            transitions.remove();
        }
        if (error == null) {
            LOG.info("{}", current);
        } else {
            LOG.warn("{}", current);
        }
        changed.signalAll();
    }

    private static Duration doubled(Duration first, int times, Duration most) {
        Duration wait = first.multipliedBy(1L << Math.min(times - 1, 20));
        return wait.compareTo(most) > 0 ? most : wait;
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
