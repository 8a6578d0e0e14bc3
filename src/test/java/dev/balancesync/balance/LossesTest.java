package dev.balancesync.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequencer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossesTest {
    private final MutableTicker ticker = new MutableTicker();
    private final Sequencer sequencer = new Sequencer(1, new MutableClock("2026-11-23T00:00:00Z"), ticker);
    private final Losses losses = new Losses(sequencer);

    @Test
    void the_holding_of_an_order_that_was_filled_is_awaited_until_it_tells_and_another_one_is_not_meant() {
        assertThat(losses.isAwaited()).isFalse();

        losses.filled("005930");
        losses.told("000660", true);
        assertThat(losses.isAwaited()).isTrue();

        losses.told("005930", true);
        assertThat(losses.isAwaited()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1000, false", "1001, true"})
    void what_a_holding_told_up_to_a_second_before_the_order_is_of_the_order(long millis, boolean awaited) {
        losses.told("005930", true);
        ticker.advance(Duration.ofMillis(millis));

        losses.filled("005930");

        assertThat(losses.isAwaited()).isEqualTo(awaited);
    }

    /** As when a sell order is taken, of which fewer can be sold from then on: the fill comes after it, and its holding after that. */
    @Test
    void what_a_holding_told_before_the_order_is_not_of_it_when_the_shares_are_the_same() {
        losses.told("005930", false);

        losses.filled("005930");

        assertThat(losses.isAwaited()).isTrue();
        losses.told("005930", false);
        assertThat(losses.isAwaited()).as("a snapshot may have told the new number before").isFalse();
    }

    @Test
    void an_order_of_which_no_holding_has_told_after_five_seconds_is_one_loss() {
        losses.filled("005930");
        ticker.advance(Duration.ofSeconds(5));
        assertThat(losses.count()).as("it may come still").isZero();
        assertThat(losses.isAwaited()).isTrue();

        ticker.advance(Duration.ofMillis(1));

        assertThat(losses.count()).isEqualTo(1);
        assertThat(losses.count()).as("told once").isEqualTo(1);
        assertThat(losses.last().reason()).isEqualTo("an order was filled, and no holding told of it");
        assertThat(losses.isAwaited()).isFalse();
    }

    @Test
    void a_snapshot_may_lack_what_was_lost_since_it_began_and_nothing_else() {
        assertThat(losses.since(sequencer.next())).as("nothing was lost").isFalse();

        Arrival before = sequencer.next();
        losses.note("a frame");

        assertThat(losses.since(before)).isTrue();
        assertThat(losses.since(sequencer.next())).isFalse();
    }
}
