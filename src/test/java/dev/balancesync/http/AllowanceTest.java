package dev.balancesync.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import dev.balancesync.LogLines;
import dev.balancesync.MutableTicker;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private final MutableTicker ticker = new MutableTicker();
    private final Allowance allowance = new Allowance(10, 50, ticker, Door.log(ticker));

    @Test
    void a_full_purse_may_be_spent_at_once_and_fills_itself_steadily() {
        assertThat(allowance.take("a", 30)).isTrue();
        assertThat(allowance.take("a", 20)).isTrue();
        assertThat(allowance.take("a", 1)).isFalse();

        ticker.advance(Duration.ofMillis(99));
        assertThat(allowance.take("a", 1)).isFalse();
        ticker.advance(Duration.ofMillis(1));
        assertThat(allowance.take("a", 1)).isTrue();
        assertThat(allowance.take("a", 1)).isFalse();
        ticker.advance(Duration.ofDays(365));
        assertThat(allowance.take("a", 51)).isFalse();
        assertThat(allowance.take("a", 50)).isTrue();
    }

    @Test
    void each_address_has_its_own() {
        assertThat(allowance.take("a", 50)).isTrue();

        assertThat(allowance.take("b", 50)).isTrue();
        assertThat(allowance.take("a", 1)).isFalse();
    }

    @Test
    void of_many_addresses_those_that_asked_last_are_remembered() {
        for (int i = 0; i < 5_000; i++) {
            allowance.take("address " + i, 50);
        }

        assertThat(allowance.remembered()).isEqualTo(1_000);
        assertThat(allowance.take("address 4999", 1)).isFalse();
    }

    @Test
    void an_address_is_told_once_until_it_has_kept_quiet() {
        try (var log = new LogLines()) {
            for (int i = 0; i < 100; i++) {
                allowance.take("a", 20);
                ticker.advance(Duration.ofMillis(1_100));
            }
            assertThat(log.all()).singleElement().asString().contains("from a ");

            ticker.advance(Duration.ofSeconds(5));
            allowance.take("a", 50);
            allowance.take("a", 50);

            assertThat(log.all()).hasSize(2);
        }
    }
}
