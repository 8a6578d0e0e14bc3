package dev.balancesync.snapshot;

import static dev.balancesync.snapshot.SnapshotDrive.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.balancesync.balance.Holding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamWordsTest {
    private final SnapshotDrive drive = new SnapshotDrive();
    private final StreamWords stream = new StreamWords(drive.pending, drive.losses, drive.bell, drive.sequencer);

    private Snapshot snapshot() {
        return new Snapshot(stream.now(), SnapshotDrive.mapping(drive.account, "standard"));
    }

    private static Holding change(Snapshot snapshot, String code) {
        return new Holding(key(code), Map.of(Lot.QUANTITY, 3L), snapshot.began(), false);
    }

    @Test
    void what_the_stream_spoke_of_since_the_snapshot_began_is_left_alone_and_told() {
        Snapshot snapshot = snapshot();
        drive.hear("005930", Map.of(Lot.QUANTITY, 5L));

        Set<?> left = stream.takeOver(snapshot, List.of(change(snapshot, "005930"), change(snapshot, "000660")), false);

        assertThat(left).isEqualTo(Set.of(key("005930")));
        assertThat(stream.unwritten().get(key("005930")).quantity()).isEqualTo(5);
        assertThat(stream.unwritten().get(key("000660")).quantity()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "false, 0"})
    void the_cash_is_asked_for_again_when_shares_are_others_than_they_were(boolean different, int fills) {
        Snapshot snapshot = snapshot();

        stream.takeOver(snapshot, List.of(change(snapshot, "005930")), different);

        assertThat(stream.fills()).isEqualTo(fills);
        assertThat(drive.bell.rings()).isEqualTo(fills);
    }

    @Test
    void a_price_alone_can_be_stored_of_a_holding_that_the_table_has() {
        drive.hear("005930", Map.of("current_price", new BigDecimal(60_200)));
        drive.hear("000660", Map.of("current_price", new BigDecimal(180_000)));
        assertThat(drive.pending.incomplete()).isEqualTo(2);

        stream.hasRows(Set.of(key("005930")));

        assertThat(drive.pending.incomplete()).isEqualTo(1);
    }

    @Test
    void the_last_word_on_how_many_stays_beside_a_price() {
        drive.hear("005930", Map.of(Lot.QUANTITY, 5L));
        drive.hear("005930", Map.of("current_price", new BigDecimal(60_200)));

        StreamWord word = stream.words().get(key("005930"));

        assertThat(word.quantity()).isEqualTo(5);
        assertThat(word.last().quantity()).isNull();
    }
}
