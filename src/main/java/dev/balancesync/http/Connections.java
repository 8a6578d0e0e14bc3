package dev.balancesync.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import dev.balancesync.time.Ticker;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;

/**
 * Keeps the port's connections few: each is a descriptor that the sockets to the broker and the database need more. Beyond the limits a
 * connection is closed at once; one on which nothing is asked, or a question is not finished, ends after a while, however slowly bytes drip
 * in. An answer under way, as the live page's, is not idle; that it is read is the business of Vert.x's own idle limit.
 */
final class Connections {
    /**
     * How many, and for how long.
     *
     * @param total at a time
     * @param kept of them for this machine itself, so that its probes are answered whoever else fills the rest
     * @param perAddress at a time; behind Docker or a proxy that is everybody
     * @param idle how long nothing may be asked
     */
    record Limits(int total, int kept, int perAddress, Duration idle) {
        static final Limits USUAL = new Limits(256, 8, 128, Duration.ofSeconds(60));
    }

    private static final class Line {
        private final String caller;
        private HttpServerRequest asked;
        private long since;
        private boolean idle = true;

        private Line(String caller, long since) {
            this.caller = caller;
            this.since = since;
        }
    }

    private final Limits limits;
    private final Ticker ticker;
    private final SeldomLog log;
    private final Map<HttpConnection, Line> lines = new IdentityHashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private boolean full;

    Connections(Limits limits, Ticker ticker, SeldomLog log) {
        this.limits = limits;
        this.ticker = ticker;
        this.log = log;
    }

    /** A connection has been made. */
    synchronized void take(HttpConnection connection) {
        // Vert.x would log each reset
        connection.exceptionHandler(broken -> { });
        String caller = Caller.of(connection.remoteAddress());
        int room = Caller.isThisMachine(connection.remoteAddress()) ? limits.total() : limits.total() - limits.kept();
        if (lines.size() >= room || counts.getOrDefault(caller, 0) >= limits.perAddress()) {
            full = full || log.warn("Too many connections to HTTP_PORT, now from " + caller + ": more are closed at once. At most "
                    + limits.perAddress() + " from one address and " + limits.total() + " in all");
            connection.close();
            return;
        }
        lines.put(connection, new Line(caller, ticker.nanos()));
        counts.merge(caller, 1, Integer::sum);
        connection.closeHandler(closed -> left(connection));
    }

    private synchronized void left(HttpConnection connection) {
        Line line = lines.remove(connection);
        if (line != null) {
            counts.computeIfPresent(line.caller, (caller, count) -> count == 1 ? null : count - 1);
        }
        full = full && lines.size() > limits.total() / 2;
    }

    synchronized void asked(HttpServerRequest request) {
        Line line = lines.get(request.connection());
        if (line != null) {
            line.asked = request;
            line.since = ticker.nanos();
            line.idle = false;
        }
    }

    /** Ends what is idle; to be called now and then. */
    void sweep() {
        for (HttpConnection each : idle()) {
            each.close();
        }
    }

    private synchronized List<HttpConnection> idle() {
        var idle = new ArrayList<HttpConnection>();
        lines.forEach((connection, line) -> {
            if (!line.idle && line.asked.response().ended()) {
                line.asked = null;
                line.since = ticker.nanos();
                line.idle = true;
            }
            boolean waits = line.idle || !line.asked.isEnded();
            if (waits && ticker.since(line.since).compareTo(limits.idle()) >= 0) {
                idle.add(connection);
            }
        });
        return idle;
    }

    synchronized int open() {
        return lines.size();
    }
}
