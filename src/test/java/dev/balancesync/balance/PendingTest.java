package dev.balancesync.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.balancesync.Arrivals;
import dev.balancesync.journal.JournalPosition;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequence;
import org.junit.jupiter.api.Test;

class PendingTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private final Pending pending = new Pending();

    @Test
    void nothing_is_drained_before_the_journal_was_read_again() {
        pending.put(holding("005930", 1, Map.of("quantity", 1L)));

        assertThat(pending.drain()).isNull();
        assertThat(pending.isWaiting()).isTrue();
        pending.release();
        assertThat(pending.drain().holdings()).hasSize(1);
    }

    @Test
    void what_is_being_written_waits_until_it_is_written() {
        pending.release();
        assertThat(pending.drain()).isNull();
        pending.put(holding("005930", 1, Map.of("quantity", 1L)));

        assertThat(pending.size()).isEqualTo(1);
        assertThat(pending.drain()).isNotNull();
        assertThat(pending.size()).isEqualTo(1);
        assertThat(pending.isWaiting()).isTrue();
        pending.put(holding("005930", 2, Map.of("quantity", 2L)));
        assertThat(pending.size()).isEqualTo(1);
        pending.putBack(pending.drain());
        assertThat(pending.size()).isEqualTo(1);
        pending.drain();
        pending.written();
        assertThat(pending.size()).isZero();
        assertThat(pending.isWaiting()).isFalse();
        assertThat(pending.drain()).isNull();
    }

    @Test
    void after_another_machine_has_served_the_account_nothing_that_waited_is_written_and_the_mark_moves_over_it() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("quantity", 1L)));
        pending.frameRead(new JournalPosition("1", 1));
        Pending.Batch underWay = pending.drain();
        pending.put(holding("000660", 2, Map.of("quantity", 2L)));
        pending.frameRead(new JournalPosition("1", 2));

        pending.forget();
        pending.putBack(underWay);

        assertThat(pending.isWaiting()).isFalse();
        assertThat(pending.words()).isEmpty();
        assertThat(pending.drain()).satisfies(mark -> {
            assertThat(mark.holdings()).isEmpty();
            assertThat(mark.readUpTo()).isEqualTo(new JournalPosition("1", 2));
        });
    }

    @Test
    void after_another_machine_has_served_the_account_nothing_of_before_is_laid_below_what_comes() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("current_price", BigDecimal.TEN)));
        pending.put(holding("000660", 2, Map.of("quantity", 5L)));
        pending.drain();
        pending.written();

        pending.forget();

        assertThat(pending.counts()).isEmpty();
        assertThat(pending.incomplete()).isZero();
        pending.put(holding("005930", 3, Map.of("quantity", 3L)));
        pending.put(holding("000660", 4, Map.of("quantity", 7L)));
        assertThat(pending.drain().holdings()).containsExactly(holding("005930", 3, Map.of("quantity", 3L)), holding("000660", 4, Map.of("quantity", 7L)));
    }

    @Test
    void one_ring_is_enough_until_everything_is_taken() {
        pending.release();

        assertThat(pending.mustRing()).isTrue();
        assertThat(pending.mustRing()).isFalse();
        assertThat(pending.isRung()).isTrue();
        pending.drain();
        assertThat(pending.isRung()).isFalse();
        assertThat(pending.mustRing()).as("what comes after the drain would wait in vain").isTrue();
    }

    private void put(int stocks, long millis) {
        for (int stock = 0; stock < stocks; stock++) {
            pending.put(new Holding(key(String.format("%06d", stock)), Map.of("quantity", millis),
                    Arrivals.at(Instant.parse("2026-11-23T00:00:00Z").plusMillis(millis)), false));
        }
    }

    @Test
    void a_fill_by_itself_is_not_kept_waiting_and_a_burst_is() {
        pending.release();
        put(2, 1);
        put(1, 2);
        pending.drain();
        put(1, 3);
        assertThat(pending.gatherMillis()).as("hardly more entries than holdings").isZero();

        for (int millis = 4; millis < 10; millis++) {
            put(1, millis);
        }
        pending.drain();
        put(1, 10);
        assertThat(pending.gatherMillis()).isBetween(1L, 50L);

        pending.drain();
        put(1, 11);
        assertThat(pending.gatherMillis()).as("the burst is over").isZero();
    }

    @Test
    void a_burst_over_very_many_holdings_gathers_longer_and_the_first_fill_after_it_not_at_all() {
        pending.release();
        put(500, 1);
        pending.drain();
        put(500, 2);
        assertThat(pending.gatherMillis()).as("it may be a snapshot").isZero();

        pending.drain();
        put(500, 3);
        assertThat(pending.gatherMillis()).isEqualTo(250);

        pending.drain();
        put(1, 1_500);
        assertThat(pending.gatherMillis()).as("so much later that it is no part of it").isZero();
    }

    /** Seed 101525 of the random days: the database was back, and status said for good that it was away. */
    @Test
    void a_batch_without_holdings_that_could_not_be_written_is_rung_for_and_tried_again() {
        pending.release();
        pending.frameRead(new JournalPosition("000001-0001-2026-11-23.jsonl", 10));
        Pending.Batch batch = pending.drain();
        assertThat(batch.holdings()).isEmpty();

        pending.putBack(batch);

        assertThat(pending.isRung()).isTrue();
        assertThat(pending.drain()).isEqualTo(batch);
    }

    @Test
    void a_batch_tells_when_its_oldest_frame_arrived() {
        pending.put(holding("005930", 1, Map.of("quantity", 1L)));
        pending.release();
        assertThat(pending.drain().arrivedAt()).as("what the journal gave back arrived in another run").isNull();
        pending.put(holding("005930", 2, Map.of("quantity", 2L)));
        pending.put(holding("005930", 3, Map.of("quantity", 3L)));
        Pending.Batch batch = pending.drain();

        pending.put(holding("000660", 4, Map.of("quantity", 4L)));
        pending.putBack(batch);

        assertThat(batch.arrivedAt()).isEqualTo(holding("005930", 2, Map.of()).arrival());
        assertThat(pending.drain().arrivedAt()).as("put back, it is as old as before").isEqualTo(batch.arrivedAt());
    }

    @Test
    void only_the_newest_state_of_a_holding_is_written() {
        pending.release();
        for (int i = 1; i <= 1000; i++) {
            pending.put(holding("005930", i, Map.of("quantity", (long) i)));
        }

        assertThat(pending.size()).isEqualTo(1);
        assertThat(pending.drain().holdings()).containsExactly(holding("005930", 1000, Map.of("quantity", 1000L, "shares_changed", true)));
    }

    @Test
    void stocks_and_lots_are_kept_apart() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("quantity", 1L)));
        pending.put(holding("000660", 2, Map.of("quantity", 2L)));
        var credit = new Holding(new HoldingKey("005930", "03", "20260102"), Map.of("quantity", 3L), second(0), false);
        pending.put(credit);

        assertThat(pending.drain().holdings()).extracting(Holding::quantity).containsExactly(1L, 2L, 3L);
    }

    @Test
    void partial_entries_are_merged_and_unknown_overwrites_nothing() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("quantity", 10L, "stock_name", "삼성전자")));
        pending.put(holding("005930", 2, Map.of("current_price", new BigDecimal("63500"))));
        pending.put(holding("005930", 3, Map.of("available_quantity", 9L)));

        assertThat(pending.drain().holdings()).containsExactly(holding("005930", 3,
                Map.of("quantity", 10L, "stock_name", "삼성전자", "current_price", new BigDecimal("63500"), "available_quantity", 9L)));
    }

    @Test
    void bought_again_before_the_sale_was_written_is_fresh() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("quantity", 10L, "stock_name", "삼성전자")));
        pending.put(holding("005930", 2, Map.of("quantity", 0L)));
        pending.put(holding("005930", 3, Map.of("quantity", 4L)));

        assertThat(pending.drain().holdings()).containsExactly(
                new Holding(key("005930"), Map.of("quantity", 4L), second(3), true));
    }

    @Test
    void bought_again_after_the_sale_was_written_is_not() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("quantity", 0L)));
        pending.drain();
        pending.put(holding("005930", 2, Map.of("quantity", 4L)));

        assertThat(pending.drain().holdings()).containsExactly(holding("005930", 2, Map.of("quantity", 4L)));
    }

    @Test
    void a_batch_that_is_put_back_waits_below_what_came_since() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("quantity", 10L, "stock_name", "삼성전자")));
        pending.put(holding("000660", 2, Map.of("quantity", 5L)));
        var batch = pending.drain();
        pending.put(holding("005930", 3, Map.of("quantity", 7L)));
        pending.put(holding("035720", 4, Map.of("quantity", 1L)));

        pending.putBack(batch);

        assertThat(pending.drain().holdings()).containsExactlyInAnyOrder(
                holding("005930", 3, Map.of("quantity", 7L, "stock_name", "삼성전자", "shares_changed", true)),
                holding("000660", 2, Map.of("quantity", 5L)),
                holding("035720", 4, Map.of("quantity", 1L)));
    }

    @Test
    void a_sale_that_is_put_back_makes_what_was_bought_since_fresh() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("quantity", 0L)));
        var batch = pending.drain();
        pending.put(holding("005930", 2, Map.of("quantity", 4L)));

        pending.putBack(batch);

        assertThat(pending.drain().holdings()).containsExactly(
                new Holding(key("005930"), Map.of("quantity", 4L), second(2), true));
    }

    @Test
    void a_sale_since_wins_over_a_batch_that_is_put_back() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("quantity", 10L)));
        var batch = pending.drain();
        pending.put(holding("005930", 2, Map.of("quantity", 0L)));

        pending.putBack(batch);

        assertThat(pending.drain().holdings()).containsExactly(holding("005930", 2, Map.of("quantity", 0L)));
    }

    @Test
    void what_came_after_a_sale_takes_nothing_from_a_batch_of_before_it() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("quantity", 10L)));
        var batch = pending.drain();
        pending.put(holding("005930", 2, Map.of("quantity", 0L)));
        pending.put(holding("005930", 3, Map.of("stock_name", "삼성전자")));

        pending.putBack(batch);

        assertThat(pending.drain().holdings()).containsExactly(
                new Holding(key("005930"), Map.of("stock_name", "삼성전자"), second(3), true));
    }

    @Test
    void a_batch_may_be_put_back_again_and_again() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("quantity", 10L, "stock_name", "삼성전자")));
        for (int i = 2; i <= 50; i++) {
            var batch = pending.drain();
            pending.put(holding("005930", i, Map.of("current_price", new BigDecimal(i))));
            pending.putBack(batch);
        }

        assertThat(pending.drain().holdings()).containsExactly(
                holding("005930", 50, Map.of("quantity", 10L, "stock_name", "삼성전자", "current_price", new BigDecimal(50))));
    }

    @Test
    void nothing_to_put_back_changes_nothing() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("quantity", 1L)));

        pending.putBack(null);

        assertThat(pending.size()).isEqualTo(1);
    }

    @Test
    void an_entry_without_a_quantity_is_remembered_until_the_quantity_is_known() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("stock_name", "삼성전자")));
        pending.drain();
        pending.put(holding("005930", 2, Map.of("current_price", new BigDecimal("63500"))));
        pending.drain();
        pending.put(holding("005930", 3, Map.of("quantity", 2L)));

        assertThat(pending.drain().holdings()).containsExactly(holding("005930", 3,
                Map.of("stock_name", "삼성전자", "current_price", new BigDecimal("63500"), "quantity", 2L)));
    }

    @Test
    void once_the_quantity_is_known_nothing_older_is_remembered() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("stock_name", "삼성전자")));
        pending.put(holding("005930", 2, Map.of("quantity", 2L)));
        pending.drain();
        pending.put(holding("005930", 3, Map.of("available_quantity", 1L)));

        assertThat(pending.drain().holdings()).containsExactly(holding("005930", 3, Map.of("available_quantity", 1L)));
    }

    @Test
    void a_batch_says_how_far_the_journal_was_read() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("quantity", 1L)));
        assertThat(pending.drain().readUpTo()).isNull();

        var position = new JournalPosition("2026-11-23.jsonl", 100);
        pending.put(holding("005930", 2, Map.of("quantity", 1L)));
        pending.frameRead(position);
        pending.frameRead(null);

        assertThat(pending.drain().readUpTo()).isEqualTo(position);
    }

    @Test
    void a_frame_whose_entries_are_not_all_put_is_not_covered_by_the_batch() {
        pending.release();
        pending.frameRead(new JournalPosition("2026-11-23.jsonl", 100));
        pending.put(holding("005930", 2, Map.of("quantity", 1L)));

        var batch = pending.drain();
        pending.frameRead(new JournalPosition("2026-11-23.jsonl", 200));

        assertThat(batch.readUpTo()).isEqualTo(new JournalPosition("2026-11-23.jsonl", 100));
    }

    private static HoldingKey key(String stockCode) {
        return new HoldingKey(stockCode, "00", "");
    }

    private static Arrival second(int second) {
        return Arrivals.at(START.plusSeconds(second));
    }

    private static Holding holding(String stockCode, int second, Map<String, Object> values) {
        return new Holding(key(stockCode), values, second(second), false);
    }

    @Test
    void a_frame_that_is_read_after_its_holdings_were_drained_still_moves_the_journals_mark() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("quantity", 1L)));
        assertThat(pending.drain().readUpTo()).isNull();
        var position = new JournalPosition("2026-11-22.jsonl", 100);

        pending.frameRead(position);

        var batch = pending.drain();
        assertThat(batch.holdings()).isEmpty();
        assertThat(batch.readUpTo()).isEqualTo(position);
        assertThat(pending.drain()).isNull();
    }

    @Test
    void an_entry_is_taken_or_joins_one_that_waits_or_is_passed_over() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("quantity", 1L)));
        pending.put(holding("005930", 2, Map.of("quantity", 2L)));
        pending.put(holding("000660", 3, Map.of("quantity", 3L)));
        pending.drain();
        pending.put(holding("005930", 4, Map.of("quantity", 4L)));
        pending.passOver();

        assertThat(pending.taken()).isEqualTo(3);
        assertThat(pending.merged()).isEqualTo(1);
        assertThat(pending.passedOver()).isEqualTo(1);
        assertThat(pending.lastEvent()).isEqualTo(second(4));
    }

    @Test
    void what_cannot_be_stored_yet_for_want_of_a_quantity_is_counted_until_it_can() {
        pending.release();

        assertThat(pending.put(holding("005930", 1, Map.of("stock_name", "삼성전자")))).as("just told").isTrue();
        assertThat(pending.put(holding("005930", 2, Map.of("current_price", BigDecimal.TEN)))).as("told before").isFalse();
        pending.drain();
        pending.written();
        assertThat(pending.size()).isZero();
        assertThat(pending.incomplete()).as("no statement has written it").isEqualTo(1);

        pending.put(holding("005930", 3, Map.of("quantity", 3L)));
        assertThat(pending.incomplete()).isZero();
        assertThat(pending.put(holding("000660", 4, Map.of("quantity", 4L)))).isFalse();
    }

    @Test
    void an_entry_without_a_quantity_is_complete_when_the_table_has_the_row() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("quantity", 3L)));
        pending.drain();
        pending.written();
        pending.hasRows(Set.of(key("000660")));

        assertThat(pending.put(holding("005930", 3, Map.of("current_price", BigDecimal.TEN)))).as("stored here").isFalse();
        assertThat(pending.put(holding("000660", 4, Map.of("current_price", BigDecimal.TEN)))).as("stored before the start").isFalse();
        assertThat(pending.incomplete()).isZero();

        pending.put(holding("005930", 5, Map.of("quantity", 0L)));
        pending.drain();
        pending.written();
        assertThat(pending.put(holding("005930", 6, Map.of("current_price", BigDecimal.TEN)))).as("sold since").isTrue();
    }

    @Test
    void what_is_newer_is_asked_of_the_order_and_not_of_the_clock() {
        pending.release();
        pending.put(new Holding(key("005930"), Map.of("quantity", 1L), new Arrival(new Sequence(1, 1), START.plusSeconds(3600), 0), false));
        var began = new Arrival(new Sequence(1, 2), START.plusSeconds(1), 0);

        assertThat(pending.isTouchedAfter(began, key("005930"))).as("the clock was set back since").isFalse();
        assertThat(pending.isOfStream(holding(began))).isFalse();
        pending.put(holding(new Arrival(new Sequence(1, 3), START.minusSeconds(1), 0)));
        assertThat(pending.isTouchedAfter(began, key("005930"))).isTrue();
        assertThat(pending.isOfStream(holding(began))).isTrue();
    }

    private static Holding holding(Arrival arrival) {
        return new Holding(key("005930"), Map.of("quantity", 1L), arrival, false);
    }

    @Test
    void what_was_written_as_fresh_is_not_fresh_once_more() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("quantity", 0L)));
        pending.put(holding("005930", 2, Map.of("stock_name", "삼성전자")));
        assertThat(pending.drain().holdings()).extracting(Holding::fresh).containsExactly(true);

        pending.put(holding("005930", 3, Map.of("quantity", 2L)));

        assertThat(pending.drain().holdings()).containsExactly(holding("005930", 3, Map.of("stock_name", "삼성전자", "quantity", 2L)));
    }

    @Test
    void what_the_journal_gave_back_does_not_hide_when_a_later_frame_arrived() {
        pending.put(holding("005930", 1, Map.of("quantity", 1L)));
        pending.release();
        var batch = pending.drain();
        pending.put(holding("000660", 2, Map.of("quantity", 2L)));

        pending.putBack(batch);

        assertThat(pending.drain().arrivedAt()).isEqualTo(second(2));
    }

    @Test
    void a_snapshot_is_taken_over_but_for_what_the_stream_said_since_it_began() {
        pending.release();
        pending.put(holding("000001", 1, Map.of("quantity", 1L)));
        pending.put(holding("000002", 2, Map.of("quantity", 2L)));
        pending.put(holding("000003", 3, Map.of("quantity", 3L)));

        Set<HoldingKey> left = pending.takeOver(second(2), List.of(holding("000001", 2, Map.of("quantity", 9L)),
                holding("000002", 2, Map.of("quantity", 0L)), holding("000003", 2, Map.of("quantity", 9L)),
                holding("000004", 2, Map.of("quantity", 4L))));

        assertThat(left).containsExactly(key("000003"));
        assertThat(pending.drain().holdings()).containsExactlyInAnyOrder(
                holding("000001", 2, Map.of("quantity", 9L, "shares_changed", true)),
                holding("000002", 2, Map.of("quantity", 0L)),
                holding("000003", 3, Map.of("quantity", 3L)),
                holding("000004", 2, Map.of("quantity", 4L)));
    }

    @Test
    void what_is_being_written_is_unwritten_still_as_far_as_the_stream_told_it() {
        pending.release();
        pending.put(holding("000001", 1, Map.of("quantity", 1L)));
        pending.drain();
        pending.put(holding("000002", 2, Map.of("quantity", 2L)));

        assertThat(pending.unwritten()).containsOnlyKeys(key("000001"), key("000002"));
        assertThat(pending.words()).containsOnlyKeys(key("000001"), key("000002"));

        pending.written();

        assertThat(pending.unwritten()).containsOnlyKeys(key("000002"));
        assertThat(pending.words()).containsOnlyKeys(key("000001"), key("000002"));
    }

    @Test
    void nothing_is_kept_waiting_while_nothing_arrived_or_nothing_was_drained() {
        assertThat(pending.gatherMillis()).as("at start").isZero();
        pending.release();
        put(1, 1);
        put(1, 2);
        put(1, 3);
        assertThat(pending.gatherMillis()).as("the first batch").isZero();
        pending.drain();
        assertThat(pending.gatherMillis()).as("nothing since").isZero();
    }

    @Test
    void one_entry_more_than_there_are_holdings_is_no_burst() {
        pending.release();
        put(1, 1);
        put(1, 2);
        pending.drain();
        put(1, 3);

        assertThat(pending.gatherMillis()).isZero();
    }

    @Test
    void two_hundred_holdings_are_many_and_a_second_after_them_is_the_same_burst() {
        pending.release();
        put(200, 1);
        pending.drain();
        put(200, 2);
        pending.drain();

        put(1, 1_002);

        assertThat(pending.gatherMillis()).isEqualTo(250);
    }

    @Test
    void a_price_in_between_does_not_hide_that_the_number_of_shares_has_changed() {
        pending.release();
        pending.put(holding("005930", 1, Map.of("quantity", 10L)));
        pending.put(holding("005930", 2, Map.of("current_price", BigDecimal.TEN)));
        pending.drain();

        pending.put(holding("005930", 3, Map.of("quantity", 7L)));

        assertThat(pending.drain().holdings()).containsExactly(holding("005930", 3, Map.of("quantity", 7L, "shares_changed", true)));
    }

    @Test
    void after_another_machine_has_served_the_account_no_row_is_known() {
        pending.release();
        pending.hasRows(Set.of(key("005930")));

        pending.forget();

        assertThat(pending.put(holding("005930", 1, Map.of("current_price", BigDecimal.TEN)))).isTrue();
        assertThat(pending.incomplete()).isEqualTo(1);
    }

    @Test
    void holdings_without_a_quantity_are_told_one_by_one_and_take_nothing_from_others() {
        pending.release();
        assertThat(pending.put(holding("005930", 1, Map.of("stock_name", "삼성전자")))).isTrue();
        assertThat(pending.put(holding("000660", 2, Map.of("stock_name", "SK하이닉스")))).isTrue();
        pending.put(holding("035720", 3, Map.of("quantity", 3L)));
        pending.put(holding("035720", 4, Map.of("available_quantity", 2L)));

        assertThat(pending.incomplete()).isEqualTo(2);
        assertThat(pending.drain().holdings()).contains(holding("035720", 4, Map.of("quantity", 3L, "available_quantity", 2L)));
    }

    @Test
    void a_holding_of_which_the_stream_has_not_spoken_is_not_of_the_stream() {
        pending.put(holding("005930", 1, Map.of("quantity", 1L)));

        assertThat(pending.isOfStream(holding("000660", 1, Map.of("quantity", 1L)))).isFalse();
    }

    @Test
    void people_see_when_the_last_entry_was_received() {
        assertThat(pending.lastEventAt()).isNull();

        pending.put(holding("005930", 1, Map.of("quantity", 1L)));

        assertThat(pending.lastEventAt()).isEqualTo(START.plusSeconds(1));
    }

    @Test
    void what_was_stored_shortly_before_the_start_is_a_word_of_the_stream_that_does_not_wait() {
        Holding count = holding("005930", 1, Map.of("quantity", 1L));
        Holding price = holding("000660", 1, Map.of("current_price", BigDecimal.TEN));

        pending.remember(count);
        pending.remember(price);

        assertThat(pending.words().values()).containsExactlyInAnyOrder(count, price);
        assertThat(pending.counts().values()).containsExactly(count);
        assertThat(pending.isWaiting()).isFalse();
    }

    @Test
    void each_batch_that_is_written_counts() {
        pending.release();
        for (int second = 1; second <= 2; second++) {
            pending.put(holding("005930", second, Map.of("quantity", 1L)));
            pending.drain();
            pending.written();
        }

        assertThat(pending.writes()).isEqualTo(2);
    }

    @Test
    void the_last_word_of_how_many_is_kept_beside_the_last_word() {
        Holding count = holding("005930", 1, Map.of("quantity", 1L));
        Holding price = holding("005930", 2, Map.of("current_price", BigDecimal.TEN));

        pending.put(count);
        pending.put(price);

        assertThat(pending.counts().values()).containsExactly(count);
        assertThat(pending.words().values()).containsExactly(price);
    }
}
