package dev.balancesync.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import dev.balancesync.Arrivals;
import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import dev.balancesync.time.Sequencer;
import org.junit.jupiter.api.Test;

class KeepNewestTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private final Pending pending = new Pending();
    private final MutableTicker ticker = new MutableTicker();
    private final Losses losses = new Losses(new Sequencer(1, new MutableClock("2026-11-23T00:00:00Z"), ticker));
    private final List<Holding> told = new ArrayList<>();

    @Test
    void an_order_that_was_filled_waits_for_a_holding_that_says_how_many_shares_there_are() {
        var keep = new KeepNewest(pending, losses, UnaryOperator.identity(), told::add);
        losses.filled("005930");

        keep.keep(holding("00", Map.of("current_price", BigDecimal.TEN)));
        assertThat(losses.isAwaited()).as("a price alone").isTrue();

        keep.keep(holding("00", Map.of("quantity", 5L)));
        assertThat(losses.isAwaited()).isFalse();
    }

    @Test
    void what_a_holding_tells_when_a_sell_order_is_taken_is_not_what_its_fill_waits_for() {
        var keep = new KeepNewest(pending, losses, UnaryOperator.identity(), told::add);
        keep.keep(holding("00", Map.of("quantity", 5L, "available_quantity", 5L)));
        losses.filled("005930");
        assertThat(losses.isAwaited()).as("of the purchase it was told a moment ago").isFalse();
        ticker.advance(Duration.ofMinutes(1));
        keep.keep(holding("00", Map.of("quantity", 5L, "available_quantity", 2L)));

        losses.filled("005930");

        assertThat(losses.isAwaited()).isTrue();
        keep.keep(holding("00", Map.of("quantity", 2L, "available_quantity", 2L)));
        assertThat(losses.isAwaited()).isFalse();
    }

    @Test
    void each_holding_is_kept_and_told_by_the_name_that_its_row_has() {
        Holding named = holding("03", Map.of("quantity", 5L));
        var keep = new KeepNewest(pending, losses, entry -> named, told::add);

        keep.keep(holding("01", Map.of("quantity", 5L)));

        assertThat(pending.unwritten().values()).containsExactly(named);
        assertThat(told).containsExactly(named);
    }

    private static Holding holding(String creditType, Map<String, Object> values) {
        return new Holding(new HoldingKey("005930", creditType, ""), values, Arrivals.at(START), false);
    }
}
