package dev.balancesync.meters;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyNamingStrategy;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Camel's meters of each route, under Camel's names and tags. Camel's own policy removes them with the route, so that every edit of a file
 * sets them back to 0, and builds four strings for each exchange and route.
 */
public final class RouteMeters implements RoutePolicyFactory {
    private static final MicrometerRoutePolicyNamingStrategy NAMES = MicrometerRoutePolicyNamingStrategy.DEFAULT;

    private final MeterRegistry meters;

    public RouteMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return new OfRoute(meters, "began-" + routeId);
    }

    /** Registering a meter that is there already gives the one that is there. */
    private static final class OfRoute extends RoutePolicySupport {
        private final MeterRegistry meters;
        private final String began;
        private volatile Timer timer;
        private volatile Counter failed;
        private volatile Counter total;

        OfRoute(MeterRegistry meters, String began) {
            this.meters = meters;
            this.began = began;
        }

        @Override
        public void onStart(Route route) {
            timer = Timer.builder(NAMES.getName(route)).description("How long exchanges took in the route").tags(NAMES.getTags(route))
                    .register(meters);
            failed = Counter.builder(NAMES.getExchangesFailedName(route)).description("Exchanges that the route left with an error")
                    .tags(NAMES.getExchangeStatusTags(route)).register(meters);
            total = Counter.builder(NAMES.getExchangesTotalName(route)).description("Exchanges that ended in the route")
                    .tags(NAMES.getExchangeStatusTags(route)).register(meters);
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            exchange.setProperty(began, System.nanoTime());
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            if (total == null) {
                return; // Camel lets the first exchange in before it says that the route has started
            }
            if (exchange.removeProperty(began) instanceof Long at) {
                timer.record(System.nanoTime() - at, TimeUnit.NANOSECONDS);
            }
            total.increment();
            if (exchange.isFailed()) {
                failed.increment();
            }
        }
    }
}
