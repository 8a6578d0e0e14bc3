package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.balancesync.Arrivals;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stream's code of a credit type (917) and that of kt00018 ({@code crd_tp}) may differ; stock and loan date do not. */
class LotsTest {
    private static final String ACCOUNT = "8112510011";

    private final Lots lots = new Lots();

    /** As {@code 005930 03 20261101}; a cash lot has no loan date. */
    private static HoldingKey lot(String text) {
        String[] parts = text.split(" ");
        return new HoldingKey(parts[0], parts[1], parts.length > 2 ? parts[2] : "");
    }

    private static Holding told(HoldingKey key) {
        return new Holding(key, Map.of("quantity", 5L), Arrivals.at(Instant.EPOCH), true);
    }

    private static Set<HoldingKey> known(String all) {
        return all == null ? Set.of() : Arrays.stream(all.split(",")).map(String::strip).map(LotsTest::lot).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # what the tables have                    | what the stream tells | its row
            005930 03 20261101                        | 005930 01 20261101    | 005930 03 20261101
            005930 03 20261101                        | 005930 03 20261101    | 005930 03 20261101
            005930 03 20261101, 005930 03 20261102    | 005930 01 20261102    | 005930 03 20261102
            005930 00, 005930 03 20261101             | 005930 01 20261101    | 005930 03 20261101
            # two lots of one day: nobody knows which
            005930 03 20261101, 005930 08 20261101    | 005930 01 20261101    | 005930 01 20261101
            # another day, another stock: another lot
            005930 03 20261101                        | 005930 01 20261102    | 005930 01 20261102
            005930 03 20261101                        | 000660 01 20261101    | 000660 01 20261101
            # without a loan date there is nothing to go by
            005930 03 20261101                        | 005930 00             | 005930 00
            005930 00                                 | 005930 03             | 005930 03
                                                      | 005930 01 20261101    | 005930 01 20261101
            """)
    void a_lot_goes_by_the_name_of_the_one_other_lot_of_the_same_stock_and_day(String rows, String told, String row) {
        lots.know(known(rows));

        assertThat(lots.named(told(lot(told))).key()).isEqualTo(lot(row));
    }

    @Test
    void nothing_but_the_name_changes() {
        lots.know(known("005930 03 20261101"));
        Holding told = told(lot("005930 01 20261101"));

        assertThat(lots.named(told)).isEqualTo(new Holding(lot("005930 03 20261101"), told.values(), told.arrival(), true));
    }

    @Test
    void what_is_known_is_what_was_told_last() {
        lots.know(known("005930 03 20261101"));

        lots.know(Set.of());

        assertThat(lots.named(told(lot("005930 01 20261101"))).key()).isEqualTo(lot("005930 01 20261101"));
    }
}
