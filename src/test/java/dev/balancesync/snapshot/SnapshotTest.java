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
        snapshot.add(page(), "Y", "0060");
        assertThat(snapshot.hasMore()).isEqualTo(!all);
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
        "{\"tot_pur_amt\":\"0\",\"tot_evlt_amt\":\"5000\"}"})
    void a_page_without_a_list_whose_totals_do_not_say_that_nothing_is_held_is_refused(String json) throws Exception {
        Map<String, Object> answer = read(json);

        assertUnreadable(() -> snapshot.add(answer, "N", ""), "no list");
    }

    /** How Kiwoom tells an empty account is not known for sure. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\"acnt_evlt_remn_indv_tot\":null,", "\"acnt_evlt_remn_indv_tot\":\"\",", "\"acnt_evlt_remn_indv_tot\":[],",
        "\"acnt_evlt_remn_indv_tot\":{},", "\"acnt_evlt_remn_indv_tot\":[\" \"],", "\"acnt_evlt_remn_indv_tot\":[{}],", "\"acnt_evlt_remn_indv_tot\":[null],",
        "\"acnt_evlt_remn_indv_tot\":[{\"stk_cd\":\"\",\"stk_nm\":\"  \",\"rmnd_qty\":\"000000000000000\",\"prft_rt\":\"000000000.00\"}],"})
    void an_empty_account_is_empty_however_it_is_told(String list) throws Exception {
        snapshot.add(read("{" + list + "\"tot_pur_amt\":\"000000000000000\",\"tot_evlt_amt\":\"000000000000000\"}"), "N", "");

        assertThat(snapshot.answer().lots()).isEmpty();
        assertThat(snapshot.answer().unreadable()).isFalse();
    }

    @Test
    void a_last_page_without_a_list_is_empty_when_the_totals_are_those_of_the_pages_before() {
        snapshot.add(withTotal(page(ONE), 180_000), "Y", "0020");
        snapshot.add(Map.of("tot_pur_amt", "180000"), "N", "");

        assertThat(keys(snapshot)).containsExactly(key("005930"));
    }

    /** What nothing proves removes nothing, and keeps the gap open; what could be read is taken all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"acnt_evlt_remn_indv_tot\":[{\"stk_cd\":\"A035720\",\"rmnd_qty\":\"1\",\"pur_amt\":\"\"},{}],\"tot_pur_amt\":\"180009\"}",
        "{\"acnt_evlt_remn_indv_tot\":[{\"stk_cd\":\"A035720\",\"rmnd_qty\":\"1\",\"pur_amt\":\"9\"},{}]}", "{}"})
    void a_page_without_a_list_or_with_a_blank_row_does_not_cost_the_rows_that_were_read(String last) throws Exception {
        snapshot.add(page(ONE), "Y", "0020");
        snapshot.add(read(last), "N", "");

        assertThat(keys(snapshot)).contains(key("005930"));
        assertThat(snapshot.answer().unreadable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"stk_cd\":\"A035720\",\"rmnd_qty\":\"000000000003.5\",\"pur_amt\":\"9\"}",
        "{\"stk_cd\":\"A035720\",\"rmnd_qty\":\"many\",\"pur_amt\":\"9\"}", "{\"stk_cd\":\"A035720\",\"pur_amt\":\"9\"}",
        "{\"stk_cd\":\"\",\"rmnd_qty\":\"1\",\"pur_amt\":\"9\"}"})
    void a_row_that_cannot_be_read_costs_that_row(String row) throws Exception {
        snapshot.add(Map.of("acnt_evlt_remn_indv_tot", List.of(ONE, read(row), OTHER)), "N", "");

        assertThat(keys(snapshot)).containsExactly(key("005930"), key("000660"));
        assertThat(snapshot.answer().unreadable()).isTrue();
        assertThat(snapshot.answer().otherCosts()).containsExactly(won(9));
        assertThat(snapshot.leftOut().values()).containsExactly(Map.of("values", read(row)));
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
        var credit = new HashMap<>(OTHER);
        credit.put("crd_tp", "03");
        credit.put("crd_loan_dt", "20260102");
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
