package dev.balancesync.session;

import static dev.balancesync.session.SessionState.AUTHENTICATING;
import static dev.balancesync.session.SessionState.CONNECTING;
import static dev.balancesync.session.SessionState.DUPLICATE_SESSION;
import static dev.balancesync.session.SessionState.LIVE;
import static dev.balancesync.session.SessionState.LOGGING_IN;
import static dev.balancesync.session.SessionState.RECONNECTING;
import static dev.balancesync.session.SessionState.REGISTERING;
import static dev.balancesync.session.SessionState.STARTING;
import static dev.balancesync.session.SessionState.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import dev.balancesync.SampleFrames;
import dev.balancesync.kiwoom.BrokerError.Kind;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.time.Ticker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way to LIVE, and how LIVE ends. */
class SessionTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    /** Who waits with these must be woken. */
    private static final SessionLimits PATIENT = new SessionLimits(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(35),
            Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ZERO, () -> Duration.ZERO);

    private final MutableClock clock = new MutableClock(START.toString());
    private final MutableTicker ticker = new MutableTicker();
    private final Session session = new Session(SessionDrive.LIMITS, Lease.ALONE, clock, ticker);
    private final SessionDrive drive = new SessionDrive(session);

    @Test
    void a_session_starts_with_nothing_known() {
        assertThat(session.current()).isEqualTo(new Transition(STARTING, START, null));
        assertThat(session.connectedSince()).isNull();
        assertThat(session.lastPingAt()).isNull();
        assertThat(session.lastFrameAt()).isNull();
        assertThat(session.mustDisconnect()).isFalse();
    }

    @Test
    void an_attempt_that_nobody_waits_for_any_more_is_given_up_and_made_again() throws InterruptedException {
        Duration soon = Duration.ofMillis(10);
        var limits = new SessionLimits(soon, soon, Duration.ofSeconds(35), soon, soon, soon, soon, soon, () -> Duration.ZERO);
        var live = new Session(limits, Lease.ALONE, clock, ticker);
        new SessionDrive(live).toLive();
        var cutOff = new Session(limits, Lease.ALONE, clock, ticker);
        cutOff.ready();
        cutOff.authenticating();
        cutOff.connecting();
        cutOff.opened();
        assertThat(cutOff.mustDisconnect()).isFalse();

        pass(soon.plus(soon).plusSeconds(1));
        assertThat(cutOff.mustDisconnect()).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(cutOff.mustDisconnect()).isTrue();

        assertThat(cutOff.current().state()).isEqualTo(RECONNECTING);
        assertThat(live.mustDisconnect()).as("what is live may be as old as it likes").isFalse();
        cutOff.disconnected();
        assertThat(cutOff.mayConnect()).isTrue();
    }

    @Test
    void nothing_is_tried_before_the_journal_was_read_again() {
        pass(Duration.ofHours(1));

        assertThat(session.mayConnect()).isFalse();
        session.ready();
        assertThat(session.mayConnect()).isTrue();
    }

    @Test
    void each_answer_leads_one_state_further_until_live() throws InterruptedException {
        session.ready();
        session.authenticating();
        pass(Duration.ofSeconds(1));
        session.connecting();
        session.opened();
        session.loggedIn();
        pass(Duration.ofSeconds(1));
        session.registered();

        session.awaitLive();

        assertThat(session.transitions()).extracting(Transition::state)
                .containsExactly(STARTING, AUTHENTICATING, CONNECTING, LOGGING_IN, REGISTERING, LIVE);
        assertThat(session.transitions()).extracting(Transition::error).containsOnlyNulls();
        assertThat(session.current().since()).isEqualTo(START.plusSeconds(2));
        assertThat(session.connectedSince()).isEqualTo(START.plusSeconds(2));
        assertThat(session.mustDisconnect()).isFalse();
        assertThat(session.mayConnect()).isFalse();
    }

    @Test
    void the_supervisor_is_woken_when_the_feed_reports_live() throws Exception {
        var waiting = new Session(PATIENT, Lease.ALONE, clock, ticker);
        waiting.authenticating();
        waiting.connecting();

        var feed = CompletableFuture.runAsync(() -> {
            waiting.opened();
            waiting.loggedIn();
            waiting.registered();
        });
        waiting.awaitLive();

        assertThat(feed).succeedsWithin(Duration.ofSeconds(5));
        assertThat(waiting.current().state()).isEqualTo(LIVE);
    }

    @Test
    void an_answer_that_nobody_waits_for_changes_nothing() {
        session.opened();
        session.loggedIn();
        session.registered();
        assertThat(session.current().state()).isEqualTo(STARTING);

        drive.toLogin();
        session.registered();
        assertThat(session.current().state()).isEqualTo(LOGGING_IN);

        session.loggedIn();
        session.loggedIn();
        session.opened();
        assertThat(session.current().state()).isEqualTo(REGISTERING);
    }

    @ParameterizedTest
    @EnumSource(value = SessionState.class, names = {"LOGGING_IN", "REGISTERING"})
    void an_answer_that_does_not_come_is_not_waited_for_longer_than_the_limit(SessionState last) {
        drive.to(last);
        pass(SessionDrive.LIMITS.answer());

        assertThatThrownBy(session::awaitLive)
                .isInstanceOfSatisfying(BrokerException.class, e -> assertThat(e.error().kind()).isEqualTo(Kind.UNAVAILABLE))
                .hasMessageContaining(last == LOGGING_IN ? "LOGIN" : "REG")
                .hasMessageContaining(" 50 ms");
    }

    @Test
    void a_socket_that_does_not_open_is_given_a_second_more_than_its_own_limit() {
        session.ready();
        session.authenticating();
        session.connecting();
        pass(SessionDrive.LIMITS.handshake().plusSeconds(1));

        assertThatThrownBy(session::awaitLive).isInstanceOf(BrokerException.class)
                .hasMessageContaining("WebSocket")
                .hasMessageContaining(" 1050 ms");
    }

    @Test
    void a_warning_is_why_an_answer_does_not_come() {
        drive.toLogin();
        session.warned(SampleFrames.fields("system-R10004-no-login"));
        pass(SessionDrive.LIMITS.answer());

        assertThatThrownBy(session::awaitLive)
                .isInstanceOfSatisfying(BrokerException.class, e -> assertThat(e.error().code()).isEqualTo("R10004"));
    }

    @Test
    void whoever_waited_until_live_keeps_nobody_else_out() throws InterruptedException {
        drive.toLive();

        assertThat(CompletableFuture.supplyAsync(session::current)).succeedsWithin(Duration.ofSeconds(5)).extracting(Transition::state)
                .isEqualTo(LIVE);
    }

    @Test
    void the_supervisor_is_woken_when_the_connection_breaks_and_when_the_service_stops() {
        for (Consumer<Session> end : List.<Consumer<Session>>of(each -> each.closed("code 1006"), Session::stopping)) {
            var waiting = new Session(PATIENT, Lease.ALONE, clock, ticker);
            new SessionDrive(waiting).toLogin();
            var thread = new AtomicReference<Thread>();
            var supervisor = CompletableFuture.runAsync(() -> {
                thread.set(Thread.currentThread());
                assertThatThrownBy(waiting::awaitLive).isInstanceOf(BrokerException.class);
            });
            await().atMost(Duration.ofSeconds(5)).until(() -> thread.get() != null
                    && thread.get().getState() == Thread.State.TIMED_WAITING);

            end.accept(waiting);

            assertThat(supervisor).succeedsWithin(Duration.ofSeconds(5));
        }
    }

    @ParameterizedTest
    @EnumSource(value = SessionState.class, names = {"CONNECTING", "LOGGING_IN", "REGISTERING"})
    void an_attempt_keeps_its_socket_until_it_breaks_and_then_ends(SessionState last) {
        session.ready();
        session.authenticating();
        session.connecting();
        if (last != CONNECTING) {
            drive.to(last);
        }
        assertThat(session.isFeedInUse()).isTrue();
        assertThat(session.mustDisconnect()).isFalse();

        session.closed("code 1006");

        assertThatThrownBy(session::awaitLive).isInstanceOf(BrokerException.class).hasMessageContaining("code 1006");
        drive.fail();
        assertThat(session.isFeedInUse()).isFalse();
        assertThat(session.current().state()).isEqualTo(RECONNECTING);
    }

    @Test
    void the_silence_between_two_connections_does_not_end_the_second() throws InterruptedException {
        drive.toLive();
        session.closed("code 1006");
        session.disconnected();
        pass(Duration.ofHours(1));

        session.authenticating();
        session.connecting();

        assertThat(session.mustDisconnect()).isFalse();
        assertThat(session.current().state()).isEqualTo(CONNECTING);
    }

    @Test
    void without_jitter_the_attempt_after_a_lost_connection_is_made_at_once() throws InterruptedException {
        var hasty = new Session(PATIENT, Lease.ALONE, clock, ticker);
        new SessionDrive(hasty).toSettled(ticker);

        hasty.closed("code 1006");
        hasty.disconnected();

        assertThat(hasty.mayConnect()).isTrue();
    }

    @Test
    void each_entry_into_a_state_is_counted() throws InterruptedException {
        drive.toLive();
        session.closed("code 1006");
        session.disconnected();
        drive.toLive();

        assertThat(session.entered(LIVE)).isEqualTo(2);
        assertThat(session.entered(RECONNECTING)).isEqualTo(1);
        assertThat(session.entered(DUPLICATE_SESSION)).isZero();
    }

    @Test
    void a_close_while_live_means_another_attempt_within_the_jitter() throws InterruptedException {
        drive.toSettled(ticker);
        pass(Duration.ofMinutes(5));

        session.closed("code 1006");

        assertThat(session.current().state()).isEqualTo(RECONNECTING);
        assertThat(session.current().since()).isEqualTo(clock.instant());
        assertThat(session.current().error().kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(session.mustDisconnect()).isTrue();
        assertThat(session.mayConnect()).isFalse();

        session.disconnected();
        assertThat(session.mustDisconnect()).isFalse();
        assertThat(session.connectedSince()).isNull();
        pass(SessionDrive.LIMITS.jitter());
        assertThat(session.mayConnect()).isTrue();
    }

    @Test
    void an_error_of_the_connection_while_live_counts_like_a_close() throws InterruptedException {
        drive.toSettled(ticker);

        session.broke(new IOException("Connection reset by peer"));
        session.closed("after the error");

        assertThat(session.current().state()).isEqualTo(RECONNECTING);
        assertThat(session.current().error().words()).isEqualTo("Connection reset by peer");
    }

    @ParameterizedTest
    @CsvSource({"system-R10002-no-heartbeat, R10002", "system-R10004-no-login, R10004"})
    void what_the_broker_said_before_it_closed_is_the_reason(String file, String code) throws InterruptedException {
        drive.toLive();

        session.warned(SampleFrames.fields(file));
        assertThat(session.current().state()).isEqualTo(LIVE);
        session.closed("code 1000");

        assertThat(session.current().state()).isEqualTo(RECONNECTING);
        assertThat(session.current().error().code()).isEqualTo(code);
    }

    @Test
    void an_old_warning_does_not_explain_the_end_of_a_later_connection() throws InterruptedException {
        drive.toLive();
        session.warned(SampleFrames.fields("system-R10002-no-heartbeat"));
        session.closed("code 1000");
        session.disconnected();
        drive.toLive();

        session.closed("code 1006");

        assertThat(session.current().error().code()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"9999, R10002", "10000, "})
    void a_warning_explains_a_close_that_follows_within_ten_seconds(long millis, String code) throws InterruptedException {
        drive.toLive();
        session.warned(SampleFrames.fields("system-R10002-no-heartbeat"));

        pass(Duration.ofMillis(millis));
        session.closed("code 1000");

        assertThat(session.current().error().code()).isEqualTo(code);
    }

    @Test
    void silence_ends_a_connection_that_was_live() throws InterruptedException {
        drive.toLive();

        pass(Duration.ofSeconds(35));
        assertThat(session.mustDisconnect()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(session.mustDisconnect()).isTrue();

        assertThat(session.current().state()).isEqualTo(RECONNECTING);
        session.disconnected();
        assertThat(session.mayConnect()).isTrue();
    }

    @Test
    void any_frame_breaks_the_silence() throws InterruptedException {
        drive.toLive();
        pass(Duration.ofSeconds(30));

        session.frameReceived();
        pass(Duration.ofSeconds(35));

        assertThat(session.mustDisconnect()).isFalse();
        assertThat(session.lastFrameAt()).isEqualTo(START.plusSeconds(30));
        assertThat(session.current().state()).isEqualTo(LIVE);
    }

    @Test
    void a_ping_is_remembered() {
        pass(Duration.ofSeconds(10));

        session.pinged();

        assertThat(session.lastPingAt()).isEqualTo(START.plusSeconds(10));
    }

    @Test
    void a_duplicate_session_while_live_is_not_fought_for_a_minute() throws InterruptedException {
        drive.toLive();

        session.warned(SampleFrames.fields("system-R10001-duplicate-session"));
        session.closed("code 1000");

        assertThat(session.current().state()).isEqualTo(DUPLICATE_SESSION);
        assertThat(session.current().error().code()).isEqualTo("R10001");
        assertThat(session.current().error().advice()).isNotBlank();
        assertThat(session.mustDisconnect()).isTrue();
        session.disconnected();
        pass(Duration.ofMillis(59_999));
        assertThat(session.mayConnect()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(session.mayConnect()).isTrue();
    }

    @Test
    void a_stop_while_live_closes_the_socket_and_makes_no_other() throws InterruptedException {
        drive.toLive();

        session.stopping();
        session.closed("code 1000");

        assertThat(session.current().state()).isEqualTo(STOPPED);
        assertThat(session.mustDisconnect()).isTrue();
        session.disconnected();
        pass(Duration.ofDays(1));
        assertThat(session.mayConnect()).isFalse();
        assertThat(session.mustDisconnect()).isFalse();
    }

    @Test
    void a_stop_ends_the_wait_for_an_answer() {
        drive.toLogin();

        session.stopping();

        assertThatThrownBy(session::awaitLive).isInstanceOf(BrokerException.class);
        assertThat(session.attemptFailed(new IOException("closed"))).isFalse();
        assertThat(session.current().state()).isEqualTo(STOPPED);
    }

    @Test
    void nothing_is_begun_any_more_after_a_stop() {
        session.stopping();

        assertThatThrownBy(session::authenticating).isInstanceOf(BrokerException.class);
        assertThatThrownBy(session::connecting).isInstanceOf(BrokerException.class);

        assertThat(session.current().state()).isEqualTo(STOPPED);
        assertThat(session.isFeedInUse()).isFalse();
    }

    /** The machine is at rest: clock and ticker go on together. */
    private void pass(Duration time) {
        clock.move(time);
        ticker.advance(time);
    }

    // --- the machine's clock is set

    @ParameterizedTest
    @ValueSource(strings = {"-PT9H", "-PT1H", "PT9H"})
    void a_clock_that_is_set_ends_no_connection_and_hides_no_silence(Duration step) throws InterruptedException {
        drive.toSettled(ticker);

        clock.move(step);
        assertThat(session.mustDisconnect()).isFalse();
        assertThat(session.silence()).isEqualTo(Course.BRIEF);
        ticker.advance(SessionDrive.LIMITS.silence());

        assertThat(session.mustDisconnect()).isTrue();
        assertThat(session.current().state()).isEqualTo(RECONNECTING);
        session.disconnected();
        assertThat(session.mayConnect()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT9H", "-PT1H", "PT9H"})
    void a_clock_that_is_set_puts_no_attempt_off_and_none_forward(Duration step) throws InterruptedException {
        drive.toSettled(ticker);
        session.warned(SampleFrames.fields("system-R10001-duplicate-session"));
        session.disconnected();

        clock.move(step);
        assertThat(session.nextAttemptIn()).isEqualTo(SessionDrive.LIMITS.duplicate());
        ticker.advance(SessionDrive.LIMITS.duplicate().minusNanos(1));
        assertThat(session.mayConnect()).isFalse();
        ticker.advance(Duration.ofNanos(1));

        assertThat(session.mayConnect()).isTrue();
        assertThat(session.nextAttemptIn()).isZero();
    }

    @Test
    void a_clock_that_is_set_makes_no_old_warning_new() throws InterruptedException {
        drive.toSettled(ticker);
        session.warned(SampleFrames.fields("system-R10002-no-heartbeat"));
        ticker.advance(Duration.ofSeconds(10));

        clock.move(Duration.ofHours(-1));
        session.closed("code 1006");

        assertThat(session.current().error().code()).isNull();
    }

    @Test
    void silence_is_told_from_the_first_frame_on_and_the_next_attempt_while_there_is_no_connection() throws InterruptedException {
        assertThat(session.silence()).isNull();
        assertThat(session.nextAttemptIn()).isZero();

        drive.toSettled(ticker);
        assertThat(session.nextAttemptIn()).isNull();
        session.frameReceived();
        ticker.advance(Duration.ofSeconds(7));
        assertThat(session.silence()).hasSeconds(7);

        session.stopping();
        assertThat(session.nextAttemptIn()).isNull();
    }

    // --- a LIVE that does not last

    @Test
    void a_connection_closed_before_anybody_saw_it_live_is_told_as_it_was() {
        drive.to(REGISTERING);
        session.registered();
        ticker.advance(Duration.ofMillis(1));
        session.closed("1000 Bye");

        assertThatThrownBy(session::awaitLive).isInstanceOf(BrokerException.class)
                .hasMessage("The broker closed the connection 0.0 s after LIVE: 1000 Bye");
        assertThat(session.current().error().words(Language.KO)).isEqualTo("LIVE 0.0초 뒤에 키움이 연결을 닫았습니다: 1000 Bye");
    }

    @Test
    void a_live_of_less_than_five_seconds_is_a_failed_attempt() throws InterruptedException {
        drive.toLive();
        ticker.advance(Duration.ofMillis(420));
        session.broke(new IOException("Connection reset by peer"));

        var refusal = drive.failSettling();

        assertThat(refusal.cause()).hasMessage("The connection broke 0.4 s after LIVE: Connection reset by peer");
        assertThat(refusal.excused()).as("Kiwoom closes a connection now and then").isTrue();
        assertThat(session.current().state()).isEqualTo(RECONNECTING);
        assertThat(session.nextAttemptIn()).isEqualTo(SessionDrive.LIMITS.retry());
        assertThat(session.entered(RECONNECTING)).as("told once").isOne();
    }

    @Test
    void the_circuit_breaker_hears_of_a_second_brief_live_in_a_row() throws InterruptedException {
        assertThat(briefLive().excused()).isTrue();
        assertThat(briefLive().excused()).isFalse();

        drive.toSettled(ticker);
        session.closed("1000 Bye");
        session.disconnected();

        assertThat(briefLive().excused()).isTrue();
    }

    @Test
    void each_brief_live_in_a_row_doubles_the_wait_and_one_that_lasts_ends_the_row() throws InterruptedException {
        for (int seconds : new int[] {10, 20, 40, 80, 160, 300, 300}) {
            briefLive();
            assertThat(session.nextAttemptIn()).hasSeconds(seconds);
        }

        drive.toSettled(ticker);
        session.closed("1000 Bye");
        session.disconnected();
        assertThat(session.nextAttemptIn()).isLessThanOrEqualTo(SessionDrive.LIMITS.jitter());

        briefLive();
        assertThat(session.nextAttemptIn()).hasSeconds(10);
    }

    @Test
    void a_brief_live_is_backed_off_also_when_nobody_waits_for_it() throws InterruptedException {
        drive.toLive();

        session.closed("1000 Bye");
        session.disconnected();

        assertThat(session.nextAttemptIn()).isEqualTo(SessionDrive.LIMITS.retry());
    }

    @Test
    void a_duplicate_session_just_after_live_is_no_failure_of_the_line() throws InterruptedException {
        drive.toLive();
        session.warned(SampleFrames.fields("system-R10001-duplicate-session"));
        session.closed("1000 Bye");

        var refusal = drive.failSettling();

        assertThat(refusal.excused()).isTrue();
        assertThat(session.current().state()).isEqualTo(DUPLICATE_SESSION);
        assertThat(session.entered(DUPLICATE_SESSION)).as("told once").isOne();
        assertThat(session.nextAttemptIn()).isEqualTo(SessionDrive.LIMITS.duplicate());
    }

    @Test
    void silence_ends_a_live_also_while_it_has_yet_to_last() throws InterruptedException {
        var limits = new SessionLimits(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(10),
                Duration.ofMinutes(5), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ZERO, () -> Duration.ZERO);
        var silent = new Session(limits, Lease.ALONE, clock, ticker);
        new SessionDrive(silent).toLive();
        ticker.advance(Duration.ofSeconds(3));

        assertThatThrownBy(() -> silent.awaitSettled(true)).isInstanceOf(BrokerException.class).hasMessageContaining("No frame for 3 s");
        assertThat(silent.current().state()).isEqualTo(RECONNECTING);
    }

    /** Found by chaos, seed 70301: a line that goes silent right after REG was ended seconds late. */
    @Test
    void a_line_that_goes_silent_while_live_settles_is_ended_at_its_limit() throws InterruptedException {
        var limits = new SessionLimits(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofSeconds(10),
                Duration.ofMinutes(5), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ZERO, () -> Duration.ZERO);
        var real = Ticker.system();
        var silent = new Session(limits, Lease.ALONE, clock, real);
        new SessionDrive(silent).toLive();
        long live = real.nanos();

        assertThatThrownBy(() -> silent.awaitSettled(true)).isInstanceOf(BrokerException.class).hasMessageContaining("No frame");

        assertThat(real.since(live)).isLessThan(Course.BRIEF);
    }

    @Test
    void whoever_is_interrupted_while_live_settles_leaves_the_connection_alone() throws InterruptedException {
        drive.toLive();

        Thread.currentThread().interrupt();
        session.awaitSettled(true);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(session.current().state()).isEqualTo(LIVE);
    }

    private SessionDrive.Refusal briefLive() throws InterruptedException {
        drive.toLive();
        session.closed("1000 Bye");
        return drive.failSettling();
    }

    @Test
    void nothing_is_tried_while_what_another_machine_received_is_yet_to_be_read() {
        session.ready();
        session.notReady();
        assertThat(session.mayConnect()).isFalse();

        session.ready();

        assertThat(session.mayConnect()).isTrue();
    }

    @Test
    void the_first_attempt_is_made_no_sooner_than_it_may_be() {
        session.ready();
        session.notBefore(Duration.ofSeconds(3));

        assertThat(session.mayConnect()).isFalse();
        assertThat(session.nextAttemptIn()).hasSeconds(3);
        pass(Duration.ofSeconds(3));
        assertThat(session.mayConnect()).isTrue();
    }

    @Test
    void login_may_be_sent_where_the_socket_is_open_and_the_account_ones_own() {
        session.ready();
        session.authenticating();
        session.connecting();

        assertThat(session.opened()).isTrue();
    }

    @Test
    void connections_are_counted_from_one_and_between_two_there_is_none() throws InterruptedException {
        assertThat(session.connection()).isZero();
        drive.toLive();
        assertThat(session.connection()).isOne();

        session.closed("code 1006");
        session.disconnected();

        assertThat(session.connection()).isZero();
        drive.toLive();
        assertThat(session.connection()).isEqualTo(2);
    }

    @Test
    void whoever_asks_keeps_nobody_else_out() {
        session.current();

        assertThat(CompletableFuture.supplyAsync(session::current)).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void while_an_attempt_is_under_way_no_next_one_is_told() {
        session.authenticating();
        assertThat(session.nextAttemptIn()).as("AUTHENTICATING").isNull();
        session.connecting();
        assertThat(session.nextAttemptIn()).as("CONNECTING").isNull();
        session.opened();
        assertThat(session.nextAttemptIn()).as("LOGGING_IN").isNull();
        session.loggedIn();
        assertThat(session.nextAttemptIn()).as("REGISTERING").isNull();
    }
}
