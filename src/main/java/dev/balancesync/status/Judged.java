package dev.balancesync.status;

import dev.balancesync.balance.Pending;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;

/**
 * An account, for who asks how all of them stand.
 *
 * @param alias {@code null} for the only one
 */
public record Judged(String alias, Standing standing, CircuitBreaker breaker, Pending pending) {
}
