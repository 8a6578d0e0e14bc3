package dev.balancesync.session;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.balancesync.time.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;

/**
 * The circuit breakers around token, connection, LOGIN and REG: one for each account, since what one is refused is no reason for another to wait.
 * A circuit breaker of a route has one state, so the route's is a door to that of the account whose attempt a thread makes.
 */
public final class Breakers {
    private static final String NAME = "kiwoomBreaker";

    private final int failures;
    private final Duration open;
    private final Ticker ticker;
    private final Map<Object, CircuitBreaker> breakers = new ConcurrentHashMap<>();
    private final ThreadLocal<CircuitBreaker> entered = new ThreadLocal<>();
    /** Shown to who asks the route's and makes no attempt, where there are several or none. */
    private final CircuitBreaker nobodys = CircuitBreaker.ofDefaults(NAME);

    /**
     * @param failures in a row that open one
     * @param open for how long, by the ticker; then one probe is let through
     */
    public Breakers(int failures, Duration open, Ticker ticker) {
        this.failures = failures;
        this.open = open;
        this.ticker = ticker;
    }

    /** Beans of our own, so that their state outlives a reload of the route and health can see it; Camel's copies lose ignored errors. */
    public CircuitBreaker add(Object account, Session session) {
        CircuitBreaker breaker = CircuitBreaker.of(NAME, CircuitBreakerConfig.custom()
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
        breakers.put(account, breaker);
        return breaker;
    }

    public void remove(Object account) {
        breakers.remove(account);
    }

    /** The thread begins an attempt of this account; of one that was just removed it is nobody's. */
    public void enter(Object account) {
        CircuitBreaker own = breakers.get(account);
        entered.set(own == null ? CircuitBreaker.ofDefaults(NAME) : own);
    }

    /** What the route names. */
    public CircuitBreaker door() {
        return (CircuitBreaker) Proxy.newProxyInstance(Breakers.class.getClassLoader(), new Class<?>[] {CircuitBreaker.class}, (self, method, arguments) -> {
            try {
                return method.invoke(current(), arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private CircuitBreaker current() {
        CircuitBreaker breaker = entered.get();
        return breaker != null ? breaker : breakers.size() == 1 ? breakers.values().iterator().next() : nobodys;
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
