package dev.balancesync.session;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import dev.balancesync.MutableTicker;
import dev.balancesync.SampleFrames;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.time.Ticker;

/** Takes a session where a test needs it, as the routes would. */
public final class SessionDrive {
    /** As shipped, but for the two that are measured in real time. */
    static final SessionLimits LIMITS = new SessionLimits(Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofSeconds(35),
            Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMillis(200), () -> Duration.ZERO);

    private final Session session;

    SessionDrive(Session session) {
        this.session = session;
    }

    /** For tests of what comes after the session. */
    public static Session live(Clock clock) throws InterruptedException {
        return live(clock, Ticker.system());
    }

    public static Session live(Clock clock, Ticker ticker) throws InterruptedException {
        var session = new Session(LIMITS, Lease.ALONE, clock, ticker);
        new SessionDrive(session).toLive();
        return session;
    }

    /** One that has not connected yet. */
    public static Session starting(Ticker ticker) {
        return new Session(LIMITS, Lease.ALONE, Clock.systemUTC(), ticker);
    }

    /** One whose LOGIN was acknowledged. */
    public static Session registering(Ticker ticker) {
        Session session = starting(ticker);
        new SessionDrive(session).to(SessionState.REGISTERING);
        return session;
    }

    void toLogin() {
        session.ready();
        session.authenticating();
        session.connecting();
        session.opened();
    }

    void to(SessionState last) {
        toLogin();
        if (last == SessionState.REGISTERING) {
            session.loggedIn();
        }
    }

    void toLive() throws InterruptedException {
        to(SessionState.REGISTERING);
        session.registered();
        session.awaitLive();
    }

    /** LIVE for so long that the attempt counts as a success. */
    void toSettled(MutableTicker ticker) throws InterruptedException {
        toLive();
        ticker.advance(Course.BRIEF);
        session.awaitSettled(true);
    }

    /** An attempt whose LOGIN is answered so, then closed, up to the point where the supervisor has noted its failure. */
    Refusal refuseLogin(String file) {
        return refuse(SampleFrames.fields(file));
    }

    Refusal refuse(Map<String, Object> frame) {
        toLogin();
        session.refused(frame);
        session.closed("code 1000");
        return fail();
    }

    /** An attempt that gets no token. */
    Refusal refuseToken(BrokerException cause) {
        session.ready();
        session.authenticating();
        return note(cause);
    }

    Refusal warn(Map<String, Object> frame) {
        session.warned(frame);
        session.closed("code 1000");
        return fail();
    }

    Refusal fail() {
        return note(catchThrowableOfType(BrokerException.class, session::awaitLive));
    }

    /** A connection that was LIVE and did not last. */
    Refusal failSettling() {
        return note(catchThrowableOfType(BrokerException.class, () -> session.awaitSettled(true)));
    }

    /** In the order of the route: the circuit breaker asks, the socket is closed, the failure is noted. */
    private Refusal note(BrokerException cause) {
        boolean excused = session.isExcused(cause);
        session.disconnected();
        return new Refusal(cause, excused, session.attemptFailed(cause));
    }

    /**
     * @param excused the circuit breaker does not count it
     * @param dropToken the token is to be dropped
     */
    record Refusal(BrokerException cause, boolean excused, boolean dropToken) {
    }
}
