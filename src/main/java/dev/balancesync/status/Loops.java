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
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
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
    private static final Duration SLACK = Duration.ofSeconds(10);
    /** The longest that the database is waited for: a free connection and then an answer, by the pool's and the driver's own limits. */
    private static final Duration DATABASE_STEP = Duration.ofSeconds(35);

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
    /** Name of the variable with the {@link Round} of an exchange. */
    public static final String ROUND = "round";

    private final Map<String, WatchedRoute> routes = new ConcurrentHashMap<>();
    /** By the name that is called. */
    private final Map<String, WatchedRoute> missing = new ConcurrentHashMap<>();
    private final WrittenRoutes written = new WrittenRoutes();
    private final CalledNames called = new CalledNames();
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
        written.put(routeId, route);
        return new OfRoute(context, route);
    }

    /** All that the files hold has been started: what is needed and not among it is missed, as if it had been stopped. */
    public void started() {
        NEEDED.forEach(each -> routes.computeIfAbsent(each, id -> new WatchedRoute(true, ticker, clock)));
    }

    /** Routes that should run and do not, or were there and have gone, or are not there and called. */
    List<Fault> stopped() {
        Set<String> unanswered = called.unanswered();
        missing.keySet().retainAll(unanswered);
        unanswered.forEach(each -> missing.computeIfAbsent(each, name -> new WatchedRoute(false, ticker, clock)));
        List<Fault> stopped = faults(routes, WatchedRoute::isStopped);
        stopped.addAll(faults(missing, WatchedRoute::isStopped));
        return stopped;
    }

    /**
     * Routes that run and do not come round, and rounds that do not get on.
     *
     * @param rounds those that run beside them for who asks
     */
    List<Fault> stalled(Collection<Round> rounds) {
        List<Fault> stalled = faults(routes, each -> each.isStalled(step));
        rounds.stream().filter(each -> ticker.since(each.progress).compareTo(step) > 0).map(each -> new Fault(each.name, each.since))
                .sorted(Comparator.comparing(Fault::route)).forEach(stalled::add);
        return stalled;
    }

    /** Those that have no time for a long step, as they are written now. */
    Set<String> handingOn() {
        return routes.entrySet().stream().filter(each -> each.getValue().handsOn()).map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** @param name for people */
    public Round begin(String name) {
        return new Round(name);
    }

    /** Supervises a loop that is no route; it says {@link #round} at least this often. */
    public void watch(String name, Duration delay) {
        routes.put(name, new WatchedRoute(delay, ticker, clock));
    }

    /** It has come round. */
    public void round(String name) {
        WatchedRoute watched = routes.get(name);
        if (watched != null) {
            watched.gotOn();
        }
    }

    public void unwatch(String name) {
        routes.remove(name);
    }

    private static List<Fault> faults(Map<String, WatchedRoute> some, Predicate<WatchedRoute> wrong) {
        var faults = new ArrayList<Fault>(0);
        some.forEach((route, watched) -> {
            if (wrong.test(watched)) {
                faults.add(new Fault(route, watched.since()));
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
        public void onInit(Route route) {
            called.add(definition);
        }

        @Override
        public void onStart(Route route) {
            if (Boolean.FALSE.equals(route.isAutoStartup())) {
                return;
            }
            routes.computeIfAbsent(route.getRouteId(), id -> new WatchedRoute(!context.isStarted(), ticker, clock))
                    .starts(route.getEndpoint(), () -> written.handsOn(definition));
        }

        @Override
        public void onResume(Route route) {
            onStart(route);
        }

        @Override
        public void onStop(Route route) {
            WatchedRoute watched = routes.get(route.getRouteId());
            if (watched != null) {
                watched.stops();
            }
        }

        @Override
        public void onSuspend(Route route) {
            onStop(route);
        }

        /** A route of one's own that was put in while the service runs may be taken out again; what the service started with is missed. */
        @Override
        public void onRemove(Route route) {
            written.remove(route.getRouteId(), definition);
            called.remove(definition);
            WatchedRoute watched = routes.get(route.getRouteId());
            if (watched != null && !watched.isNeeded()) {
                routes.remove(route.getRouteId());
            }
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
            String first = exchange.getFromRouteId();
            WatchedRoute loop = first == null ? null : routes.get(first);
            // what a round put into a queue, and a copy of it took out, is no part of the round any more
            if (exchange.getVariable(ROUND) instanceof Round round && (loop == null || !loop.isQueue())) {
                round.gotOn();
                return;
            }
            if (loop != null && loop.hasRounds()) {
                loop.gotOn();
                if (first.equals(route.getRouteId())) {
                    loop.round(begins);
                }
            }
        }
    }
}
