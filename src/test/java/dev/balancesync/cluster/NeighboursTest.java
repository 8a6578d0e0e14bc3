package dev.balancesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;

import dev.balancesync.MutableTicker;
import org.junit.jupiter.api.Test;

class NeighboursTest {
    private static final Duration TTL = Duration.ofSeconds(10);

    private final MutableTicker ticker = new MutableTicker();
    private final Neighbours neighbours = new Neighbours(ticker);

    private void told(long count) {
        neighbours.told(Map.of("nas", new Neighbours.Beat(count, TTL)));
    }

    @Test
    void who_was_only_found_may_be_alive() {
        told(5);

        assertThat(neighbours.quiet()).isEmpty();
        assertThat(neighbours.names()).containsExactly("nas");
    }

    @Test
    void who_says_nothing_for_as_long_as_it_may_believe_is_quiet() {
        told(5);
        told(6);

        ticker.advance(Duration.ofMillis(8_999));
        assertThat(neighbours.quiet()).isEmpty();
        assertThat(neighbours.untilQuiet()).isEqualTo(Duration.ofMillis(1));
        ticker.advance(Duration.ofMillis(1));
        assertThat(neighbours.quiet()).as("with the beat, so that one that came meanwhile counts").containsExactly("nas:6");
        assertThat(neighbours.untilQuiet()).isZero();
    }

    @Test
    void who_was_not_heard_of_for_twice_its_time_is_dead_whatever_its_row_says() {
        told(5);
        ticker.advance(Duration.ofMillis(19_999));
        told(5);
        assertThat(neighbours.silent()).isEmpty();

        ticker.advance(Duration.ofMillis(1));

        assertThat(neighbours.silent()).containsExactly("nas:5");
    }

    @Test
    void a_beat_begins_all_anew() {
        told(5);
        ticker.advance(Duration.ofSeconds(19));

        told(6);
        ticker.advance(Duration.ofSeconds(19));

        assertThat(neighbours.silent()).isEmpty();
    }

    @Test
    void who_has_gone_is_forgotten() {
        told(5);
        neighbours.told(Map.of());
        ticker.advance(Duration.ofSeconds(60));

        assertThat(neighbours.names()).isEmpty();
        assertThat(neighbours.silent()).isEmpty();
    }
}
