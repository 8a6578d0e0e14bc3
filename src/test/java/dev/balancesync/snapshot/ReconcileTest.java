package dev.balancesync.snapshot;

import static dev.balancesync.snapshot.SnapshotDrive.key;
import static dev.balancesync.snapshot.SnapshotDrive.page;
import static dev.balancesync.snapshot.SnapshotDrive.row;
import static dev.balancesync.snapshot.SnapshotDrive.withTotal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.balancesync.balance.Holding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What snapshots correct in the table, one after the other; the rules themselves are in {@link ReconciliationTest}. */
class ReconcileTest {
    private final SnapshotDrive drive = new SnapshotDrive();
    private final Snapshots snapshots = drive.snapshots;

    /** A gap would have everything taken over at once. */
    private void healGap() {
        drive.take(page(drive.rows.stream().map(each -> row((String) each.get("stock_code"), (Long) each.get("quantity"), 1, 1)).toList()));
        drive.drained();
        drive.clock.move(Duration.ofSeconds(1));
    }

    @Test
    void in_a_gap_all_that_the_snapshot_says_is_taken_over() {
        drive.inTable("035720", 2, "80000");

        drive.take(withTotal(page(row("005930", 3, 180_000, 60_150)), 180_000));

        assertThat(drive.drained()).extracting(Holding::key, Holding::quantity).containsExactlyInAnyOrder(
                tuple(key("005930"), 3L), tuple(key("035720"), 0L));
        assertThat(snapshots.state().driftRows()).isZero();
        assertThat(snapshots.state().driftAt()).isNull();
    }

    private void fillInTable(String code, long quantity, String cost) {
        drive.hear(code, Map.of(Lot.QUANTITY, quantity, Lot.COST, new BigDecimal(cost)));
        drive.store();
    }

    /** A price comes without a quantity. */
    @Test
    void a_price_after_a_fill_does_not_let_a_snapshot_that_lags_take_the_fill_back() {
        fillInTable("005930", 5, "300000");
        drive.clock.move(Duration.ofSeconds(1));
        drive.hear("005930", Map.of("current_price", new BigDecimal("60200")));
        drive.drained();
        drive.clock.move(Duration.ofSeconds(1));

        drive.take(withTotal(page(row("005930", 3, 180_000, 60_150)), 180_000));

        assertThat(drive.drained()).isEmpty();
        assertThat(snapshots.isGap()).isTrue();
    }

    @Test
    void a_snapshot_that_may_lag_does_not_write_its_price_over_that_of_the_stream() {
        fillInTable("005930", 5, "300000");
        drive.clock.move(SnapshotDrive.SETTLE);
        drive.hear("005930", Map.of("current_price", new BigDecimal("60200")));
        drive.drained();
        drive.clock.move(Duration.ofSeconds(1));

        drive.take(withTotal(page(row("005930", 5, 300_000, 60_150)), 300_000));

        assertThat(drive.drained()).extracting(Holding::quantity, holding -> holding.values().get("current_price"))
                .containsExactly(tuple(5L, new BigDecimal("60200")));
        assertThat(snapshots.isGap()).isFalse();
    }

    /** Seed 20016: what a frame before the first snapshot had left out stayed unknown. */
    @Test
    void a_refresh_soon_after_the_connection_does_not_call_the_second_look_off() {
        drive.take(page(row("005930", 5, 300_000, 60_150)));
        drive.clock.move(Duration.ofSeconds(1));
        snapshots.request();
        drive.take(page(row("005930", 5, 300_000, 60_150)));

        drive.clock.move(SnapshotDrive.SETTLE);

        assertThat(snapshots.isDue()).isTrue();
        drive.take(page(row("005930", 5, 300_000, 60_150)));
        drive.clock.move(SnapshotDrive.SETTLE);
        assertThat(snapshots.isDue()).as("that one is not early").isFalse();
    }

    @Test
    void a_row_that_tells_no_cost_takes_none_from_the_table_and_proves_no_profit() {
        healGap();
        drive.inTable("005930", 3, "180000");

        drive.take(withTotal(page(row("005930", 3, 0, 60_150)), 0));

        assertThat(drive.drained()).extracting(Holding::quantity, holding -> holding.values().get(Lot.COST)).containsExactly(tuple(3L, null));
        assertThat(snapshots.isGap()).isFalse();
        assertThat(snapshots.state().error()).isNull();
    }

    @Test
    void without_a_gap_a_difference_may_be_a_fill_on_its_way_and_is_drift_when_said_twice() {
        healGap();
        drive.inTable("005930", 3, "180000");

        drive.take(page(row("005930", 5, 300_000, 60_150)));

        assertThat(drive.drained()).isEmpty();
        assertThat(snapshots.state().driftRows()).isZero();
        drive.clock.move(SnapshotDrive.RETRY);
        assertThat(snapshots.isDue()).as("the second look comes soon").isTrue();
        Snapshot second = drive.take(page(row("005930", 5, 300_000, 60_150)));
        assertThat(snapshots.state().driftRows()).as("nobody has read it back").isZero();
        drive.store();
        assertThat(snapshots.state().driftRows()).isEqualTo(1);
        assertThat(snapshots.state().driftAt()).isEqualTo(second.began().at());
    }

    @Test
    void a_second_snapshot_that_says_something_else_is_no_proof() {
        healGap();
        drive.inTable("005930", 3, "180000");
        drive.take(page(row("005930", 5, 300_000, 60_150)));

        drive.take(page(row("005930", 6, 360_000, 60_150)));

        assertThat(drive.drained()).isEmpty();
        assertThat(snapshots.state().driftRows()).isZero();
    }

    @Test
    void what_is_missing_in_the_table_or_in_the_snapshot_is_a_difference_too() {
        healGap();
        drive.inTable("035720", 2, "80000");

        drive.take(page(row("005930", 3, 180_000, 60_150)));
        assertThat(drive.drained()).isEmpty();
        drive.take(page(row("005930", 3, 180_000, 60_150)));

        drive.store();
        assertThat(drive.rows).extracting(row -> row.get("stock_code")).containsExactly("005930");
        assertThat(snapshots.state().driftRows()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"3, 180000, false", "3, 180000.00, false", "3, , false", "3, 170000, true", "4, 180000, true"})
    void quantity_and_cost_are_compared_as_far_as_they_are_known(long quantity, String cost, boolean different) {
        healGap();
        drive.inTable("005930", quantity, cost);

        drive.take(page(row("005930", 3, 180_000, 60_150)));
        drive.take(page(row("005930", 3, 180_000, 60_150)));
        drive.store();

        assertThat(snapshots.state().driftRows()).isEqualTo(different ? 1 : 0);
    }

    @Test
    void a_cost_that_the_snapshot_does_not_tell_is_no_difference() {
        healGap();
        drive.inTable("005930", 3, "180000");
        Map<String, Object> costless = Map.of("stk_cd", "A005930", "rmnd_qty", "3");

        drive.take(page(costless));
        drive.take(page(costless));

        assertThat(snapshots.state().driftRows()).isZero();
    }

    @Test
    void what_one_page_lists_twice_is_two_lots_and_taken_over() {
        drive.inTable("005930", 3, "180000");

        drive.take(page(row("005930", 3, 180_000, 60_150), row("005930", 4, 240_000, 60_150)));

        assertThat(drive.drained()).extracting(Holding::quantity).containsExactly(7L);
    }

    @Test
    void totals_of_the_broker_that_prove_the_pages_let_a_holding_be_removed() {
        drive.inTable("000660", 1, "199000");
        var first = withTotal(page(row("005930", 3, 180_000, 60_150)), 260_000);
        var second = withTotal(page(row("035720", 2, 80_000, 40_000)), 260_000);

        drive.take(first, second);

        assertThat(drive.drained()).extracting(Holding::quantity).containsExactlyInAnyOrder(3L, 2L, 0L);
        assertThat(snapshots.state().gapSince()).isNull();
    }

    /** Read because of an earlier fill, and compared when the changes had been written meanwhile. */
    @Test
    void a_table_that_was_read_before_the_changes_were_written_disproves_nothing() {
        healGap();
        drive.pending.put(new Holding(key("000660"), Map.of("quantity", 1L), drive.sequencer.next(), false));
        drive.drained();
        drive.inTable("000660", 1, "1");
        drive.take(page(row("005930", 5, 300_000, 60_150), row("000660", 1, 1, 1)));
        drive.take(page(row("005930", 5, 300_000, 60_150), row("000660", 1, 1, 1)));
        var before = List.copyOf(drive.rows);

        assertThat(snapshots.isNowToConfirm()).as("a fill was written").isTrue();
        drive.drained();
        snapshots.confirm(before);

        assertThat(snapshots.state().gapSince()).isNull();
        assertThat(snapshots.state().notKept()).isNull();
    }

    @Test
    void a_row_that_is_gone_by_anothers_hand_is_told_within_a_minute_and_asked_for_at_once() {
        drive.inTable("005930", 5, "300000");
        drive.take(page(row("005930", 5, 300_000, 60_150)));
        drive.clock.move(SnapshotDrive.SETTLE);
        drive.take(page(row("005930", 5, 300_000, 60_150)));
        drive.store();
        drive.clock.move(Duration.ofSeconds(30));
        drive.rows.clear();

        drive.clock.move(Duration.ofSeconds(30));
        assertThat(snapshots.isDue()).isFalse();
        assertThat(snapshots.isNowToConfirm()).isTrue();
        snapshots.confirm(drive.rows);

        assertThat(snapshots.state().notKept().english()).contains("005930 quantity 0 should be 5");
        assertThat(snapshots.isDue()).isTrue();
        drive.take(page(row("005930", 5, 300_000, 60_150)));
        drive.take(page(row("005930", 5, 300_000, 60_150)));
        drive.store();
        drive.clock.move(Duration.ofSeconds(15));
        drive.store();
        assertThat(snapshots.state().notKept()).isNull();
        assertThat(snapshots.state().driftRows()).isEqualTo(1);
    }

    @Test
    void who_has_no_connection_expects_nothing_of_the_table() {
        drive.inTable("005930", 5, "300000");
        drive.take(page(row("005930", 5, 300_000, 60_150)));
        drive.store();
        drive.disconnect();
        snapshots.isDue();
        drive.rows.clear();

        drive.clock.move(Duration.ofMinutes(2));

        assertThat(snapshots.isToConfirm()).isFalse();
    }

    /** One says something else, the other disproves itself. */
    @ParameterizedTest
    @CsvSource({"6, 360000", "5, 300001"})
    void who_is_in_doubt_expects_nothing_of_the_table_either(long quantity, long total) {
        drive.inTable("005930", 5, "300000");
        drive.take(withTotal(page(row("005930", 5, 300_000, 60_000)), 300_000));
        drive.store();
        drive.take(withTotal(page(row("005930", quantity, quantity * 60_000, 60_000)), total));
        drive.rows.clear();

        drive.clock.move(Duration.ofMinutes(2));

        assertThat(snapshots.isToConfirm()).isFalse();
    }

    @Test
    void who_has_lost_something_meanwhile_expects_nothing_of_the_table_either() {
        drive.inTable("005930", 5, "300000");
        drive.take(page(row("005930", 5, 300_000, 60_000)));
        Snapshot under = drive.read(page(row("005930", 5, 300_000, 60_000)));
        drive.losses.note("a frame");
        snapshots.isDue();
        snapshots.reconcile(under, drive.rows);
        snapshots.succeeded(under);
        drive.drained();
        drive.store();
        drive.rows.clear();

        drive.clock.move(Duration.ofMinutes(2));

        assertThat(snapshots.isToConfirm()).isFalse();
    }

    @Test
    void what_the_stream_had_told_before_it_was_corrected_is_not_expected_any_more() {
        healGap();
        fillInTable("005930", 5, "300000");
        drive.clock.move(SnapshotDrive.SETTLE);
        drive.take(page(row("005930", 6, 360_000, 60_000)));
        drive.take(page(row("005930", 6, 360_000, 60_000)));
        drive.store();
        assertThat(snapshots.state().driftRows()).isEqualTo(1);
        drive.clock.move(Duration.ofSeconds(15));

        drive.store();

        assertThat(snapshots.state().notKept()).isNull();
    }

    /** As when somebody presses refresh in between. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_was_corrected_is_told_though_another_snapshot_comes_before_it_is_read_back(boolean written) {
        healGap();
        drive.inTable("005930", 3, "180000");
        drive.take(page(row("005930", 5, 300_000, 60_150)));
        Snapshot second = drive.take(page(row("005930", 5, 300_000, 60_150)));
        if (written) {
            drive.drained();
            drive.rows.clear();
            drive.inTable("005930", 5, "300000");
            drive.hear("005930", Map.of("current_price", new BigDecimal(60_200)));
            drive.drained();
        }

        drive.take(page(row("005930", 5, 300_000, 60_150)));
        drive.store();

        assertThat(snapshots.state().driftRows()).isEqualTo(1);
        assertThat(snapshots.state().driftAt()).isEqualTo(second.began().at());
    }

    @Test
    void what_another_snapshot_finds_uncorrected_is_not_said_to_be_corrected() {
        healGap();
        drive.inTable("005930", 3, "180000");
        drive.take(page(row("005930", 5, 300_000, 60_150)));
        drive.take(page(row("005930", 5, 300_000, 60_150)));
        drive.drained();

        drive.take(page(row("005930", 5, 300_000, 60_150)));
        drive.store();

        assertThat(snapshots.state().driftRows()).isZero();
    }

    /** It was said to be corrected while the row stayed as it was. */
    @Test
    void a_row_that_the_database_does_not_take_is_not_said_to_be_corrected() {
        healGap();
        drive.inTable("005930", 3, "180000");
        drive.take(page(row("005930", 5, 300_000, 60_150)));
        drive.take(page(row("005930", 5, 300_000, 60_150)));
        drive.drained();

        assertThat(snapshots.isNowToConfirm()).isTrue();
        snapshots.confirm(drive.rows);

        assertThat(snapshots.state().driftRows()).isZero();
        assertThat(snapshots.state().gapSince()).as("the tables are known to differ").isNotNull();
        assertThat(snapshots.isToConfirm()).isFalse();
        drive.clock.move(SnapshotDrive.RETRY);
        assertThat(snapshots.isDue()).isTrue();
    }

    @Test
    void what_the_stream_has_changed_meanwhile_is_not_read_back() {
        drive.take(page(row("005930", 3, 180_000, 60_150)));
        drive.clock.move(Duration.ofMillis(1));
        drive.hear("005930", Map.of("quantity", 4L));

        drive.store();

        assertThat(snapshots.state().gapSince()).isNull();
    }

    @Test
    void an_answer_that_lags_does_not_take_back_what_the_stream_told_before_the_line_closed() {
        drive.inTable("005930", 10, "100000");
        healGap();
        drive.hear("005930", Map.of("quantity", 15L, "total_purchase_amount", new BigDecimal(150_000)));
        drive.store();
        drive.clock.move(Duration.ofSeconds(1));
        drive.disconnect();
        snapshots.isDue();
        drive.connect();

        drive.take(withTotal(page(row("005930", 10, 100_000, 60_150)), 100_000));

        drive.store();
        assertThat(drive.rows).extracting(row -> row.get("quantity")).containsExactly(15L);
        assertThat(snapshots.state().gapSince()).isNotNull();
        drive.clock.move(SnapshotDrive.RETRY);
        assertThat(snapshots.isDue()).isTrue();
        drive.take(withTotal(page(row("005930", 15, 150_000, 60_150)), 150_000));
        assertThat(snapshots.state().gapSince()).isNull();
    }

    @Test
    void a_page_that_is_repeated_doubles_nothing() {
        drive.inTable("005930", 3, "180000");
        var first = withTotal(page(row("005930", 3, 180_000, 60_150)), 180_000);

        drive.take(first, first);

        assertThat(drive.drained()).extracting(Holding::quantity).containsExactly(3L);
        assertThat(snapshots.state().gapSince()).isNull();
    }

    @Test
    void what_the_broker_itself_disproves_is_not_taken_over_and_told() {
        drive.inTable("005930", 3, "180000");

        drive.take(withTotal(page(row("005930", 4, 240_000, 60_150)), 180_000));

        assertThat(drive.drained()).isEmpty();
        assertThat(snapshots.totalsDiffer()).contains("240000", "180000");
        assertThat(snapshots.state().gapSince()).isNotNull();
    }
}
