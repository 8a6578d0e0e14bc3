package dev.balancesync.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;

import dev.balancesync.SampleFrames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Refusals by their code, return codes in odd spellings, tokens bound to an address, and ends right after REG. */
class SimulatorRefusalIT {
    private static final String LOGIN_OK = SampleFrames.text("login-ok").strip();
    private static final String REG_OK = SampleFrames.text("reg-ok").strip();

    private KiwoomSimulator kiwoom;
    private RestClient rest;
    private String token;

    @BeforeEach
    void setUp() {
        kiwoom = KiwoomSimulator.start(0);
        rest = new RestClient(kiwoom);
        token = rest.token("key");
    }

    @AfterEach
    void tearDown() {
        kiwoom.close();
    }

    @ParameterizedTest
    @EnumSource
    void only_the_query_that_is_named_is_refused_and_only_once(FaultDoor door) {
        door.ask(kiwoom, new Fault.Refuse("kt00001", "RC9000"));

        assertThat(rest.query("kt00018", token).code()).isZero();
        assertThat(rest.query("kt00001", token).message()).isEqualTo("[2000](RC9000:모의투자에서는 해당업무가 제공되지 않습니다.)");
        assertThat(rest.query("kt00001", token).code()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1501, 200, 1", "1504, 200, 1", "1511, 200, 2", "1517, 200, 2", "1700, 429, 5", "1701, 429, 5", "1702, 429, 5",
        "1903, 200, 7",
        "8001, 200, 3", "8003, 200, 3", "8005, 200, 3", "8009, 200, 3", "8010, 200, 3",
        "8030, 200, 3", "8031, 200, 3", "8040, 200, 3",
        "8050, 200, 3", "8103, 200, 3", "8104, 200, 2", "8200, 200, 3", "RC9000, 200, 20", "RC4058, 200, 20",
        "501307, 200, 20", "571489, 200, 20"})
    void each_code_comes_in_its_form(String code, int status, int returnCode) {
        kiwoom.next(new Fault.Refuse("kt00018", code));

        RestClient.Answer answer = rest.query("kt00018", token);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(returnCode);
        assertThat(answer.message()).contains(returnCode == 20 ? "[2000](" + code + ":" : "[" + code + ":").doesNotContain("null");
        assertThat(answer.header("api-id")).isEqualTo("kt00018");
    }

    @ParameterizedTest
    @CsvSource({"token-fail-8001-http200, 8001", "token-fail-8050-http200, 8050"})
    void a_token_is_refused_as_captured(String sample, String code) {
        kiwoom.next(new Fault.Refuse("au10001", code));

        RestClient.Answer answer = rest.askToken("key");

        assertThat(answer.json()).isEqualTo(new RestClient.Answer(200, null, SampleFrames.text(sample)).json());
        assertThat(rest.askToken("key").code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8001", "8005", "8010", "8031", "8050", "8103"})
    void login_is_refused_with_the_code_inside_its_words_and_closed(String code) {
        kiwoom.next(new Fault.Refuse("LOGIN", code));
        SocketClient program = SocketClient.open(kiwoom);

        program.logIn(token);

        assertThat(program.awaitEnd()).isEqualTo("1000 Bye");
        assertThat(program.frames()).singleElement().asString().startsWith("{\"trnm\":\"LOGIN\",\"return_code\":805004,")
                .contains("[CODE=" + code + ", MESSAGE=").doesNotContain("null");
        SocketClient.loggedIn(kiwoom, "key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"105110", "105115", "105118", "105111", "1700"})
    void reg_is_refused_and_works_afterwards(String code) {
        kiwoom.next(new Fault.Refuse("REG", code));
        SocketClient program = SocketClient.loggedIn(kiwoom, "key");

        program.send(SampleFrames.text("reg-request-04"));
        SocketClient.soon().until(() -> program.frames().size() == 2);

        assertThat(program.frames().get(1)).startsWith("{\"trnm\":\"REG\",\"return_code\":" + code + ",");
        program.register("04");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"0000\"", "\"0\"", "false", "0.5", "1e999999999", "null", "\"\""})
    void a_true_answer_can_have_any_return_code(String json) {
        kiwoom.next(new Fault.ReturnCode("kt00001", json));
        kiwoom.next(new Fault.ReturnCode("au10001", json));

        String odd = rest.query("kt00001", token).text();
        String oddToken = rest.askToken("key").text();
        String usual = rest.query("kt00001", token).text();

        assertThat(odd).isEqualTo(usual.replace("\"return_code\":0,", "\"return_code\":" + json + ",")).isNotEqualTo(usual);
        assertThat(oddToken).contains("\"return_code\":" + json + ",", "\"token\":\"" + token + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"0000\"", "false", "0.5", "1e999999999"})
    void login_and_reg_can_have_any_return_code_too(String json) {
        kiwoom.next(new Fault.ReturnCode("LOGIN", json));
        kiwoom.next(new Fault.ReturnCode("REG", json));
        SocketClient program = SocketClient.open(kiwoom);

        program.logIn(token);
        program.send(SampleFrames.text("reg-request-04"));
        SocketClient.soon().until(() -> program.frames().size() == 2);

        assertThat(program.frames()).containsExactly(LOGIN_OK.replace(":0,", ":" + json + ","), REG_OK.replace(":0,", ":" + json + ","));
    }

    @ParameterizedTest
    @EnumSource
    void old_tokens_are_refused_everywhere_and_a_fresh_one_is_good(FaultDoor door) {
        door.ask(kiwoom, new Fault.OldTokens("8010"));
        SocketClient program = SocketClient.open(kiwoom);

        RestClient.Answer refused = rest.query("kt00018", token);
        program.logIn(token);

        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.message()).contains("[8010:");
        assertThat(program.awaitEnd()).isEqualTo("1000 Bye");
        assertThat(program.frames()).singleElement().asString().contains("[CODE=8010, MESSAGE=");
        assertThat(rest.query("kt00018", rest.token("key")).code()).isZero();
        assertThat(rest.query("kt00018", token).message()).contains("[8010:");
    }

    @Test
    void a_token_works_only_at_the_address_that_asked_for_it() throws Exception {
        String refused = RawCall.from("127.0.0.2", URI.create(kiwoom.restUrl()), token);

        assertThat(refused).contains("[8010:");
        assertThat(rest.query("kt00018", token).code()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void a_session_can_end_within_a_moment_of_reg(FaultDoor door) {
        door.ask(kiwoom, new Fault.RegClose());
        SocketClient program = SocketClient.loggedIn(kiwoom, "key");

        program.send(SampleFrames.text("reg-request-04"));

        assertThat(program.awaitEnd()).isEqualTo("1000 Bye");
        assertThat(program.frames()).containsExactly(LOGIN_OK, REG_OK);
        SocketClient.loggedIn(kiwoom, "key").register("04");
    }

    @ParameterizedTest
    @EnumSource
    void a_line_can_be_reset_after_every_reg(FaultDoor door) {
        for (int i = 0; i < 3; i++) {
            door.ask(kiwoom, new Fault.RegReset());
        }

        for (int i = 0; i < 3; i++) {
            SocketClient program = SocketClient.loggedIn(kiwoom, "key");
            program.send(SampleFrames.text("reg-request-04"));
            assertThat(program.awaitEnd()).doesNotContain("Bye");
            assertThat(program.frames()).startsWith(LOGIN_OK);
        }
        SocketClient.loggedIn(kiwoom, "key").register("04");
        assertThat(kiwoom.count("registrations")).isEqualTo(4);
    }

    @Test
    void a_real_account_also_says_that_no_login_came() {
        kiwoom.close();
        kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withReal(true));
        SocketClient program = SocketClient.open(kiwoom);

        program.logIn("wrong");

        assertThat(program.awaitEnd()).isEqualTo("1000 Bye");
        assertThat(program.frames()).isEqualTo(List.of(SampleFrames.text("login-fail-805004-invalid-token").strip(),
                SampleFrames.text("system-R10004-no-login").strip()));
    }
}
