package dev.balancesync.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import dev.balancesync.SampleFrames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program must get right before it is told anything: pace, headers, bodies. */
class SimulatorStrictnessIT {
    private static final String HOLDINGS = "{\"qry_tp\":\"2\",\"dmst_stex_tp\":\"KRX\"}";

    private final AtomicLong nanos = new AtomicLong();
    private KiwoomSimulator kiwoom;
    private RestClient rest;
    private String token;

    @BeforeEach
    void setUp() {
        start(SimulatorOptions.defaults());
    }

    private void start(SimulatorOptions options) {
        if (kiwoom != null) {
            kiwoom.close();
        }
        kiwoom = KiwoomSimulator.start(options, Clock.systemUTC(), nanos::get);
        rest = new RestClient(kiwoom);
        token = rest.token("key");
    }

    @AfterEach
    void tearDown() {
        kiwoom.close();
    }

    private void pass(long millis) {
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    private boolean isTold(String api) {
        return rest.query(api, token).code() == 0;
    }

    @Test
    void mock_trading_takes_two_requests_of_a_tr_at_once_and_then_one_a_second() {
        start(SimulatorOptions.defaults().withPace(true));

        assertThat(Stream.of(0, 0, 0, 990, 10, 0, 1_000, 1_100, 1_100).map(wait -> {
            pass(wait);
            return isTold("kt00018");
        })).containsExactly(true, true, false, false, true, false, true, true, true);
        assertThat(kiwoom.count("too_many")).isEqualTo(3);
    }

    @Test
    void a_rest_of_any_length_is_worth_two_requests() {
        start(SimulatorOptions.defaults().withPace(true));
        isTold("kt00018");
        pass(3_600_000);

        assertThat(Stream.of(1, 2, 3).map(each -> isTold("kt00018"))).containsExactly(true, true, false);
    }

    @Test
    void each_tr_and_each_token_has_a_pace_of_its_own() {
        start(SimulatorOptions.defaults().withPace(true));
        isTold("kt00018");
        isTold("kt00018");

        assertThat(isTold("kt00018")).isFalse();
        assertThat(isTold("kt00001")).isTrue();
        assertThat(rest.query("kt00018", rest.token("other")).code()).isZero();
    }

    @Test
    void one_request_too_many_is_refused_as_captured_and_costs_nothing() {
        start(SimulatorOptions.defaults().withPace(true));
        isTold("kt00018");
        isTold("kt00018");

        RestClient.Answer refused = rest.query("kt00018", token);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text()).isEqualTo(SampleFrames.JSON.valueToTree(SampleFrames.fields("rest-fail-1700-flow-variant")).toString()
                .replace("kt10001", "kt00018"));
        pass(1_000);
        assertThat(isTold("kt00018")).isTrue();
    }

    @Test
    void forty_five_holdings_come_to_a_program_that_waits_1_1_s_between_pages_and_never_to_one_that_waits_0_2_s() {
        start(SimulatorOptions.defaults().withPace(true).withHoldings(45));

        assertThat(pages(1_100)).isEqualTo(3);
        pass(10_000);
        assertThat(pages(200)).isEqualTo(2);
    }

    /** @return how many pages came before the end or a refusal */
    private int pages(long wait) {
        RestClient.Answer answer = rest.query("kt00018", token);
        int pages = 0;
        while (answer.code() == 0) {
            pages++;
            if (!"Y".equals(answer.header("cont-yn"))) {
                break;
            }
            pass(wait);
            answer = rest.query("kt00018", token, "cont-yn", "Y", "next-key", answer.header("next-key"));
        }
        return pages;
    }

    @Test
    void a_real_account_takes_five_queries_a_second_whatever_they_ask() {
        start(SimulatorOptions.defaults().withPace(true).withReal(true));

        assertThat(Stream.of("kt00018", "kt00018", "kt00018", "kt00001", "ka00001", "kt00001").map(this::isTold))
                .containsExactly(true, true, true, true, true, false);
        assertThat(rest.query("kt00018", token).message()).contains("유량=5");
        pass(200);
        assertThat(isTold("kt00001")).isTrue();
    }

    @Test
    void tokens_are_given_twice_a_second() {
        start(SimulatorOptions.defaults().withPace(true));
        rest.askToken("key");

        RestClient.Answer refused = rest.askToken("key");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.message()).contains("[1700:").contains("API ID=au10001");
        pass(500);
        assertThat(rest.askToken("key").code()).isZero();
    }

    @Test
    void without_pace_a_program_may_ask_as_often_as_it_likes() {
        assertThat(Stream.generate(() -> isTold("kt00018")).limit(20)).containsOnly(true);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "kt00018 | {}                                              | [1511:.*필수입력 파라미터=qry_tp]",
        "kt00018 | no JSON                                         | [1511:.*필수입력 파라미터=qry_tp]",
        "kt00018 | ''                                              | [1511:.*필수입력 파라미터=qry_tp]",
        "kt00018 | {\"qry_tp\":\"\",\"dmst_stex_tp\":\"KRX\"}      | [1511:.*필수입력 파라미터=qry_tp]",
        "kt00018 | {\"qry_tp\":1,\"dmst_stex_tp\":\"KRX\"}         | [1511:.*필수입력 파라미터=qry_tp]",
        "kt00018 | {\"qry_tp\":\"1\"}                              | [1511:.*필수입력 파라미터=dmst_stex_tp]",
        "kt00018 | {\"qry_tp\":\"3\",\"dmst_stex_tp\":\"KRX\"}     | [1517:.*파라미터=qry_tp.*]",
        "kt00001 | {}                                              | [1511:.*필수입력 파라미터=qry_tp]",
        "kt00001 | {\"qry_tp\":\"1\"}                              | [1517:.*파라미터=qry_tp.*]",
    })
    void a_body_that_misses_something_or_says_something_odd_is_refused(String api, String body, String words) {
        RestClient.Answer answer = rest.ask(api, token, body);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.message()).matches("입력 값 오류입니다" + words.replace("[", "\\[").replace("]", "\\]"));
    }

    @Test
    void an_exchange_that_there_is_not_is_a_business_refusal() {
        RestClient.Answer answer = rest.ask("kt00018", token, HOLDINGS.replace("KRX", "NYSE"));

        assertThat(answer.code()).isEqualTo(20);
        assertThat(answer.message()).contains("(501307:");
        assertThat(rest.ask("kt00018", token, HOLDINGS.replace("KRX", "NXT")).code()).isZero();
    }

    @Test
    void a_call_without_api_id_has_none() {
        RestClient.Answer answer = rest.post("/api/dostk/acnt", HOLDINGS, "authorization", "Bearer " + token);

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.message()).contains("[1501:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded"})
    void a_body_that_is_not_said_to_be_json_is_not_read(String type) {
        RestClient.Answer answer = rest.postAs(type, "/api/dostk/acnt", HOLDINGS, "api-id", "kt00018", "authorization", "Bearer " + token);

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.message()).contains("[1512:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json;charset=UTF-8", "Application/JSON; charset=utf-8"})
    void json_may_be_said_in_each_spelling(String type) {
        assertThat(rest.postAs(type, "/api/dostk/acnt", HOLDINGS, "api-id", "kt00018", "authorization", "Bearer " + token).code()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "kt00005 | 20 | [2000](RC9000:모의투자에서는 해당업무가 제공되지 않습니다.)",
        "kt00002 | 20 | [2000](RC9000:모의투자에서는 해당업무가 제공되지 않습니다.)",
        "ka01690 | 2  | 입력 값 오류입니다[8104:모의투자에서 지원하지 않는 API 입니다.]",
    })
    void what_mock_trading_does_not_offer_is_refused_as_captured(String api, int returnCode, String words) {
        RestClient.Answer answer = rest.query(api, token);

        assertThat(answer.text()).isEqualTo("{\"return_code\":" + returnCode + ",\"return_msg\":\"" + words + "\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ka00001", "kt00001", "kt00018", "kt00005", "kt99999"})
    void every_answer_has_its_three_headers(String api) {
        RestClient.Answer answer = rest.query(api, token);

        assertThat(answer.header("api-id")).isEqualTo(api);
        assertThat(answer.header("cont-yn")).isEqualTo("N");
        assertThat(answer.header("next-key")).isEmpty();
    }
}
