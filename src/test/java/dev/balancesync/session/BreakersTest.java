package dev.balancesync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.junit.jupiter.api.Test;

class BreakersTest {
    private static final Duration OPEN = Duration.ofSeconds(60);

    private final MutableClock clock = new MutableClock("2026-11-23T00:00:00Z");
    private final MutableTicker ticker = new MutableTicker();
    private final Session session = new Session(SessionDrive.LIMITS, Lease.ALONE, clock, ticker);
    private final CircuitBreaker breaker = new Breakers(3, OPEN, ticker).add("default", session);

    @Test
    void an_open_circuit_lets_a_probe_through_after_its_time_whatever_the_clock_says() {
        fail(3);
        assertThat(breaker.tryAcquirePermission()).isFalse();

        clock.move(Duration.ofHours(-9));
        ticker.advance(OPEN.minusNanos(1));
        assertThat(breaker.tryAcquirePermission()).isFalse();
        clock.move(Duration.ofHours(18));
        assertThat(breaker.tryAcquirePermission()).isFalse();
        ticker.advance(Duration.ofNanos(2));

        assertThat(breaker.tryAcquirePermission()).isTrue();
    }

    @Test
    void connections_that_do_not_stay_live_open_it_after_the_first() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            assertThat(breaker.tryAcquirePermission()).isTrue();
            new SessionDrive(session).toLive();
            session.closed("1000 Bye");
            breaker.onError(0, TimeUnit.SECONDS, new SessionDrive(session).failSettling().cause());
        }

        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.onError(0, TimeUnit.SECONDS, new BrokerException(BrokerError.unavailable(null, "down", (String) null)));
        }
    }
}
