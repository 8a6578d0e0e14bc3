package dev.balancesync.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.time.Ticker;

/**
 * What is known about the connection to the broker. Routes report what happened and ask what to do next; a state is entered only by
 * what was sent or answered, never by hope.
 *
 * <p>Two threads meet here: the supervisor, the only one that starts and stops the socket and that waits, and the feed, which reports frames.
 * They meet under the one lock, which guards the parts too; what follows on what is the {@link Course}'s.
 */
public final class Session {
    /** Who waits for the broker looks so often whether another machine has taken over. */
    private static final long LOOK_AT_LEASE = TimeUnit.MILLISECONDS.toNanos(100);

    private final Lease lease;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Transitions transitions;
    private final Heard heard;
    private final NextAttempt nextAttempt;
    private final Course course;

    /**
     * @param lease whether this machine may be logged in
     * @param clock stamps what people read
     * @param ticker for all that is waited for or due
     */
    public Session(SessionLimits limits, Lease lease, Clock clock, Ticker ticker) {
        this.lease = lease;
        this.transitions = new Transitions(clock);
        this.heard = new Heard(clock, ticker);
        this.nextAttempt = new NextAttempt(limits, lease, ticker);
        this.course = new Course(limits, lease, clock, ticker, transitions, heard, nextAttempt);
    }

    /** What an earlier run received has been read again; new frames may come. */
    public void ready() {
        locked(() -> course.ready(true));
    }

    /** What another machine received is to be read first. */
    public void notReady() {
        locked(() -> course.ready(false));
    }

    /** The first attempt is made after this. */
    public void notBefore(Duration wait) {
        locked(() -> nextAttempt.in(wait));
    }

    // --- asked by the supervisor

    /** The socket is of no use any more: closed, refused, silent, taken over, or the service is stopping. */
    public boolean mustDisconnect() {
        return locked(course::mustDisconnect);
    }

    /** It is time for an attempt. */
    public boolean mayConnect() {
        return locked(course::mayConnect);
    }

    public void authenticating() {
        locked(course::authenticating);
    }

    public void connecting() {
        locked(course::connecting);
    }

    /** The route of the socket has been stopped. */
    public void disconnected() {
        locked(course::disconnected);
    }

    /**
     * Waits until the broker has acknowledged LOGIN and REG on the connection that is being made, or until it {@link #mustRegister()}.
     *
     * @throws BrokerException when it refused, closed, or left one of them unanswered for too long; also when it closed after both,
     *     before anybody could look
     */
    public void awaitLive() throws InterruptedException {
        await(course::leftToLive);
    }

    /** REG was refused with "too many", and the wait for the next one is over: it is to be sent again on the same connection. */
    public boolean mustRegister() {
        return locked(course::mustRegister);
    }

    /** REG is about to be sent again. */
    public void registering() {
        locked(course::registering);
    }

    /**
     * Waits, or only looks, until LIVE has lasted long enough to count as a success.
     *
     * @throws BrokerException when it ended before, for whatever reason
     */
    public void awaitSettled(boolean waits) {
        try {
            await(() -> Optional.ofNullable(course.leftToSettle()).filter(left -> waits).orElse(null));
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

    /**
     * An attempt failed; decides when the next one is due.
     *
     * @param cause {@code null} when the circuit breaker did not let the attempt through
     * @return whether the token should be dropped, because the broker refused it
     */
    public boolean attemptFailed(Throwable cause) {
        return locked(() -> course.attemptFailed(cause));
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
                && (failed.error() == SessionErrors.NOT_HELD || locked(() -> nextAttempt.isExcused(transitions.current(), failed.error())));
    }

    // --- reported by the feed

    /**
     * The WebSocket is open.
     *
     * @return whether LOGIN may be sent: another machine may serve the account by now
     */
    public boolean opened() {
        boolean held = lease.confirm();
        reported(() -> course.opened(held));
        return held;
    }

    /** LOGIN was acknowledged: tells whether REG is to be sent, once for each. */
    public boolean loggedIn() {
        return locked(() -> {
            changed.signalAll();
            return course.loggedIn();
        });
    }

    /** REG was acknowledged. */
    public void registered() {
        reported(course::registered);
    }

    /** LOGIN or REG was answered with anything but a {@code return_code} that means success. */
    public void refused(Map<String, Object> frame) {
        reported(() -> course.refused(frame));
    }

    /**
     * A SYSTEM frame, which the broker sends before it closes. During an attempt it is only remembered: after a refused LOGIN it may
     * come before the answer that says why.
     */
    public void warned(Map<String, Object> frame) {
        reported(() -> course.warned(frame));
    }

    public void frameReceived() {
        locked(heard::frame);
    }

    public void pinged() {
        locked(heard::ping);
    }

    /** The connection broke, or could not be made. */
    public void broke(Throwable cause) {
        reported(() -> course.broke(cause));
    }

    /** The connection is closed. */
    public void closed(String how) {
        reported(() -> course.closed(how));
    }

    /** The service stops: no more attempts. */
    public void stopping() {
        reported(course::stopping);
    }

    /** Whether the route of the socket is started. */
    public boolean isFeedInUse() {
        return locked(course::isFeedInUse);
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
        return locked(course::connectedSince);
    }

    /** Which one it is that is registered, counted from 1 since the start; 0 while there is none. */
    public long connection() {
        return locked(() -> course.connectedSince() == null ? 0 : transitions.entered(SessionState.LIVE));
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
     * For how long the broker has answered nothing, not even a refusal; zero while there is a session, {@code null} when it has, or was not asked.
     */
    public Duration unanswered() {
        return locked(course::unanswered);
    }

    /** How long until the next attempt, zero when it is due; {@code null} while there is a connection, or one is being made, or none will be. */
    public Duration nextAttemptIn() {
        return locked(course::nextAttemptIn);
    }

    /** Whoever waits looks again. */
    private void reported(Runnable work) {
        locked(() -> {
            work.run();
            changed.signalAll();
        });
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
