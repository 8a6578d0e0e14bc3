package dev.balancesync.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

import dev.balancesync.time.Ticker;
import org.apache.camel.Endpoint;
import org.apache.camel.component.scheduler.SchedulerEndpoint;
import org.apache.camel.component.seda.SedaEndpoint;

/** What is known of one route that starts by itself, or of a loop that is no route; written by whoever runs it, read by who asks. */
final class WatchedRoute {
    /** An edited file restarts its routes; nobody need hear of that. */
    private static final Duration RESTARTING = Duration.ofSeconds(5);
    /** Between two rounds there is the delay, and whatever a busy machine adds. */
    private static final Duration LATE = Duration.ofSeconds(5);
    private static final Duration AT_LEAST = Duration.ofSeconds(8);

    private final boolean atStart;
    private final Ticker ticker;
    private final Clock clock;
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

    /** It does not run yet. */
    WatchedRoute(boolean atStart, Ticker ticker, Clock clock) {
        this.atStart = atStart;
        this.ticker = ticker;
        this.clock = clock;
        this.changed = ticker.nanos();
        this.progress = changed;
        this.since = clock.instant();
    }

    /** A loop that is no route, and runs. */
    WatchedRoute(Duration delay, Ticker ticker, Clock clock) {
        this(true, ticker, clock);
        this.delay = delay;
        this.running = true;
    }

    /** @param handsOn asked only of a loop */
    void starts(Endpoint from, BooleanSupplier handsOn) {
        this.isQueue = from instanceof SedaEndpoint;
        this.works = from instanceof SchedulerEndpoint || isQueue;
        // what runs once takes as long as it takes, and never comes again
        this.delay = from instanceof SchedulerEndpoint scheduler && scheduler.getRepeatCount() == 0
                ? Duration.of(Math.max(scheduler.getDelay(), scheduler.getInitialDelay()), scheduler.getTimeUnit().toChronoUnit()) : null;
        this.handsOn = delay != null && handsOn.getAsBoolean();
        this.underWay = false;
        gotOn();
        changed(true);
    }

    void stops() {
        changed(false);
    }

    private void changed(boolean runs) {
        if (running != runs) {
            changed = ticker.nanos();
            since = clock.instant();
        }
        running = runs;
    }

    void gotOn() {
        progress = ticker.nanos();
    }

    /** A round of it begins, or ends. */
    void round(boolean begins) {
        underWay = begins;
    }

    /** Whether something comes round in it, or is taken from a queue. */
    boolean hasRounds() {
        return delay != null || isQueue;
    }

    boolean isQueue() {
        return isQueue;
    }

    boolean handsOn() {
        return handsOn;
    }

    /** Whether it is missed when it is gone. */
    boolean isNeeded() {
        return atStart && works;
    }

    /** Since when it runs, or does not. */
    Instant since() {
        return since;
    }

    boolean isStopped() {
        return !running && ticker.since(changed).compareTo(RESTARTING) > 0;
    }

    /** @param step the longest that one step of a round may take */
    boolean isStalled(Duration step) {
        return running && (delay != null || underWay) && ticker.since(progress).compareTo(limit(step)) > 0;
    }

    private Duration limit(Duration step) {
        Duration between = delay;
        if (between == null || underWay && !handsOn) {
            return step;
        }
        Duration late = between.plus(LATE);
        return late.compareTo(AT_LEAST) > 0 ? late : AT_LEAST;
    }
}
