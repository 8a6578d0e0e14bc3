package dev.balancesync.meters;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;

/** A histogram of how long the route that names this policy took, by how it ended. */
public final class RouteTimes extends RoutePolicySupport {
    private final String name;
    private final Function<Exchange, String> outcome;
    private final Map<String, Timer> timers;

    /**
     * @param name of the meter, without its unit
     * @param tag of the outcome
     * @param outcomes all that {@code outcome} gives; each has its line from the start
     * @param outcome read at the end of the route; {@code null} when there is nothing to time
     * @param bounds of the histogram
     */
    public RouteTimes(MeterRegistry meters, String name, String description, String tag, Stream<String> outcomes,
            Function<Exchange, String> outcome, Duration... bounds) {
        this.name = name;
        this.outcome = outcome;
        this.timers = outcomes.collect(Collectors.toUnmodifiableMap(each -> each, each -> Timer.builder(name).description(description)
                .tag(tag, each).serviceLevelObjectives(bounds).register(meters)));
    }

    /** How often the route ended so. */
    public long ended(String as) {
        return timers.get(as).count();
    }

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        exchange.setProperty(name, System.nanoTime());
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        String ended = outcome.apply(exchange);
        if (ended != null && exchange.removeProperty(name) instanceof Long began) {
            timers.get(ended).record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        }
    }
}
