package dev.balancesync.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What kt00018 and kt00001 can say that is late, odd, twice, or in another form; and lots, added up or not. */
class SimulatorHoldingsFaultIT {
    private static final String ROWS = "acnt_evlt_remn_indv_tot";
    private static final String BY_STOCK = "{\"qry_tp\":\"1\",\"dmst_stex_tp\":\"KRX\"}";
    private static final String BY_LOT = "{\"qry_tp\":\"2\",\"dmst_stex_tp\":\"KRX\"}";

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

    private static List<JsonNode> rows(RestClient.Answer answer) {
        return StreamSupport.stream(answer.json().path(ROWS).spliterator(), false).toList();
    }

    private static long sum(RestClient.Answer answer, String field) {
        return rows(answer).stream().mapToLong(row -> row.path(field).asLong()).sum();
    }

    private JsonNode row(String code) {
        return rows(rest.query("kt00018", token)).stream().filter(row -> row.path("stk_cd").asText().equals("A" + code)).findFirst()
                .orElseThrow();
    }

    private long quantity(String code) {
        return Long.parseLong(row(code).path("rmnd_qty").asText());
    }

    private long cash() {
        return Long.parseLong(rest.query("kt00001", token).json().path("d2_entra").asText());
    }

    @ParameterizedTest
    @EnumSource
    void holdings_that_lag_are_told_as_they_were_so_long_ago_and_the_cash_is_not(FaultDoor door) {
        door.ask(kiwoom, new Fault.Lag("kt00018", 8_000, 60_000));
        kiwoom.buy("005930", 5, 0);
        pass(3_000);
        kiwoom.buy("005930", 1, 0);

        assertThat(quantity("005930")).isEqualTo(102);
        assertThat(cash()).isEqualTo(kiwoom.state().get("cash"));
        pass(4_999);
        assertThat(quantity("005930")).isEqualTo(102);
        pass(1);
        assertThat(quantity("005930")).isEqualTo(107);
        pass(3_000);
        assertThat(quantity("005930")).isEqualTo(108);
    }

    @ParameterizedTest
    @EnumSource
    void cash_that_lags_is_told_as_it_was_and_the_holdings_are_not(FaultDoor door) {
        door.ask(kiwoom, new Fault.Lag("kt00001", 5_000, 60_000));

        kiwoom.buy("005930", 5, 0);

        assertThat(cash()).isEqualTo(50_000_000);
        assertThat(quantity("005930")).isEqualTo(107);
        pass(5_000);
        assertThat(cash()).isEqualTo(kiwoom.state().get("cash"));
    }

    @Test
    void a_lag_ends_after_its_time_and_with_the_faults() {
        kiwoom.next(new Fault.Lag("kt00018", 8_000, 2_000));
        kiwoom.buy("005930", 5, 0);
        long lagging = quantity("005930");
        pass(2_000);
        long ended = quantity("005930");
        kiwoom.next(new Fault.Lag("kt00018", 8_000, 60_000));
        kiwoom.buy("005930", 5, 0);

        kiwoom.clearFaults();

        assertThat(lagging).isEqualTo(102);
        assertThat(ended).isEqualTo(107);
        assertThat(quantity("005930")).isEqualTo(112);
        assertThat(kiwoom.state()).containsEntry("faults_lasting", List.of());
    }

    @Test
    void a_lagging_answer_agrees_with_itself() {
        kiwoom.next(new Fault.Lag("kt00018", 8_000, 60_000));
        kiwoom.sell("005930", 102, 0);
        kiwoom.buy("000660", 1, 0);

        RestClient.Answer answer = rest.query("kt00018", token);

        assertThat(rows(answer)).extracting(row -> row.path("stk_cd").asText()).containsExactly("A005930", "A035720", "A069500");
        assertThat(answer.json().path("tot_pur_amt").asLong()).isEqualTo(sum(answer, "pur_amt"));
        assertThat(answer.json().path("prsm_dpst_aset_amt").asLong()).isEqualTo(50_000_000 + answer.json().path("tot_evlt_amt").asLong());
    }

    @ParameterizedTest
    @EnumSource
    void one_field_of_one_row_is_odd_once_and_the_others_are_not(FaultDoor door) {
        door.ask(kiwoom, new Fault.RowField("035720", "rmnd_qty", "000000000003.5"));
        door.ask(kiwoom, new Fault.RowField("035720", "cur_prc", "10,000"));

        List<JsonNode> odd = rows(rest.query("kt00018", token));

        assertThat(odd.get(1).path("rmnd_qty").asText()).isEqualTo("000000000003.5");
        assertThat(odd.get(1).path("cur_prc").asText()).isEqualTo("10,000");
        assertThat(odd.get(0).path("rmnd_qty").asText()).isEqualTo("000000000000102");
        assertThat(quantity("035720")).isEqualTo(40);
    }

    @Test
    void an_odd_field_waits_for_the_page_that_has_its_stock_and_may_repeat() {
        start(SimulatorOptions.defaults().withPageRows(2));
        kiwoom.next(new Fault.RowField("069500", "rmnd_qty", "ten"), 2);

        assertThat(chain()).extracting(row -> row.path("rmnd_qty").asText()).containsExactly("000000000000102", "000000000000040", "ten");
        assertThat(chain()).extracting(row -> row.path("rmnd_qty").asText()).contains("ten");
        assertThat(chain()).extracting(row -> row.path("rmnd_qty").asText()).doesNotContain("ten");
    }

    /** The rows of all pages, or those that came before a refusal. */
    private List<JsonNode> chain() {
        var rows = new ArrayList<JsonNode>();
        RestClient.Answer answer = rest.query("kt00018", token);
        rows.addAll(rows(answer));
        while ("Y".equals(answer.header("cont-yn"))) {
            answer = rest.query("kt00018", token, "cont-yn", "Y", "next-key", answer.header("next-key"));
            rows.addAll(rows(answer));
        }
        return rows;
    }

    @ParameterizedTest
    @EnumSource
    void a_repeated_page_has_the_rows_of_the_one_before_and_true_totals(FaultDoor door) {
        start(SimulatorOptions.defaults().withPageRows(2).withHoldings(4));
        door.ask(kiwoom, new Fault.PageRepeat());

        RestClient.Answer first = rest.query("kt00018", token);
        RestClient.Answer second = rest.query("kt00018", token, "cont-yn", "Y", "next-key", first.header("next-key"));

        assertThat(rows(second)).isEqualTo(rows(first)).hasSize(2);
        assertThat(second.header("cont-yn")).isEqualTo("N");
        assertThat(second.json().path("tot_pur_amt").asLong()).isEqualTo(kiwoom.state().get("purchase_amount"));
        assertThat(chain()).doesNotHaveDuplicates().hasSize(4);
    }

    @ParameterizedTest
    @EnumSource
    void the_page_that_is_named_fails_and_no_other(FaultDoor door) {
        start(SimulatorOptions.defaults().withPageRows(1).withHoldings(4));
        door.ask(kiwoom, new Fault.PageAnswer(3, 500, "INTERNAL_SERVER_ERROR"));

        List<Integer> told = new ArrayList<>();
        for (int page = 0; page < 4; page++) {
            told.add(rest.query("kt00018", token, "cont-yn", page == 0 ? "N" : "Y", "next-key", String.valueOf(page)).status());
        }

        assertThat(told).containsExactly(200, 200, 500, 200);
        assertThat(chain()).hasSize(4);
    }

    @Test
    void the_first_page_can_fail_by_its_number_too() {
        kiwoom.next(new Fault.PageAnswer(1, 502, "<html></html>"));

        assertThat(rest.query("kt00018", token).status()).isEqualTo(502);
        assertThat(rest.query("kt00018", token).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void an_account_without_stocks_can_tell_so_in_three_more_forms(FaultDoor door) {
        start(SimulatorOptions.defaults().withHoldings(false));
        for (Fault.EmptyList.Form form : Fault.EmptyList.Form.values()) {
            door.ask(kiwoom, new Fault.EmptyList(form));
        }

        List<JsonNode> told = Stream.generate(() -> rest.query("kt00018", token).json()).limit(3).toList();

        assertThat(told).allSatisfy(answer -> {
            assertThat(answer.path("return_code").asInt(-1)).isZero();
            assertThat(answer.path("tot_pur_amt").asText()).isEqualTo("000000000000000");
        });
        assertThat(told.get(0).has(ROWS)).isFalse();
        assertThat(told.get(1).path(ROWS).isNull()).isTrue();
        assertThat(told.get(2).path(ROWS)).hasSize(1);
        assertThat(told.get(2).path(ROWS).path(0).properties()).hasSize(23)
                .allSatisfy(field -> assertThat(field.getValue().asText("?")).isEmpty());
        assertThat(rest.query("kt00018", token).json().path(ROWS).isArray()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_suspended_stock_has_no_price_and_no_value_and_its_loss_is_in_the_totals(FaultDoor door) {
        start(SimulatorOptions.defaults().withHoldings(false));
        kiwoom.hold("005930", "삼성전자", 10, 500_000, 60_300);
        kiwoom.hold("000660", "SK하이닉스", 1, 50_000, 182_500);

        door.ask(kiwoom, new Fault.Suspend("000660"));

        RestClient.Answer answer = rest.query("kt00018", token);
        JsonNode suspended = rows(answer).get(1);
        assertThat(suspended.path("cur_prc").asText()).isEqualTo("000000000000");
        assertThat(suspended.path("evlt_amt").asText()).isEqualTo("000000000000000");
        assertThat(suspended.path("evltv_prft").asText()).isEqualTo("-00000000050170");
        assertThat(suspended.path("rmnd_qty").asText()).isEqualTo("000000000000001");
        assertThat(answer.json().path("tot_evlt_amt").asLong()).isEqualTo(603_000);
        assertThat(answer.json().path("tot_evlt_pl").asLong()).isEqualTo(sum(answer, "evltv_prft"));
        assertThat(rest.post("/api/order/sell", "{\"stock_code\":\"000660\",\"quantity\":1,\"price\":0}").status()).isEqualTo(400);
        kiwoom.clearFaults();
        assertThat(row("000660").path("cur_prc").asText()).isEqualTo("000000182500");
    }

    @ParameterizedTest
    @EnumSource
    void a_row_is_told_twice_once_and_the_totals_count_it_once(FaultDoor door) {
        RestClient.Answer right = rest.query("kt00018", token);
        door.ask(kiwoom, new Fault.RowRepeat("035720"));

        RestClient.Answer twice = rest.query("kt00018", token);

        assertThat(rows(twice)).hasSize(4).satisfies(rows -> assertThat(rows.get(2)).isEqualTo(rows.get(1)));
        assertThat(twice.json().path("tot_pur_amt")).isEqualTo(right.json().path("tot_pur_amt"));
        assertThat(rows(rest.query("kt00018", token))).isEqualTo(rows(right));
    }

    @ParameterizedTest
    @EnumSource
    void money_comes_and_goes_without_a_fill_but_no_more_than_there_is(FaultDoor door) {
        door.ask(kiwoom, new Fault.MoveCash(1_000_000));
        long more = cash();
        long settled = (Long) kiwoom.state().get("deposit");
        door.ask(kiwoom, new Fault.MoveCash(-60_000_000));

        assertThat(more).isEqualTo(settled).isEqualTo(51_000_000);
        assertThat(cash()).isZero();
    }

    private void holdThreeLots() {
        start(SimulatorOptions.defaults().withHoldings(false).withCreditTypes(Map.of("03", "01")));
        kiwoom.hold("005930", "삼성전자", 10, 600_000, 60_300);
        kiwoom.hold("005930", "삼성전자", "03", "20261101", 4, 250_000, 60_300);
        kiwoom.hold("005930", "삼성전자", "03", "20261115", 2, 120_000, 60_300);
        kiwoom.hold("000660", "SK하이닉스", 1, 180_000, 182_500);
    }

    @Test
    void query_type_2_tells_each_lot_with_the_codes_of_kt00018() {
        holdThreeLots();

        List<JsonNode> lots = rows(rest.ask("kt00018", token, BY_LOT));

        assertThat(lots).extracting(row -> row.path("stk_cd").asText() + " " + Long.parseLong(row.path("rmnd_qty").asText()) + " "
                + row.path("crd_tp").asText() + " " + row.path("crd_tp_nm").asText() + " " + row.path("crd_loan_dt").asText())
                .containsExactly("A005930 10 00  ", "A005930 4 01 신용 20261101", "A005930 2 01 신용 20261115", "A000660 1 00  ");
    }

    @Test
    void query_type_1_adds_the_lots_of_a_stock_up_and_the_totals_are_the_same() {
        holdThreeLots();

        RestClient.Answer sums = rest.ask("kt00018", token, BY_STOCK);

        assertThat(rows(sums)).extracting(row -> row.path("stk_cd").asText() + " " + Long.parseLong(row.path("rmnd_qty").asText()) + " "
                + Long.parseLong(row.path("pur_amt").asText()) + " " + row.path("crd_tp").asText() + " " + row.path("crd_loan_dt").asText())
                .containsExactly("A005930 16 970000 00 ", "A000660 1 180000 00 ");
        assertThat(sums.json().path("tot_pur_amt")).isEqualTo(rest.ask("kt00018", token, BY_LOT).json().path("tot_pur_amt"));
    }
}
