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
    @CsvSource({"Bearer wrong", "Bearer", "Basic dXNlcg==", "SIMULATED-TOKEN-1"})
    void an_authorization_that_is_no_good_token_is_refused(String authorization) {
        rest.token("key");

        RestClient.Answer answer = rest.post("/api/dostk/acnt", "{}", "api-id", "ka00001", "authorization", authorization);

        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.message()).contains("[8005:");
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
    void kt00001_tells_the_cash_padded_with_zeros_to_fifteen_digits() {
        JsonNode answer = rest.query("kt00001", rest.token("key")).json();

        JsonNode official = sample("kt00001-official-doc");
        assertThat(names(official)).containsSubsequence("entr", "repl_amt", "pymn_alow_amt", "ord_alow_amt", "d1_entra", "d2_entra")
                .containsAll(names(answer));
        assertThat(answer.path("entr").asText()).isEqualTo("000000050000000");
        assertThat(answer.properties()).filteredOn(field -> field.getValue().isTextual() && !field.getKey().equals("return_msg"))
                .hasSize(6).allSatisfy(field -> assertThat(field.getValue().asText()).matches("\\d{15}"));
        assertThat(answer.path("return_code").asInt(-1)).isZero();
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
        assertThat(hynix.path("evltv_prft").asText()).isEqualTo("-00000000052500");
        assertThat(hynix.path("prft_rt").asText()).isEqualTo("-8.75");
        assertThat(hynix.path("pur_pric").asText()).isEqualTo("000000000200000");
    }

    private static void assertSameWidths(JsonNode ours, JsonNode official) {
        official.properties().forEach(field -> {
            String value = field.getValue().asText();
            if (value.matches("-?\\d{11,}")) {
                assertThat(ours.path(field.getKey()).asText()).as(field.getKey()).matches("-?\\d+").hasSameSizeAs(value);
            } else if (value.matches("-?\\d+\\.\\d\\d")) {
                assertThat(ours.path(field.getKey()).asText()).as(field.getKey()).matches("-?\\d+\\.\\d\\d");
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
        assertThat(answer.json().path("tot_prft_rt").asText()).isEqualTo("0.00");
        assertThat(number(answer.json(), "prsm_dpst_aset_amt")).isEqualTo(50_000_000);
        assertThat(answer.header("cont-yn")).isEqualTo("N");
    }
}
