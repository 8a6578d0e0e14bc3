package dev.balancesync.status;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.balancesync.balance.Pending;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.session.Transition;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** A health check that prints the conditions of one part. Says nothing about liveness: a restart cures no outage. */
public final class ConditionCheck extends AbstractHealthCheck {
    private final Standing standing;
    private final Part part;
    private final Language language;
    private final Supplier<Map<String, Object>> details;

    private ConditionCheck(Standing standing, Part part, Language language, Supplier<Map<String, Object>> details) {
        super("kiwoom", part.check());
        this.standing = standing;
        this.part = part;
        this.language = language;
        this.details = details;
    }

    /** One for each part, by the name that its bean gets. */
    public static Map<String, ConditionCheck> all(Standing standing, CircuitBreaker breaker, Pending pending, Language language) {
        return Map.of(
                "sessionHealth", new ConditionCheck(standing, Part.SESSION, language, () -> session(standing.session(), breaker)),
                "databaseHealth", new ConditionCheck(standing, Part.DATABASE, language,
                        () -> Map.of("since", standing.database().since().toString(), "waiting", pending.size())),
                "journalHealth", new ConditionCheck(standing, Part.JOURNAL, language, Map::of),
                "tablesHealth", new ConditionCheck(standing, Part.TABLES, language, Map::of),
                "loopsHealth", new ConditionCheck(standing, Part.LOOPS, language, Map::of));
    }

    private static Map<String, Object> session(Transition current, CircuitBreaker breaker) {
        var details = new LinkedHashMap<String, Object>();
        details.put("state", current.state().name());
        details.put("since", current.since().toString());
        details.put("circuit_breaker", breaker.getState().name());
        BrokerError error = current.error();
        if (error != null) {
            details.put("code", String.valueOf(error.code()));
            details.put("reason", error.words());
            details.put("advice", String.valueOf(error.advice()));
        }
        return details;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        List<Condition> mine = standing.all().stream().filter(each -> each.kind().part() == part).toList();
        details.get().forEach(builder::detail);
        String text = mine.stream().filter(each -> each.level() != Level.OK).map(each -> each.text(language)).collect(Collectors.joining("; "));
        if (!text.isEmpty()) {
            builder.message(text);
        }
        if (mine.stream().anyMatch(each -> each.level() == Level.DOWN)) {
            builder.down();
        } else {
            builder.up();
        }
    }
}
