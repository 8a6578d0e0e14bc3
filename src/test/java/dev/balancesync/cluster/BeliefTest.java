package dev.balancesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;

import dev.balancesync.MutableTicker;
import org.junit.jupiter.api.Test;

class BeliefTest {
    private static final Duration TTL = Duration.ofSeconds(10);

    private final MutableTicker ticker = new MutableTicker();
    private final Belief belief = new Belief(ticker);

    @Test
    void nothing_is_held_before_the_first_answer() {
        assertThat(belief.isHeld(7)).isFalse();
        assertThat(belief.epoch(7)).isZero();
    }

    @Test
    void it_lasts_nine_tenths_of_the_lease_from_before_the_question() {
        belief.told(ticker.nanos(), TTL, Map.of(7, 3L));

        ticker.advance(Duration.ofMillis(8_999));
        assertThat(belief.isHeld(7)).isTrue();
        assertThat(belief.epoch(7)).isEqualTo(3);
        assertThat(belief.isHeld(8)).isFalse();

        ticker.advance(Duration.ofMillis(1));
        assertThat(belief.isHeld(7)).isFalse();
        assertThat(belief.epoch(7)).as("nothing may be written any more either").isZero();
    }

    @Test
    void a_late_answer_prolongs_nothing_beyond_what_counts_from_its_question() {
        long asked = ticker.nanos();
        ticker.advance(Duration.ofSeconds(8));

        belief.told(asked, TTL, Map.of(7, 3L));

        assertThat(belief.isHeld(7)).isTrue();
        ticker.advance(Duration.ofSeconds(1));
        assertThat(belief.isHeld(7)).isFalse();
    }

    @Test
    void an_answer_that_comes_after_all_its_time_is_not_believed_at_all() {
        long asked = ticker.nanos();
        ticker.advance(Duration.ofSeconds(9));

        belief.told(asked, TTL, Map.of(7, 3L));

        assertThat(belief.isHeld(7)).isFalse();
    }

    @Test
    void what_another_has_is_lost_at_once() {
        belief.told(ticker.nanos(), TTL, Map.of(7, 3L, 8, 1L));

        belief.told(ticker.nanos(), TTL, Map.of(8, 1L));

        assertThat(belief.isHeld(7)).isFalse();
        assertThat(belief.isHeld(8)).isTrue();
    }

    @Test
    void what_leaves_is_not_logged_in_any_more_but_may_write_its_last_until_it_is_given_back() {
        belief.told(ticker.nanos(), TTL, Map.of(7, 3L));

        belief.leave(7);
        belief.told(ticker.nanos(), TTL, Map.of(7, 3L));

        assertThat(belief.isHeld(7)).isFalse();
        assertThat(belief.epoch(7)).isEqualTo(3);
        assertThat(belief.leaving()).containsExactly(Map.entry(7, 3L));
    }

    @Test
    void only_a_new_epoch_brings_back_what_has_left() {
        belief.told(ticker.nanos(), TTL, Map.of(7, 3L));
        belief.leave(7);
        belief.told(ticker.nanos(), TTL, Map.of());
        assertThat(belief.leaving()).isEmpty();

        belief.told(ticker.nanos(), TTL, Map.of(7, 5L));

        assertThat(belief.isHeld(7)).isTrue();
    }
}
