package dev.balancesync.health;

import java.util.Map;

import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.session.Transition;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Ready while the broker has acknowledged LOGIN and REG. Says nothing about liveness: a restart cures no outage. */
public final class SessionHealth extends AbstractHealthCheck {
    private final Session session;
    private final CircuitBreaker breaker;

    public SessionHealth(Session session, CircuitBreaker breaker) {
        super("kiwoom", "kiwoom-session");
        this.session = session;
        this.breaker = breaker;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Transition current = session.current();
        BrokerError error = current.error();
        builder.detail("state", current.state().name()).detail("since", current.since().toString())
                .detail("circuit_breaker", breaker.getState().name());
        if (error != null) {
            builder.detail("code", String.valueOf(error.code())).detail("reason", error.words())
                    .detail("advice", String.valueOf(error.advice()));
        }
        if (current.state() == SessionState.LIVE) {
            builder.up();
        } else {
            builder.message(current.toString()).down();
        }
    }
}
