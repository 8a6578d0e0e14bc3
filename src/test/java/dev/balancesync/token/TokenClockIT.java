package dev.balancesync.token;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import dev.balancesync.Service;
import dev.balancesync.TestService;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the time is, the broker's answer says. */
class TokenClockIT {
    @ParameterizedTest
    @ValueSource(strings = {"P400D", "-P400D"})
    void a_machine_whose_clock_is_wrong_keeps_its_token_for_as_long_as_it_is_good(Duration wrong) throws Exception {
        var clock = new MutableClock(Instant.now().plus(wrong).toString());
        var ticker = new MutableTicker();
        try (var mirror = new TestService(); var service = new Service(Path.of(""), mirror.environment, clock, ticker)) {
            service.start();
            TokenCache token = service.bean(TokenCache.class);
            await().atMost(SOON).until(token::granted, granted -> granted == 1);

            ticker.advance(Duration.ofHours(23));
            assertThat(token.isGood()).isTrue();
            ticker.advance(Duration.ofMinutes(51));

            assertThat(token.isGood()).isFalse();
        }
    }
}
