package dev.balancesync.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import dev.balancesync.time.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;

/** The circuit breaker around token, connection, LOGIN and REG. */
public final class Breaker {
    private Breaker() {
    }

    /**
     * A bean of our own, so that its state outlives a reload of the route and health can see it; Camel's copies lose ignored errors.
     *
     * @param failures in a row that open it
     * @param open for how long, by the ticker; then one probe is let through
     */
    public static CircuitBreaker of(int failures, Duration open, Session session, Ticker ticker) {
        CircuitBreaker breaker = CircuitBreaker.of("kiwoomBreaker", CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(failures)
                .minimumNumberOfCalls(failures)
                .failureRateThreshold(100)
                .waitDurationInOpenState(open)
                .permittedNumberOfCallsInHalfOpenState(1)
                .ignoreException(session::isExcused)
                .clock(new TickerClock(ticker))
                .build());
        breaker.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                session.circuitOpened(open);
            } else {
                session.circuitLetsThrough();
            }
        });
        return breaker;
    }

    /** What resilience4j takes for the time: it waits until one, and would wait for hours after the machine's clock was set back. */
    private static final class TickerClock extends Clock {
        private final Ticker ticker;
        private final long start;

        private TickerClock(Ticker ticker) {
            this.ticker = ticker;
            this.start = ticker.nanos();
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plus(ticker.since(start));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return this;
        }
    }
}
