package dev.balancesync.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.balancesync.time.Ticker;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.component.scheduler.SchedulerEndpoint;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetVariableDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Which routes run, and when those that come round again and again last did. A route that starts by itself and does not run is stopped; one
 * that a schedule calls and that neither ends a round nor gets on with it is stalled, and so is one that does not get on with what it took
 * from a queue.
 *
 * <p>A round under way gets on whenever it enters or leaves a route on its way: a snapshot of a hundred pages does with each, so what counts
 * is the longest single step. One that only looks what is due and hands that to others has no long step.
 */
public final class Loops implements RoutePolicyFactory {
    /** An edited file restarts its routes; nobody need hear of that. */
    private static final Duration RESTARTING = Duration.ofSeconds(5);
    /** Between two rounds there is the delay, and whatever a busy machine adds. */
    private static final Duration LATE = Duration.ofSeconds(5);
    private static final Duration AT_LEAST = Duration.ofSeconds(8);
    private static final Duration SLACK = Duration.ofSeconds(10);
    /** The longest that the database is waited for: a free connection and then an answer, by the pool's and the driver's own limits. */
    private static final Duration DATABASE_STEP = Duration.ofSeconds(35);

    /** What is known of one route that starts by itself; written by whoever runs it, read by who asks. */
    private static final class Watched {
        private final boolean atStart;
        private volatile boolean works;
        /** It has no time of its own; what it takes is to get on like a round of a loop. */
        private volatile boolean isQueue;
        /** Its rounds wait for nobody. */
        private volatile boolean handsOn;
        private volatile Duration delay;
        private volatile boolean running;
        private volatile boolean underWay;
        private volatile long changed;
        private volatile long progress;
        private volatile Instant since;

        Watched(boolean atStart, long nanos, Instant at) {
            this.atStart = atStart;
            this.changed = nanos;
            this.progress = nanos;
            this.since = at;
        }
    }

    /** A round that runs beside its loop, on a thread of its own. It gets on as a loop's does; whose it is keeps it as long as it lasts. */
    public final class Round {
        private final String name;
        private final Instant since = clock.instant();
        private volatile long progress = ticker.nanos();
        private volatile Duration longest = Duration.ZERO;

        private Round(String name) {
            this.name = name;
        }

        /** Of its steps, with the one under way. */
        public Duration longestStep() {
            Duration step = ticker.since(progress);
            return step.compareTo(longest) > 0 ? step : longest;
        }

        private void gotOn() {
            longest = longestStep();
            progress = ticker.nanos();
        }
    }

    /** A route that does not do what it should. */
    record Fault(String route, Instant since) {
    }

    /** Without one of them the tables fall behind, or nobody hears of it, while all else looks well. */
    private static final List<String> NEEDED = List.of("cash-supervise", "feed-receive", "feed-replay", "journal-tend", "session-supervise",
            "snapshot-supervise", "store-drain", "store-retry", "web-write-sync-status");
    /** A ring for the store is one. */
    private static final int MOST_ROUTES_BEHIND = 3;
    /** Name of the variable with the {@link Round} of an exchange. */
    public static final String ROUND = "round";

    private final Map<String, Watched> routes = new ConcurrentHashMap<>();
    /** Kept here, since who starts a route holds a lock of Camel's under which its model must not be asked: whoever adds one takes both the other way round. */
    private final Map<String, RouteDefinition> definitions = new ConcurrentHashMap<>();
    private final Duration step;
    private final Ticker ticker;
    private final Clock clock;

    /** @param steps the longest that one step of a round may take, as the settings bound it */
    public Loops(Ticker ticker, Clock clock, Duration... steps) {
        this.ticker = ticker;
        this.clock = clock;
        Duration longest = DATABASE_STEP;
        for (Duration each : steps) {
            longest = each.compareTo(longest) > 0 ? each : longest;
        }
        this.step = longest.plus(SLACK);
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        if (route instanceof RouteDefinition steps) {
            definitions.put(routeId, steps);
        }
        return new OfRoute(context, route);
    }

    /** All that the files hold has been started: what is needed and not among it is missed, as if it had been stopped. */
    public void started() {
        NEEDED.forEach(each -> routes.computeIfAbsent(each, id -> new Watched(true, ticker.nanos(), clock.instant())));
    }

    /** Routes that should run and do not, or were there and have gone. */
    List<Fault> stopped() {
        return faults(each -> !each.running && ticker.since(each.changed).compareTo(RESTARTING) > 0);
    }

    /**
     * Routes that run and do not come round, and rounds that do not get on.
     *
     * @param rounds those that run beside them for who asks
     */
    List<Fault> stalled(Collection<Round> rounds) {
        List<Fault> stalled = faults(each -> each.running && (each.delay != null || each.underWay) && ticker.since(each.progress).compareTo(limit(each)) > 0);
        rounds.stream().filter(each -> ticker.since(each.progress).compareTo(step) > 0).map(each -> new Fault(each.name, each.since))
                .sorted(Comparator.comparing(Fault::route)).forEach(stalled::add);
        return stalled;
    }

    /** Those that have no time for a long step, as they are written now. */
    Set<String> handingOn() {
        return routes.entrySet().stream().filter(each -> each.getValue().handsOn).map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** @param name for people */
    public Round begin(String name) {
        return new Round(name);
    }

    /** Supervises a loop that is no route; it says {@link #round} at least this often. */
    public void watch(String name, Duration delay) {
        var watched = new Watched(true, ticker.nanos(), clock.instant());
        watched.delay = delay;
        watched.running = true;
        routes.put(name, watched);
    }

    /** It has come round. */
    public void round(String name) {
        Watched watched = routes.get(name);
        if (watched != null) {
            watched.progress = ticker.nanos();
        }
    }

    public void unwatch(String name) {
        routes.remove(name);
    }

    private Duration limit(Watched route) {
        Duration delay = route.delay;
        if (delay == null || route.underWay && !route.handsOn) {
            return step;
        }
        Duration late = delay.plus(LATE);
        return late.compareTo(AT_LEAST) > 0 ? late : AT_LEAST;
    }

    private List<Fault> faults(Predicate<Watched> wrong) {
        var faults = new ArrayList<Fault>(0);
        routes.forEach((route, watched) -> {
            if (wrong.test(watched)) {
                faults.add(new Fault(route, watched.since));
            }
        });
        faults.sort(Comparator.comparing(Fault::route));
        return faults;
    }

    private final class OfRoute extends RoutePolicySupport {
        private final CamelContext context;
        private final NamedNode definition;

        OfRoute(CamelContext context, NamedNode definition) {
            this.context = context;
            this.definition = definition;
        }

        @Override
        public void onStart(Route route) {
            if (Boolean.FALSE.equals(route.isAutoStartup())) {
                return;
            }
            Watched watched = routes.computeIfAbsent(route.getRouteId(), id -> new Watched(!context.isStarted(), ticker.nanos(), clock.instant()));
            Endpoint from = route.getEndpoint();
            watched.isQueue = from instanceof SedaEndpoint;
            watched.works = from instanceof SchedulerEndpoint || watched.isQueue;
            // what runs once takes as long as it takes, and never comes again
            watched.delay = from instanceof SchedulerEndpoint scheduler && scheduler.getRepeatCount() == 0
                    ? Duration.of(Math.max(scheduler.getDelay(), scheduler.getInitialDelay()), scheduler.getTimeUnit().toChronoUnit()) : null;
            watched.handsOn = watched.delay != null && definition instanceof RouteDefinition steps && handsOn(steps, MOST_ROUTES_BEHIND);
            watched.underWay = false;
            watched.progress = ticker.nanos();
            changed(watched, true);
        }

        /** Whether it, and what is behind it, only looks what is due and gives that to other threads. */
        private boolean handsOn(RouteDefinition steps, int behind) {
            return behind > 0 && steps != null && steps.getOutputs().stream().allMatch(each -> handsOn(each, behind));
        }

        private boolean handsOn(ProcessorDefinition<?> step, int behind) {
            if (step instanceof ToDefinition to) {
                String uri = to.getEndpointUri();
                // a direct: name is the id of the route behind it
                return uri.startsWith("seda:") || uri.startsWith("direct:")
                        && handsOn(definitions.get(uri.substring(uri.indexOf(':') + 1)), behind - 1);
            }
            // abstract is what takes an error
            return step instanceof WireTapDefinition || step.isAbstract() || (step instanceof SplitDefinition || step instanceof FilterDefinition
                    || step instanceof SetVariableDefinition) && step.getOutputs().stream().allMatch(each -> handsOn(each, behind));
        }

        @Override
        public void onResume(Route route) {
            onStart(route);
        }

        @Override
        public void onStop(Route route) {
            Watched watched = routes.get(route.getRouteId());
            if (watched != null) {
                changed(watched, false);
            }
        }

        @Override
        public void onSuspend(Route route) {
            onStop(route);
        }

        /** A route of one's own that was put in while the service runs may be taken out again; what the service started with is missed. */
        @Override
        public void onRemove(Route route) {
            definitions.remove(route.getRouteId(), definition);
            Watched watched = routes.get(route.getRouteId());
            if (watched != null && !(watched.atStart && watched.works)) {
                routes.remove(route.getRouteId());
            }
        }

        private void changed(Watched watched, boolean running) {
            if (watched.running != running) {
                watched.changed = ticker.nanos();
                watched.since = clock.instant();
            }
            watched.running = running;
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            progress(route, exchange, true);
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            progress(route, exchange, false);
        }

        private void progress(Route route, Exchange exchange, boolean begins) {
            if (exchange.getVariable(ROUND) instanceof Round round) {
                round.gotOn();
                return;
            }
            String first = exchange.getFromRouteId();
            Watched loop = first == null ? null : routes.get(first);
            if (loop != null && (loop.delay != null || loop.isQueue)) {
                loop.progress = ticker.nanos();
                if (first.equals(route.getRouteId())) {
                    loop.underWay = begins;
                }
            }
        }
    }
}
