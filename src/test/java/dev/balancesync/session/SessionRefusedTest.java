package dev.balancesync.session;

import static dev.balancesync.session.SessionState.CIRCUIT_OPEN;
import static dev.balancesync.session.SessionState.CREDENTIALS_REJECTED;
import static dev.balancesync.session.SessionState.DUPLICATE_SESSION;
import static dev.balancesync.session.SessionState.LIVE;
import static dev.balancesync.session.SessionState.LOGGING_IN;
import static dev.balancesync.session.SessionState.RECONNECTING;
import static dev.balancesync.session.SessionState.REGISTERING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import dev.balancesync.SampleFrames;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.kiwoom.Language;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts that fail, and when the next is due. */
class SessionRefusedTest {
    private final MutableTicker ticker = new MutableTicker();
    private final Session session = new Session(SessionDrive.LIMITS, Lease.ALONE, new MutableClock("2026-11-23T00:00:00Z"), ticker);
    private final SessionDrive drive = new SessionDrive(session);
    private static final Map<String, Object> TOO_MANY = Map.of("trnm", "REG", "return_code", 105110, "return_msg", "허용 요청 건수 초과");

    @Test
    void the_first_refused_token_is_excused_dropped_and_replaced_at_once() {
        var first = drive.refuseLogin("login-fail-805004-invalid-token");

        assertThat(first.cause().error().code()).isEqualTo("8005");
        assertThat(first.excused()).isTrue();
        assertThat(first.dropToken()).isTrue();
        assertThat(session.current().state()).isEqualTo(RECONNECTING);
        assertThat(session.current().error().code()).isEqualTo("8005");
        assertThat(session.mayConnect()).isTrue();
    }

    @Test
    void a_fresh_token_that_is_refused_too_counts_as_credentials_and_waits() {
        drive.refuseLogin("login-fail-805004-invalid-token");

        var second = drive.refuseLogin("login-fail-805004-invalid-token");

        assertThat(second.excused()).isTrue();
        assertThat(second.dropToken()).as("a minute later another fresh one is tried").isTrue();
        assertThat(session.current().state()).isEqualTo(CREDENTIALS_REJECTED);
        assertNextAttemptAfter(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8005", "8010", "8031", "8040", "8050", "8103"})
    void whatever_may_be_bound_to_the_token_is_tried_once_with_a_fresh_one(String code) {
        var frame = Map.<String, Object>of("trnm", "LOGIN", "return_code", 805004, "return_msg", "[CODE=" + code + ", MESSAGE=x]");

        var first = drive.refuse(frame);
        assertThat(first.dropToken()).isTrue();
        assertThat(first.excused()).isTrue();
        assertThat(session.current().state()).isEqualTo(RECONNECTING);
        assertThat(session.mayConnect()).isTrue();

        var second = drive.refuse(frame);
        assertThat(second.dropToken()).isTrue();
        assertThat(session.current().state()).isEqualTo(CREDENTIALS_REJECTED);
        assertThat(session.current().error().code()).isEqualTo(code);
        assertNextAttemptAfter(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8001", "8002", "8030", "8011", "8012", "8020"})
    void where_it_hardly_helps_a_fresh_token_is_tried_after_the_wait(String code) {
        var refusal = drive.refuse(Map.of("trnm", "LOGIN", "return_code", 805004, "return_msg", "[CODE=" + code + ", MESSAGE=x]"));

        assertThat(refusal.dropToken()).as("put right in the portal, the old one would be refused for a day").isTrue();
        assertThat(session.current().state()).isEqualTo(CREDENTIALS_REJECTED);
        assertNextAttemptAfter(Duration.ofSeconds(60));
    }

    /** "Nothing to do: the service goes on without this query", said status and page, and there was no session. */
    @ParameterizedTest
    @ValueSource(strings = {"8104", "8200", "1504"})
    void what_is_not_offered_is_something_to_look_after_where_it_is_the_connection(String code) {
        drive.refuse(Map.of("trnm", "LOGIN", "return_code", 805004, "return_msg", "[CODE=" + code + ", MESSAGE=x]"));

        assertThat(session.current().error().code()).isEqualTo(code);
        assertThat(session.current().error().advice()).contains("no session without it").doesNotContain("Nothing to do");
    }

    @Test
    void a_token_that_cannot_be_looked_up_is_dropped() {
        var refusal = drive.refuse(Map.of("trnm", "LOGIN", "return_code", 805004, "return_msg", "[CODE=8003, MESSAGE=x]"));

        assertThat(refusal.dropToken()).isTrue();
        assertThat(session.current().state()).isEqualTo(RECONNECTING);
    }

    static Stream<Map<String, Object>> oddAnswers() {
        return Stream.of("LOGIN", "REG").flatMap(trnm -> Stream.of(false, new BigDecimal("0.5"), new BigDecimal("1e999999999"), "00x", "", 1)
                .map(code -> Map.of("trnm", trnm, "return_code", code)));
    }

    @ParameterizedTest
    @MethodSource("oddAnswers")
    void an_answer_with_an_odd_code_is_a_refusal_in_words(Map<String, Object> frame) {
        var refusal = drive.refuse(frame);

        assertThat(refusal.cause().error().words()).contains("refused").hasSizeLessThan(60);
        if (!Integer.valueOf(1).equals(frame.get("return_code"))) {
            assertThat(refusal.cause().error().words()).startsWith(frame.get("trnm") + " refused: return_code");
            assertThat(refusal.cause().error().words(Language.KO)).startsWith(frame.get("trnm") + " 거절: return_code");
        }
        assertThat(session.current().state()).isEqualTo(RECONNECTING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOGIN", "REG"})
    void an_answer_without_a_code_is_a_refusal_in_words(String trnm) {
        var refusal = drive.refuse(Map.of("trnm", trnm)).cause();

        assertThat(refusal.error().words(Language.KO)).isEqualTo(trnm + " 거절: 응답에 return_code가 없습니다");
        assertThat(refusal).hasMessage("no return_code " + trnm + " refused: the answer has no return_code");
    }

    @Test
    void what_was_sent_before_login_and_passed_over_is_no_refusal() throws InterruptedException {
        drive.toLogin();

        session.refused(SampleFrames.fields("reg-before-login-100013"));
        session.loggedIn();
        session.registered();
        session.awaitLive();

        assertThat(session.current().state()).isEqualTo(LIVE);
    }

    @Test
    void too_many_registrations_are_waited_for_and_asked_again_on_the_same_connection() throws InterruptedException {
        drive.to(REGISTERING);

        session.refused(TOO_MANY);
        assertThat(session.current().state()).isEqualTo(REGISTERING);
        assertThat(session.current().error().code()).isEqualTo("105110");
        assertThat(session.mustRegister()).isFalse();
        ticker.advance(SessionDrive.LIMITS.retry());
        session.awaitLive();
        assertThat(session.mustRegister()).isTrue();
        session.registering();
        assertThat(session.mustRegister()).isFalse();
        assertThat(session.mustDisconnect()).as("the answer is awaited from now on").isFalse();
        session.registered();
        session.awaitLive();

        assertThat(session.current().state()).isEqualTo(LIVE);
        assertThat(session.isFeedInUse()).isTrue();
        assertThat(session.mustRegister()).isFalse();
    }

    @Test
    void a_broker_that_answers_nothing_is_told_from_one_that_refuses() throws InterruptedException {
        assertThat(session.unanswered()).as("nobody was asked yet").isNull();
        drive.toLive();
        assertThat(session.unanswered()).isZero();

        session.closed("code 1006");
        ticker.advance(Duration.ofSeconds(4));
        drive.fail();
        ticker.advance(Duration.ofSeconds(4));
        assertThat(session.unanswered()).isEqualTo(Duration.ofSeconds(8));

        session.attemptFailed(new BrokerException(BrokerError.of("8005", "Token")));
        assertThat(session.unanswered()).isNull();
    }

    @Test
    void a_registration_that_came_too_fast_is_asked_again_on_the_same_connection() {
        drive.to(REGISTERING);

        session.refused(Map.of("trnm", "REG", "return_code", 1700, "return_msg", "허용된 요청 개수를 초과하였습니다"));
        ticker.advance(SessionDrive.LIMITS.retry());

        assertThat(session.current().state()).isEqualTo(REGISTERING);
        assertThat(session.mustRegister()).isTrue();
    }

    @Test
    void registrations_that_stay_too_many_are_asked_later_and_later_and_then_given_up() throws InterruptedException {
        drive.to(REGISTERING);
        for (int seconds : new int[] {10, 20, 40, 80, 160, 300}) {
            session.refused(TOO_MANY);
            ticker.advance(Duration.ofSeconds(seconds).minusNanos(1));
            assertThat(session.mustRegister()).isFalse();
            ticker.advance(Duration.ofNanos(1));
            session.awaitLive();
            assertThat(session.mustRegister()).isTrue();
            session.registering();
        }

        session.refused(TOO_MANY);

        assertThat(drive.fail().cause().error().code()).isEqualTo("105110");
        assertThat(session.current().state()).isEqualTo(RECONNECTING);
    }

    @Test
    void a_close_while_registering_waits_is_told_and_not_registered_over() {
        drive.to(REGISTERING);
        session.refused(TOO_MANY);

        session.closed("1000 Bye");
        ticker.advance(SessionDrive.LIMITS.retry());

        assertThat(session.mustRegister()).isFalse();
        assertThat(drive.fail().cause()).hasMessage("Connection closed: 1000 Bye");
        drive.to(REGISTERING);
        assertThat(session.mustRegister()).as("on another connection").isFalse();
    }

    @Test
    void what_the_connection_said_goes_before_the_error_of_the_step_that_met_it() {
        drive.toLogin();
        session.closed("1000 Bye");

        session.attemptFailed(new IOException("the feed is not connected"));

        assertThat(session.current().error().words()).isEqualTo("Connection closed: 1000 Bye");
    }

    @Test
    void the_next_attempt_is_told_as_late_as_the_open_circuit_allows_it() {
        session.authenticating();
        session.circuitOpened(Duration.ofSeconds(60));

        session.attemptFailed(new ConnectException("Connection refused"));

        assertThat(session.nextAttemptIn()).hasSeconds(60);
    }

    @Test
    void once_it_was_live_a_refused_token_is_excused_again() throws InterruptedException {
        drive.refuseLogin("login-fail-805004-invalid-token");
        drive.toLive();
        session.closed("code 1000");
        session.disconnected();

        var later = drive.refuseLogin("login-fail-805004-invalid-token");

        assertThat(later.excused()).isTrue();
        assertThat(session.mayConnect()).isTrue();
    }

    @Test
    void a_warning_before_the_answer_to_login_does_not_hide_the_answer() {
        drive.toLogin();

        session.warned(SampleFrames.fields("system-R10004-no-login"));
        session.refused(SampleFrames.fields("login-fail-805004-invalid-token"));
        session.closed("code 1000");
        var refusal = drive.fail();

        assertThat(refusal.cause().error().code()).isEqualTo("8005");
        assertThat(refusal.dropToken()).isTrue();
    }

    @Test
    void a_warning_without_an_answer_is_the_reason_of_the_close() {
        drive.toLogin();

        var refusal = drive.warn(SampleFrames.fields("system-R10004-no-login"));

        assertThat(refusal.cause().error().code()).isEqualTo("R10004");
        assertThat(refusal.excused()).isFalse();
        assertThat(refusal.dropToken()).isFalse();
        assertThat(session.current().state()).isEqualTo(RECONNECTING);
        assertNextAttemptAfter(Duration.ofSeconds(10));
    }

    @Test
    void a_warning_alone_does_not_end_an_attempt() throws InterruptedException {
        drive.toLogin();

        session.warned(SampleFrames.fields("system-R10004-no-login"));
        assertThat(session.current().state()).isEqualTo(LOGGING_IN);
        session.loggedIn();
        session.registered();
        session.awaitLive();

        assertThat(session.current().state()).isEqualTo(LIVE);
    }

    @Test
    void a_duplicate_session_during_an_attempt_is_not_fought_either() {
        drive.toLogin();

        var refusal = drive.warn(SampleFrames.fields("system-R10001-duplicate-session"));

        assertThat(session.current().state()).isEqualTo(DUPLICATE_SESSION);
        assertThat(refusal.excused()).isTrue();
        assertThat(refusal.dropToken()).isFalse();
        assertNextAttemptAfter(Duration.ofSeconds(60));
    }

    @Test
    void the_first_failure_of_an_attempt_is_the_one_that_is_told() {
        drive.toLogin();

        session.closed("code 1006");
        session.refused(SampleFrames.fields("login-fail-805004-invalid-token"));

        assertThat(drive.fail().cause().error().code()).isNull();
    }

    @Test
    void the_failure_of_one_attempt_is_forgotten_in_the_next() throws InterruptedException {
        drive.refuseLogin("login-fail-805004-invalid-token");

        drive.toLive();

        assertThat(session.current().state()).isEqualTo(LIVE);
        assertThat(session.current().error()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"token-fail-8001-http200, 8001", "token-fail-8050-http200, 8050"})
    void refused_credentials_are_tried_once_a_minute_and_not_counted(String file, String code) {
        var refusal = drive.refuseToken(refusal(file));

        assertThat(session.current().state()).isEqualTo(CREDENTIALS_REJECTED);
        assertThat(session.current().error().code()).isEqualTo(code);
        assertThat(session.current().error().advice()).isNotBlank();
        assertThat(refusal.excused()).isTrue();
        assertThat(refusal.dropToken()).isFalse();
        assertNextAttemptAfter(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"login-fail-805002-no-token", "reg-fail-105111"})
    void a_refusal_of_another_kind_counts_and_waits(String file) {
        var refusal = drive.refuseLogin(file);

        assertThat(refusal.excused()).isFalse();
        assertThat(refusal.dropToken()).isFalse();
        assertThat(session.current().state()).isEqualTo(RECONNECTING);
        assertNextAttemptAfter(Duration.ofSeconds(10));
    }

    @Test
    void a_broker_that_cannot_be_reached_counts_and_waits() {
        session.ready();
        session.authenticating();
        var cause = new IllegalStateException(new ConnectException("Connection refused: host/127.0.0.1:1"));

        boolean dropToken = session.attemptFailed(cause);

        assertThat(session.isExcused(cause)).isFalse();
        assertThat(dropToken).isFalse();
        assertThat(session.current().error().kind()).isEqualTo(BrokerError.Kind.UNAVAILABLE);
        assertThat(session.current().error().words()).contains("Connection refused");
        assertNextAttemptAfter(Duration.ofSeconds(10));
    }

    @Test
    void an_open_circuit_is_told_until_it_closes() {
        session.ready();
        session.authenticating();
        session.circuitOpened(Duration.ofSeconds(60));

        session.attemptFailed(new ConnectException("Connection refused"));
        assertThat(session.current().state()).isEqualTo(CIRCUIT_OPEN);

        session.circuitLetsThrough();
        session.authenticating();
        session.attemptFailed(new ConnectException("Connection refused"));
        assertThat(session.current().state()).isEqualTo(RECONNECTING);
    }

    @Test
    void an_attempt_that_the_open_circuit_does_not_let_through_changes_no_state() {
        session.ready();
        session.circuitOpened(Duration.ofSeconds(60));
        session.attemptFailed(new ConnectException("Connection refused"));
        var before = session.current();

        boolean dropToken = session.attemptFailed(null);

        assertThat(dropToken).isFalse();
        assertThat(session.current()).isEqualTo(before);
        assertNextAttemptAfter(Duration.ofSeconds(1));
    }

    private static BrokerException refusal(String file) {
        var fields = SampleFrames.fields(file);
        return new BrokerException(BrokerError.read(fields.get("return_code"), fields.get("return_msg")));
    }

    private void assertNextAttemptAfter(Duration wait) {
        ticker.advance(wait.minusMillis(1));
        assertThat(session.mayConnect()).isFalse();
        ticker.advance(Duration.ofMillis(1));
        assertThat(session.mayConnect()).isTrue();
    }

    @Test
    void a_warning_is_remembered_over_the_answer_to_login() {
        drive.toLogin();
        session.warned(SampleFrames.fields("system-R10004-no-login"));
        session.loggedIn();

        session.closed("code 1000");

        assertThat(drive.fail().cause().error().code()).isEqualTo("R10004");
    }

    @Test
    void a_close_is_remembered_though_a_late_answer_follows_it() {
        drive.toLogin();
        session.closed("code 1006");

        session.loggedIn();

        assertThat(drive.fail().cause()).hasMessageContaining("code 1006");
    }

    @Test
    void only_where_the_connection_is_kept_for_another_reg_is_that_said() throws InterruptedException {
        Map<String, Object> tooMany = Map.of("trnm", "REG", "return_code", 105110, "return_msg", "허용 요청 건수 초과");
        drive.to(REGISTERING);
        session.refused(tooMany);
        assertThat(session.current().error().advice()).contains("The connection is kept");
        session.registered();

        session.refused(tooMany);

        assertThat(session.current().state()).isEqualTo(RECONNECTING);
        assertThat(session.current().error().advice()).contains("Waiting longer each time").doesNotContain("kept");
    }

    @Test
    void an_answer_that_comes_too_late_makes_nothing_live() {
        drive.to(REGISTERING);
        ticker.advance(SessionDrive.LIMITS.answer());
        assertThatThrownBy(session::awaitLive).isInstanceOf(BrokerException.class);

        session.registered();

        assertThat(session.current().state()).isEqualTo(REGISTERING);
        assertThat(drive.fail().cause()).hasMessageContaining("REG was not answered");
    }

    @ParameterizedTest
    @CsvSource({"점검 중, 점검 중", "' ', return_code 799999"})
    void a_code_that_nobody_knows_is_told_in_the_words_of_the_broker_if_it_has_any(String theirs, String told) {
        var refusal = drive.refuse(Map.of("trnm", "LOGIN", "return_code", 799999, "return_msg", theirs));

        assertThat(refusal.cause().error().words()).isEqualTo("LOGIN refused: " + told);
        assertThat(refusal.cause().error().words(Language.KO)).isEqualTo("LOGIN 거절: " + told);
    }

    @ParameterizedTest
    @CsvSource({"인증에 실패했습니다, 인증에 실패했습니다", "' ', The access token is no longer good"})
    void a_code_that_is_known_is_told_in_the_words_of_the_broker_alone_or_by_what_it_means(String theirs, String told) {
        var refusal = drive.refuse(Map.of("trnm", "LOGIN", "return_code", 8005, "return_msg", theirs));

        assertThat(refusal.cause().error().words()).as("a Korean page shows them as they are").isEqualTo(told);
        assertThat(refusal.cause().error().words(Language.KO)).isEqualTo("접근토큰이 더 이상 유효하지 않습니다");
    }

    @ParameterizedTest
    @CsvSource({"LOGGING_IN, LOGIN, 100013", "LOGGING_IN, REG, 105110", "REGISTERING, LOGIN, 105110", "REGISTERING, REG, 105111"})
    void only_too_many_registrations_are_asked_again_and_any_other_refusal_ends_the_attempt(SessionState at, String trnm, String code) {
        drive.to(at);

        session.refused(Map.of("trnm", trnm, "return_code", code, "return_msg", "거절"));
        ticker.advance(SessionDrive.LIMITS.retry());

        assertThat(session.mustRegister()).isFalse();
        assertThat(drive.fail().cause().error().code()).isEqualTo(code);
        assertThat(session.current().state()).isEqualTo(RECONNECTING);
    }

    @Test
    void the_end_of_a_live_that_nobody_waited_for_is_not_why_the_next_attempt_fails() throws InterruptedException {
        drive.toSettled(ticker);
        session.closed("code 1006");
        session.disconnected();

        drive.refuseToken(refusal("token-fail-8001-http200"));

        assertThat(session.current().state()).isEqualTo(CREDENTIALS_REJECTED);
        assertThat(session.current().error().code()).isEqualTo("8001");
    }

    @Test
    void an_attempt_that_breaks_soon_after_a_brief_live_was_none_itself() throws InterruptedException {
        drive.toLive();
        session.closed("1000 Bye");
        drive.failSettling();
        drive.toLogin();

        session.closed("code 1006");

        assertThat(drive.fail().cause()).hasMessage("Connection closed: code 1006");
    }

    @Test
    void another_reason_is_told_though_the_state_stays() {
        drive.toLogin();
        session.closed("code 1006");
        drive.fail();

        session.attemptFailed(new ConnectException("Connection refused"));

        assertThat(session.current().state()).isEqualTo(RECONNECTING);
        assertThat(session.current().error().words()).contains("Connection refused");
        assertThat(session.entered(RECONNECTING)).isEqualTo(2);
    }

    @Test
    void a_brief_live_that_opens_the_circuit_is_told_as_an_open_circuit() throws InterruptedException {
        drive.toLive();
        session.closed("1000 Bye");
        session.circuitOpened(Duration.ofSeconds(60));

        drive.failSettling();

        assertThat(session.current().state()).isEqualTo(CIRCUIT_OPEN);
        assertThat(session.current().error().words()).contains("1000 Bye");
    }

    @Test
    void a_live_ends_the_time_for_which_the_broker_answered_nothing() throws InterruptedException {
        drive.toLogin();
        session.closed("code 1006");
        drive.fail();
        ticker.advance(Duration.ofHours(1));
        drive.toLive();

        session.closed("code 1006");
        ticker.advance(Duration.ofSeconds(4));

        assertThat(session.unanswered()).hasSeconds(4);
    }
}
