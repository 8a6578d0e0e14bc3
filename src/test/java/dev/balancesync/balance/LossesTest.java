package dev.balancesync.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balancesync.Arrivals;
import org.junit.jupiter.api.Test;

class LossesTest {
    private final Losses losses = Arrivals.losses();

    @Test
    void the_holding_of_an_order_that_was_filled_is_awaited_until_it_tells_and_another_one_is_not_meant() {
        assertThat(losses.isAwaited()).isFalse();

        losses.filled("005930");
        losses.told("000660");
        assertThat(losses.isAwaited()).isTrue();

        losses.told("005930");
        assertThat(losses.isAwaited()).isFalse();
    }
}
