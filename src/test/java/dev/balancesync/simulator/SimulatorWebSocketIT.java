package dev.balancesync.simulator;

import static dev.balancesync.simulator.SocketClient.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import dev.balancesync.SampleFrames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LOGIN, REG, REMOVE, PING and the SYSTEM frames, as a program hears them. */
class SimulatorWebSocketIT {
    private static final Duration PING = Duration.ofMillis(100);
    private static final Duration HEARTBEAT = Duration.ofMillis(1_000);
    private static final String LOGIN_OK = sample("login-ok");
    private static final String REG_OK = sample("reg-ok");
    private static final String REG = sample("reg-request-04");

    private KiwoomSimulator kiwoom;

    @BeforeEach
    void setUp() {
        start(SimulatorOptions.defaults());
    }

    private void start(SimulatorOptions options) {
        if (kiwoom != null) {
            kiwoom.close();
        }
        kiwoom = KiwoomSimulator.start(options);
    }

    @AfterEach
    void tearDown() {
        kiwoom.close();
    }

    private static String sample(String file) {
        return SampleFrames.text(file).strip();
    }

    private SocketClient answered(String... frames) {
        SocketClient program = SocketClient.open(kiwoom);
        for (String frame : frames) {
            program.send(frame);
        }
        soon().until(() -> program.frames().size() >= frames.length);
        return program;
    }

    @Test
    void login_with_a_good_token_is_answered_as_captured() {
        SocketClient program = SocketClient.open(kiwoom);

        program.logIn(new RestClient(kiwoom).token("key"));

        program.awaitHeard(LOGIN_OK);
        program.catchUp(kiwoom, "mark");
        assertThat(program.frames()).containsExactly(LOGIN_OK);
        assertThat(program.isOpen()).isTrue();
    }

    @Test
    void reg_before_login_is_ignored_and_says_so_and_login_works_after_it() {
        SocketClient program = answered(REG);

        program.logIn(new RestClient(kiwoom).token("key"));
        program.awaitHeard(LOGIN_OK);
        kiwoom.buy("005930", 1, 0);

        program.catchUp(kiwoom, "mark");
        assertThat(program.frames()).containsExactly(sample("reg-before-login-100013"), LOGIN_OK);
        assertThat(kiwoom.count("registrations")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", "Bearer SIMULATED-TOKEN-1"})
    void login_with_a_bad_token_is_refused_and_closed(String token) {
        new RestClient(kiwoom).token("key");
        SocketClient program = SocketClient.open(kiwoom);

        program.logIn(token);

        assertThat(program.awaitEnd()).isEqualTo("1000 Bye");
        assertThat(program.frames()).containsExactly(sample("login-fail-805004-invalid-token"));
    }

    @Test
    void after_a_refused_login_nothing_more_is_taken() {
        String token = new RestClient(kiwoom).token("key");
        SocketClient first = SocketClient.loggedIn(kiwoom, "key");
        SocketClient program = SocketClient.open(kiwoom);

        program.logIn("wrong");
        program.sendAnyway("{\"trnm\":\"LOGIN\",\"token\":\"" + token + "\"}");

        assertThat(program.awaitEnd()).isEqualTo("1000 Bye");
        first.catchUp(kiwoom, "mark");
        assertThat(program.frames()).hasSize(1);
        assertThat(first.frames()).containsExactly(LOGIN_OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"trnm\":\"LOGIN\"}", "{\"trnm\":\"LOGIN\",\"token\":\"\"}"})
    void login_without_a_token_is_refused(String frame) {
        SocketClient program = answered(frame);

        assertThat(program.frames()).containsExactly(sample("login-fail-805002-no-token"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"token\":\"x\"}", "not JSON", "[]", "null", "7", ""})
    void a_frame_without_trnm_misses_it(String frame) {
        SocketClient program = answered(frame);

        assertThat(program.frames()).singleElement().asString().contains("\"return_code\":100002", "필수 파라미터가 누락되어 있습니다");
    }

    @Test
    void an_unknown_trnm_is_not_defined() {
        SocketClient program = answered("{\"trnm\":\"HELLO\"}");

        assertThat(program.frames()).containsExactly("{\"trnm\":\"HELLO\",\"return_code\":105108,\"return_msg\":\"정의되어 있지 않는 TRNM입니다\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"trnm\":\"REG\"}",
        "{\"trnm\":\"REG\",\"data\":{\"item\":[\"\"],\"type\":[\"04\"]}}",
        "{\"trnm\":\"REG\",\"data\":[{\"item\":\"\",\"type\":\"04\"}]}",
        "{\"trnm\":\"REG\",\"data\":[{\"item\":[\"\"]}]}",
        "{\"trnm\":\"REG\",\"data\":[{\"items\":[\"\"],\"types\":[\"04\"]}]}",
        "{\"trnm\":\"REG\",\"data\":[{\"item\":[\"\"],\"type\":[\"04\"]},{}]}",
    })
    void a_malformed_reg_fails_and_registers_nothing(String frame) {
        SocketClient program = SocketClient.loggedIn(kiwoom, "key");

        program.send(frame);
        program.awaitHeard(sample("reg-fail-105111"));
        kiwoom.buy("005930", 1, 0);

        program.catchUp(kiwoom, "mark");
        assertThat(program.frames()).containsExactly(LOGIN_OK, sample("reg-fail-105111"));
        assertThat(kiwoom.count("registrations")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"\"]", "[]", "[\"005930\"]"})
    void reg_is_answered_as_captured_and_frames_come_whatever_its_item(String item) {
        SocketClient program = SocketClient.loggedIn(kiwoom, "key");

        program.send(REG.replace("[\"\"]", item));
        program.awaitHeard(REG_OK);
        kiwoom.buy("000660", 1, 0);

        program.catchUp(kiwoom, "mark");
        assertThat(program.frames()).hasSize(3).startsWith(LOGIN_OK, REG_OK);
        assertThat(program.real("04")).hasSize(1);
        assertThat(kiwoom.count("registrations")).isEqualTo(1);
    }

    @Test
    void a_snapshot_is_never_sent_at_reg() {
        SocketClient program = SocketClient.loggedIn(kiwoom, "key");

        program.register("04");

        program.catchUp(kiwoom, "mark");
        assertThat(program.frames()).containsExactly(LOGIN_OK, REG_OK);
    }

    @Test
    void refresh_1_keeps_what_is_registered_and_0_forgets_it() {
        SocketClient program = SocketClient.loggedIn(kiwoom, "key");
        program.register("00");
        program.register("04");
        kiwoom.buy("005930", 1, 0);
        program.catchUp(kiwoom, "kept");
        int orders = program.real("00").size();

        program.send(REG.replace("\"refresh\":\"1\"", "\"refresh\":\"0\""));
        soon().until(() -> kiwoom.count("registrations") == 3);
        kiwoom.buy("005930", 1, 0);

        program.catchUp(kiwoom, "forgot");
        assertThat(orders).isPositive();
        assertThat(program.real("00")).hasSize(orders);
        assertThat(program.real("04")).hasSize(2);
    }

    @Test
    void remove_stops_the_frames() {
        SocketClient program = SocketClient.loggedIn(kiwoom, "key");
        program.register("04");
        kiwoom.buy("005930", 1, 0);

        program.send(sample("remove-request-04"));
        program.awaitHeard(sample("remove-ok"));
        kiwoom.buy("005930", 1, 0);

        program.catchUp(kiwoom, "mark");
        assertThat(program.real("04")).hasSize(1);
        assertThat(program.isOpen()).isTrue();
    }

    @Test
    void the_frames_that_programs_sent_are_kept_in_order() {
        answered("{\"trnm\":\"HELLO\"}", REG);

        assertThat(kiwoom.received()).containsExactly("{\"trnm\":\"HELLO\"}", REG);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_program_that_answers_ping_is_pinged_every_period_and_kept(boolean echo) {
        start(SimulatorOptions.defaults().withPing(PING, HEARTBEAT));
        long begin = System.nanoTime();
        SocketClient program = SocketClient.open(kiwoom, echo);
        program.logIn(new RestClient(kiwoom).token("key"));

        soon().pollInterval(Duration.ofMillis(20)).until(() -> {
            if (!echo) {
                program.send("{\"trnm\":\"PONG\"}");
            }
            return program.pings() >= 25;
        });

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(PING.multipliedBy(25));
        assertThat(program.isOpen()).isTrue();
        assertThat(program.frames()).containsExactly(LOGIN_OK);
    }

    @Test
    void a_program_that_does_not_answer_ping_is_told_and_closed() {
        start(SimulatorOptions.defaults().withPing(PING, HEARTBEAT));

        SocketClient program = SocketClient.loggedIn(kiwoom, "key");

        assertThat(program.awaitEnd()).isEqualTo("1000 Bye");
        assertThat(program.frames()).containsExactly(LOGIN_OK, sample("system-R10002-no-heartbeat"));
        assertThat(program.pings()).isBetween(1L, 10L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_program_that_never_logs_in_is_told_and_closed_even_if_it_answers_ping(boolean echo) {
        start(SimulatorOptions.defaults().withPing(PING, HEARTBEAT));

        SocketClient program = SocketClient.open(kiwoom, echo);

        assertThat(program.awaitEnd()).isEqualTo("1000 Bye");
        assertThat(program.frames()).containsExactly(sample("system-R10004-no-login"));
    }

    @Test
    void a_second_session_of_a_key_ends_the_first_and_leaves_other_keys_alone() {
        SocketClient first = SocketClient.loggedIn(kiwoom, "key");
        SocketClient other = SocketClient.loggedIn(kiwoom, "other");

        SocketClient second = SocketClient.loggedIn(kiwoom, "key");

        assertThat(first.awaitEnd()).isEqualTo("1000 Bye");
        assertThat(first.frames()).containsExactly(LOGIN_OK, sample("system-R10001-duplicate-session"));
        assertThat(second.isOpen()).isTrue();
        assertThat(other.isOpen()).isTrue();
        soon().until(() -> kiwoom.count("open") == 2);
        assertThat(kiwoom.count("opened")).isEqualTo(3);
        assertThat(kiwoom.count("most_open")).isEqualTo(3);
    }

    @Test
    void a_second_login_of_one_connection_ends_nothing() {
        SocketClient program = SocketClient.loggedIn(kiwoom, "key");

        program.logIn(new RestClient(kiwoom).token("key"));

        soon().until(() -> program.frames().size() == 2);
        program.catchUp(kiwoom, "mark");
        assertThat(program.frames()).containsExactly(LOGIN_OK, LOGIN_OK);
    }
}
