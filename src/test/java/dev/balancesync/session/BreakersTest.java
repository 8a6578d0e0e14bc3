package dev.balancesync.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.junit.jupiter.api.Test;

class BreakersTest {
    private static final Duration OPEN = Duration.ofSeconds(60);

    private final MutableClock clock = new MutableClock("2026-11-23T00:00:00Z");
    private final MutableTicker ticker = new MutableTicker();
    private final Session session = new Session(SessionDrive.LIMITS, Lease.ALONE, clock, ticker);
    private final Breakers breakers = new Breakers(3, OPEN, ticker);
    private final CircuitBreaker breaker = breakers.add("default", session);

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

    @Test
    void a_session_tells_how_long_its_circuit_stays_open_and_no_longer_once_it_lets_through() {
        fail(3);
        assertThat(session.nextAttemptIn()).isEqualTo(OPEN);

        breaker.reset();

        assertThat(session.nextAttemptIn()).isZero();
    }

    @Test
    void the_door_leads_to_the_breaker_of_the_account_whose_attempt_the_thread_makes() {
        CircuitBreaker other = breakers.add("other", SessionDrive.starting(ticker));
        CircuitBreaker door = breakers.door();

        breakers.enter("other");
        fail(door, 3);
        assertThat(door.getState()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(other.getState()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);

        breakers.enter("default");
        assertThat(door.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void who_makes_no_attempt_sees_the_only_account_and_of_several_none() {
        CircuitBreaker door = breakers.door();
        fail(3);
        assertThat(door.getState()).isEqualTo(CircuitBreaker.State.OPEN);

        breakers.add("other", SessionDrive.starting(ticker));
        assertThat(door.getState()).isEqualTo(CircuitBreaker.State.CLOSED);

        breakers.remove("other");
        assertThat(door.getState()).isEqualTo(CircuitBreaker.State.OPEN);
    }

    /** Its attempt may begin in the moment in which it is taken off the list. */
    @Test
    void what_fails_for_an_account_that_was_removed_is_nobody_elses() {
        breakers.add("other", SessionDrive.starting(ticker));
        breakers.remove("other");

        breakers.enter("other");
        fail(breakers.door(), 3);

        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
        breakers.enter("other");
        assertThat(breakers.door().tryAcquirePermission()).isTrue();
    }

    @Test
    void what_fails_behind_the_door_is_thrown_as_it_is() {
        breakers.enter("default");
        fail(3);

        assertThatThrownBy(breakers.door()::acquirePermission).isInstanceOf(CallNotPermittedException.class);
    }

    private void fail(int times) {
        fail(breaker, times);
    }

    private static void fail(CircuitBreaker breaker, int times) {
        for (int i = 0; i < times; i++) {
            breaker.onError(0, TimeUnit.SECONDS, new BrokerException(BrokerError.unavailable(null, "down", (String) null)));
        }
    }
}
