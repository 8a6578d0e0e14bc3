package dev.balancesync.snapshot;

import dev.balancesync.Arrivals;
import dev.balancesync.kiwoom.Account;
import static dev.balancesync.snapshot.SnapshotDrive.key;
import static dev.balancesync.snapshot.SnapshotDrive.page;
import static dev.balancesync.snapshot.SnapshotDrive.row;
import static dev.balancesync.snapshot.SnapshotDrive.withTotal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.balancesync.SampleFrames;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.kiwoom.BrokerError.Kind;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.time.Arrival;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {
    private static final Arrival BEGAN = Arrivals.at(Instant.parse("2026-11-23T01:00:00Z"));
    private static final Map<String, Object> ONE = row("005930", 3, 180_000, 60_150);
    private static final Map<String, Object> OTHER = row("000660", 2, 400_000, 199_000);

    private final Picture picture = picture("standard");

    private static Picture picture(String schema) {
        return new Picture(BEGAN, SnapshotDrive.mapping(new Account("8112510011", ""), schema));
    }

    @Test
    void the_first_page_is_asked_for_without_a_key() {
        assertThat(picture.hasMore()).isTrue();
        assertThat(picture.continued()).isEqualTo("N");
        assertThat(picture.nextKey()).isEmpty();
        assertThat(picture.began()).isEqualTo(BEGAN);
        assertThatThrownBy(picture::holdings).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Y", "y"})
    void there_is_more_until_a_page_says_that_it_is_the_last(String yes) {
        picture.add(page(ONE), yes, " 0020 ");

        assertThat(picture.hasMore()).isTrue();
        assertThat(picture.continued()).isEqualTo("Y");
        assertThat(picture.nextKey()).isEqualTo("0020");
        assertThatThrownBy(picture::holdings).isInstanceOf(IllegalStateException.class);

        picture.add(page(OTHER), "N", "0040");

        assertThat(picture.hasMore()).isFalse();
        assertThat(picture.nextKey()).isEmpty();
        assertThat(picture.holdings()).containsOnlyKeys(key("005930"), key("000660"));
    }

    @Test
    void without_the_header_a_page_is_the_last() {
        picture.add(page(ONE), null, null);

        assertThat(picture.hasMore()).isFalse();
    }

    @Test
    void a_row_says_all_that_the_table_needs_of_a_holding() {
        picture.add(page(ONE), "N", "");

        assertThat(picture.holdings()).containsExactlyEntriesOf(Map.of(key("005930"), new Holding(key("005930"), Map.of("quantity", 3L,
                "available_quantity", 3L, "total_purchase_amount", won(180_000), "current_price", won(60_150)), BEGAN, false)));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"  "})
    void more_without_a_key_is_refused(String key) {
        assertUnreadable(() -> picture.add(page(ONE), "Y", key), "not where");
    }

    @Test
    void a_key_that_was_given_before_would_never_end() {
        picture.add(page(ONE), "Y", "0020");

        assertUnreadable(() -> picture.add(page(OTHER), "Y", "0020"), "for ever");
    }

    @Test
    void five_hundred_pages_are_read_and_not_one_more() {
        for (int i = 1; i < 500; i++) {
            picture.add(page(), "Y", "key " + i);
        }

        assertUnreadable(() -> picture.add(page(), "Y", "key 500"), "500");
    }

    @Test
    void the_five_hundredth_page_may_be_the_last() {
        for (int i = 1; i < 500; i++) {
            picture.add(page(), "Y", "key " + i);
        }

        picture.add(page(ONE), "N", "");

        assertThat(picture.holdings()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{}                                                                        | no list",
        "{\"acnt_evlt_remn_indv_tot\":{}}                                          | no list",
        "{\"acnt_evlt_remn_indv_tot\":[\"A005930\"]}                               | not an object",
        "{\"acnt_evlt_remn_indv_tot\":[{\"rmnd_qty\":\"1\"}]}                      | cannot be read",
        "{\"acnt_evlt_remn_indv_tot\":[{\"stk_cd\":\"A005930\",\"rmnd_qty\":\"many\"}]} | cannot be read",
        "{\"acnt_evlt_remn_indv_tot\":[{\"stk_cd\":\"A005930\"}]}                  | without a quantity",
        "{\"acnt_evlt_remn_indv_tot\":[{\"stk_cd\":\"A005930\",\"pur_amt\":\"1\",\"cur_prc\":\"1\"}]} | without a quantity",
    })
    void a_page_that_cannot_be_read_as_a_whole_is_refused(String json, String why) throws Exception {
        @SuppressWarnings("unchecked")
        Map<String, Object> answer = SampleFrames.JSON.readValue(json, Map.class);

        assertUnreadable(() -> picture.add(answer, "N", ""), why);
    }

    @Test
    void the_lots_of_the_official_example_are_added_up() {
        picture.add(SampleFrames.fields("kt00018-official-doc"), "N", "");

        assertThat(picture.holdings()).hasSize(1);
        assertThat(picture.holdings().get(key("005930"))).isEqualTo(new Holding(key("005930"), Map.of("stock_name", "삼성전자",
                "quantity", 11L, "available_quantity", 11L, "total_purchase_amount", won(2_046_930), "average_price", won(186_084),
                "current_price", won(85_000)), BEGAN, false));
        assertThat(picture.repeated()).containsExactly(key("005930"));
    }

    @Test
    void a_lot_without_a_price_leaves_the_price_of_the_other() {
        picture.add(page(ONE, without("cur_prc")), "N", "");

        assertThat(picture.holdings().get(key("005930")).values())
                .containsEntry("current_price", won(60_150)).containsEntry("quantity", 6L);
    }

    @ParameterizedTest
    @CsvSource({"pur_amt, total_purchase_amount", "trde_able_qty, available_quantity"})
    void a_sum_of_which_a_part_is_unknown_is_unknown(String field, String column) {
        var priced = new HashMap<>(ONE);
        priced.put("pur_pric", "60000");
        Picture otherWayRound = picture("standard");

        picture.add(page(priced, without(field)), "N", "");
        otherWayRound.add(page(without(field), priced, priced), "N", "");

        assertThat(picture.holdings().get(key("005930")).values()).doesNotContainKey(column).containsEntry("quantity", 6L);
        assertThat(otherWayRound.holdings().get(key("005930")).values()).doesNotContainKey(column).containsEntry("quantity", 9L);
        assertThat(picture.holdings().get(key("005930")).values().containsKey("average_price")).isEqualTo(!field.equals("pur_amt"));
    }

    @Test
    void what_was_sold_today_is_listed_with_zero_and_not_held() {
        picture.add(withTotal(page(ONE, row("000660", 0, 400_000, 199_000)), 180_000), "N", "");

        assertThat(picture.holdings()).containsOnlyKeys(key("005930"));
        assertThat(picture.differenceOfTotals()).isNull();
        assertThat(picture.repeated()).isEmpty();
    }

    @Test
    void lots_on_credit_are_left_out_where_the_tables_have_no_room_for_them() {
        Picture legacy = picture("legacy");
        var credit = new HashMap<>(OTHER);
        credit.put("crd_tp", "03");
        credit.put("crd_loan_dt", "20260102");
        var soldCredit = new HashMap<>(credit);
        soldCredit.put("stk_cd", "A035720");
        soldCredit.put("rmnd_qty", "0");

        legacy.add(page(ONE, credit, soldCredit), "N", "");

        assertThat(legacy.holdings()).containsOnlyKeys(key("005930"));
        assertThat(legacy.leftOut()).containsExactlyEntriesOf(
                Map.of(new HoldingKey("8112510011", "000660", "03", "20260102"), Map.of("values", credit)));
    }

    @Test
    void the_brokers_totals_are_those_of_the_last_page() {
        picture.add(withTotal(page(ONE), 1), "Y", "0020");
        picture.add(withTotal(page(OTHER), 580_000), "N", "");

        assertThat(picture.totals().purchase()).isEqualTo(won(580_000));
        assertThat(picture.differenceOfTotals()).isNull();
    }

    @Test
    void totals_that_are_not_those_of_the_rows_are_told_unless_the_account_moved() {
        picture.add(withTotal(page(ONE), 580_001), "Y", "0020");
        picture.add(withTotal(page(OTHER), 580_001), "N", "");

        assertThat(picture.differenceOfTotals()).contains("580000", "580001");
        picture.moved(true, null);
        assertThat(picture.differenceOfTotals()).isNull();
    }

    @Test
    void the_evaluation_is_price_times_quantity_of_all_rows() {
        var answer = new HashMap<>(page(ONE, OTHER));
        answer.put("tot_evlt_amt", "1000000");

        picture.add(answer, "N", "");

        assertThat(picture.differenceOfTotals()).contains("578450", "1000000");
    }

    @Test
    void a_picture_of_one_page_cannot_have_moved() {
        picture.add(page(ONE), "N", "");

        picture.moved(true, null);

        assertThat(picture.isMoved()).isFalse();
    }

    @Test
    void what_the_stream_said_between_pages_may_have_moved_them() {
        picture.add(withTotal(page(ONE), 580_000), "Y", "0020");
        picture.add(withTotal(page(OTHER), 580_000), "N", "");

        picture.moved(true, picture.holdings());

        assertThat(picture.isMoved()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"580000, 580000, false", "580001, 580000, true", "580000, 580001, true", "580001, 580001, true",
        ", 580000, true", "580000, , true"})
    void the_brokers_totals_prove_that_nothing_moved_when_they_stay_and_are_the_rows(Long first, Long last, boolean moved) {
        picture.add(first == null ? page(ONE) : withTotal(page(ONE), first), "Y", "0020");
        picture.add(last == null ? page(OTHER) : withTotal(page(OTHER), last), "N", "");

        picture.moved(false, null);

        assertThat(picture.isMoved()).isEqualTo(moved);
    }

    @Test
    void a_picture_that_says_the_same_as_the_one_before_proves_that_nothing_moved() {
        picture.add(page(ONE), "Y", "0020");
        picture.add(page(OTHER), "N", "");
        Map<HoldingKey, Holding> same = before(Map.of("005930", 3L, "000660", 2L));

        picture.moved(false, same);
        assertThat(picture.isMoved()).isFalse();

        for (var other : List.of(before(Map.of("005930", 3L, "000660", 1L)), before(Map.of("005930", 3L)),
                before(Map.of("005930", 3L, "000660", 2L, "035720", 1L)))) {
            picture.moved(false, other);
            assertThat(picture.isMoved()).as("%s", other).isTrue();
        }
    }

    @Test
    void nothing_is_half_told_unless_said_so() {
        assertThat(picture.isHalfTold()).isFalse();

        picture.halfTold(true);

        assertThat(picture.isHalfTold()).isTrue();
    }

    private static Map<HoldingKey, Holding> before(Map<String, Long> quantities) {
        var before = new HashMap<HoldingKey, Holding>();
        quantities.forEach((code, quantity) -> before.put(key(code), new Holding(key(code), Map.of("quantity", quantity), BEGAN, false)));
        return before;
    }

    /** {@link #ONE} once more, but for a field. */
    private static Map<String, Object> without(String field) {
        var row = new HashMap<>(ONE);
        row.remove(field);
        return row;
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
