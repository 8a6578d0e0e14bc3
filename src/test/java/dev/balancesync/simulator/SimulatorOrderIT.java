package dev.balancesync.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders over REST: kt10000 and kt10001, and the address of the old service. */
class SimulatorOrderIT {
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

    private RestClient.Answer order(String api, String code, Object quantity, Object price, String kind) {
        return rest.order(api, token, "{\"dmst_stex_tp\":\"KRX\",\"stk_cd\":\"" + code + "\",\"ord_qty\":\"" + quantity
                + "\",\"ord_uv\":\"" + price + "\",\"trde_tp\":\"" + kind + "\",\"cond_uv\":\"\"}");
    }

    private RestClient.Answer local(String side, String code, long quantity, long price) {
        return rest.post("/api/order/" + side, "{\"stock_code\":\"" + code + "\",\"quantity\":" + quantity + ",\"price\":" + price
                + ",\"order_type\":\"" + side + "\"}");
    }

    private long held(String code) {
        Map<?, ?> lot = (Map<?, ?>) ((Map<?, ?>) kiwoom.state().get("holdings")).get(code);
        return lot == null ? 0 : (Long) lot.get("quantity");
    }

    private long cash() {
        return (Long) kiwoom.state().get("cash");
    }

    /** Changes the price of a stock that is not held. */
    private void price(String code, long price) {
        kiwoom.hold(code, "", 0, 0, price);
    }

    @Test
    void a_market_buy_is_filled_at_once_and_paid_with_commission() {
        RestClient.Answer answer = order("kt10000", "000660", 2, "", "3");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.code()).isZero();
        assertThat(answer.json().path("ord_no").asText()).matches("\\d{7}");
        assertThat(answer.json().path("dmst_stex_tp").asText()).isEqualTo("KRX");
        assertThat(held("000660")).isEqualTo(2);
        assertThat(cash()).isEqualTo(50_000_000 - 365_000 - 1_270);
    }

    @Test
    void a_market_sell_is_filled_at_once_and_pays_less_commission_and_tax() {
        RestClient.Answer answer = order("kt10001", "005930", 2, "", "3");

        assertThat(answer.code()).isZero();
        assertThat(held("005930")).isEqualTo(100);
        assertThat(cash()).isEqualTo(50_000_000 + 120_600 - 420 - 241);
    }

    @Test
    void order_numbers_count_up() {
        String first = order("kt10000", "005930", 1, "", "3").json().path("ord_no").asText();
        String second = order("kt10001", "005930", 1, "", "3").json().path("ord_no").asText();

        assertThat(Long.parseLong(second)).isEqualTo(Long.parseLong(first) + 1);
    }

    @Test
    void a_limit_buy_waits_until_the_price_falls_to_it() {
        assertThat(order("kt10000", "000660", 2, 180_000, "0").code()).isZero();
        price("000660", 180_500);
        assertThat(order("kt10000", "035420", 1, "", "3").code()).isZero();
        assertThat(held("000660")).isZero();

        price("000660", 180_000);
        order("kt10000", "035420", 1, "", "3");

        assertThat(held("000660")).isEqualTo(2);
    }

    @Test
    void a_limit_sell_waits_until_the_price_rises_to_it_and_keeps_its_shares_from_other_orders() {
        order("kt10001", "069500", 7, 36_200, "0");
        assertThat(held("069500")).isEqualTo(10);
        assertThat(order("kt10001", "069500", 4, "", "3").message()).contains("매도가능수량이 부족");

        kiwoom.hold("069500", "", 10, 358_900, 36_200);
        order("kt10001", "069500", 1, "", "3");

        assertThat(held("069500")).isEqualTo(2);
    }

    @Test
    void a_limit_order_that_is_good_already_is_filled_at_the_better_price() {
        order("kt10000", "000660", 1, 190_000, "0");

        assertThat(cash()).isEqualTo(50_000_000 - 182_500 - 630);
    }

    @Test
    void a_waiting_limit_buy_keeps_its_money_from_other_orders() {
        assertThat(order("kt10000", "000660", 200, 180_000, "0").code()).isZero();

        RestClient.Answer refused = order("kt10000", "005380", 100, "", "3");
        RestClient.Answer deposit = rest.query("kt00001", token);

        assertThat(refused.message()).contains("매수증거금이 부족");
        assertThat(deposit.json().path("entr").asText()).isEqualTo("000000050000000");
        assertThat(deposit.json().path("ord_alow_amt").asText()).isEqualTo("000000013874000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "kt10000 | 999999 | 1      | ''     | 3 | 7  | [1903:",
        "kt10001 | 999999 | 1      | ''     | 3 | 7  | [1903:",
        "kt10000 | ''     | 1      | ''     | 3 | 7  | [1903:",
        "kt10000 | 005930 | 1000   | ''     | 3 | 20 | 매수증거금이 부족",
        "kt10000 | 005930 | 1000   | 60000  | 0 | 20 | 매수증거금이 부족",
        "kt10000 | 005930 | 9223372036854775807 | '' | 3 | 20 | 매수증거금이 부족",
        "kt10000 | 005930 | 152958081458968 | '' | 3 | 20 | 매수증거금이 부족",
        "kt10000 | 005930 | 1 | 9223372036854775807 | 0 | 20 | 매수증거금이 부족",
        "kt10001 | 005930 | 103    | ''     | 3 | 20 | 매도가능수량이 부족",
        "kt10001 | 000660 | 1      | ''     | 3 | 20 | 매도가능수량이 부족",
        "kt10000 | 005930 | 0      | ''     | 3 | 2  | [1517:",
        "kt10000 | 005930 | -1     | ''     | 3 | 2  | [1517:",
        "kt10000 | 005930 | one    | ''     | 3 | 2  | [1517:",
        "kt10000 | 005930 | 1      | -60000 | 0 | 2  | [1517:",
        "kt10001 | 005930 | 1      | -60000 | 0 | 2  | [1517:",
        "kt10000 | 005930 | 1      | ''     | 0 | 2  | [1517:",
        "kt10000 | 005930 | 1      | 0      | 0 | 2  | [1517:",
    })
    void an_order_that_cannot_be_is_refused_and_changes_nothing(String api, String code, String quantity, String price, String kind,
            int returnCode, String words) {
        RestClient.Answer answer = order(api, code, quantity, price, kind);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.code()).isEqualTo(returnCode);
        assertThat(answer.message()).contains(words);
        assertThat(answer.json().has("ord_no")).isFalse();
        assertThat(cash()).isEqualTo(50_000_000);
        assertThat(held("005930")).isEqualTo(102);
    }

    @Test
    void an_order_of_a_bad_token_is_refused() {
        RestClient.Answer answer = rest.order("kt10000", "wrong", "{\"stk_cd\":\"005930\",\"ord_qty\":\"1\",\"trde_tp\":\"3\"}");

        assertThat(answer.message()).contains("[8005:");
        assertThat(held("005930")).isEqualTo(102);
    }

    @ParameterizedTest
    @ValueSource(strings = {"005930", "A005930"})
    void a_code_may_have_the_prefix_with_which_kt00018_tells_it(String code) {
        assertThat(order("kt10000", code, 1, "", "3").code()).isZero();
        assertThat(held("005930")).isEqualTo(103);

        assertThat(order("kt10001", code, 3, "", "3").code()).isZero();
        assertThat(held("005930")).isEqualTo(100);
    }

    @Test
    void a_holding_put_in_with_the_prefix_is_the_same_holding() {
        kiwoom.hold("A005930", "삼성전자", 5, 300_000, 60_000);

        assertThat(held("005930")).isEqualTo(5);
        assertThat(kiwoom.state()).containsEntry("purchase_amount", 300_000L + 1_702_000 + 358_900);
    }

    @Test
    void the_old_address_buys_and_sells_without_a_token() {
        RestClient.Answer bought = rest.post("/api/order/buy",
                "{\"stock_code\":\"005930\",\"quantity\":1,\"price\":0,\"order_type\":\"buy\"}");
        assertThat(held("005930")).isEqualTo(103);
        RestClient.Answer sold = local("sell", "005930", 3, 0);

        assertThat(bought.status()).isEqualTo(200);
        assertThat(bought.text()).isEqualTo("{\"success\":true,\"order_no\":\"0100001\",\"stock_code\":\"005930\",\"order_type\":\"buy\","
                + "\"quantity\":1,\"filled\":1,\"price\":60300}");
        assertThat(sold.json().path("filled").asLong()).isEqualTo(3);
        assertThat(held("005930")).isEqualTo(100);
    }

    @Test
    void the_old_address_takes_limit_orders_that_wait() {
        RestClient.Answer answer = local("buy", "005930", 5, 60_000);

        assertThat(answer.json().path("success").asBoolean()).isTrue();
        assertThat(answer.json().path("filled").asLong(-1)).isZero();
        assertThat(held("005930")).isEqualTo(102);
    }

    @ParameterizedTest
    @CsvSource({"buy, 999999, 1, 0, 1903", "buy, 005930, 1000, 0, 매수증거금", "sell, 005930, 103, 0, 매도가능수량", "buy, 005930, 0, 0, 1517",
        "sell, 005930, 1, -1, 1517"})
    void the_old_address_says_why_it_refuses(String side, String code, long quantity, long price, String words) {
        RestClient.Answer answer = local(side, code, quantity, price);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("success").asBoolean(true)).isFalse();
        assertThat(answer.json().path("message").asText()).contains(words);
    }

    @Test
    void the_old_address_knows_no_third_side() {
        assertThat(local("hold", "005930", 1, 0).status()).isEqualTo(404);
        assertThat(rest.post("/api/order/buy", "not JSON").status()).isEqualTo(400);
    }
}
