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
    void who_was_only_found_may_be_dead_for_days() {
        told(5);

        assertThat(neighbours.alive()).isEmpty();
        assertThat(neighbours.names()).containsExactly("nas");
    }

    @Test
    void who_was_seen_to_beat_counts_as_alive_for_as_long_as_it_may_believe() {
        told(5);
        told(6);

        ticker.advance(Duration.ofMillis(8_999));
        assertThat(neighbours.alive()).containsExactly("nas");
        ticker.advance(Duration.ofMillis(1));
        assertThat(neighbours.alive()).isEmpty();
    }

    @Test
    void who_was_not_heard_of_for_twice_its_time_is_dead_whatever_its_row_says() {
        told(5);
        ticker.advance(Duration.ofSeconds(20));
        told(5);
        assertThat(neighbours.silent()).isEmpty();

        ticker.advance(Duration.ofMillis(1));

        assertThat(neighbours.silent()).as("with the beat, so that one that came meanwhile counts").containsExactly("nas:5");
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
