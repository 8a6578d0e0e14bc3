package dev.balancesync.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.util.Map;
import java.util.stream.Stream;

import dev.balancesync.SampleFrames;
import dev.balancesync.kiwoom.BrokerError.Kind;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestAnswerTest {
    private final RestAnswer answer = new RestAnswer(SampleFrames.JSON);

    static Stream<String> refusals() {
        return Stream.of("rest-fail-", "token-fail-").flatMap(prefix -> SampleFrames.startingWith(prefix).stream());
    }

    static Stream<String> successes() {
        return Stream.of("kt", "ka", "revoke-", "token-ok-").flatMap(prefix -> SampleFrames.startingWith(prefix).stream())
                .filter(name -> !name.endsWith("-request"));
    }

    @ParameterizedTest
    @MethodSource("successes")
    void an_answer_with_code_0_gives_its_fields(String file) {
        var fields = answer.read(200, SampleFrames.text(file));

        assertThat(fields).isEqualTo(SampleFrames.fields(file)).containsEntry("return_code", 0);
    }

    @Test
    void the_balance_pages_keep_their_text_as_it_is() {
        var fields = answer.read(200, SampleFrames.text("kt00018-official-doc"));

        assertThat(fields).containsEntry("tot_pur_amt", "000000017598258");
        assertThat(fields.get("acnt_evlt_remn_indv_tot")).asInstanceOf(LIST).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "rest-fail-1700-flow-variant,     200, RATE,        1700",
        "rest-fail-1700-flow-variant,     429, RATE,        1700",
        "rest-fail-1700-http429,          200, RATE,        1700",
        "rest-fail-1700-http429,          429, RATE,        1700",
        "rest-fail-8005-nested-http200,   200, TOKEN,       8005",
        "rest-fail-8005-nested-http200,   401, TOKEN,       8005",
        "rest-fail-8005-nested-http200,   500, TOKEN,       8005",
        "rest-fail-8005-toplevel-http200, 200, TOKEN,       8005",
        "rest-fail-8005-toplevel-http200, 403, TOKEN,       8005",
        "token-fail-1700-http429,         200, RATE,        1700",
        "token-fail-1700-http429,         429, RATE,        1700",
        "token-fail-8001-http200,         200, CREDENTIALS, 8001",
        "token-fail-8001-http200,         400, CREDENTIALS, 8001",
        "token-fail-8050-http200,         200, TOKEN,       8050",
        "rest-fail-8104-mock,             200, NOT_OFFERED, 8104",
        "rest-fail-RC9000-mock,           200, NOT_OFFERED, RC9000",
    })
    void a_refusal_is_read_from_the_body_before_the_status(String file, int status, Kind kind, String code) {
        BrokerError error = refused(status, SampleFrames.text(file));

        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.words()).isEqualTo(SampleFrames.fields(file).get("return_msg"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void no_refusal_among_the_samples_passes_as_an_answer(String file) {
        assertThat(refused(200, SampleFrames.text(file)).kind()).isNotEqualTo(Kind.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Too Many Requests", "<html>Too many</html>", "{}", "{\"message\":\"slow down\"}", "{\"return_code\":0}"})
    void status_429_is_a_rate_limit_whatever_the_body(String body) {
        BrokerError error = refused(429, body);

        assertThat(error.kind()).isEqualTo(Kind.RATE);
        assertThat(error.code()).isEqualTo("429");
    }

    /** A gateway before the broker says so without the broker's codes: a fresh token is tried. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Unauthorized", "<html>401</html>", "{}", "{\"message\":\"no\"}", "{\"return_code\":0}"})
    void status_401_refuses_the_token_whatever_the_body(String body) {
        BrokerError error = refused(401, body);

        assertThat(error.kind()).isEqualTo(Kind.TOKEN);
        assertThat(error.code()).isEqualTo("401");
    }

    @Test
    void status_429_beats_another_code_in_the_body() {
        BrokerError error = refused(429, "{\"return_code\":3,\"return_msg\":\"[8005:Token]\"}");

        assertThat(error.kind()).isEqualTo(Kind.RATE);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"return_code\":\"0\",\"token\":\"t\"}",
        "{\"return_code\":\"0000\",\"token\":\"t\"}",
        "{\"return_code\":0,\"token\":\"t\"}",
        "  {\"return_code\":0,\"token\":\"t\"}",
        "\uFEFF{\"return_code\":0,\"token\":\"t\"}",
    })
    void success_may_be_written_as_text_or_as_a_number(String body) {
        assertThat(answer.read(200, body)).containsEntry("token", "t");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "200 | <!DOCTYPE html><html>점검</html>    ",
        "200 | ~\n <html>점검</html>~              ",
        "503 | <html>maintenance</html>            ",
        "500 | INTERNAL_SERVER_ERROR               ",
        "500 | ~~                                  ",
        "502 | {}                                  ",
        "500 | {\"return_code\":0}                 ",
        "200 | {}                                  ",
        "200 | {\"return_code\":null}              ",
        "200 | {\"token\":\"t\"}                   ",
        "200 | ~~                                  ",
        "200 | null                                ",
        "200 | []                                  ",
        "200 | \"text\"                            ",
        "200 | 0                                   ",
        "200 | {\"return_code\":0                  ",
        "200 | {\"return_code\":0,}                ",
        "200 | {\"return_code\":0,\"a\":1e1111111111111111111111111111111} ",
        "404 | Not Found                           ",
    })
    void an_answer_that_says_nothing_of_use_counts_as_a_failure_with_its_status(int status, String body) {
        BrokerError error = refused(status, body);

        assertThat(error.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(error.code()).isEqualTo(String.valueOf(status));
    }

    @Test
    void no_body_at_all_counts_as_a_failure() {
        BrokerError error = refused(200, null);

        assertThat(error.kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void what_cannot_be_read_is_not_repeated() {
        BrokerError error = refused(200, "{\"token\":\"hunter2\", oops");

        assertThat(error.toString()).doesNotContain("hunter2", "oops");
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0.5", "0.0", "1e999999999", "\"00x\"", "\"\"", "\" 0\"", "[0]", "{}", "\"０\""})
    void a_code_that_is_neither_0_nor_a_text_of_zeros_is_no_success(String code) {
        BrokerError error = refused(200, "{\"return_code\":" + code + ",\"token\":\"t\"}");

        assertThat(error.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(error.code()).hasSizeLessThanOrEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1700", "1701", "1702"})
    void each_rate_limit_keeps_its_code(String code) {
        String body = "{\"return_code\":5,\"return_msg\":\"허용된 요청 개수를 초과하였습니다[" + code + ":유량=1]\"}";

        assertThat(refused(429, body)).returns(code, BrokerError::code).returns(Kind.RATE, BrokerError::kind);
        assertThat(refused(200, body)).returns(code, BrokerError::code).returns(Kind.RATE, BrokerError::kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RC4058:모의투자 장종료", "571489:장이 열리지 않는 날입니다."})
    void a_business_refusal_is_none_of_the_token(String reason) {
        BrokerError error = refused(200, "{\"return_code\":20,\"return_msg\":\"[2000](" + reason + ")\"}");

        assertThat(error.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(error.code()).isEqualTo(reason.substring(0, reason.indexOf(':')));
    }

    @Test
    void a_page_instead_of_json_is_taken_for_maintenance() {
        BrokerError error = refused(200, "\n<html>점검</html>");

        assertThat(error.advice()).contains("maintenance");
    }

    /** A captive portal or a company's proxy. */
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_is_somebody_elses_answer(int status) {
        assertThat(refused(status, "").advice()).contains("KIWOOM_REST_URL", "proxy");
        assertThat(refused(status, "<html>Moved</html>").advice()).contains("KIWOOM_REST_URL", "proxy");
        assertThat(BrokerError.refusedUpgrade(status, false).advice()).contains("KIWOOM_WS_URL", "proxy");
        assertThat(BrokerError.refusedUpgrade(status, true).advice()).contains("KIWOOM_WS_URL", "proxy");
    }

    @Test
    void the_fields_take_the_place_of_the_body() {
        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody("{\"return_code\":0,\"token\":\"t\"}");

        answer.process(exchange);
        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("return_code", 0, "token", "t"));

        exchange.getMessage().setBody("{\"return_code\":0}");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 503);
        assertThatThrownBy(() -> answer.process(exchange)).isInstanceOf(BrokerException.class);
    }

    private BrokerError refused(int status, String body) {
        return catchThrowableOfType(BrokerException.class, () -> answer.read(status, body)).error();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "200 | {}                | HTTP 200 응답에 return_code가 없습니다 | HTTP 200 without a return_code",
        "502 | {}                | HTTP 502 응답에 return_code가 없습니다 | HTTP 502 without a return_code",
        "500 | {\"return_code\":0} | HTTP 500 응답                       | HTTP 500",
        "200 | []                | HTTP 200 응답의 내용이 JSON이 아닙니다 | HTTP 200 with a body that is not a JSON object, 2 characters",
    })
    void what_is_wrong_with_an_answer_is_told_in_both_languages(int status, String body, String korean, String english) {
        BrokerError error = refused(status, body);

        assertThat(error.words(Language.KO)).isEqualTo(korean);
        assertThat(error.words(Language.EN)).isEqualTo(english);
    }
}
