package dev.balancesync.snapshot;

import static dev.balancesync.snapshot.SnapshotDrive.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import dev.balancesync.LogLines;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.snapshot.Reconciliation.Row;
import dev.balancesync.time.Arrival;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadBackTest {
    private static final HoldingKey ONE = key("005930");
    private static final HoldingKey OTHER = key("000660");

    private final SnapshotDrive drive = new SnapshotDrive();
    private final ReadBack readBack = new ReadBack(new StreamWords(drive.pending, drive.losses, drive.bell, drive.sequencer), SnapshotDrive.ticker(drive.clock));

    @BeforeEach
    void nothingIsWritten() {
        assertThat(readBack.isDue()).isFalse();
    }

    private Arrival told(HoldingKey key, long quantity) {
        Arrival arrival = drive.sequencer.next();
        drive.pending.put(new Holding(key, Map.of("quantity", quantity), arrival, false));
        return arrival;
    }

    private void written() {
        drive.pending.drain();
        drive.pending.written();
    }

    private static Row row(long quantity) {
        return new Row(quantity, BigDecimal.TEN);
    }

    @Test
    void what_was_written_and_is_not_there_is_told_until_it_is() {
        told(ONE, 5);
        told(OTHER, 0);
        written();
        assertThat(readBack.isDue()).isTrue();

        readBack.begin();
        readBack.look(Map.of(ONE, row(3), OTHER, row(1)), null);

        assertThat(readBack.notKept().english()).contains("stock_code=005930 quantity 3 should be 5", "stock_code=000660 quantity 1 should be 0");
        assertThat(readBack.isDue()).as("not at once").isFalse();
        drive.clock.move(Duration.ofSeconds(15));
        assertThat(readBack.isDue()).as("though nothing was written since").isTrue();
        readBack.begin();
        readBack.look(Map.of(ONE, row(5)), null);
        assertThat(readBack.notKept()).isNull();
        drive.clock.move(Duration.ofSeconds(15));
        assertThat(readBack.isDue()).isFalse();
    }

    /** A stream that never pauses: something always waits, and something always comes while the table is read. */
    @Test
    void what_is_on_its_way_keeps_nothing_else_from_being_compared() {
        told(ONE, 5);
        written();
        told(OTHER, 7);

        readBack.begin();
        told(OTHER, 8);
        readBack.look(Map.of(ONE, row(3)), null);

        assertThat(readBack.notKept()).isEqualTo(new Bilingual("종목 005930 수량 3, 맞는 값 5", "stock_code=005930 quantity 3 should be 5"));
    }

    @Test
    void what_waits_to_be_written_is_not_missed_in_the_table() {
        told(ONE, 5);
        written();
        told(OTHER, 7);

        readBack.begin();

        assertThat(readBack.look(Map.of(ONE, row(5)), null)).isFalse();
    }

    @Test
    void what_the_stream_has_spoken_of_meanwhile_is_left_to_the_next_time() {
        told(ONE, 5);
        written();

        readBack.begin();
        told(ONE, 6);
        readBack.look(Map.of(ONE, row(4)), null);

        assertThat(readBack.notKept()).isNull();
        written();
        drive.clock.move(Duration.ofSeconds(15));
        assertThat(readBack.isDue()).isTrue();
    }

    @Test
    void a_reading_that_fails_is_made_again_later() {
        told(ONE, 5);
        written();
        readBack.begin();

        assertThat(readBack.isDue()).isFalse();
        drive.clock.move(Duration.ofSeconds(15));
        assertThat(readBack.isDue()).isTrue();
    }

    @Test
    void what_was_lost_or_corrected_by_a_snapshot_is_no_drop() {
        told(ONE, 5);
        written();
        Arrival snapshot = drive.sequencer.next();
        readBack.begin();
        readBack.look(Map.of(ONE, row(6)), snapshot);
        assertThat(readBack.notKept()).isNull();

        told(OTHER, 5);
        drive.losses.note("the database refused it");
        written();
        readBack.begin();
        readBack.look(Map.of(ONE, row(6)), snapshot);
        assertThat(readBack.notKept()).isNull();
    }

    /** By hand, or by a session of the database that was given up and carries out late what it was sent. */
    @Test
    void what_others_do_to_the_table_that_a_snapshot_found_is_noticed_within_a_minute() {
        told(ONE, 5);
        written();
        readBack.begin();
        readBack.look(Map.of(ONE, row(5)), null);
        readBack.found(Map.of(ONE, row(5), OTHER, row(7)), drive.sequencer.next());
        told(ONE, 6);
        drive.clock.move(Duration.ofSeconds(59));
        written();
        readBack.begin();
        assertThat(readBack.look(Map.of(ONE, row(6), OTHER, row(7)), null)).isFalse();
        drive.clock.move(Duration.ofSeconds(59));
        assertThat(readBack.isDue()).isFalse();

        drive.clock.move(Duration.ofSeconds(1));
        assertThat(readBack.isDue()).isTrue();
        readBack.begin();
        assertThat(readBack.look(Map.of(ONE, row(6), key("035420"), row(1)), null)).isTrue();

        assertThat(readBack.notKept().english()).contains("stock_code=000660 quantity 0 should be 7", "stock_code=035420 quantity 1 should be 0")
                .doesNotContain("005930");
        readBack.unknown();
        drive.clock.move(Duration.ofMinutes(1));
        readBack.begin();
        assertThat(readBack.look(Map.of(ONE, row(6)), null)).isFalse();
        assertThat(readBack.notKept()).isNull();
        drive.clock.move(Duration.ofMinutes(2));
        assertThat(readBack.isDue()).isFalse();
    }

    @Test
    void what_another_machine_has_served_since_is_history() {
        told(ONE, 5);
        written();
        readBack.begin();

        readBack.forget();
        readBack.look(Map.of(), null);

        assertThat(readBack.notKept()).isNull();
        assertThat(readBack.isDue()).isFalse();
    }

    @Test
    void what_a_snapshot_found_before_another_machine_served_the_account_is_history() {
        readBack.found(Map.of(ONE, row(6)), drive.sequencer.next());

        readBack.forget();

        drive.clock.move(Duration.ofMinutes(2));
        assertThat(readBack.isDue()).isFalse();
        readBack.begin();
        assertThat(readBack.look(Map.of(), null)).isFalse();
    }

    @Test
    void a_row_without_a_quantity_is_told_as_one_that_has_none() {
        told(ONE, 5);
        written();

        readBack.begin();
        readBack.look(Map.of(ONE, new Row(null, null)), null);

        assertThat(readBack.notKept().korean()).isEqualTo("종목 005930 수량 없음, 맞는 값 5");
    }

    @Test
    void a_price_alone_says_nothing_of_how_many_the_table_must_have() {
        drive.pending.put(new Holding(ONE, Map.of("current_price", BigDecimal.TEN), drive.sequencer.next(), false));
        written();

        readBack.begin();

        assertThat(readBack.look(Map.of(ONE, row(3)), null)).isFalse();
        assertThat(readBack.notKept()).isNull();
    }

    @Test
    void what_the_stream_told_after_a_snapshot_the_table_must_have() {
        Arrival snapshot = drive.sequencer.next();
        told(ONE, 5);
        written();

        readBack.begin();

        assertThat(readBack.look(Map.of(ONE, row(3)), snapshot)).isTrue();
    }

    @Test
    void what_the_stream_told_before_a_snapshot_the_table_must_have_as_that_found_it() {
        told(ONE, 5);
        written();
        Arrival snapshot = drive.sequencer.next();
        readBack.found(Map.of(ONE, row(6)), snapshot);

        readBack.begin();

        assertThat(readBack.look(Map.of(ONE, row(5)), snapshot)).isTrue();
        assertThat(readBack.notKept().english()).isEqualTo("stock_code=005930 quantity 5 should be 6");
    }

    /** A database that fell back to before shares were sold and bought again has as many of them. */
    @Test
    void as_many_shares_that_have_cost_something_else_are_not_what_the_snapshot_found() {
        readBack.found(Map.of(ONE, row(6), OTHER, row(7), key("035420"), row(8)), drive.sequencer.next());
        drive.pending.put(new Holding(OTHER, Map.of("total_purchase_amount", BigDecimal.ONE), drive.sequencer.next(), false));
        written();

        readBack.begin();

        assertThat(readBack.look(Map.of(ONE, new Row(6L, BigDecimal.ONE), OTHER, new Row(7L, BigDecimal.ONE), key("035420"), new Row(8L, null)), null)).isTrue();
        assertThat(readBack.notKept()).isEqualTo(new Bilingual("종목 005930 매입금액 1, 맞는 값 10", "stock_code=005930 cost 1 should be 10"));
    }

    @Test
    void after_a_loss_nobody_knows_whether_the_table_is_as_the_snapshot_found_it() {
        readBack.found(Map.of(ONE, row(6)), drive.sequencer.next());
        drive.losses.note("the database refused it");

        readBack.begin();

        assertThat(readBack.look(Map.of(ONE, row(5)), null)).isFalse();
    }

    @Test
    void the_same_is_news_and_warned_of_only_once() {
        told(ONE, 5);
        written();
        try (var log = new LogLines()) {
            readBack.begin();
            assertThat(readBack.look(Map.of(ONE, row(3)), null)).isTrue();
            readBack.begin();
            assertThat(readBack.look(Map.of(ONE, row(3)), null)).isFalse();
            assertThat(log.all()).filteredOn(line -> line.startsWith("WARN kiwoom.snapshot")).hasSize(1);

            readBack.begin();
            assertThat(readBack.look(Map.of(ONE, row(4)), null)).as("lacking otherwise").isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"5, '', ''", "6, ' 외 1종목', ' and 1 more'", "8, ' 외 3종목', ' and 3 more'"})
    void of_many_five_are_named_and_the_others_counted(int many, String korean, String english) {
        var table = new HashMap<HoldingKey, Row>();
        for (int i = 1; i <= many; i++) {
            told(key("00000" + i), 5);
            table.put(key("00000" + i), row(3));
        }
        written();

        readBack.begin();
        readBack.look(table, null);

        assertThat(readBack.notKept().korean()).endsWith("종목 000005 수량 3, 맞는 값 5" + korean);
        assertThat(readBack.notKept().english()).startsWith("stock_code=000001 ").endsWith("stock_code=000005 quantity 3 should be 5" + english);
    }
}
