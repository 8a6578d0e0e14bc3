package dev.balancesync.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;

import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import dev.balancesync.SampleFrames;
import dev.balancesync.kiwoom.BrokerException;
import org.junit.jupiter.api.Test;

/** A session on a machine that is not the only one. */
class SessionLeaseTest {
    private final MutableTicker ticker = new MutableTicker();
    private final HeldLease lease = new HeldLease();
    private final Session session = new Session(SessionDrive.LIMITS, lease, new MutableClock("2026-11-26T00:00:00Z"), ticker);
    private final SessionDrive drive = new SessionDrive(session);

    private SessionState state() {
        return session.current().state();
    }

    @Test
    void who_does_not_hold_the_lease_stands_by_and_connects_to_nobody() {
        lease.held = false;
        session.ready();

        assertThat(session.mustDisconnect()).isFalse();

        assertThat(state()).isEqualTo(SessionState.STANDBY);
        assertThat(session.mayConnect()).isFalse();
    }

    @Test
    void who_gets_the_lease_connects_at_once() {
        lease.held = false;
        session.ready();
        session.mustDisconnect();

        lease.held = true;

        assertThat(session.mustDisconnect()).isFalse();
        assertThat(session.mayConnect()).isTrue();
    }

    @Test
    void a_live_socket_goes_with_the_lease() throws Exception {
        drive.toSettled(ticker);
        lease.held = false;

        assertThat(session.mustDisconnect()).isTrue();
        assertThat(state()).isEqualTo(SessionState.STANDBY);
    }

    @Test
    void who_stands_by_waits_for_no_answer_and_no_attempt() {
        drive.toLogin();
        session.closed("code 1006");
        drive.fail();
        assertThat(session.unanswered()).isZero();

        lease.held = false;
        session.mustDisconnect();

        assertThat(session.unanswered()).isNull();
        assertThat(session.nextAttemptIn()).as("it will not try").isNull();
        lease.held = true;
        session.mustDisconnect();
        assertThat(session.nextAttemptIn()).isZero();
    }

    @Test
    void who_waits_for_the_broker_notices_that_the_lease_has_gone() {
        drive.toLogin();
        lease.held = false;

        var gone = catchThrowableOfType(BrokerException.class, session::awaitLive);

        assertThat(gone.error().words()).contains("Another machine");
        assertThat(session.isExcused(gone)).as("the broker is none the worse for it").isTrue();
        session.disconnected();
        assertThat(session.attemptFailed(gone)).isFalse();
        assertThat(state()).isEqualTo(SessionState.STANDBY);
    }

    @Test
    void login_is_not_sent_when_the_last_question_says_no() {
        lease.confirmed = false;
        session.ready();
        session.authenticating();
        session.connecting();

        assertThat(session.opened()).isFalse();

        assertThat(catchThrowableOfType(BrokerException.class, session::awaitLive).error().words()).contains("Another machine");
        assertThat(state()).isEqualTo(SessionState.CONNECTING);
    }

    @Test
    void a_session_that_was_taken_away_is_taken_back_at_once_once_in_an_epoch() throws Exception {
        drive.toSettled(ticker);
        session.warned(SampleFrames.fields("system-R10001-duplicate-session"));
        assertThat(state()).isEqualTo(SessionState.RECONNECTING);
        assertThat(session.nextAttemptIn()).isZero();
        session.disconnected();

        drive.toSettled(ticker);
        session.warned(SampleFrames.fields("system-R10001-duplicate-session"));
        assertThat(state()).isEqualTo(SessionState.DUPLICATE_SESSION);
        assertThat(session.nextAttemptIn()).isEqualTo(Duration.ofSeconds(60));
        session.disconnected();

        lease.epoch = 9;
        ticker.advance(Duration.ofSeconds(60));
        drive.toSettled(ticker);
        session.warned(SampleFrames.fields("system-R10001-duplicate-session"));
        assertThat(session.nextAttemptIn()).isZero();
    }

    /** Whoever waits for LIVE to last is told as well, and by then the epoch's one time is spent. */
    @Test
    void so_is_one_that_was_taken_away_just_after_live() throws Exception {
        drive.toLive();
        session.warned(SampleFrames.fields("system-R10001-duplicate-session"));

        assertThat(drive.failSettling().excused()).isTrue();

        assertThat(state()).isEqualTo(SessionState.RECONNECTING);
        assertThat(session.nextAttemptIn()).isZero();
        assertThat(session.entered(SessionState.DUPLICATE_SESSION)).isZero();
    }

    @Test
    void who_has_lost_the_lease_blames_no_program_for_the_login_of_who_has_it() throws Exception {
        drive.toSettled(ticker);
        lease.held = false;

        session.warned(SampleFrames.fields("system-R10001-duplicate-session"));

        assertThat(state()).isEqualTo(SessionState.STANDBY);
        assertThat(session.entered(SessionState.DUPLICATE_SESSION)).isZero();
        assertThat(session.mustDisconnect()).isTrue();
    }

    @Test
    void who_stops_does_not_stand_by() {
        session.stopping();
        lease.held = false;

        session.mustDisconnect();

        assertThat(state()).isEqualTo(SessionState.STOPPED);
    }

    @Test
    void who_stands_by_for_long_enters_that_state_once() {
        lease.held = false;
        for (int i = 0; i < 3; i++) {
            session.mustDisconnect();
            ticker.advance(Duration.ofSeconds(1));
        }

        assertThat(session.entered(SessionState.STANDBY)).isOne();
    }

    @Test
    void a_lease_that_went_since_the_last_round_lets_nothing_begin() {
        session.ready();
        assertThat(session.mustDisconnect()).isFalse();

        lease.held = false;

        assertThat(session.mayConnect()).isFalse();
    }

    /** Very many others may begin to be served by this machine with it. */
    @Test
    void who_gets_the_lease_after_a_long_time_waits_for_its_turn_from_then_on() {
        SessionLimits as = SessionDrive.LIMITS;
        var turned = new Session(new SessionLimits(as.handshake(), as.answer(), as.silence(), as.retry(), as.rate(), as.refused(), as.duplicate(),
                as.jitter(), () -> Duration.ofSeconds(3)), lease, new MutableClock("2026-11-26T00:00:00Z"), ticker);
        turned.ready();
        lease.held = false;
        turned.mustDisconnect();
        ticker.advance(Duration.ofHours(1));
        turned.mustDisconnect();

        lease.held = true;

        assertThat(turned.mayConnect()).as("its turn is not given yet").isFalse();
        turned.mustDisconnect();
        assertThat(turned.nextAttemptIn()).hasSeconds(3);
        assertThat(turned.mayConnect()).isFalse();
        ticker.advance(Duration.ofSeconds(3));
        turned.mustDisconnect();
        assertThat(turned.mayConnect()).isTrue();
    }

    @Test
    void who_has_held_the_lease_all_along_waits_no_shorter_for_being_asked() {
        drive.refuseLogin("reg-fail-105111");

        session.mustDisconnect();

        assertThat(session.nextAttemptIn()).isEqualTo(SessionDrive.LIMITS.retry());
    }

    @Test
    void a_live_that_lasted_ends_the_row_of_brief_ones_also_when_it_went_with_the_lease() throws Exception {
        drive.toLive();
        session.closed("1000 Bye");
        drive.failSettling();
        drive.toSettled(ticker);
        lease.held = false;
        session.mustDisconnect();
        session.disconnected();
        lease.held = true;
        session.mustDisconnect();

        drive.toLive();
        session.closed("1000 Bye");

        assertThat(drive.failSettling().excused()).isTrue();
        assertThat(session.nextAttemptIn()).isEqualTo(SessionDrive.LIMITS.retry());
    }
}
