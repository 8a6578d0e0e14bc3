package dev.balancesync.snapshot;

import static dev.balancesync.snapshot.SnapshotDrive.key;
import static dev.balancesync.snapshot.SnapshotDrive.page;
import static dev.balancesync.snapshot.SnapshotDrive.row;
import static dev.balancesync.snapshot.SnapshotDrive.withTotal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

import dev.balancesync.balance.Holding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a picture corrects in the table, and what it leaves alone until a second one says the same. */
class ReconcileTest {
    private final SnapshotDrive drive = new SnapshotDrive();
    private final Snapshots snapshots = drive.snapshots;

    /** A gap would have everything taken over at once. */
    private void healGap() {
        drive.take(page(drive.rows.stream().map(each -> row((String) each.get("stock_code"), (Long) each.get("quantity"), 1, 1))
                .toArray(Map[]::new)));
        drive.drained();
        drive.clock.move(Duration.ofSeconds(1));
    }

    @Test
    void in_a_gap_all_that_the_picture_says_is_taken_over() {
        drive.inTable("035720", 2, "80000");

        drive.take(page(row("005930", 3, 180_000, 60_150)));

        assertThat(drive.drained()).extracting(Holding::key, Holding::quantity).containsExactlyInAnyOrder(
                tuple(key("005930"), 3L), tuple(key("035720"), 0L));
        assertThat(snapshots.state().driftRows()).isZero();
        assertThat(snapshots.state().driftAt()).isNull();
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
        Picture second = drive.take(page(row("005930", 5, 300_000, 60_150)));
        assertThat(drive.drained()).extracting(Holding::quantity).containsExactly(5L);
        assertThat(snapshots.state().driftRows()).isEqualTo(1);
        assertThat(snapshots.state().driftAt()).isEqualTo(second.began().at());
    }

    @Test
    void a_second_picture_that_says_something_else_is_no_proof() {
        healGap();
        drive.inTable("005930", 3, "180000");
        drive.take(page(row("005930", 5, 300_000, 60_150)));

        drive.take(page(row("005930", 6, 360_000, 60_150)));

        assertThat(drive.drained()).isEmpty();
        assertThat(snapshots.state().driftRows()).isZero();
    }

    @Test
    void what_is_missing_in_the_table_or_in_the_picture_is_a_difference_too() {
        healGap();
        drive.inTable("035720", 2, "80000");

        drive.take(page(row("005930", 3, 180_000, 60_150)));
        assertThat(drive.drained()).isEmpty();
        drive.take(page(row("005930", 3, 180_000, 60_150)));

        assertThat(drive.drained()).extracting(Holding::quantity).containsExactlyInAnyOrder(3L, 0L);
        assertThat(snapshots.state().driftRows()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"3, 180000, false", "3, 180000.00, false", "3, , false", "3, 170000, true", "4, 180000, true"})
    void quantity_and_cost_are_compared_as_far_as_they_are_known(long quantity, String cost, boolean different) {
        healGap();
        drive.inTable("005930", quantity, cost);

        drive.take(page(row("005930", 3, 180_000, 60_150)));
        drive.drained();
        drive.take(page(row("005930", 3, 180_000, 60_150)));

        assertThat(snapshots.state().driftRows()).isEqualTo(different ? 1 : 0);
    }

    @Test
    void a_cost_that_the_picture_does_not_tell_is_no_difference() {
        healGap();
        drive.inTable("005930", 3, "180000");
        Map<String, Object> costless = Map.of("stk_cd", "A005930", "rmnd_qty", "3");

        drive.take(page(costless));
        drive.take(page(costless));

        assertThat(snapshots.state().driftRows()).isZero();
    }

    @Test
    void what_the_stream_spoke_of_since_is_neither_changed_nor_drift() {
        healGap();
        drive.inTable("005930", 3, "180000");
        for (int i = 0; i < 2; i++) {
            Picture picture = drive.read(page(row("005930", 5, 300_000, 60_150)));
            drive.hear("005930", Map.of("quantity", 4L, "available_quantity", 4L, "total_purchase_amount", BigDecimal.TEN, "current_price",
                    BigDecimal.ONE));
            snapshots.reconcile(picture, drive.rows);
            snapshots.succeeded(picture);

            assertThat(drive.drained()).extracting(Holding::quantity).containsExactly(4L);
        }

        assertThat(snapshots.state().driftRows()).isZero();
        assertThat(snapshots.state().gapSince()).isNull();
    }

    @Test
    void what_one_page_lists_twice_is_two_lots_and_taken_over() {
        drive.inTable("005930", 3, "180000");

        drive.take(page(row("005930", 3, 180_000, 60_150), row("005930", 4, 240_000, 60_150)));

        assertThat(drive.drained()).extracting(Holding::quantity).containsExactly(7L);
    }

    @Test
    void pages_that_may_have_moved_remove_nothing_and_leave_what_is_listed_twice() {
        drive.inTable("035720", 2, "80000");
        drive.inTable("005930", 3, "180000");

        drive.take(page(row("005930", 3, 180_000, 60_150), row("000660", 1, 199_000, 199_000)), page(row("005930", 3, 180_000, 60_150)));

        assertThat(drive.drained()).extracting(Holding::key).containsExactly(key("000660"));
        assertThat(snapshots.state().driftRows()).isZero();
    }

    @Test
    void pages_that_may_have_moved_say_nothing_of_drift() {
        healGap();
        drive.inTable("005930", 3, "180000");
        drive.inTable("035720", 2, "80000");
        var pages = page(row("005930", 5, 300_000, 60_150));
        for (int i = 0; i < 2; i++) {
            Picture picture = drive.read(pages, page(row("035720", 2, 80_000, 40_000)));
            drive.hear("000660", Map.of("quantity", 0L));
            snapshots.reconcile(picture, drive.rows);
            snapshots.succeeded(picture);
        }

        assertThat(picture(drive)).isEqualTo(5L);
        assertThat(snapshots.state().driftRows()).isZero();
    }

    @Test
    void what_the_stream_says_while_pages_are_read_may_have_moved_them_and_what_it_said_before_has_not() {
        var first = page(row("005930", 3, 180_000, 60_150));
        var second = page(row("035720", 2, 80_000, 40_000));
        drive.take(first, second);
        drive.hear("000660", Map.of("quantity", 0L));
        drive.clock.move(Duration.ofMillis(1));
        assertThat(drive.take(first, second).isMoved()).isFalse();

        Picture third = drive.read(first, second);
        drive.hear("000660", Map.of("quantity", 0L));
        snapshots.reconcile(third, drive.rows);

        assertThat(third.isMoved()).isTrue();
    }

    private static Long picture(SnapshotDrive drive) {
        return drive.drained().stream().filter(each -> each.key().equals(key("005930"))).findFirst().orElseThrow().quantity();
    }

    @Test
    void what_the_stream_said_in_the_very_moment_of_the_beginning_is_part_of_the_picture() {
        Picture picture = drive.read(page(row("005930", 3, 180_000, 60_150), row("035720", 2, 80_000, 40_000)));
        drive.pending.put(new Holding(key("000660"), Map.of("quantity", 1L), picture.began(), false));

        snapshots.reconcile(picture, drive.rows);

        assertThat(drive.drained()).filteredOn(each -> each.key().equals(key("000660"))).extracting(Holding::quantity).containsExactly(0L);
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
}
