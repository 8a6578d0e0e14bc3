package dev.balancesync.kiwoom;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import dev.balancesync.time.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often Kiwoom may be asked: each TR by itself (mock trading allows 1 request a second for each, real trading 5). While a chain of pages
 * is read nobody else begins one with the same TR. What was asked too often is asked again, later each time, up to a limit.
 */
public final class Pace {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.rest");
    private static final String NEXT_PAGE = "Y";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    /** A chain of which nobody has asked the next page for so long is given up. */
    private static final Duration CHAIN_LEASE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int WAITS_TO_LOG = 4;

    /** One TR. */
    private static final class Lane {
        private boolean asked;
        private long nextAt;
        private boolean inUse;
        private boolean inChain;
        private long chainUntil;
    }

    /** One question, until it is answered or given up. */
    public static final class Attempt {
        private final String tr;
        private final boolean continued;
        private final long began;
        private final Duration patience;
        private int refusals;
        private boolean tokenDropped;
        private boolean tokenRefused;
        private boolean open = true;

        private Attempt(String tr, boolean continued, long began, Duration patience) {
            this.tr = tr;
            this.continued = continued;
            this.began = began;
            this.patience = patience;
        }

        /** Whether it is to be asked, or asked again. */
        public boolean isOpen() {
            return open;
        }

        /** Whether the last answer refused the token, for the first time. */
        public boolean isTokenRefused() {
            return tokenRefused;
        }
    }

    private final Duration distance;
    private final Duration longest;
    private final Ticker ticker;
    private final BooleanSupplier stopping;
    private final Map<String, Lane> lanes = new HashMap<>();

    /**
     * @param distance between two requests with the same TR
     * @param longest after so long a question that is asked too often is given up
     * @param stopping whoever waits gives up
     */
    public Pace(Duration distance, Duration longest, Ticker ticker, BooleanSupplier stopping) {
        this.distance = distance;
        this.longest = longest;
        this.ticker = ticker;
        this.stopping = stopping;
    }

    /**
     * @param nextKey of the page to ask for; {@code null} or empty for the first
     * @param patience for how long it is asked again; {@code null} for as long as it makes sense
     */
    public Attempt open(String tr, String nextKey, Duration patience) {
        return new Attempt(tr, nextKey != null && !nextKey.isEmpty(), ticker.nanos(), patience == null ? longest : patience);
    }

    /** Waits for the turn of a question, and takes it. */
    public synchronized void await(Attempt attempt) throws InterruptedException {
        while (!take(attempt)) {
            if (stopping.getAsBoolean()) {
                throw new BrokerException(BrokerError.unavailable(null, "The service is stopping", null));
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(LOOK.toNanos() / 50, Math.min(untilTurn(attempt), LOOK.toNanos())));
        }
    }

    /** @return whether it is this question's turn, which is then taken */
    synchronized boolean take(Attempt attempt) {
        Lane lane = lane(attempt);
        boolean taken = lane.inUse || lane.inChain && !attempt.continued && !ticker.isReached(lane.chainUntil);
        if (taken || untilTurn(attempt) > 0) {
            return false;
        }
        lane.inUse = true;
        lane.asked = true;
        lane.inChain = attempt.continued;
        lane.nextAt = ticker.in(distance);
        attempt.tokenRefused = false;
        return true;
    }

    private long untilTurn(Attempt attempt) {
        Lane lane = lane(attempt);
        return lane.asked ? lane.nextAt - ticker.nanos() : 0;
    }

    private Lane lane(Attempt attempt) {
        return lanes.computeIfAbsent(attempt.tr, none -> new Lane());
    }

    /** @param continued header {@code cont-yn}: {@code Y} when a further page is to be asked for */
    public synchronized void answered(Attempt attempt, String continued) {
        attempt.open = false;
        leave(attempt, NEXT_PAGE.equalsIgnoreCase(continued));
    }

    /** No further page is asked for, whatever the last answer says of one. */
    public synchronized void endChain(String tr) {
        Lane lane = lanes.get(tr);
        if (lane != null) {
            lane.inChain = false;
            notifyAll();
        }
    }

    /**
     * It was refused or not answered: it stays open if asking again can help.
     *
     * @throws BrokerException when it cannot; another exception passes as it came
     */
    public synchronized void failed(Attempt attempt, Exception cause) throws Exception {
        BrokerError error = cause instanceof BrokerException refused ? refused.error() : null;
        if (error != null && error.kind() == BrokerError.Kind.RATE && ticker.since(attempt.began).compareTo(attempt.patience) < 0) {
            Duration wait = wait(attempt.refusals++);
            leave(attempt, attempt.continued);
            lane(attempt).nextAt = ticker.in(wait);
            if (attempt.refusals % WAITS_TO_LOG == 0) {
                LOG.info("Kiwoom says too often, asked again api_id={} times={}", attempt.tr, attempt.refusals);
            }
            return;
        }
        if (error != null && error.mayBeTheToken() && !attempt.tokenDropped) {
            attempt.tokenDropped = true;
            attempt.tokenRefused = true;
            leave(attempt, attempt.continued);
            return;
        }
        attempt.open = false;
        leave(attempt, false);
        throw cause;
    }

    /** Twice as long each time. */
    private Duration wait(int refusals) {
        Duration first = distance.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : distance;
        Duration wait = first.multipliedBy(1L << Math.min(refusals, 10));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private void leave(Attempt attempt, boolean inChain) {
        Lane lane = lane(attempt);
        lane.inUse = false;
        lane.inChain = inChain;
        lane.chainUntil = ticker.in(CHAIN_LEASE);
        notifyAll();
    }
}
