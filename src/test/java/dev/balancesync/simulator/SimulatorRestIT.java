package dev.balancesync.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.SampleFrames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens and queries, as a program sees them. */
class SimulatorRestIT {
    private static final String ROWS = "acnt_evlt_remn_indv_tot";
    private KiwoomSimulator kiwoom;
    private RestClient rest;

    @BeforeEach
    void setUp() {
        start(SimulatorOptions.defaults());
    }

    private void start(SimulatorOptions options) {
        if (kiwoom != null) {
            kiwoom.close();
        }
        kiwoom = KiwoomSimulator.start(options);
        rest = new RestClient(kiwoom);
    }

    @AfterEach
    void tearDown() {
        kiwoom.close();
    }

    private static JsonNode sample(String file) {
        return new RestClient.Answer(200, null, SampleFrames.text(file)).json();
    }

    private static List<String> names(JsonNode node) {
        var names = new ArrayList<String>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static long number(JsonNode node, String field) {
        return Long.parseLong(node.path(field).asText());
    }

    @Test
    void a_token_looks_as_the_live_one_and_lasts_a_day_of_korean_time() {
        RestClient.Answer answer = rest.askToken("key");

        Instant expires = LocalDateTime.parse(answer.json().path("expires_dt").asText(), DateTimeFormatter.ofPattern("yyyyMMddHHmmss"))
                .atZone(ZoneId.of("Asia/Seoul")).toInstant();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(names(answer.json())).isEqualTo(names(sample("token-ok-live")));
        assertThat(answer.json().path("return_code").isInt()).isTrue();
        assertThat(answer.json().path("token_type").asText()).isEqualTo("Bearer");
        assertThat(answer.json().path("token").asText()).matches("[A-Za-z0-9_-]+");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json;charset=UTF-8");
        assertThat(ChronoUnit.MINUTES.between(Instant.now(), expires)).isBetween(24 * 60L - 2, 24 * 60L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"grant_type\":\"client_credentials\",\"secretkey\":\"s\"}                    | [8020:",
        "{\"grant_type\":\"client_credentials\",\"appkey\":\"k\"}                       | [8020:",
        "{\"grant_type\":\"client_credentials\",\"appkey\":\" \",\"secretkey\":\"s\"}   | [8020:",
        "{\"grant_type\":\"client_credentials\",\"appkey\":\"k\",\"secretkey\":\"\"}    | [8020:",
        "{\"grant_type\":\"password\",\"appkey\":\"k\",\"secretkey\":\"s\"}             | [8012:",
        "{\"appkey\":\"k\",\"secretkey\":\"s\"}                                         | [8011:",
        "{}                                                                            | [8011:",
        "no JSON                                                                       | [8011:",
        "[]                                                                            | [8011:",
        "''                                                                            | [8011:",
    })
    void a_bad_token_request_is_refused_with_status_200_and_the_code_in_brackets(String body, String code) {
        RestClient.Answer answer = rest.post("/oauth2/token", body);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.message()).contains(code);
        assertThat(answer.json().has("token")).isFalse();
    }

    @Test
    void the_same_key_gets_the_same_token_again_and_another_key_another() {
        String first = rest.token("key");

        assertThat(rest.token("key")).isEqualTo(first);
        assertThat(rest.token("other")).isNotEqualTo(first);
        assertThat(rest.query("ka00001", first).code()).isZero();
        assertThat(kiwoom.count("token_requests")).isEqualTo(3);
    }

    @Test
    void where_tokens_replace_each_other_a_new_one_kills_the_old_one_of_its_key() {
        start(SimulatorOptions.defaults().withTokenReplaces(true));
        String old = rest.token("key");
        String others = rest.token("other");

        String fresh = rest.token("key");

        assertThat(fresh).isNotEqualTo(old);
        assertThat(rest.query("ka00001", old).message()).contains("[8005:");
        assertThat(rest.query("ka00001", fresh).code()).isZero();
        assertThat(rest.query("ka00001", others).code()).isZero();
    }

    @Test
    void a_revoked_token_is_refused_and_a_new_one_is_another() {
        String token = rest.token("key");

        RestClient.Answer revoked = rest.post("/oauth2/revoke",
                "{\"appkey\":\"key\",\"secretkey\":\"any\",\"token\":\"" + token + "\"}");

        RestClient.Answer refused = rest.query("kt00018", token);
        assertThat(revoked.text()).isEqualTo(sample("revoke-ok").toString());
        assertThat(refused.status()).isEqualTo(200);
        assertThat(refused.text()).isEqualTo(sample("rest-fail-8005-nested-http200").toString());
        assertThat(rest.token("key")).isNotEqualTo(token);
    }

    @ParameterizedTest
    @CsvSource({"ka00001, acnt", "kt00018, acnt", "kt10000, ordr", "kt99999, acnt"})
    void without_authorization_nothing_is_told(String api, String path) {
        RestClient.Answer answer = rest.post("/api/dostk/" + path, "{}", "api-id", api);

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.message()).contains("[1513:");
    }

    @ParameterizedTest
    @CsvSource({"Bearer wrong, 3, 8005", "Bearer, 2, 1516", "Basic dXNlcg==, 2, 1515", "bearer SIMULATED-TOKEN-1, 2, 1515",
        "SIMULATED-TOKEN-1, 2, 1514"})
    void an_authorization_that_is_no_good_token_is_refused(String authorization, int returnCode, String code) {
        rest.token("key");

        RestClient.Answer answer = rest.post("/api/dostk/acnt", "{}", "api-id", "ka00001", "authorization", authorization);

        assertThat(answer.code()).isEqualTo(returnCode);
        assertThat(answer.message()).contains("[" + code + ":");
    }

    @ParameterizedTest
    @CsvSource({"kt99999, acnt", "kt10000, acnt", "kt00018, ordr", "ka10001, ordr"})
    void an_api_id_that_its_address_does_not_know_is_refused(String api, String path) {
        String token = rest.token("key");

        RestClient.Answer answer = rest.post("/api/dostk/" + path, "{}", "api-id", api, "authorization", "Bearer " + token);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.message()).contains("[1504:").contains("API ID=" + api).contains("URI=/api/dostk/" + path);
    }

    @Test
    void ka00001_tells_the_account_with_its_ten_digits() {
        RestClient.Answer answer = rest.query("ka00001", rest.token("key"));

        assertThat(names(answer.json())).isEqualTo(names(sample("ka00001-official-doc")));
        assertThat(answer.json().path("acctNo").asText()).isEqualTo(KiwoomSimulator.ACCOUNT).matches("\\d{10}");
    }

    @Test
    void kt00001_has_the_seventy_fields_of_the_official_example_in_their_order_and_width() {
        JsonNode answer = rest.query("kt00001", rest.token("key")).json();

        JsonNode official = sample("kt00001-official-doc");
        assertThat(names(answer)).isEqualTo(names(official)).hasSize(70 + 2);
        assertThat(answer.properties()).filteredOn(field -> field.getValue().isTextual() && !field.getKey().startsWith("return_")
                        && !field.getKey().equals("crd_grnt_rt")).hasSize(68)
                .allSatisfy(field -> assertThat(field.getValue().asText()).matches("-?\\d+").hasSize(15));
        assertThat(answer.path("crd_grnt_rt").asText()).isEqualTo("000000000.00");
        assertThat(answer.path("stk_entr_prst").isArray()).isTrue();
        assertThat(answer.path("return_code").asInt(-1)).isZero();
    }

    @Test
    void what_may_be_ordered_by_margin_is_computed_as_captured() {
        kiwoom.buy("005380", 169, 0);
        long cash = (Long) kiwoom.state().get("cash");
        kiwoom.sell("005380", 1, 0);

        JsonNode captured = sample("kt00001-captured-mock-subset");
        JsonNode answer = rest.query("kt00001", rest.token("key")).json();

        long orderable = number(answer, "100stk_ord_alow_amt");
        assertThat(orderable).isGreaterThan(cash);
        for (int margin : new int[] {20, 30, 40, 50, 60}) {
            String field = margin + "stk_ord_alow_amt";
            assertThat(number(captured, field)).as("captured %s", field).isEqualTo(Math.round(10_000_000 * 100.0 / margin));
            assertThat(number(answer, field)).as(field).isEqualTo(Math.round(orderable * 100.0 / margin));
        }
        assertThat(answer.path("return_msg")).isEqualTo(captured.path("return_msg"));
    }

    @Test
    void the_fills_of_the_day_move_d2_and_the_orderable_cash_at_once_and_the_deposit_not_at_all() {
        String token = rest.token("key");
        kiwoom.buy("000660", 2, 0);
        kiwoom.sell("005930", 2, 0);
        kiwoom.buy("035420", 10, 210_000);

        JsonNode answer = rest.query("kt00001", token).json();

        long bought = 365_000 + 1_270;
        long sold = 120_600 - 420 - 241;
        assertThat(number(answer, "entr")).isEqualTo(50_000_000);
        assertThat(number(answer, "pymn_alow_amt")).isEqualTo(50_000_000);
        assertThat(number(answer, "d1_entra")).isEqualTo(50_000_000);
        assertThat(number(answer, "d2_buy_exct_amt")).isEqualTo(bought);
        assertThat(number(answer, "d2_sel_exct_amt")).isEqualTo(sold);
        assertThat(answer.path("d2_slby_exct_amt").asText()).isEqualTo("-00000000" + (bought - sold));
        assertThat(number(answer, "d2_entra")).isEqualTo(50_000_000 - bought + sold).isEqualTo(kiwoom.state().get("cash"));
        assertThat(number(answer, "ord_alow_amt")).isEqualTo(50_000_000 - bought + sold - 2_100_000 - 7_350);
        assertThat(kiwoom.state()).containsEntry("deposit", 50_000_000L);
    }

    @Test
    void the_estimates_of_kt00001_need_query_type_3() {
        String token = rest.token("key");
        kiwoom.buy("000660", 2, 0);

        JsonNode answer = rest.ask("kt00001", token, "{\"qry_tp\":\"2\"}").json();

        assertThat(number(answer, "entr")).isEqualTo(50_000_000);
        assertThat(number(answer, "d2_entra")).isZero();
    }

    @Test
    void kt00018_has_the_fields_and_widths_of_the_official_example() {
        kiwoom.hold("000660", "SK하이닉스", 3, 600_000, 182_500);

        JsonNode answer = rest.query("kt00018", rest.token("key")).json();

        JsonNode official = sample("kt00018-official-doc");
        assertThat(names(answer)).isEqualTo(names(official));
        assertSameWidths(answer, official);
        assertThat(answer.path(ROWS)).hasSize(4).allSatisfy(row -> {
            assertThat(names(row)).isEqualTo(names(official.path(ROWS).path(0)));
            assertSameWidths(row, official.path(ROWS).path(0));
            assertThat(row.path("stk_cd").asText()).matches("A\\d{6}");
        });
        JsonNode hynix = answer.path(ROWS).path(3);
        assertThat(hynix.path("evltv_prft").asText()).isEqualTo("-00000000057605");
        assertThat(hynix.path("prft_rt").asText()).isEqualTo("-00000009.60");
        assertThat(hynix.path("pur_pric").asText()).isEqualTo("000000000200000");
    }

    /** The numbers of kt00018-captured-mock-row.json of the protocol notes: 1 share bought at 250,250 that stands at 260,000. */
    @Test
    void costs_and_profit_of_a_row_come_out_as_captured_on_mock_trading() {
        start(SimulatorOptions.defaults().withHoldings(false));
        kiwoom.hold("005930", "삼성전자", 1, 250_250, 260_000);

        JsonNode row = rest.query("kt00018", rest.token("key")).json().path(ROWS).path(0);

        assertThat(row.path("evltv_prft").asText()).isEqualTo("000000000007450");
        assertThat(row.path("prft_rt").asText()).isEqualTo("000000002.98");
        assertThat(row.path("pur_cmsn").asText()).isEqualTo("000000000000870");
        assertThat(row.path("sell_cmsn").asText()).isEqualTo("000000000000910");
        assertThat(row.path("tax").asText()).isEqualTo("000000000000520");
        assertThat(row.path("sum_cmsn").asText()).isEqualTo("000000000001780");
        assertThat(row.path("poss_rt").asText()).isEqualTo("000000100.00");
    }

    /** Commissions of the official example; its tax is that of 2024. */
    @Test
    void a_real_account_pays_the_commission_of_the_official_example() {
        start(SimulatorOptions.defaults().withHoldings(false).withReal(true));
        kiwoom.hold("005930", "삼성전자", 3, 373_500, 59_000);

        RestClient.Answer answer = rest.query("kt00018", rest.token("key"));

        JsonNode row = answer.json().path(ROWS).path(0);
        JsonNode official = sample("kt00018-official-doc").path(ROWS).path(0);
        assertThat(row.path("pur_cmsn")).isEqualTo(official.path("pur_cmsn"));
        assertThat(row.path("sell_cmsn")).isEqualTo(official.path("sell_cmsn"));
        assertThat(number(row, "tax")).isEqualTo(354);
        assertThat(answer.message()).isEqualTo("조회가 완료되었습니다");
    }

    @Test
    void the_sale_of_a_fund_is_not_taxed() {
        JsonNode fund = rest.query("kt00018", rest.token("key")).json().path(ROWS).path(2);
        kiwoom.sell("069500", 10, 0);

        assertThat(fund.path("stk_nm").asText()).isEqualTo("KODEX 200");
        assertThat(number(fund, "tax")).isZero();
        assertThat(kiwoom.state()).containsEntry("cash", 50_000_000L + 361_500 - 1_260);
    }

    private static void assertSameWidths(JsonNode ours, JsonNode official) {
        official.properties().forEach(field -> {
            String value = field.getValue().asText();
            if (value.matches("-?\\d{11,}")) {
                assertThat(ours.path(field.getKey()).asText()).as(field.getKey()).matches("-?\\d+").hasSameSizeAs(value);
            } else if (value.matches("-?\\d+\\.\\d\\d")) {
                assertThat(ours.path(field.getKey()).asText()).as(field.getKey()).matches("-?\\d+\\.\\d\\d").hasSize(12);
            }
        });
    }

    @Test
    void kt00018_pages_through_many_holdings_and_their_sum_is_the_account() {
        start(SimulatorOptions.defaults().withHoldings(false));
        for (int i = 0; i < 45; i++) {
            kiwoom.hold(String.format("9%05d", i), "종목 " + i, i + 1, 1_000_007L * (i + 1), 990_000 + i);
        }
        String token = rest.token("key");

        var pages = new ArrayList<RestClient.Answer>();
        pages.add(rest.query("kt00018", token));
        while (pages.size() < 9 && "Y".equals(last(pages).header("cont-yn"))) {
            pages.add(rest.query("kt00018", token, "cont-yn", "Y", "next-key", last(pages).header("next-key")));
        }

        assertThat(pages).extracting(page -> page.json().path(ROWS).size()).containsExactly(20, 20, 5);
        assertThat(last(pages).header("cont-yn")).isEqualTo("N");
        List<JsonNode> rows = pages.stream().flatMap(page -> StreamSupport.stream(page.json().path(ROWS).spliterator(), false)).toList();
        assertThat(rows).extracting(row -> row.path("stk_cd").asText()).doesNotHaveDuplicates().hasSize(45);
        assertThat(pages).extracting(RestClient.Answer::json).allSatisfy(page -> {
            assertThat(number(page, "tot_pur_amt")).isEqualTo(sum(rows, "pur_amt")).isEqualTo(kiwoom.state().get("purchase_amount"));
            assertThat(number(page, "tot_evlt_amt")).isEqualTo(sum(rows, "evlt_amt")).isEqualTo(kiwoom.state().get("stock_value"));
            assertThat(number(page, "tot_evlt_pl")).isEqualTo(sum(rows, "evltv_prft"));
            assertThat(number(page, "prsm_dpst_aset_amt")).isEqualTo(number(page, "tot_evlt_amt") + 50_000_000);
        });
        assertThat(rows).allSatisfy(row -> {
            assertThat(number(row, "pur_pric")).isEqualTo(number(row, "pur_amt") / number(row, "rmnd_qty"));
            assertThat(number(row, "evlt_amt")).isEqualTo(number(row, "cur_prc") * number(row, "rmnd_qty"));
        });
    }

    private static RestClient.Answer last(List<RestClient.Answer> pages) {
        return pages.get(pages.size() - 1);
    }

    private static long sum(List<JsonNode> rows, String field) {
        return rows.stream().mapToLong(row -> number(row, field)).sum();
    }

    @Test
    void kt00018_of_an_empty_account_is_an_empty_list_with_the_cash() {
        start(SimulatorOptions.defaults().withHoldings(false));

        RestClient.Answer answer = rest.query("kt00018", rest.token("key"));

        assertThat(answer.json().path(ROWS).isArray()).isTrue();
        assertThat(answer.json().path(ROWS)).isEmpty();
        assertThat(answer.json().path("tot_prft_rt").asText()).isEqualTo("000000000.00");
        assertThat(answer.message()).isEqualTo(sample("kt00018-captured-mock-empty").path("return_msg").asText());
        assertThat(number(answer.json(), "prsm_dpst_aset_amt")).isEqualTo(50_000_000);
        assertThat(answer.header("cont-yn")).isEqualTo("N");
    }
}
