package dev.balancesync.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balancesync.SampleFrames;
import dev.balancesync.kiwoom.BrokerError.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerErrorTest {
    @ParameterizedTest
    @CsvSource({
        "rest-fail-1700-flow-variant,      RATE,        1700",
        "rest-fail-1700-http429,           RATE,        1700",
        "rest-fail-8005-nested-http200,    TOKEN,       8005",
        "rest-fail-8005-toplevel-http200,  TOKEN,       8005",
        "token-fail-1700-http429,          RATE,        1700",
        "token-fail-8001-http200,          CREDENTIALS, 8001",
        "token-fail-8050-http200,          TOKEN,       8050",
        "rest-fail-8104-mock,              NOT_OFFERED, 8104",
        "rest-fail-RC9000-mock,            NOT_OFFERED, RC9000",
        "login-fail-805004-invalid-token,  TOKEN,       8005",
        "login-fail-805002-no-token,       UNAVAILABLE, 805002",
        "reg-before-login-100013,          UNAVAILABLE, 100013",
        "reg-fail-105111,                  UNAVAILABLE, 105111",
    })
    void the_code_is_found_where_the_broker_hides_it(String file, Kind kind, String code) {
        var fields = SampleFrames.fields(file);

        BrokerError error = BrokerError.read(fields.get("return_code"), fields.get("return_msg"));

        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.words()).isEqualTo(fields.get("return_msg"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "system-R10001-duplicate-session | DUPLICATE   | R10001",
        "system-R10002-no-heartbeat      | UNAVAILABLE | R10002",
        "system-R10004-no-login          | UNAVAILABLE | R10004",
    })
    void a_system_frame_has_its_code_in_a_field_of_its_own(String file, Kind kind, String code) {
        var frame = SampleFrames.fields(file);

        BrokerError error = BrokerError.of((String) frame.get("code"), (String) frame.get("message"));

        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "3      | 주문번호 8005 을 확인하세요                                 | 3",
        "3      | 8005                                                      | 3",
        "3      | (8005:Token)                                              | 3",
        "3      | [8005] Token                                              | 3",
        "3      | [80055:Token]                                             | 3",
        "3      | [805:Token]                                               | 3",
        "3      | CODE=805                                                  | 3",
        "20     | [2000](571489:장이 열리지 않는 날입니다.)                   | 571489",
        "20     | [8005](RC4058:업무)                                        | RC4058",
        "3      | ~~                                                        | 3",
    })
    void a_number_elsewhere_in_the_words_is_no_code(String top, String words, String code) {
        BrokerError error = BrokerError.read(top, words);

        assertThat(error.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(error.code()).isEqualTo(code);
    }

    /** As {@code 0003}, which is no code of four digits. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0003   | 인증에 실패했습니다[8005:Token이 유효하지 않습니다]           | TOKEN | 8005",
        "0005   | 허용된 요청 개수를 초과하였습니다[1700:허용된 요청 개수를 초과] | RATE  | 1700",
        "08005  | Token이 유효하지 않습니다                                    | TOKEN | 8005",
    })
    void a_padded_code_is_the_same_number(String top, String words, Kind kind, String code) {
        BrokerError error = BrokerError.read(top, words);

        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "8005   | [8001:다른 이유]                        | 8005",
        "805004 | [8001:먼저] CODE=8005                   | 8001",
        "805004 | CODE=8103 (RC9000                      | 8103",
        "3      | [8005:Token] [8001:App Key]            | 8005",
    })
    void the_top_level_code_goes_before_the_bracket_and_the_bracket_before_the_rest(String top, String words, String code) {
        BrokerError error = BrokerError.read(top, words);

        assertThat(error.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "8005, TOKEN", "8010, TOKEN", "8031, TOKEN", "8040, TOKEN", "8050, TOKEN", "8103, TOKEN", "805004, TOKEN",
        "8001, CREDENTIALS", "8002, CREDENTIALS", "8030, CREDENTIALS", "8011, CREDENTIALS", "8012, CREDENTIALS", "8020, CREDENTIALS",
        "1700, RATE", "1701, RATE", "1702, RATE", "429, RATE", "105110, RATE",
        "R10001, DUPLICATE",
        "RC9000, NOT_OFFERED", "8104, NOT_OFFERED", "1504, NOT_OFFERED", "1505, NOT_OFFERED", "8200, NOT_OFFERED",
        "1511, UNAVAILABLE", "1999, UNAVAILABLE", "500, UNAVAILABLE", "R10003, UNAVAILABLE", "r10001, UNAVAILABLE", "RC4058, UNAVAILABLE",
    })
    void each_code_has_its_kind(String code, Kind kind) {
        BrokerError error = BrokerError.of(code, "words");

        assertThat(error.kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8001", "8002", "8010", "8011", "8012", "8020", "8030", "8031", "8040", "8050", "8005", "8103", "1700", "429",
        "R10001", "R10002"})
    void what_the_user_can_do_is_told_for_every_code_that_we_know(String code) {
        BrokerError error = BrokerError.of(code, "words");

        assertThat(error.advice()).isNotBlank();
        assertThat(error.toString()).isEqualTo(code + " words (" + error.advice() + ")");
    }

    @Test
    void a_code_is_read_whether_it_is_a_number_or_text() {
        assertThat(BrokerError.read(8005, "words")).isEqualTo(BrokerError.read("8005", "words"));
        assertThat(BrokerError.read(8005L, "words")).isEqualTo(BrokerError.read("8005", "words"));
    }

    @Test
    void words_that_are_missing_or_long_do_not_hurt() {
        BrokerError none = BrokerError.read(3, null);
        BrokerError lines = BrokerError.read(3, " one\r\n\ttwo   three ");
        BrokerError edge = BrokerError.read(3, "가".repeat(300));
        BrokerError many = BrokerError.read(3, "가".repeat(301));

        assertThat(none.words()).isEmpty();
        assertThat(lines.words()).isEqualTo("one two three");
        assertThat(edge.words()).isEqualTo("가".repeat(300));
        assertThat(many.words()).isEqualTo("가".repeat(300) + "…");
    }

    @Test
    void without_an_answer_there_is_no_code() {
        BrokerError error = BrokerError.unavailable(null, "The broker did not answer", null);

        assertThat(error).isEqualTo(new BrokerError(Kind.UNAVAILABLE, null, "The broker did not answer", null));
        assertThat(error).hasToString("The broker did not answer");
        assertThat(new BrokerException(error)).hasMessage("The broker did not answer").returns(error, BrokerException::error);
    }

    @Test
    void without_a_code_of_its_own_the_one_in_the_words_counts() {
        assertThat(BrokerError.read(null, "[8005:Token]").kind()).isEqualTo(Kind.TOKEN);
        assertThat(BrokerError.read(null, "no idea").kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"점검\0중", "점검\ud83d중", "점검\u0085중", "점검\u2028중", "점검\r\n중", "점검\u001b중"})
    void what_no_line_and_no_column_can_hold_is_left_out_of_words_and_code(String said) {
        BrokerError error = BrokerError.read(said, said);

        assertThat(error.words()).isEqualTo("점검 중");
        assertThat(error.code()).isEqualTo("점검 중");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\0"})
    void a_code_that_says_nothing_is_none(String code) {
        assertThat(BrokerError.read(code, null)).hasToString("no return_code The broker refused and did not say why");
    }

    @Test
    void a_refusal_without_words_says_so_in_both_languages() {
        assertThat(BrokerError.read(77, " ").words(Language.KO)).contains("이유를 밝히지 않고");
        assertThat(BrokerError.read(77, null).words()).contains("did not say why");
    }

    @Test
    void words_are_not_cut_inside_a_character() {
        BrokerError error = BrokerError.read(3, "x" + "\ud83d\ude00".repeat(200));

        assertThat(error.words()).isEqualTo("x" + "\ud83d\ude00".repeat(149) + "…");
    }

    @Test
    void a_code_without_end_is_shortened() {
        assertThat(BrokerError.read("9".repeat(5_000), "").code()).isEqualTo("*".repeat(20) + "…");
        assertThat(BrokerError.read(3, "[2000](" + "X".repeat(5_000) + ":").code()).isEqualTo("X".repeat(20) + "…");
    }

    @Test
    void an_unknown_code_keeps_the_brokers_words_in_both_languages() {
        BrokerError error = BrokerError.read(9876, "새로운 오류입니다");

        assertThat(error.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(error.words(Language.KO)).isEqualTo("새로운 오류입니다");
        assertThat(error.words(Language.EN)).isEqualTo("새로운 오류입니다");
        assertThat(error.advice(Language.KO)).isNull();
    }

    @Test
    void a_known_code_is_told_in_words_of_the_readers_language() {
        BrokerError error = BrokerError.read(3, "인증에 실패했습니다[8050:지정단말기 인증에 실패했습니다]");

        assertThat(error.words(Language.KO)).contains("IP");
        assertThat(error.words(Language.EN)).contains("IP address is not registered");
        assertThat(error.advice(Language.KO)).contains("포털");
        assertThat(error.advice()).isEqualTo(error.advice(Language.EN)).contains("portal");
        assertThat(error.words()).isEqualTo("인증에 실패했습니다[8050:지정단말기 인증에 실패했습니다]");
    }

    @Test
    void a_service_that_was_cancelled_is_thought_of_when_the_right_keys_are_refused() {
        BrokerError error = BrokerError.of("8001", "App Key와 Secret Key 검증에 실패했습니다");

        assertThat(error.advice(Language.KO)).contains("3개월", "해지", "다시 신청");
        assertThat(error.advice(Language.EN)).contains("three months", "apply again");
    }

    @ParameterizedTest
    @CsvSource({
        "계좌 8112510011 은 조회할 수 없습니다,        계좌 ******0011 은 조회할 수 없습니다",
        "계좌번호=81125100,                           계좌번호=****5100",
        "계좌번호 8112-5100 오류,                      계좌번호 ****5100 오류",
        "[8112-5100-11],                              [******0011]",
        "A8112510011B,                                A******0011B",
        "(0000008112510011),                          (************0011)",
        "계좌 ８１１２５１００１１,                       계좌 ******００１１",
        "주문번호 0012345 종목 005930 [CODE=8005,       주문번호 0012345 종목 005930 [CODE=8005",
        "210.112.100.5:10000 2026-11-26,              210.112.100.5:10000 2026-11-26",
    })
    void an_account_number_in_the_brokers_words_is_masked(String said, String told) {
        assertThat(BrokerError.read(3, said).words()).isEqualTo(told);
        assertThat(BrokerError.unavailable(null, said, null)).hasToString(told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "503 | false | UNAVAILABLE | 키움이 WebSocket 대신 HTTP 503로 응답했습니다            | The broker refused the WebSocket with HTTP 503",
        "503 | true  | UNAVAILABLE | 키움이 WebSocket 대신 HTML 페이지와 HTTP 503로 응답했습니다 | The broker refused the WebSocket with HTTP 503 and an HTML page",
        "429 | false | RATE        | 키움이 WebSocket 대신 HTTP 429로 응답했습니다            | The broker refused the WebSocket with HTTP 429",
        "401 | false | UNAVAILABLE | 키움이 WebSocket 대신 HTTP 401로 응답했습니다            | The broker refused the WebSocket with HTTP 401",
        "418 | false | UNAVAILABLE | 키움이 WebSocket 대신 HTTP 418로 응답했습니다            | The broker refused the WebSocket with HTTP 418",
    })
    void a_refused_websocket_tells_the_status_and_never_costs_the_token(int status, boolean page, Kind kind, String korean, String english) {
        BrokerError error = BrokerError.refusedUpgrade(status, page);

        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.code()).isEqualTo(String.valueOf(status));
        assertThat(error.words(Language.KO)).isEqualTo(korean);
        assertThat(error.words(Language.EN)).isEqualTo(error.words()).isEqualTo(english);
    }

    @Test
    void a_page_in_place_of_the_websocket_is_taken_for_maintenance_whatever_the_status() {
        assertThat(BrokerError.refusedUpgrade(404, true).advice()).contains("maintenance");
        assertThat(BrokerError.refusedUpgrade(404, false).advice()).contains("KIWOOM_WS_URL").doesNotContain("maintenance");
        assertThat(BrokerError.refusedUpgrade(418, false).advice()).isNull();
    }

    @Test
    void words_of_ours_stand_where_nobody_knows_the_code_and_those_of_a_known_code_stay() {
        var ours = new Bilingual("로그인이 거절되었습니다", "The login was refused");

        BrokerError unknown = BrokerError.told(9876, null, ours);
        BrokerError known = BrokerError.told(8050, null, ours);

        assertThat(unknown.words(Language.KO)).isEqualTo("로그인이 거절되었습니다");
        assertThat(unknown.words(Language.EN)).isEqualTo("The login was refused");
        assertThat(known.words(Language.KO)).isEqualTo(BrokerError.of("8050", "").words(Language.KO)).contains("IP");
        assertThat(known.words(Language.EN)).contains("IP address is not registered");
    }

    @Test
    void an_advice_in_english_alone_is_given_to_everybody() {
        BrokerError error = BrokerError.unavailable(null, "The port is closed", "Open it");

        assertThat(error.advice(Language.KO)).isEqualTo("Open it");
        assertThat(error.advice(Language.EN)).isEqualTo("Open it");
        assertThat(error).hasToString("The port is closed (Open it)");
    }
}
