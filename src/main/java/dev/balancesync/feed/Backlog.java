package dev.balancesync.feed;

import java.time.Duration;

import dev.balancesync.time.Arrival;
import dev.balancesync.time.Ticker;

/** How far the feed's route is behind the socket. */
public final class Backlog {
    private final Ticker ticker;
    private volatile Arrival underWay;

    public Backlog(Ticker ticker) {
        this.ticker = ticker;
    }

    /** The route has begun with what arrived then; {@code null} when it is done with it. */
    void underWay(Arrival arrival) {
        underWay = arrival;
    }

    /** How long ago that came which the route is at; zero when it is at nothing. */
    public Duration age() {
        Arrival oldest = underWay;
        return oldest == null ? Duration.ZERO : ticker.since(oldest.nanos());
    }
}
