package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.MutableClock;
import dev.balancesync.SampleFrames;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.kiwoom.Language;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CashTest {
    private static final String USER = "7b9d3a52-8a3c-4a39-9d0d-0d6f8d0a8a11";

    private final MutableClock clock = new MutableClock("2026-11-23T01:00:00Z");
    private final CashBell bell = new CashBell(Duration.ofMinutes(10), SnapshotDrive.ticker(clock));
    private boolean open;

    private Cash cash(String userId, boolean writeAvailable) {
        return new Cash(new Account("8112510011", ""), userId, writeAvailable, bell, () -> open, Duration.ofSeconds(60), SampleFrames.JSON, clock,
                SnapshotDrive.ticker(clock));
    }

    private static JsonNode row(Cash cash, Map<String, Object> answer) throws Exception {
        cash.answered(cash.ask(), answer);
        return row(cash);
    }

    private static JsonNode row(Cash cash) throws Exception {
        return SampleFrames.JSON.readTree(cash.row());
    }

    private static Map<String, Object> answer(long cash) {
        return Map.of("entr", "1", "d2_entra", String.valueOf(cash), "ord_alow_amt", "1");
    }

    @Test
    void an_answer_from_before_another_machine_served_the_account_is_dropped() {
        Cash cash = cash("", false);
        Cash.Question before = cash.ask();
        cash.answered(before, answer(100));
        Cash.Question underWay = cash.ask();

        cash.forget();
        cash.answered(underWay, answer(90));

        assertThat(cash.isWaiting()).isFalse();
        cash.answered(cash.ask(), answer(80));
        assertThat(cash.isWaiting()).isTrue();
    }

    /** As while Kiwoom says "too often": the same question is asked for minutes, and none of that has failed. */
    @Test
    void that_a_question_has_no_answer_is_told_until_it_has_one() {
        Cash cash = cash("", false);
        Cash.Question question = cash.ask();
        clock.move(Duration.ofSeconds(15));
        assertThat(cash.state().error()).isNull();

        clock.move(Duration.ofMillis(1));
        assertThat(cash.state().error().words()).contains("kt00001", "15 s");
        assertThat(cash.state().error().words(Language.KO)).contains("15초");

        cash.answered(question, answer(100));
        assertThat(cash.state().error()).isNull();
        cash.ask();
        clock.move(Duration.ofMinutes(1));
        cash.failed(new BrokerException(BrokerError.of("500", "down")));
        assertThat(cash.state().error().words()).isEqualTo("down");
        cash.ask();
        clock.move(Duration.ofMinutes(1));
        assertThat(cash.state().error().words()).as("why there was none before says more").isEqualTo("down");
    }

    @Test
    void where_another_machine_has_taken_over_no_answer_is_awaited() {
        Cash cash = cash("", false);
        cash.ask();
        clock.move(Duration.ofMinutes(1));

        cash.forget();

        assertThat(cash.state().error()).isNull();
    }

    @Test
    void an_answer_that_comes_while_the_one_before_is_being_written_is_written_next() throws Exception {
        Cash cash = cash("", false);
        cash.answered(cash.ask(), answer(100));
        cash.row();
        clock.move(Duration.ofSeconds(2));
        bell.filled(new BigDecimal("-10"));
        cash.answered(cash.ask(), answer(90));

        cash.written();

        assertThat(cash.state().total()).isEqualByComparingTo("100");
        assertThat(cash.isBehind()).isTrue();
        assertThat(cash.isWaiting()).isTrue();
        assertThat(row(cash).path("total_cash").longValue()).isEqualTo(90);
        cash.written();
        assertThat(cash.isWaiting()).isFalse();
        assertThat(cash.isBehind()).isFalse();
        assertThat(cash.state().total()).isEqualByComparingTo("90");
    }

    @Test
    void what_fails_while_an_answer_is_being_written_is_told_and_the_answer_is_written_all_the_same() throws Exception {
        Cash cash = cash("", false);
        Cash.Question first = cash.ask();
        cash.answered(first, answer(100));
        cash.row();
        cash.ask();
        cash.failed(new BrokerException(BrokerError.of("1999", "down")));

        assertThat(cash.written()).hasValue(first.askedNanos());

        assertThat(cash.state().error().code()).isEqualTo("1999");
        assertThat(cash.isWaiting()).isFalse();
        assertThatThrownBy(cash::row).as("the store was about to write what has gone").isInstanceOf(BrokerException.class).hasMessageContaining("down");
    }

    @Test
    void what_is_written_while_another_machine_takes_over_says_nothing_of_this_one() throws Exception {
        Cash cash = cash("", false);
        row(cash, answer(100));

        cash.forget();

        assertThat(cash.written()).isEmpty();
        assertThat(cash.state().asOf()).isNull();
        assertThatThrownBy(cash::row).as("the store was about to write it").isInstanceOf(BrokerException.class).hasMessageContaining("asked for again");
    }

    @Test
    void the_official_example_becomes_a_row() throws Exception {
        JsonNode row = row(cash(USER, false), SampleFrames.fields("kt00001-official-doc"));

        assertThat(row).isEqualTo(SampleFrames.JSON.readTree("""
                {"user_id":"7b9d3a52-8a3c-4a39-9d0d-0d6f8d0a8a11","account_number":"8112510011","deposit":17534,"total_cash":12550,
                "order_cash":85341,"available_cash":null,"consistent":true,"cash_at":"2026-11-23T01:00:00Z","updated_at":"2026-11-23T01:00:00Z"}"""));
    }

    @Test
    void available_cash_is_what_may_be_ordered_for_if_it_is_written_at_all() throws Exception {
        JsonNode row = row(cash(" ", true), SampleFrames.fields("kt00001-official-doc"));

        assertThat(row.path("available_cash").longValue()).isEqualTo(85341);
        assertThat(row.path("user_id").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "many", "1.5", "1234567890123456789", "-"})
    void an_answer_without_its_total_is_none(String value) {
        var answer = new HashMap<>(SampleFrames.fields("kt00001-official-doc"));
        answer.put("d2_entra", value);

        assertThatThrownBy(() -> row(cash("", false), answer)).isInstanceOf(BrokerException.class).hasMessageContaining("d2_entra");
    }

    @ParameterizedTest
    @CsvSource({"entr, '', deposit", "entr, 1234567890123456789, deposit", "entr, -, deposit", "ord_alow_amt, 1.5, order_cash"})
    void any_other_bad_value_costs_that_value_and_is_told(String field, String value, String column) throws Exception {
        var answer = new HashMap<>(SampleFrames.fields("kt00001-official-doc"));
        answer.put(field, value);
        Cash cash = cash("", true);
        for (int i = 0; i < 2; i++) {
            row(cash, SampleFrames.fields("kt00001-official-doc"));
            cash.written();
            clock.move(Duration.ofSeconds(10));
        }

        JsonNode row = row(cash, answer);
        cash.written();

        assertThat(row.path(column).isNull()).isTrue();
        assertThat(row.path("total_cash").longValue()).isEqualTo(12550);
        assertThat(cash.state().error().words()).contains(field);
        assertThat(cash.state().error().words(Language.KO)).contains(field + " 값을 읽을 수 없습니다");
        assertThat(cash.isDue()).isFalse();
        clock.move(Duration.ofSeconds(10));
        assertThat(cash.isDue()).as("it is asked for once more").isTrue();
        row(cash, SampleFrames.fields("kt00001-official-doc"));
        cash.written();
        assertThat(cash.state().error()).isNull();
    }

    @Test
    void whole_won_with_decimals_are_taken() throws Exception {
        JsonNode row = row(cash("", false), Map.of("entr", "17534.00", "d2_entra", new BigDecimal("12550.0"), "ord_alow_amt", 85341));

        assertThat(List.of(row.path("deposit").asText(), row.path("total_cash").asText(), row.path("order_cash").asText()))
                .containsExactly("17534", "12550", "85341");
    }

    @Test
    void debts_are_below_zero() throws Exception {
        var answer = new HashMap<>(SampleFrames.fields("kt00001-official-doc"));
        answer.put("d2_entra", "-000000000012550");

        JsonNode row = row(cash("", false), answer);

        assertThat(row.path("total_cash").longValue()).isEqualTo(-12550);
    }

    @Test
    void what_rang_after_the_question_keeps_the_total_as_it_was() throws Exception {
        Cash cash = cash("", false);
        row(cash, answer(100));
        cash.written();
        cash.answered(cash.ask(), answer(100));
        bell.ring(true);

        assertThat(row(cash).path("consistent").booleanValue()).isFalse();
        assertThat(row(cash).path("total_cash").longValue()).isEqualTo(100);
        cash.written();
        assertThat(cash.isWaiting()).isFalse();

        assertThat(row(cash, answer(90)).path("consistent").booleanValue()).isTrue();
    }

    @Test
    void so_does_what_is_not_written_yet_or_may_have_been_missed() throws Exception {
        Cash cash = cash("", false);
        open = true;

        assertThat(row(cash, answer(100)).path("consistent").booleanValue()).isFalse();

        cash.written();
        assertThat(bell.isDue()).isFalse();
        clock.move(Duration.ofSeconds(1));
        assertThat(bell.isDue()).as("asked again soon").isTrue();
    }

    /** A fill always moves the cash. */
    @Test
    void a_cash_that_has_not_moved_since_a_fill_is_from_before_it_but_not_for_ever() throws Exception {
        Cash cash = cash("", false);
        row(cash, answer(100));
        cash.written();
        bell.ring(true);

        assertThat(row(cash, answer(100)).path("consistent").booleanValue()).isFalse();
        cash.written();
        clock.move(Duration.ofSeconds(59));
        assertThat(row(cash, answer(100)).path("consistent").booleanValue()).isFalse();
        cash.written();
        clock.move(Duration.ofSeconds(1));
        assertThat(row(cash, answer(100)).path("consistent").booleanValue()).isTrue();
    }

    /** What a lagging broker says between two fills: it knows of the first alone. */
    @Test
    void a_cash_that_has_moved_by_some_of_the_fills_waits_for_the_rest_but_not_for_ever() throws Exception {
        Cash cash = cash("", false);
        row(cash, answer(10_000_000));
        cash.written();
        bell.filled(BigDecimal.valueOf(-600_000));
        bell.filled(BigDecimal.valueOf(-900_000));

        assertThat(row(cash, answer(9_397_900)).path("consistent").booleanValue()).isFalse();
        assertThat(row(cash, answer(9_397_900)).path("total_cash").longValue()).as("it is told all the same").isEqualTo(9_397_900);
        cash.written();
        assertThat(cash.state().total()).isEqualByComparingTo("10000000");
        assertThat(row(cash, answer(8_494_700)).path("consistent").booleanValue()).isTrue();
        cash.written();
        assertThat(cash.state().total()).isEqualByComparingTo("8494700");

        bell.filled(BigDecimal.valueOf(-600_000));
        assertThat(row(cash, answer(8_494_000)).path("consistent").booleanValue()).isFalse();
        cash.written();
        clock.move(Duration.ofSeconds(10));
        assertThat(row(cash, answer(8_494_000)).path("consistent").booleanValue()).isTrue();
    }

    /** Its answer is ten seconds late, and the second fill came just before it was asked. */
    @Test
    void one_that_knows_the_first_fill_alone_waits_for_as_long_as_answers_may_lag() throws Exception {
        Cash cash = cash("", false);
        row(cash, answer(10_000_000));
        cash.written();
        bell.filled(BigDecimal.valueOf(-600_000));
        bell.filled(BigDecimal.valueOf(-900_000));
        row(cash, answer(9_397_900));
        cash.written();

        clock.move(Duration.ofSeconds(59));
        assertThat(row(cash, answer(9_397_900)).path("consistent").booleanValue()).isFalse();
        cash.written();
        clock.move(Duration.ofSeconds(1));
        assertThat(row(cash, answer(9_397_900)).path("consistent").booleanValue()).isTrue();
    }

    /** What is settled explains no later answer. */
    @Test
    void fills_that_a_cash_has_known_are_forgotten() throws Exception {
        Cash cash = cash("", false);
        row(cash, answer(10_000_000));
        cash.written();
        bell.filled(BigDecimal.valueOf(-600_000));
        bell.filled(BigDecimal.valueOf(-900_000));
        FillsTold all = bell.fills();
        assertThat(bell.knowsTheFirst(FillsTold.NONE, all, BigDecimal.valueOf(-602_100))).isTrue();

        row(cash, answer(8_494_700));
        cash.written();

        assertThat(bell.knowsTheFirst(FillsTold.NONE, all, BigDecimal.valueOf(-602_100))).isFalse();
    }

    /** A last piece that is smaller than the fees of the first. */
    @Test
    void fees_never_give_anything_back_so_that_a_small_fill_is_not_hidden_by_them() throws Exception {
        Cash cash = cash("", false);
        row(cash, answer(100_000_000));
        cash.written();
        bell.filled(BigDecimal.valueOf(-10_000_000));
        bell.filled(BigDecimal.valueOf(-50_000));

        assertThat(row(cash, answer(89_965_000)).path("consistent").booleanValue()).isFalse();
        cash.written();
        assertThat(row(cash, answer(89_914_825)).path("consistent").booleanValue()).isTrue();
    }

    /** After a start nobody knows whether the answer is from before the last fill. */
    @Test
    void the_first_is_looked_at_once_more_ten_seconds_later_and_it_is_known_when_a_fill_came_since() throws Exception {
        Cash cash = cash("", false);
        row(cash, answer(100));
        cash.written();
        assertThat(cash.isBehind()).isFalse();

        clock.move(Duration.ofSeconds(10));

        assertThat(cash.isDue()).isTrue();
        bell.ring(true);
        assertThat(cash.isBehind()).isTrue();
    }

    @Test
    void the_first_answer_after_a_start_may_be_from_before_the_fills_that_were_told_just_before() throws Exception {
        Cash cash = cash("", false);
        bell.ring(true);
        assertThat(cash.isBehind()).as("no cash of it is known").isTrue();

        assertThat(row(cash, answer(100)).path("consistent").booleanValue()).isFalse();
        cash.written();
        clock.move(Duration.ofSeconds(59));
        assertThat(row(cash, answer(90)).path("consistent").booleanValue()).as("it may have more to hear of").isFalse();
        cash.written();
        clock.move(Duration.ofSeconds(1));

        assertThat(row(cash, answer(90)).path("consistent").booleanValue()).isTrue();
        cash.written();
        assertThat(cash.isBehind()).isFalse();
    }

    @Test
    void nor_does_a_fill_with_its_amount_that_came_before_the_first_answer_make_that_one_of_after_it() throws Exception {
        Cash cash = cash("", false);
        bell.filled(BigDecimal.valueOf(-600_000));

        assertThat(row(cash, answer(10_000_000)).path("consistent").booleanValue()).isFalse();
    }

    @Test
    void the_fills_of_before_another_machine_served_the_account_are_long_ago() throws Exception {
        Cash cash = cash("", false);
        bell.ring(true);

        cash.forget();

        assertThat(row(cash, answer(10_000_000)).path("consistent").booleanValue()).isTrue();
    }

    /** It has moved by fills that only the other machine heard of. */
    @Test
    void the_cash_of_before_another_machine_served_the_account_is_compared_with_nothing() throws Exception {
        Cash cash = cash("", false);
        row(cash, answer(10_000_000));
        cash.written();

        cash.forget();

        assertThat(cash.state().total()).isNull();
        assertThat(row(cash, answer(9_000_000)).path("consistent").booleanValue()).isTrue();
    }

    @Test
    void what_a_snapshot_alone_has_found_at_the_start_may_be_long_ago() throws Exception {
        Cash cash = cash("", false);
        bell.filled(null);

        assertThat(row(cash, answer(10_000_000)).path("consistent").booleanValue()).isTrue();
    }

    /** Seed 80139 of the random days: asked after 1, 2, 4 and 8 s, it was believed after 15. */
    @Test
    void it_is_asked_for_again_at_the_moment_at_which_it_will_be_believed() throws Exception {
        Cash cash = cash("", false);
        row(cash, answer(10_000_000));
        cash.written();
        bell.filled(BigDecimal.valueOf(-600_000));
        Instant filled = clock.instant();

        do {
            clock.move(Duration.ofMillis(10));
            if (cash.isDue()) {
                row(cash, answer(9_999_000));
                cash.written();
            }
        } while (cash.state().fills() == 0);

        assertThat(Duration.between(filled, clock.instant())).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(9));
    }

    @Test
    void one_that_has_moved_is_looked_at_once_more_ten_seconds_later() throws Exception {
        Cash cash = cash("", false);
        row(cash, answer(100));
        cash.written();
        bell.ring(true);

        assertThat(row(cash, answer(90)).path("consistent").booleanValue()).isTrue();

        cash.written();
        clock.move(Duration.ofMillis(9_999));
        assertThat(cash.isDue()).isFalse();
        clock.move(Duration.ofMillis(1));
        assertThat(cash.isDue()).isTrue();
    }

    @Test
    void a_failure_is_told_in_words_of_its_own_and_asked_again_later_and_later() {
        Cash cash = cash("", false);
        for (int seconds : new int[] {1, 2, 4, 8}) {
            cash.ask();
            cash.failed(new BrokerException(BrokerError.of("RC4058", "모의투자 장종료")));

            clock.move(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(cash.isDue()).isFalse();
            clock.move(Duration.ofMillis(1));
            assertThat(cash.isDue()).isTrue();
        }
        assertThat(cash.state().error().code()).isEqualTo("RC4058");
        assertThat(cash.state().asOf()).isNull();
    }

    @Test
    void the_cash_of_another_account_is_not_asked_for() {
        var account = new Account("8112-5100", "");
        var cash = new Cash(account, "", false, bell, () -> open, Duration.ZERO, SampleFrames.JSON, clock, SnapshotDrive.ticker(clock));

        assertThatThrownBy(cash::ask).isInstanceOf(BrokerException.class).hasMessageContaining("ka00001");
    }

    private boolean isOfThisMoment(Cash cash, long total) throws Exception {
        boolean consistent = row(cash, answer(total)).path("consistent").booleanValue();
        cash.written();
        return consistent;
    }

    @Test
    void who_has_no_user_id_writes_none() throws Exception {
        assertThat(row(cash(null, false), answer(100)).path("user_id").isNull()).isTrue();
    }

    @Test
    void each_answer_in_the_table_is_counted_and_told_to_be_as_old_as_its_question() throws Exception {
        Cash cash = cash("", false);
        assertThat(cash.writes()).isZero();

        for (int i = 1; i <= 2; i++) {
            Instant askedAt = clock.instant();
            long askedNanos = SnapshotDrive.ticker(clock).nanos();
            row(cash, answer(100));
            clock.move(Duration.ofSeconds(3));

            assertThat(cash.written()).hasValue(askedNanos);
            assertThat(cash.state().asOf()).isEqualTo(askedAt);
            assertThat(cash.writes()).isEqualTo(i);
        }
    }

    @Test
    void a_database_that_fails_is_told_in_its_own_words() {
        Cash cash = cash("", false);
        cash.answered(cash.ask(), answer(100));

        cash.failed(new SQLException("relation \"kw_account_balance\" does not exist"));

        assertThat(cash.state().error().words()).isEqualTo("relation \"kw_account_balance\" does not exist");
        assertThat(cash.isWaiting()).isFalse();
    }

    @Test
    void a_cash_that_two_looks_have_confirmed_is_not_asked_for_until_something_rings() throws Exception {
        Cash cash = cash("", false);
        isOfThisMoment(cash, 100);
        clock.move(Duration.ofSeconds(10));
        isOfThisMoment(cash, 100);

        clock.move(Duration.ofDays(1));

        assertThat(cash.isDue()).isFalse();
    }

    @Test
    void the_second_look_after_a_fill_finds_the_cash_as_it_was_and_believes_it() throws Exception {
        Cash cash = cash("", false);
        isOfThisMoment(cash, 10_000_000);
        bell.filled(BigDecimal.valueOf(-600_000));
        assertThat(isOfThisMoment(cash, 9_397_900)).isTrue();

        clock.move(Duration.ofSeconds(10));

        assertThat(isOfThisMoment(cash, 9_397_900)).isTrue();
    }

    @Test
    void what_stays_unreadable_is_asked_for_once_more_and_no_more() throws Exception {
        var answer = new HashMap<>(answer(100));
        answer.put("entr", "-");
        Cash cash = cash("", false);
        for (int i = 0; i < 2; i++) {
            row(cash, answer);
            cash.written();
            clock.move(Duration.ofSeconds(10));
        }

        clock.move(Duration.ofDays(1));

        assertThat(cash.isDue()).isFalse();
        assertThat(cash.state().error()).isNotNull();
    }

    /** The frame that tells of the fill may be later than the answer. */
    @Test
    void a_cash_that_has_moved_without_a_fill_is_believed_after_five_seconds() throws Exception {
        Cash cash = cash("", false);
        isOfThisMoment(cash, 100);

        assertThat(isOfThisMoment(cash, 90)).isFalse();
        clock.move(Duration.ofMillis(4_999));
        assertThat(isOfThisMoment(cash, 90)).isFalse();
        clock.move(Duration.ofMillis(1));
        assertThat(isOfThisMoment(cash, 90)).isTrue();
    }

    @Test
    void a_shorter_time_to_settle_is_long_enough_for_any_answer() throws Exception {
        var cash = new Cash(new Account("8112510011", ""), "", false, bell, () -> open, Duration.ofSeconds(2), SampleFrames.JSON, clock,
                SnapshotDrive.ticker(clock));
        isOfThisMoment(cash, 100);

        assertThat(isOfThisMoment(cash, 90)).isFalse();
        clock.move(Duration.ofSeconds(2));
        assertThat(isOfThisMoment(cash, 90)).isTrue();
    }

    @Test
    void a_cash_that_keeps_moving_without_a_fill_is_waited_for_anew() throws Exception {
        Cash cash = cash("", false);
        isOfThisMoment(cash, 100);
        isOfThisMoment(cash, 90);
        clock.move(Duration.ofSeconds(4));

        assertThat(isOfThisMoment(cash, 80)).isFalse();
        clock.move(Duration.ofSeconds(4));
        assertThat(isOfThisMoment(cash, 80)).isFalse();
        clock.move(Duration.ofSeconds(1));
        assertThat(isOfThisMoment(cash, 80)).isTrue();
    }

    @Test
    void a_further_fill_gives_a_cash_that_does_not_move_its_whole_time_again() throws Exception {
        Cash cash = cash("", false);
        isOfThisMoment(cash, 100);
        bell.ring(true);
        isOfThisMoment(cash, 100);
        clock.move(Duration.ofSeconds(40));
        bell.ring(true);

        assertThat(isOfThisMoment(cash, 100)).isFalse();
        clock.move(Duration.ofSeconds(59));
        assertThat(isOfThisMoment(cash, 100)).isFalse();
        clock.move(Duration.ofSeconds(1));
        assertThat(isOfThisMoment(cash, 100)).isTrue();
    }

    /** Doubled waits alone would ask after 63 s. */
    @Test
    void a_cash_that_does_not_move_is_asked_for_when_its_time_is_over() throws Exception {
        Cash cash = cash("", false);
        isOfThisMoment(cash, 100);
        bell.ring(true);
        Instant first = clock.instant();
        isOfThisMoment(cash, 100);

        do {
            clock.move(Duration.ofMillis(500));
        } while (!cash.isDue() || !isOfThisMoment(cash, 100));

        assertThat(Duration.between(first, clock.instant())).hasSeconds(60);
    }

    @Test
    void an_answer_whose_time_is_over_is_not_hurried_for_while_the_stock_is_open() throws Exception {
        Cash cash = cash("", false);
        isOfThisMoment(cash, 100);
        isOfThisMoment(cash, 90);
        open = true;
        clock.move(Duration.ofMinutes(1));

        assertThat(isOfThisMoment(cash, 90)).isFalse();

        assertThat(cash.isDue()).isFalse();
        clock.move(Duration.ofSeconds(2));
        assertThat(cash.isDue()).isTrue();
    }

    @Test
    void what_one_answer_was_waited_for_hurries_none_after_another_has_settled() throws Exception {
        Cash cash = cash("", false);
        isOfThisMoment(cash, 100);
        bell.ring(true);
        assertThat(isOfThisMoment(cash, 100)).as("until a minute is over").isFalse();
        assertThat(isOfThisMoment(cash, 90)).isTrue();
        open = true;

        for (int seconds : new int[] {1, 2, 4, 8, 16, 32}) {
            isOfThisMoment(cash, 90);
            clock.move(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(cash.isDue()).isFalse();
            clock.move(Duration.ofMillis(1));
            assertThat(cash.isDue()).isTrue();
        }
    }
}
