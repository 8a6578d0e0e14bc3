package dev.balancesync.snapshot;

import static dev.balancesync.snapshot.SnapshotDrive.SETTLE;
import static dev.balancesync.snapshot.SnapshotDrive.key;
import static dev.balancesync.snapshot.SnapshotDrive.page;
import static dev.balancesync.snapshot.SnapshotDrive.row;
import static dev.balancesync.snapshot.SnapshotDrive.withTotal;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.snapshot.Handover.Handed;
import dev.balancesync.snapshot.Reconciliation.Row;
import org.junit.jupiter.api.Test;

/** What the store has to write, and what the table will have then; what is corrected by it is in {@link ReconcileTest}. */
class HandoverTest {
    private static final HoldingKey ONE = key("005930");
    private static final Row THREE = new Row(3L, new BigDecimal(180_000));

    private final SnapshotDrive drive = new SnapshotDrive();
    private final Lots lots = new Lots();
    private Runnable atFill = () -> {
    };
    private final CashBell bell = new CashBell(SnapshotDrive.INTERVAL, () -> {
        atFill.run();
        return 0;
    });
    private final Handover handover = new Handover(new StreamWords(drive.pending, drive.losses, bell, drive.sequencer), lots, SETTLE);

    private Handed hand(Map<HoldingKey, Row> table, Map<String, Object> page) {
        var snapshot = new Snapshot(drive.sequencer.next(), SnapshotDrive.mapping(drive.account, "standard"));
        handover.begin();
        snapshot.add(page, "N", "");
        return handover.hand(snapshot, table, true);
    }

    private static Map<String, Object> three() {
        return page(row("005930", 3, 180_000, 60_150));
    }

    /** The cash that was asked for before may not know of it. */
    @Test
    void shares_that_are_others_than_the_table_has_are_a_fill_that_was_missed() {
        Handed same = hand(Map.of(ONE, THREE), three());
        assertThat(same.fills()).isZero();
        assertThat(bell.fills().untold()).isZero();
        drive.drained();

        Handed other = hand(Map.of(), three());

        assertThat(other.fills()).isEqualTo(1);
        assertThat(bell.fills().untold()).isEqualTo(1);
    }

    @Test
    void what_the_stream_says_in_the_very_moment_stays_and_nothing_else_is_expected() {
        atFill = () -> drive.hear("005930", Map.of(Lot.QUANTITY, 4L));

        Handed handed = hand(Map.of(), three());

        assertThat(handed.expected()).isEmpty();
        assertThat(handed.table()).isEmpty();
        assertThat(handed.fills()).as("the cash may know more fills than the snapshot").isEqualTo(-1);
        assertThat(drive.drained()).extracting(Holding::quantity).containsExactly(4L);
    }

    @Test
    void what_waits_and_is_in_the_table_already_is_not_expected_of_it() {
        drive.hear("005930", Map.of(Lot.QUANTITY, 3L, Lot.COST, new BigDecimal(180_000)));
        drive.hear("000660", Map.of(Lot.QUANTITY, 1L));

        Handed handed = hand(Map.of(ONE, THREE), page());

        assertThat(handed.expected()).containsOnly(Map.entry(key("000660"), new Row(1L, null)));
    }

    @Test
    void a_holding_whose_removal_waits_is_as_good_as_gone() {
        drive.hear("005930", Map.of(Lot.QUANTITY, 0L));

        Handed handed = hand(Map.of(ONE, THREE), page());

        assertThat(handed.table()).isEmpty();
        assertThat(handed.expected()).containsOnly(Map.entry(ONE, Row.NONE));
    }

    /** Tables of the old kind may have rows without a quantity. */
    @Test
    void a_price_that_waits_for_a_row_without_a_quantity_is_no_difference() {
        drive.hear("005930", Map.of("current_price", BigDecimal.TEN));

        Handed handed = hand(Map.of(ONE, new Row(null, null)), three());

        assertThat(handed.expected()).containsOnly(Map.entry(ONE, THREE));
    }

    @Test
    void a_price_can_be_stored_once_the_table_is_seen_to_have_the_row_whatever_the_snapshot_is_worth() {
        drive.hear("005930", Map.of("current_price", BigDecimal.TEN));
        assertThat(drive.pending.incomplete()).isEqualTo(1);

        hand(Map.of(ONE, THREE), withTotal(three(), 1));

        assertThat(drive.pending.incomplete()).isZero();
    }

    @Test
    void a_lot_on_credit_goes_by_the_name_that_its_row_has_from_then_on() {
        var row = new HoldingKey("005930", "03", "20261101");
        var told = new Holding(new HoldingKey("005930", "17", "20261101"), Map.of(Lot.QUANTITY, 3L), drive.sequencer.next(), false);
        assertThat(lots.named(told).key()).isEqualTo(told.key());

        hand(Map.of(row, THREE), withTotal(page(), 1));

        assertThat(lots.named(told).key()).isEqualTo(row);
    }

    /** The stream had told it before its row was known, and it was stored twice. */
    @Test
    void a_lot_that_goes_leaves_its_name_to_no_other() {
        var row = new HoldingKey("005930", "08", "20261101");
        var twice = new HoldingKey("005930", "03", "20261101");
        Map<String, Object> told = new HashMap<>(row("005930", 3, 180_000, 60_150));
        told.putAll(Map.of("crd_tp", "08", "crd_loan_dt", "20261101"));

        hand(Map.of(row, THREE, twice, THREE), withTotal(page(told), 180_000));

        assertThat(lots.named(new Holding(twice, Map.of(Lot.QUANTITY, 4L), drive.sequencer.next(), false)).key()).isEqualTo(row);
    }
}
