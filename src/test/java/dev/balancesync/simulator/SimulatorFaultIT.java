package dev.balancesync.simulator;

import static dev.balancesync.simulator.SocketClient.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;

import dev.balancesync.SampleFrames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault that waits does what its Javadoc says, once, through either door. */
class SimulatorFaultIT {
    private static final Duration IMPATIENT = Duration.ofMillis(300);
    private static final String LOGIN_OK = SampleFrames.text("login-ok").strip();
    private static final String REG_OK = SampleFrames.text("reg-ok").strip();

    private KiwoomSimulator kiwoom;
    private RestClient rest;

    @BeforeEach
    void setUp() {
        kiwoom = KiwoomSimulator.start(0);
        rest = new RestClient(kiwoom);
    }

    @AfterEach
    void tearDown() {
        kiwoom.close();
    }

    private SocketClient refusedOnce(Fault fault, FaultDoor door) {
        door.ask(kiwoom, fault);
        SocketClient program = SocketClient.open(kiwoom);
        program.logIn(rest.token("key"));
        return program;
    }

    private void assertLoginWorks() {
        SocketClient.loggedIn(kiwoom, "key").register("04");
    }

    @ParameterizedTest
    @EnumSource
    void token_answer_is_given_to_the_next_token_request(FaultDoor door) {
        door.ask(kiwoom, new Fault.TokenAnswer(429, SampleFrames.text("token-fail-1700-http429")));

        RestClient.Answer answer = rest.askToken("key");

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.text()).isEqualTo(SampleFrames.text("token-fail-1700-http429"));
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(rest.askToken("key").code()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void a_page_in_place_of_json_is_told_as_html(FaultDoor door) {
        door.ask(kiwoom, new Fault.TokenAnswer(200, "<html>점검 중</html>"));

        RestClient.Answer answer = rest.askToken("key");

        assertThat(answer.text()).isEqualTo("<html>점검 중</html>");
        assertThat(answer.header("Content-Type")).startsWith("text/html");
    }

    @ParameterizedTest
    @EnumSource
    void token_hang_never_answers_the_next_token_request(FaultDoor door) {
        door.ask(kiwoom, new Fault.TokenHang());

        assertThatThrownBy(() -> new RestClient(kiwoom, IMPATIENT).askToken("key")).hasCauseInstanceOf(HttpTimeoutException.class);
        assertThat(rest.askToken("key").code()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void rest_answer_is_given_to_the_next_call_of_its_api_id_only(FaultDoor door) {
        door.ask(kiwoom, new Fault.RestAnswer("kt00018", 500, "INTERNAL_SERVER_ERROR"));
        String token = rest.token("key");

        assertThat(rest.query("ka00001", token).code()).isZero();
        RestClient.Answer answer = rest.query("kt00018", token);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).isEqualTo("INTERNAL_SERVER_ERROR");
        assertThat(rest.query("kt00018", token).code()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void rest_answer_works_for_orders_too_and_then_nothing_is_ordered(FaultDoor door) {
        door.ask(kiwoom, new Fault.RestAnswer("kt10000", 200, "{\"return_code\":20,\"return_msg\":\"[2000](571489:장이 열리지 않는 날입니다.)\"}"));

        RestClient.Answer answer = rest.order("kt10000", rest.token("key"), "{\"stk_cd\":\"005930\",\"ord_qty\":\"1\",\"trde_tp\":\"3\"}");

        assertThat(answer.message()).contains("571489");
        assertThat(kiwoom.state()).containsEntry("cash", 50_000_000L);
    }

    @ParameterizedTest
    @EnumSource
    void rest_hang_never_answers_the_next_call_of_its_api_id_only(FaultDoor door) {
        door.ask(kiwoom, new Fault.RestHang("kt00018"));
        String token = rest.token("key");

        assertThat(rest.query("ka00001", token).code()).isZero();
        assertThatThrownBy(() -> new RestClient(kiwoom, IMPATIENT).query("kt00018", token)).hasCauseInstanceOf(HttpTimeoutException.class);

        assertThat(rest.query("kt00018", token).code()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void refuse_handshake_answers_the_next_one_with_its_status(FaultDoor door) {
        door.ask(kiwoom, new Fault.RefuseHandshake(503));

        Throwable refused = catchThrowable(() -> SocketClient.open(kiwoom));

        assertThat(refused).cause().isInstanceOfSatisfying(WebSocketHandshakeException.class,
                cause -> assertThat(cause.getResponse().statusCode()).isEqualTo(503));
        assertLoginWorks();
        assertThat(kiwoom.count("opened")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void hang_handshake_never_answers_the_next_one(FaultDoor door) {
        door.ask(kiwoom, new Fault.HangHandshake());

        assertThatThrownBy(() -> SocketClient.open(kiwoom, false, IMPATIENT)).hasCauseInstanceOf(HttpTimeoutException.class);

        assertLoginWorks();
        assertThat(kiwoom.count("opened")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void login_answer_replaces_the_next_one_and_closes(FaultDoor door) {
        SocketClient program = refusedOnce(new Fault.LoginAnswer("{\"trnm\":\"LOGIN\",\"return_code\":805004}", true), door);

        assertThat(program.awaitEnd()).isEqualTo("1000 Bye");
        assertThat(program.frames()).containsExactly("{\"trnm\":\"LOGIN\",\"return_code\":805004}");
        assertLoginWorks();
    }

    @ParameterizedTest
    @EnumSource
    void login_answer_leaves_the_connection_open_if_it_shall_not_close(FaultDoor door) {
        SocketClient program = refusedOnce(new Fault.LoginAnswer("nonsense", false), door);

        program.awaitHeard("nonsense");
        program.logIn(rest.token("key"));
        program.awaitHeard(LOGIN_OK);

        assertThat(program.frames()).containsExactly("nonsense", LOGIN_OK);
    }

    @ParameterizedTest
    @EnumSource
    void login_silence_never_answers_the_next_one(FaultDoor door) {
        SocketClient program = refusedOnce(new Fault.LoginSilence(), door);

        soon().until(() -> kiwoom.received().size() == 1);
        program.catchUp(kiwoom, "mark");

        assertThat(program.frames()).isEmpty();
        assertThat(program.isOpen()).isTrue();
        assertLoginWorks();
    }

    @ParameterizedTest
    @EnumSource
    void login_close_closes_without_an_answer(FaultDoor door) {
        SocketClient program = refusedOnce(new Fault.LoginClose(), door);

        assertThat(program.awaitEnd()).isEqualTo("1000 Bye");
        assertThat(program.frames()).isEmpty();
        assertLoginWorks();
    }

    @ParameterizedTest
    @EnumSource
    void reg_answer_replaces_the_next_one_and_registers_nothing(FaultDoor door) {
        SocketClient program = SocketClient.loggedIn(kiwoom, "key");
        door.ask(kiwoom, new Fault.RegAnswer(SampleFrames.text("reg-fail-105111").strip()));

        program.send(SampleFrames.text("reg-request-04"));
        program.awaitHeard(SampleFrames.text("reg-fail-105111").strip());
        kiwoom.buy("005930", 1, 0);

        program.catchUp(kiwoom, "mark");
        assertThat(program.real("04")).isEmpty();
        program.register("04");
        assertThat(kiwoom.count("registrations")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void reg_silence_never_answers_the_next_one(FaultDoor door) {
        SocketClient program = SocketClient.loggedIn(kiwoom, "key");
        door.ask(kiwoom, new Fault.RegSilence());

        program.send(SampleFrames.text("reg-request-04"));
        soon().until(() -> kiwoom.received().size() == 2);

        program.catchUp(kiwoom, "mark");
        assertThat(program.frames()).containsExactly(LOGIN_OK);
        program.register("04");
        assertThat(program.frames()).containsExactly(LOGIN_OK, REG_OK);
    }
}
