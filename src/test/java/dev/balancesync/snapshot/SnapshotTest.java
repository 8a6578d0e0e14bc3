package dev.balancesync.snapshot;

import static dev.balancesync.snapshot.SnapshotDrive.key;
import static dev.balancesync.snapshot.SnapshotDrive.page;
import static dev.balancesync.snapshot.SnapshotDrive.row;
import static dev.balancesync.snapshot.SnapshotDrive.withTotal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.balancesync.SampleFrames;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.BrokerError.Kind;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequence;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the pages of kt00018 become one answer. What it is worth is in {@link ReconciliationTest}. */
class SnapshotTest {
    private static final Instant BEGAN = Instant.parse("2026-11-23T01:00:00Z");
    private static final Map<String, Object> ONE = row("005930", 3, 180_000, 60_150);
    private static final Map<String, Object> OTHER = row("000660", 2, 400_000, 199_000);

    private final Snapshot snapshot = snapshot("standard");

    private static Snapshot snapshot(String schema) {
        return new Snapshot(new Arrival(new Sequence(1, 1), BEGAN, 0), SnapshotDrive.mapping(new Account("8112510011", ""), schema));
    }

    private static List<HoldingKey> keys(Snapshot snapshot) {
        return snapshot.answer().lots().stream().map(Lot::key).toList();
    }

    @Test
    void the_first_page_is_asked_for_without_a_key() {
        assertThat(snapshot.hasMore()).isTrue();
        assertThat(snapshot.nextKey()).isEmpty();
        assertThat(snapshot.began().at()).isEqualTo(BEGAN);
        assertThatThrownBy(snapshot::answer).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Y", "y"})
    void there_is_more_until_a_page_says_that_it_is_the_last(String yes) {
        snapshot.add(page(ONE), yes, " 0020 ");

        assertThat(snapshot.hasMore()).isTrue();
        assertThat(snapshot.nextKey()).isEqualTo("0020");
        assertThatThrownBy(snapshot::answer).isInstanceOf(IllegalStateException.class);

        snapshot.add(page(OTHER), "N", "0040");

        assertThat(snapshot.hasMore()).isFalse();
        assertThat(snapshot.nextKey()).isEmpty();
        assertThat(snapshot.answer().lots()).extracting(Lot::page).containsExactly(1, 2);
        assertThat(keys(snapshot)).containsExactly(key("005930"), key("000660"));
    }

    @Test
    void without_the_header_a_page_is_the_last() {
        snapshot.add(page(ONE), null, null);

        assertThat(snapshot.hasMore()).isFalse();
    }

    @Test
    void a_row_says_all_that_the_table_needs_of_a_holding() {
        snapshot.add(page(ONE), "N", "");

        assertThat(snapshot.answer().lots()).containsExactly(new Lot(1, new Holding(key("005930"), Map.of("quantity", 3L,
                "available_quantity", 3L, "total_purchase_amount", won(180_000), "current_price", won(60_150), "profit_loss_rate_computed", true),
                snapshot.began(), false)));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"  "})
    void more_without_a_key_is_refused(String key) {
        assertUnreadable(() -> snapshot.add(page(ONE), "Y", key), "not where");
    }

    @Test
    void a_key_that_was_given_before_would_never_end() {
        snapshot.add(page(ONE), "Y", "0020");

        assertUnreadable(() -> snapshot.add(page(OTHER), "Y", "0020"), "for ever");
    }

    /** Some say without an end that there is more. */
    @ParameterizedTest
    @CsvSource({"580000, true", "580001, false", ", false"})
    void where_more_leads_nowhere_the_total_says_whether_that_was_all(Long total, boolean all) {
        Map<String, Object> first = total == null ? page(ONE) : withTotal(page(ONE), total);

        for (String stuck : new String[] {"", "0020"}) {
            Snapshot repeated = snapshot("standard");
            repeated.add(first, "Y", "0020");
            if (all) {
                repeated.add(page(OTHER), "Y", stuck);
                assertThat(repeated.hasMore()).isFalse();
                assertThat(keys(repeated)).containsExactly(key("005930"), key("000660"));
            } else {
                assertThatThrownBy(() -> repeated.add(page(OTHER), "Y", stuck)).isInstanceOf(BrokerException.class);
            }
        }
        snapshot.add(first, "Y", "0020");
        snapshot.add(page(OTHER), "Y", "0040");
        assertThat(snapshot.hasMore()).as("a page with rows and a new key leads somewhere").isTrue();
        snapshot.add(page(), "Y", "0060");
        assertThat(snapshot.hasMore()).isEqualTo(!all);
    }

    @Test
    void a_first_page_without_rows_does_not_say_that_there_is_no_second() {
        snapshot.add(withTotal(page(), 0), "Y", "0020");

        assertThat(snapshot.nextKey()).isEqualTo("0020");
    }

    @Test
    void keys_that_go_round_in_a_circle_would_never_end_either() {
        snapshot.add(page(ONE), "Y", "0020");
        snapshot.add(page(OTHER), "Y", "0040");

        assertUnreadable(() -> snapshot.add(page(ONE), "Y", "0020"), "for ever");
    }

    @Test
    void totals_that_only_the_first_page_tells_are_those_of_all() {
        snapshot.add(withTotal(page(ONE), 580_000), "Y", "0020");

        snapshot.add(page(OTHER), "N", "");

        assertThat(snapshot.answer().last().purchase()).isEqualTo(BigDecimal.valueOf(580_000));
    }

    @Test
    void five_hundred_pages_are_read_and_not_one_more() {
        for (int i = 1; i < 500; i++) {
            snapshot.add(page(), "Y", "key " + i);
        }

        assertUnreadable(() -> snapshot.add(page(), "Y", "key 500"), "500");
    }

    @Test
    void the_five_hundredth_page_may_be_the_last() {
        for (int i = 1; i < 500; i++) {
            snapshot.add(page(), "Y", "key " + i);
        }

        snapshot.add(page(ONE), "N", "");

        assertThat(snapshot.answer().lots()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"acnt_evlt_remn_indv_tot\":{}}", "{\"acnt_evlt_remn_indv_tot\":\"none\"}",
        "{\"acnt_evlt_remn_indv_tot\":null,\"tot_pur_amt\":\"000000000001000\"}",
        "{\"acnt_evlt_remn_indv_tot\":[{\"stk_cd\":\"\"}],\"tot_pur_amt\":\"1000\"}",
        "{\"tot_pur_amt\":\"0\",\"tot_evlt_amt\":\"5000\"}",
        "{\"acnt_evlt_remn_indv_tot\":\"none\",\"tot_pur_amt\":\"0\"}", "{\"acnt_evlt_remn_indv_tot\":{\"stk_cd\":\"A005930\"},\"tot_pur_amt\":\"0\"}"})
    void a_page_without_a_list_whose_totals_do_not_say_that_nothing_is_held_is_refused(String json) throws Exception {
        Map<String, Object> answer = read(json);

        assertUnreadable(() -> snapshot.add(answer, "N", ""), "no list");
    }

    /** How Kiwoom tells an empty account is not known for sure. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\"acnt_evlt_remn_indv_tot\":null,", "\"acnt_evlt_remn_indv_tot\":\"\",", "\"acnt_evlt_remn_indv_tot\":[],",
        "\"acnt_evlt_remn_indv_tot\":{},", "\"acnt_evlt_remn_indv_tot\":[\" \"],", "\"acnt_evlt_remn_indv_tot\":[{}],", "\"acnt_evlt_remn_indv_tot\":[null],",
        "\"acnt_evlt_remn_indv_tot\":[{\"stk_cd\":\"\",\"stk_nm\":\"  \",\"rmnd_qty\":\"000000000000000\",\"prft_rt\":\"000000000.00\"}],",
        "\"acnt_evlt_remn_indv_tot\":[{\"stk_cd\":null,\"rmnd_qty\":null}],"})
    void an_empty_account_is_empty_however_it_is_told(String list) throws Exception {
        snapshot.add(read("{" + list + "\"tot_pur_amt\":\"000000000000000\",\"tot_evlt_amt\":\"000000000000000\"}"), "N", "");

        assertThat(snapshot.answer().lots()).isEmpty();
        assertThat(snapshot.answer().unreadable()).isFalse();
    }

    @Test
    void an_empty_account_may_be_told_without_its_evaluation() {
        snapshot.add(Map.of("tot_pur_amt", "0"), "N", "");

        assertThat(snapshot.answer().lots()).isEmpty();
        assertThat(snapshot.answer().unreadable()).isFalse();
    }

    @Test
    void a_page_without_a_list_is_judged_when_all_have_come() throws Exception {
        snapshot.add(read("{}"), "Y", "0020");
        snapshot.add(withTotal(page(ONE), 180_000), "N", "");

        assertThat(keys(snapshot)).containsExactly(key("005930"));
        assertThat(snapshot.answer().unreadable()).isFalse();
    }

    @Test
    void a_last_page_without_a_list_is_empty_when_the_totals_are_those_of_the_pages_before() {
        snapshot.add(withTotal(page(ONE), 180_000), "Y", "0020");
        snapshot.add(Map.of("tot_pur_amt", "180000", "tot_evlt_amt", "180450"), "N", "");

        assertThat(keys(snapshot)).containsExactly(key("005930"));
        assertThat(snapshot.answer().unreadable()).isFalse();
    }

    @Test
    void rows_that_are_left_out_prove_a_page_without_a_list_as_others_do() {
        Snapshot legacy = snapshot("legacy");
        legacy.add(page(credit(OTHER)), "Y", "0020");
        legacy.add(Map.of("tot_pur_amt", "400000", "tot_evlt_amt", "398000"), "N", "");

        assertThat(legacy.answer().lots()).isEmpty();
        assertThat(legacy.answer().unreadable()).isFalse();
    }

    @Test
    void an_answer_of_rows_that_cannot_be_read_and_a_page_without_a_list_is_no_empty_account() throws Exception {
        snapshot.add(page(read("{\"stk_cd\":\"A035720\",\"rmnd_qty\":\"many\",\"pur_amt\":\"9\"}")), "Y", "0020");
        snapshot.add(read("{}"), "N", "");

        assertThat(snapshot.answer().lots()).isEmpty();
        assertThat(snapshot.answer().otherCosts()).containsExactly(won(9));
        assertThat(snapshot.answer().unreadable()).isTrue();
    }

    /** What nothing proves removes nothing, and keeps the gap open; what could be read is taken all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"acnt_evlt_remn_indv_tot\":[{\"stk_cd\":\"A035720\",\"rmnd_qty\":\"1\",\"pur_amt\":\"\"},{}],\"tot_pur_amt\":\"180009\"}",
        "{\"acnt_evlt_remn_indv_tot\":[{\"stk_cd\":\"A035720\",\"rmnd_qty\":\"1\",\"pur_amt\":\"9\"},{}]}", "{}",
        "{\"acnt_evlt_remn_indv_tot\":[{\"stk_cd\":\"A035720\",\"rmnd_qty\":\"1\"},{\"stk_cd\":\"A000660\",\"rmnd_qty\":\"1\",\"pur_amt\":\"9\"},{}],\"tot_pur_amt\":\"180009\"}"})
    void a_page_without_a_list_or_with_a_blank_row_does_not_cost_the_rows_that_were_read(String last) throws Exception {
        snapshot.add(page(ONE), "Y", "0020");
        snapshot.add(read(last), "N", "");

        assertThat(keys(snapshot)).contains(key("005930"));
        assertThat(snapshot.answer().unreadable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"stk_cd\":\"A035720\",\"rmnd_qty\":\"000000000003.5\",\"pur_amt\":\"9\"}",
        "{\"stk_cd\":\"A035720\",\"rmnd_qty\":\"many\",\"pur_amt\":\"9\"}", "{\"stk_cd\":\"A035720\",\"pur_amt\":\"9\"}",
        "{\"stk_cd\":\"A035720\",\"pur_amt\":\"9\",\"cur_prc\":\"100\",\"pred_close_pric\":\"90\"}",
        "{\"stk_cd\":\"\",\"rmnd_qty\":\"1\",\"pur_amt\":\"9\"}"})
    void a_row_that_cannot_be_read_costs_that_row(String row) throws Exception {
        snapshot.add(Map.of("acnt_evlt_remn_indv_tot", List.of(ONE, read(row), OTHER)), "N", "");

        assertThat(keys(snapshot)).containsExactly(key("005930"), key("000660"));
        assertThat(snapshot.answer().unreadable()).isTrue();
        assertThat(snapshot.answer().otherCosts()).containsExactly(won(9));
        assertThat(snapshot.leftOut().values()).containsExactly(Map.of("values", read(row)));
    }

    @Test
    void a_value_that_cannot_be_read_costs_that_value_and_is_told() throws Exception {
        Map<String, Object> row = read("{\"stk_cd\":\"A035720\",\"rmnd_qty\":\"1\",\"trde_able_qty\":\"many\",\"pur_amt\":\"9\"}");

        snapshot.add(page(row), "N", "");

        assertThat(snapshot.answer().lots()).extracting(Lot::cost).containsExactly(won(9));
        assertThat(snapshot.answer().otherCosts()).isEmpty();
        assertThat(snapshot.answer().unreadable()).isTrue();
        assertThat(snapshot.leftOut().values()).containsExactly(Map.of("values", row));
    }

    @Test
    void rows_with_the_same_fault_are_told_each() throws Exception {
        Map<String, Object> one = read("{\"stk_cd\":\"A035720\",\"rmnd_qty\":\"many\"}");
        Map<String, Object> other = read("{\"stk_cd\":\"A000660\",\"rmnd_qty\":\"many\"}");

        snapshot.add(page(one, other), "N", "");

        assertThat(snapshot.leftOut().values()).containsExactly(Map.of("values", one), Map.of("values", other));
    }

    @Test
    void a_row_that_is_no_object_costs_that_row_too() {
        snapshot.add(Map.of("acnt_evlt_remn_indv_tot", Arrays.asList("A005930", ONE)), "N", "");

        assertThat(keys(snapshot)).containsExactly(key("005930"));
        assertThat(snapshot.answer().unreadable()).isTrue();
        assertThat(snapshot.answer().otherCosts()).containsExactly((BigDecimal) null);
    }

    @Test
    void what_was_sold_today_is_listed_with_zero_and_not_held() {
        snapshot.add(withTotal(page(ONE, row("000660", 0, 400_000, 199_000)), 180_000), "N", "");

        assertThat(keys(snapshot)).containsExactly(key("005930"));
        assertThat(snapshot.differenceOfTotals()).isNull();
    }

    @Test
    void lots_on_credit_are_left_out_where_the_tables_have_no_room_for_them() {
        Snapshot legacy = snapshot("legacy");
        Map<String, Object> credit = credit(OTHER);
        var soldCredit = new HashMap<>(credit);
        soldCredit.put("stk_cd", "A035720");
        soldCredit.put("rmnd_qty", "0");

        legacy.add(page(ONE, credit, soldCredit), "N", "");

        assertThat(keys(legacy)).containsExactly(key("005930"));
        assertThat(legacy.answer().otherCosts()).as("they count for the total").containsExactly(won(400_000));
        assertThat(legacy.answer().unreadable()).isFalse();
        assertThat(legacy.leftOut()).containsExactlyEntriesOf(
                Map.of(new HoldingKey("000660", "03", "20260102"), Map.of("values", credit)));
    }

    @Test
    void the_brokers_totals_are_those_of_the_first_and_of_the_last_page() {
        snapshot.add(withTotal(page(ONE), 1), "Y", "0020");
        snapshot.add(withTotal(page(OTHER), 580_000), "N", "");

        assertThat(snapshot.answer().first().purchase()).isEqualTo(won(1));
        assertThat(snapshot.totals().purchase()).isEqualTo(won(580_000));
        assertThat(snapshot.differenceOfTotals()).isNull();
    }

    @Test
    void totals_that_are_not_those_of_the_rows_are_told() {
        snapshot.add(withTotal(page(ONE), 580_001), "Y", "0020");
        snapshot.add(withTotal(page(OTHER), 580_001), "N", "");

        assertThat(snapshot.differenceOfTotals()).contains("580000", "580001");
    }

    @Test
    void the_evaluation_is_price_times_quantity_of_all_rows() {
        var answer = new HashMap<>(page(ONE, OTHER));
        answer.put("tot_evlt_amt", "1000000");

        snapshot.add(answer, "N", "");

        assertThat(snapshot.differenceOfTotals()).contains("578450", "1000000");
    }

    @Test
    void lots_that_are_left_out_count_for_the_brokers_total() {
        Snapshot legacy = snapshot("legacy");
        legacy.add(withTotal(page(ONE, credit(OTHER)), 580_000), "N", "");

        assertThat(legacy.differenceOfTotals()).isNull();
    }

    /** The rows are worth 180,450, once. */
    @ParameterizedTest
    @CsvSource({"one page, 190000, 180450", "one page,, 180450", "two pages, 190000, 190000", "two pages,, 180450", "told twice, 190000, 190000",
        "told twice,,", "without a price, 190000,", "left out, 190000,"})
    void what_is_held_is_worth_what_the_rows_say_of_one_moment_or_else_kiwoom(String told, String evaluation, BigDecimal stock) {
        Snapshot whole = snapshot(told.equals("left out") ? "legacy" : "standard");
        var rows = new HashMap<>(switch (told) {
            case "told twice" -> page(ONE, ONE);
            case "without a price" -> page(ONE, Map.of("stk_cd", "A000660", "rmnd_qty", "2"));
            case "left out" -> page(ONE, credit(OTHER));
            default -> page(ONE);
        });
        rows.put("tot_evlt_amt", evaluation);

        if (told.equals("two pages")) {
            whole.add(rows, "Y", "0020");
            whole.add(page(), "N", "");
        } else {
            whole.add(rows, "N", "");
        }

        assertThat(whole.told(7).stock()).isEqualTo(stock);
        assertThat(whole.told(7).fills()).isEqualTo(7);
        assertThat(whole.told(7).at()).isEqualTo(BEGAN);
    }

    @Test
    void the_day_and_the_costs_of_selling_are_those_of_all_rows() {
        snapshot.add(page(day(ONE, "60000"), day(OTHER, "200000")), "N", "");

        assertThat(snapshot.told(0).dayResult()).as("3 x 150 - 2 x 1000").isEqualTo(won(-1_550));
        assertThat(snapshot.told(0).costsOfSelling()).isEqualTo(won(84));
    }

    @Test
    void of_rows_that_are_told_twice_nothing_is_counted() {
        snapshot.add(page(day(ONE, "60000"), day(ONE, "60000")), "N", "");

        assertThat(snapshot.told(0).dayResult()).isNull();
        assertThat(snapshot.told(0).costsOfSelling()).isNull();
    }

    @Test
    void a_lot_that_is_left_out_makes_the_day_of_all_unknown_and_not_the_costs_of_selling() {
        Snapshot legacy = snapshot("legacy");
        legacy.add(page(day(ONE, "60000"), credit(day(OTHER, "200000"))), "N", "");

        assertThat(legacy.told(0).dayResult()).isNull();
        assertThat(legacy.told(0).costsOfSelling()).isEqualTo(won(84));
    }

    /** Kiwoom writes 0 where it knows no price. */
    @ParameterizedTest
    @CsvSource({"pred_close_pric, 0", "pred_close_pric, ''", "cur_prc, 0", "cur_prc, ''"})
    void a_close_or_a_price_that_is_not_told_makes_the_day_of_all_unknown(String field, String value) {
        var untold = new HashMap<>(day(OTHER, "200000"));
        untold.put(field, value);

        snapshot.add(page(day(ONE, "60000"), untold), "N", "");

        assertThat(snapshot.told(0).dayResult()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"sum_cmsn", "tax"})
    void a_cost_of_selling_that_one_row_does_not_tell_makes_those_of_all_unknown(String field) {
        var untold = new HashMap<>(day(ONE, "60000"));
        untold.remove(field);

        snapshot.add(page(untold, day(OTHER, "200000")), "N", "");

        assertThat(snapshot.told(0).costsOfSelling()).isNull();
    }

    /** With what the row closed at the day before, and what its sale would cost: 42 won. */
    private static Map<String, Object> day(Map<String, Object> row, String close) {
        var all = new HashMap<>(row);
        all.putAll(Map.of("pred_close_pric", close, "sum_cmsn", "40", "tax", "2"));
        return all;
    }

    private static Map<String, Object> credit(Map<String, Object> row) {
        var all = new HashMap<>(row);
        all.putAll(Map.of("crd_tp", "03", "crd_loan_dt", "20260102"));
        return all;
    }

    private static Map<String, Object> read(String json) throws Exception {
        @SuppressWarnings("unchecked")
        Map<String, Object> answer = SampleFrames.JSON.readValue(json, Map.class);
        return answer;
    }

    private static BigDecimal won(long amount) {
        return BigDecimal.valueOf(amount);
    }

    private static void assertUnreadable(ThrowingCallable reading, String why) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(BrokerException.class, e -> assertThat(e.error().kind()).isEqualTo(Kind.UNAVAILABLE))
                .hasMessageContaining(why);
    }
}
