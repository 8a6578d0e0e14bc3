package dev.balancesync.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import dev.balancesync.kiwoom.BackOff;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerError.Kind;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.kiwoom.Wire;
import dev.balancesync.time.Ticker;
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
    /** A connection that does not stay LIVE for so long was no success. */
    static final Duration BRIEF = Duration.ofSeconds(5);
    /** So often in a row REG may be told to wait ({@code 105110}, {@code 1700}) before the attempt counts as failed. */
    private static final int MOST_REGISTRATIONS = 6;
    private static final String BEFORE_LOGIN = "100013";

    private static final BrokerError NOT_HELD = BrokerError.unavailable(null, new Bilingual("다른 컴퓨터가 이 계좌를 맡고 있습니다",
            "Another machine serves the account"), null);
    /** Who waits for the broker looks so often whether another machine has taken over. */
    private static final long LOOK_AT_LEASE = TimeUnit.MILLISECONDS.toNanos(100);

    private final SessionLimits limits;
    private final BackOff backOff;
    private final Lease lease;
    private final Clock clock;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Transition> transitions = new ArrayDeque<>();
    private final Map<SessionState, Long> entered = new EnumMap<>(SessionState.class);

    private Transition current;
    private boolean ready;
    private boolean feedInUse;
    private boolean stopping;
    /** Another machine has served the account, and perhaps very many others that this one begins to serve with it. */
    private boolean stoodBy;
    private boolean circuitOpen;
    private BrokerError failure;
    private BrokerError warning;
    private Instant connectedSince;
    private Instant lastPingAt;
    private Instant lastFrameAt;
    private boolean tokenRefused;
    private int rateRefusals;
    private int briefLives;
    private int registrationsRefused;
    // moments of the ticker
    /** Of the last time that a session which was taken away was taken back at once. */
    private long takenBack;
    private Long lastFrame;
    private Long registerAgain;
    /** Since when the broker has answered nothing at all; {@code null} while it does, or was asked nothing. */
    private Long unanswered;
    private long warned;
    private long nextAttempt;
    private long circuitEnds;
    private long live;
    private long lastProgress;

    /**
     * @param lease whether this machine may be logged in
     * @param clock stamps what people read
     * @param ticker for all that is waited for or due
     */
    public Session(SessionLimits limits, Lease lease, Clock clock, Ticker ticker) {
        this.limits = limits;
        this.lease = lease;
        this.backOff = new BackOff(limits.retry(), limits.rate());
        this.clock = clock;
        this.ticker = ticker;
        this.current = new Transition(SessionState.STARTING, clock.instant(), null);
        this.nextAttempt = ticker.nanos();
        transitions.add(current);
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
        locked(() -> {
            nextAttempt = ticker.in(wait);
        });
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
            if (current.state().isAttempt() && isAbandoned()) {
                enter(SessionState.RECONNECTING, BrokerError.unavailable(null, new Bilingual("라우트 파일을 다시 읽느라 연결 시도가 끊겼습니다",
                        "The attempt to connect was cut off, by a reload of routes"), null));
                nextAttempt = ticker.nanos();
            }
            return current.state() != SessionState.LIVE && !current.state().isAttempt();
        });
    }

    private void standByUnlessHeld() {
        if (!stopping && current.state() != SessionState.STANDBY && !lease.isHeld()) {
            enter(SessionState.STANDBY, null);
            nextAttempt = ticker.nanos();
            stoodBy = true;
        }
    }

    private void endStandBy() {
        if (stoodBy && lease.isHeld()) {
            stoodBy = false;
            nextAttempt = ticker.in(limits.turn().get());
        }
    }

    /** Nobody waits for its end any more: who does gives up sooner. */
    private boolean isAbandoned() {
        return ticker.since(lastProgress).compareTo(limits.handshake().plus(limits.answer()).plusSeconds(1)) > 0;
    }

    private void endIfSilent() {
        if (current.state() == SessionState.LIVE && ticker.since(lastFrame).compareTo(limits.silence()) > 0) {
            long seconds = ticker.since(lastFrame).toSeconds();
            endLive(SessionState.RECONNECTING, BrokerError.unavailable(null, new Bilingual(
                    seconds + "초 동안 PING을 포함해 아무 프레임도 오지 않았습니다. 연결이 끊긴 것으로 봅니다",
                    "No frame for " + seconds + " s, not even PING: the connection is dead"), null), turn());
        }
    }

    /** It is time for an attempt. */
    public boolean mayConnect() {
        return locked(() -> ready && !feedInUse && !stopping && !stoodBy && ticker.isReached(nextAttempt) && lease.isHeld());
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
     * Waits until the broker has acknowledged LOGIN and REG on the connection that is being made, or until it {@link #mustRegister()}.
     *
     * @throws BrokerException when it refused, closed, or left one of them unanswered for too long; also when it closed after both,
     *     before anybody could look
     */
    public void awaitLive() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                checkAttempt();
                if (current.state() == SessionState.LIVE) {
                    return;
                }
                long due;
                if (registerAgain != null) {
                    if (ticker.isReached(registerAgain)) {
                        return;
                    }
                    due = registerAgain;
                } else {
                    Duration limit = current.state() == SessionState.CONNECTING ? limits.handshake().plusSeconds(1) : limits.answer();
                    due = lastProgress + limit.toNanos();
                    if (ticker.isReached(due)) {
                        // kept, because the socket is closed next, and that is not why
                        failure = unanswered(limit);
                        throw new BrokerException(failure);
                    }
                }
                changed.await(Math.min(due - ticker.nanos(), LOOK_AT_LEASE), TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** REG was refused with "too many", and the wait for the next one is over: it is to be sent again on the same connection. */
    public boolean mustRegister() {
        return locked(() -> registerAgain != null && ticker.isReached(registerAgain) && isAwaited(SessionState.REGISTERING));
    }

    /** REG is about to be sent again. */
    public void registering() {
        locked(() -> {
            registerAgain = null;
            lastProgress = ticker.nanos();
        });
    }

    /**
     * Waits until LIVE has lasted long enough to count as a success.
     *
     * @throws BrokerException when it ended before, for whatever reason
     */
    public void awaitSettled() {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            while (true) {
                endIfSilent();
                checkAttempt();
                if (ticker.isReached(live + BRIEF.toNanos())) {
                    briefLives = 0;
                    return;
                }
                // nobody else ends a silent line meanwhile
                long silentAt = lastFrame + limits.silence().toNanos() + 1;
                changed.await(Math.min(Math.min(live + BRIEF.toNanos(), silentAt) - ticker.nanos(), LOOK_AT_LEASE), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            // by a reload of the route that waits here: the connection is none the worse for it
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void checkAttempt() {
        if (failure != null) {
            throw new BrokerException(failure);
        }
        checkGoingOn();
    }

    private void checkGoingOn() {
        if (stopping) {
            throw new BrokerException(BrokerError.unavailable(null, new Bilingual("서비스를 종료하는 중입니다", "The service is stopping"), null));
        }
        if (!lease.isHeld()) {
            throw new BrokerException(NOT_HELD);
        }
    }

    private BrokerError unanswered(Duration limit) {
        if (recentWarning().isPresent()) {
            return recentWarning().get();
        }
        String millis = limit.toMillis() + " ms";
        return BrokerError.unavailable(null, switch (current.state()) {
            case LOGGING_IN -> new Bilingual(millis + " 안에 LOGIN 응답이 없습니다", "LOGIN was not answered within " + millis);
            case REGISTERING -> new Bilingual(millis + " 안에 REG 응답이 없습니다", "REG was not answered within " + millis);
            default -> new Bilingual(millis + " 안에 WebSocket이 열리지 않았습니다", "The WebSocket did not open within " + millis);
        }, null);
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
                failure = null;
                standByUnlessHeld();
                return false;
            }
            if (cause == null) {
                nextAttempt = ticker.in(WHILE_OPEN);
                return false;
            }
            // what happened on the connection says more than the error of the step that met it
            BrokerError error = failure != null ? failure : cause instanceof BrokerException refused ? refused.error() : ConnectionErrors.read(cause);
            boolean toldAlready = current.error() == error;
            boolean askingForToken = current.state() == SessionState.AUTHENTICATING;
            rateRefusals = error.kind() == Kind.RATE ? rateRefusals + 1 : 0;
            noteAnswer(error);
            SessionState again = circuitOpen ? SessionState.CIRCUIT_OPEN : SessionState.RECONNECTING;
            switch (error.kind()) {
                case TOKEN -> {
                    // refused before there was a token, or again with a fresh one: not the token's fault
                    boolean fresh = !askingForToken && !tokenRefused;
                    next(fresh ? again : SessionState.CREDENTIALS_REJECTED, error, fresh ? Duration.ZERO : limits.refused());
                    tokenRefused = tokenRefused || !askingForToken;
                }
                case CREDENTIALS -> next(SessionState.CREDENTIALS_REJECTED, error, limits.refused());
                case RATE -> next(SessionState.RECONNECTING, error, backOff.after(rateRefusals));
                case DUPLICATE -> {
                    boolean back = mayTakeBack();
                    next(back ? SessionState.RECONNECTING : SessionState.DUPLICATE_SESSION, error, back ? Duration.ZERO : limits.duplicate());
                }
                case NOT_OFFERED, UNAVAILABLE -> next(again, error, toldAlready ? backOff.after(briefLives) : limits.retry());
            }
            failure = null;
            // with credentials that were put right in the portal, the token from before is as dead as it was
            return !askingForToken && (error.mayBeTheToken() || error.kind() == Kind.CREDENTIALS);
        });
    }

    /** An error without a code is none of the broker's. */
    private void noteAnswer(BrokerError error) {
        unanswered = error.kind() != Kind.UNAVAILABLE || error.code() != null ? null : unanswered == null ? (Long) ticker.nanos() : unanswered;
    }

    private void next(SessionState state, BrokerError error, Duration wait) {
        if (current.state() != state || current.error() != error) {
            enter(state, error);
        }
        nextAttempt = ticker.in(wait);
    }

    /** The circuit breaker lets nothing through for so long. */
    void circuitOpened(Duration wait) {
        locked(() -> {
            circuitOpen = true;
            circuitEnds = ticker.in(wait);
        });
    }

    /** The circuit breaker lets a probe through, or everything. */
    void circuitLetsThrough() {
        locked(() -> {
            circuitOpen = false;
        });
    }

    /** Whether a failure says nothing about the broker's health, so that the circuit breaker should not count it. */
    boolean isExcused(Throwable cause) {
        return cause instanceof BrokerException stoodBy && stoodBy.error() == NOT_HELD || cause instanceof BrokerException refused && switch (refused.error().kind()) {
            case TOKEN, CREDENTIALS, RATE, DUPLICATE -> true;
            // Kiwoom closes a connection now and then; only two in a row that did not last say something about the line
            case NOT_OFFERED, UNAVAILABLE -> locked(() -> briefLives == 1 && current.error() == refused.error());
        };
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
                fail(NOT_HELD);
            } else if (isAwaited(SessionState.CONNECTING)) {
                noteFrame();
                enter(SessionState.LOGGING_IN, null);
            }
            return held;
        });
    }

    /** The attempt has come so far, and has not failed meanwhile: what comes too late proves nothing any more. */
    private boolean isAwaited(SessionState state) {
        return current.state() == state && failure == null;
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
                tokenRefused = false;
                rateRefusals = 0;
                registrationsRefused = 0;
                registerAgain = null;
                enter(SessionState.LIVE, null);
            }
        });
    }

    /** LOGIN or REG was answered with anything but a {@code return_code} that means success. */
    public void refused(Map<String, Object> frame) {
        Object code = frame.get(Wire.RETURN_CODE);
        Object message = frame.get(Wire.RETURN_MSG);
        boolean registration = Wire.REG.equals(frame.get(Wire.TRNM));
        String theirs = message == null || message.toString().isBlank() ? "return_code " + code : message.toString();
        String what = String.valueOf(frame.get(Wire.TRNM));
        BrokerError error = BrokerError.told(code, new Bilingual(what + " 거절: " + (code == null ? "응답에 return_code가 없습니다" : theirs),
                what + " refused: " + (code == null ? "the answer has no return_code" : theirs)));
        locked(() -> {
            if (registration && BEFORE_LOGIN.equals(error.code())) {
                LOG.debug("A frame before LOGIN was passed over by the broker, and LOGIN goes on");
            } else if (registration && current.state() == SessionState.REGISTERING && error.kind() == BrokerError.Kind.RATE
                    && registrationsRefused < MOST_REGISTRATIONS) {
                registrationsRefused++;
                registerAgain = ticker.in(backOff.after(registrationsRefused));
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
        locked(() -> {
            BrokerError error = BrokerError.read(frame.getOrDefault(Wire.SYSTEM_CODE, Wire.SYSTEM), frame.get(Wire.SYSTEM_MESSAGE));
            // who has lost the lease without knowing it hears so from the broker first, and nobody's program is to be stopped for that
            standByUnlessHeld();
            if (error.kind() != Kind.DUPLICATE) {
                warning = error;
                warned = ticker.nanos();
                LOG.warn("SYSTEM {}", error);
            } else if (current.state() == SessionState.LIVE) {
                boolean back = mayTakeBack();
                endLive(back ? SessionState.RECONNECTING : SessionState.DUPLICATE_SESSION, error, limits.duplicate());
                if (back) {
                    nextAttempt = ticker.nanos();
                }
            } else {
                fail(error);
            }
        });
    }

    /**
     * Another machine that has lost the lease without knowing it, as one that was suspended, may have logged in with its last breath: the session
     * is taken back at once, once in an epoch. Whoever takes it again is another program.
     */
    private boolean mayTakeBack() {
        long epoch = lease.isHeld() ? lease.epoch() : 0;
        boolean may = epoch > 0 && epoch != takenBack;
        takenBack = may ? epoch : takenBack;
        return may;
    }

    public void frameReceived() {
        locked(this::noteFrame);
    }

    private void noteFrame() {
        lastFrameAt = clock.instant();
        lastFrame = ticker.nanos();
    }

    public void pinged() {
        locked(() -> {
            lastPingAt = clock.instant();
        });
    }

    /** The connection broke, or could not be made. */
    public void broke(Throwable cause) {
        locked(() -> fail(recentWarning().orElseGet(() -> {
            BrokerError error = ConnectionErrors.read(cause);
            return isBrief() ? BrokerError.unavailable(error.code(), new Bilingual(
                    "LIVE " + seconds() + "초 뒤에 연결이 끊겼습니다: " + error.words(Language.KO),
                    "The connection broke " + seconds() + " s after LIVE: " + error.words()), error.remedy()) : error;
        })));
    }

    /** The connection is closed. */
    public void closed(String how) {
        locked(() -> fail(recentWarning().orElseGet(() -> BrokerError.unavailable(null, isBrief()
                ? new Bilingual("LIVE " + seconds() + "초 뒤에 키움이 연결을 닫았습니다: " + how,
                        "The broker closed the connection " + seconds() + " s after LIVE: " + how)
                : new Bilingual("연결이 닫혔습니다: " + how, "Connection closed: " + how), null))));
    }

    private boolean isBrief() {
        return current.state() == SessionState.LIVE && ticker.since(live).compareTo(BRIEF) < 0;
    }

    /** How long LIVE has lasted, as {@code 0.4}. */
    private String seconds() {
        return String.format(Locale.ROOT, "%.1f", ticker.since(live).toMillis() / 1000.0);
    }

    /** A SYSTEM frame is why the connection closes only if the close follows it. */
    private Optional<BrokerError> recentWarning() {
        return Optional.ofNullable(warning).filter(each -> ticker.since(warned).compareTo(WARNING_EXPLAINS) < 0);
    }

    private void fail(BrokerError error) {
        if (current.state().isAttempt()) {
            if (failure == null) {
                failure = error;
                changed.signalAll();
            }
        } else if (current.state() == SessionState.LIVE) {
            endLive(SessionState.RECONNECTING, error, Duration.ofMillis(ThreadLocalRandom.current().nextLong(limits.jitter().toMillis() + 1)).plus(turn()));
        }
    }

    /** Whose LIVE was brief waits longer anyway, and takes no turn from another. */
    private Duration turn() {
        return isBrief() ? Duration.ZERO : limits.turn().get();
    }

    /** Leaves LIVE at once, and tells whoever still waits for the attempt to prove itself why it did not. */
    private void endLive(SessionState state, BrokerError error, Duration wait) {
        boolean brief = isBrief();
        briefLives = brief ? briefLives + 1 : 0;
        failure = error;
        noteAnswer(error);
        enter(state, error);
        nextAttempt = ticker.in(brief && state == SessionState.RECONNECTING ? backOff.after(briefLives) : wait);
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

    /** Which one it is that is registered, counted from 1 since the start; 0 while there is none. */
    public long connection() {
        return locked(() -> connectedSince == null ? 0 : entered.get(SessionState.LIVE));
    }

    public Instant lastPingAt() {
        return locked(() -> lastPingAt);
    }

    public Instant lastFrameAt() {
        return locked(() -> lastFrameAt);
    }

    /** How long no frame has come, not even PING; {@code null} before the first connection. */
    public Duration silence() {
        return locked(() -> lastFrame == null ? null : ticker.since(lastFrame));
    }

    /**
     * For how long the broker has answered nothing; zero while there is a session, {@code null} when it has answered, or was not asked yet. What
     * it refuses is an answer.
     */
    public Duration unanswered() {
        return locked(() -> current.state() == SessionState.LIVE ? Duration.ZERO : unanswered == null ? null : ticker.since(unanswered));
    }

    /** How long until the next attempt, zero when it is due; {@code null} while there is a connection, or one is being made, or none will be. */
    public Duration nextAttemptIn() {
        return locked(() -> {
            if (stopping || current.state() == SessionState.LIVE || current.state().isAttempt()) {
                return null;
            }
            long due = circuitOpen && circuitEnds - nextAttempt > 0 ? circuitEnds : nextAttempt;
            return ticker.isReached(due) ? Duration.ZERO : Duration.ofNanos(due - ticker.nanos());
        });
    }

    private void enter(SessionState state, BrokerError error) {
        lastProgress = ticker.nanos();
        if (state == SessionState.CONNECTING) {
            failure = null;
            warning = null;
            registerAgain = null;
            registrationsRefused = 0;
        } else if (state == SessionState.LIVE || state == SessionState.STANDBY) {
            unanswered = null;
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
