package dev.balancesync.session;

import java.time.Duration;

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
     * @param open for how long; then one probe is let through
     */
    public static CircuitBreaker of(int failures, Duration open, Session session) {
        CircuitBreaker breaker = CircuitBreaker.of("kiwoomBreaker", CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(failures)
                .minimumNumberOfCalls(failures)
                .failureRateThreshold(100)
                .waitDurationInOpenState(open)
                .permittedNumberOfCallsInHalfOpenState(1)
                .ignoreException(session::isExcused)
                .build());
        breaker.getEventPublisher().onStateTransition(event ->
                session.circuit(event.getStateTransition().getToState() == CircuitBreaker.State.OPEN));
        return breaker;
    }
}
