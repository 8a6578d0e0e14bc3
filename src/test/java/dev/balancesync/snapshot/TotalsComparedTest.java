package dev.balancesync.snapshot;

import static dev.balancesync.snapshot.SnapshotDrive.page;
import static dev.balancesync.snapshot.SnapshotDrive.row;
import static dev.balancesync.snapshot.SnapshotDrive.withTotal;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import dev.balancesync.SampleFrames;
import dev.balancesync.snapshot.Comparison.Total;
import org.junit.jupiter.api.Test;

/** Kiwoom's own totals of kt00018 beside ours. */
class TotalsComparedTest {
    private final SnapshotDrive drive = new SnapshotDrive();
    private final Cash cash = new Cash(drive.account, "", false, drive.bell, () -> false, Duration.ofSeconds(60), SampleFrames.JSON, drive.clock,
            SnapshotDrive.ticker(drive.clock));
    private final TotalsCompared compared = new TotalsCompared(drive.snapshots, cash);

    /** 7450 = 260000 - 250250 - 1780 - 520, as captured on mock trading; with cash of 50,000. */
    private static Map<String, Object> captured() {
        var row = new HashMap<>(row("005930", 1, 250_250, 260_000));
        row.putAll(Map.of("sum_cmsn", "000000000001780", "tax", "000000000000520"));
        return totals(page(row), 250_250, "260000", "7450", "310000");
    }

    private static Map<String, Object> totals(Map<String, Object> page, long purchase, String evaluation, String profit, String assets) {
        var answer = new HashMap<>(withTotal(page, purchase));
        answer.putAll(Map.of("tot_evlt_amt", evaluation, "tot_evlt_pl", profit, "prsm_dpst_aset_amt", assets));
        return answer;
    }

    private void askCash(long total) throws Exception {
        cash.answered(cash.ask(), Map.of("entr", "1", "d2_entra", String.valueOf(total), "ord_alow_amt", "1"));
        cash.row();
        cash.written();
    }

    private void assertTold(Total total, String kiwoom, String ours, String difference) {
        Comparison told = compared.all().get(total);
        assertThat(told.kiwoom()).isEqualByComparingTo(kiwoom);
        assertThat(told.ours()).isEqualByComparingTo(ours);
        assertThat(told.difference()).isEqualByComparingTo(difference);
    }

    @Test
    void before_the_first_snapshot_there_is_nothing_to_compare() {
        assertThat(compared.all()).isEmpty();
    }

    @Test
    void the_profit_is_less_by_fees_and_tax_and_the_assets_are_equal() throws Exception {
        drive.take(captured());
        assertThat(compared.all()).containsOnlyKeys(Total.PROFIT_LOSS);

        askCash(50_000);

        assertTold(Total.PROFIT_LOSS, "7450", "9750", "-2300");
        assertThat(compared.all().get(Total.PROFIT_LOSS).unexplained()).isEqualByComparingTo("0");
        assertTold(Total.TOTAL_ASSET, "310000", "310000", "0");
    }

    @Test
    void before_the_first_cash_there_are_no_assets_to_compare_though_no_fill_has_come() {
        drive.inTable("005930", 1, "250250");

        drive.take(captured());

        assertThat(cash.state().fills()).isEqualTo(drive.snapshots.told().fills());
        assertThat(compared.all()).containsOnlyKeys(Total.PROFIT_LOSS);
    }

    @Test
    void assets_that_differ_are_told() throws Exception {
        drive.take(captured());

        askCash(49_990);

        assertTold(Total.TOTAL_ASSET, "310000", "309990", "10");
        assertThat(compared.all().get(Total.TOTAL_ASSET).unexplained()).isEqualByComparingTo("10");
    }

    @Test
    void a_cash_of_after_a_fill_is_not_compared_with_a_snapshot_of_before_it() throws Exception {
        drive.take(captured());
        askCash(50_000);
        compared.all();

        drive.bell.ring(true);
        askCash(20_000);

        assertTold(Total.TOTAL_ASSET, "310000", "310000", "0");
    }

    @Test
    void nor_with_one_that_a_fill_came_into() throws Exception {
        Snapshot snapshot = drive.read(captured());
        drive.bell.ring(true);
        drive.snapshots.reconcile(snapshot, drive.rows);
        drive.snapshots.succeeded(snapshot);

        askCash(50_000);

        assertThat(compared.all()).containsOnlyKeys(Total.PROFIT_LOSS);
    }

    /** A suspended stock has the price 0. */
    @Test
    void of_a_stock_without_a_price_ours_is_unknown() throws Exception {
        drive.take(totals(page(row("005930", 1, 1_000, 2_000), row("000660", 1, 50_000, 0)), 51_000, "2000", "-49000", "52000"));
        askCash(50_000);

        assertThat(compared.all()).allSatisfy((total, told) -> assertThat(told.ours()).isNull());
        assertThat(compared.all().get(Total.PROFIT_LOSS).kiwoom()).isEqualByComparingTo("-49000");
    }

    @Test
    void the_days_result_counts_from_yesterdays_close_of_each_and_is_unknown_where_one_is() throws Exception {
        var up = new HashMap<>(row("005930", 3, 180_000, 61_000));
        up.put("pred_close_pric", "000000060300");
        var down = new HashMap<>(row("000660", 2, 360_000, 182_000));
        assertThat(drive.snapshots.dayResult()).isNull();

        drive.take(page(up, down));
        assertThat(drive.snapshots.dayResult()).as("one close is not known").isNull();

        down.put("pred_close_pric", "000000182500");
        drive.take(page(up, down));
        assertThat(drive.snapshots.dayResult()).isEqualByComparingTo("1100");

        drive.take(page(up, down, row("035720", 1, 1, 1)));
        assertThat(drive.snapshots.dayResult()).isNull();
    }

    @Test
    void what_kiwoom_does_not_tell_is_not_compared() throws Exception {
        drive.take(captured());
        askCash(50_000);
        assertThat(compared.all()).hasSize(2);

        drive.take(withTotal(page(row("005930", 1, 250_250, 260_000)), 250_250));

        assertThat(compared.all()).isEmpty();
    }

    /** Prices may move while pages are read; Kiwoom's own evaluation is of the moment of its profit. */
    @Test
    void with_several_pages_kiwooms_evaluation_counts() {
        drive.take(totals(page(row("005930", 1, 1_000, 2_000)), 51_000, "62000", "11000", "0"),
                totals(page(row("000660", 1, 50_000, 60_000)), 51_000, "62500", "11500", "0"));

        assertTold(Total.PROFIT_LOSS, "11500", "11500", "0");
    }
}
