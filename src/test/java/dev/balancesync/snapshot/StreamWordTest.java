package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.balancesync.balance.Holding;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An entry of the stream may tell a price alone. */
class StreamWordTest {
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Arrival BEGAN = arrival(100, 3_600_000);

    private static Arrival arrival(long number, long millis) {
        return new Arrival(new Sequence(1, number), Instant.EPOCH, Duration.ofMillis(millis).toNanos());
    }

    private static Holding said(Map<String, Object> values, Arrival arrival) {
        return new Holding(SnapshotDrive.key("005930"), values, arrival, false);
    }

    private static StreamWord word(Map<String, Object> last, Map<String, Object> count) {
        return new StreamWord(said(last, arrival(102, 3_600_001)), count == null ? null : said(count, arrival(99, 3_599_000)));
    }

    @Test
    void of_what_it_never_said_it_knows_nothing() {
        StreamWord word = word(Map.of("current_price", BigDecimal.TEN), null);

        assertThat(word.quantity()).isNull();
        assertThat(word.cost()).isNull();
        assertThat(word.isSoldOut()).isFalse();
        assertThat(word.countsAfter(BEGAN)).isFalse();
        assertThat(word.countsRecently(BEGAN, SETTLE)).isFalse();
        assertThat(word.isAfter(BEGAN)).as("it said something all the same").isTrue();
        assertThat(word.isRecent(BEGAN, SETTLE)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"7, false", "0, true"})
    void a_price_does_not_unsay_how_many_there_are(long quantity, boolean soldOut) {
        StreamWord word = word(Map.of("current_price", BigDecimal.TEN), Map.of(Lot.QUANTITY, quantity, Lot.COST, new BigDecimal(700)));

        assertThat(word.quantity()).isEqualTo(quantity);
        assertThat(word.cost()).isEqualByComparingTo("700");
        assertThat(word.isSoldOut()).isEqualTo(soldOut);
        assertThat(word.countsAfter(BEGAN)).as("the price alone came after").isFalse();
        assertThat(word.countsRecently(BEGAN, SETTLE)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # place | ms before | settle s | recent
            99      | 59999     | 60       | true
            99      | 60000     | 60       | false
            99      | 0         | 0        | false
            # what came since is newer, whatever the clock says
            101     | 0         | 0        | true
            101     | 90000     | 60       | true
            """)
    void it_is_recent_until_answers_must_know_of_it(long place, long millisBefore, long settle, boolean recent) {
        Holding said = said(Map.of(Lot.QUANTITY, 7L), arrival(place, 3_600_000 - millisBefore));
        var word = new StreamWord(said, said);

        assertThat(word.isRecent(BEGAN, Duration.ofSeconds(settle))).isEqualTo(recent);
        assertThat(word.countsRecently(BEGAN, Duration.ofSeconds(settle))).isEqualTo(recent);
        assertThat(word.countsAfter(BEGAN)).isEqualTo(place > 100);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # its last entry               | the snapshot                    | nothing is open
            quantity=7                     |                                 | true
            current_price=9                |                                 | false
            quantity=0                     |                                 | true
            quantity=7 current_price=9     | quantity=5 current_price=8      | true
            quantity=7                     | quantity=5 current_price=8      | false
            current_price=9                | quantity=5 current_price=8      | false
            # what is sold out has nothing else
            quantity=0                     | quantity=5 current_price=8      | true
            """)
    void it_leaves_open_what_the_snapshot_tells_and_it_does_not(String last, String told, boolean all) {
        StreamWord word = word(values(last), Map.of(Lot.QUANTITY, 7L));

        assertThat(word.tellsAllOf(told == null ? null : said(values(told), BEGAN))).isEqualTo(all);
    }

    private static Map<String, Object> values(String text) {
        var values = new LinkedHashMap<String, Object>();
        Arrays.stream(text.split(" ")).map(each -> each.split("=")).forEach(each -> values.put(each[0], Long.valueOf(each[1])));
        return values;
    }
}
