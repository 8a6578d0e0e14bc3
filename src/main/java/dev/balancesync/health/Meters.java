package dev.balancesync.health;

import java.time.Duration;
import java.time.Instant;

import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.store.Database;
import dev.balancesync.token.TokenCache;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.spi.Registry;

/** What {@code /observe/metrics} tells beside Camel's own meters; read from the beans, so that a route reload resets nothing. */
public final class Meters {
    private Meters() {
    }

    public static void register(Registry beans) {
        MeterRegistry meters = beans.findSingleByType(MeterRegistry.class);
        if (meters == null) {
            return; // metrics are switched off
        }
        Session session = beans.findSingleByType(Session.class);
        for (SessionState state : SessionState.values()) {
            Gauge.builder("kiwoom.session.state", session, each -> each.current().state() == state ? 1 : 0)
                    .description("1 for the state the session is in").tag("state", state.name()).register(meters);
            FunctionCounter.builder("kiwoom.transitions", session, each -> each.entered(state))
                    .description("How often the state was entered").tag("state", state.name()).register(meters);
        }
        Gauge.builder("kiwoom.last.frame.age", session, Meters::frameAge)
                .description("Since the last frame of any kind").baseUnit("seconds").register(meters);
        CircuitBreaker breaker = beans.findSingleByType(CircuitBreaker.class);
        for (CircuitBreaker.State state : CircuitBreaker.State.values()) {
            Gauge.builder("kiwoom.circuit.breaker.state", breaker, each -> each.getState() == state ? 1 : 0)
                    .description("1 for the state the circuit breaker is in").tag("state", state.name()).register(meters);
        }
        TokenCache token = beans.findSingleByType(TokenCache.class);
        FunctionCounter.builder("kiwoom.token.requests", token, TokenCache::granted)
                .description("Access tokens asked for").tag("result", "granted").register(meters);
        FunctionCounter.builder("kiwoom.token.requests", token, each -> each.requests() - each.granted())
                .description("Access tokens asked for").tag("result", "failed").register(meters);
        Gauge.builder("kiwoom.pending.positions", beans.findSingleByType(Pending.class), Pending::size)
                .description("Holdings that wait for the database").register(meters);
        FunctionCounter.builder("kiwoom.quarantined", beans.findSingleByType(Quarantine.class), Quarantine::count)
                .description("Entries and frames that could not be stored").register(meters);
        beans.findSingleByType(FillToRow.class).register(meters);
        Gauge.builder("kiwoom.database.up", beans.findSingleByType(Database.class),
                each -> Boolean.TRUE.equals(each.state().reachable()) ? 1 : 0).description("1 while writes succeed").register(meters);
    }

    private static double frameAge(Session session) {
        Instant last = session.lastFrameAt();
        return last == null ? Double.NaN : Duration.between(last, Instant.now()).toMillis() / 1000.0;
    }
}
