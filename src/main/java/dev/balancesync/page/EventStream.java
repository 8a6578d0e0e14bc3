package dev.balancesync.page;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.http.HttpGuard;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * Server-sent events for everybody who looks. Each gets all there is first and then every change, in the same order, because one
 * thread does it all. Nobody waits for a browser: what it does not take piles up to a limit, and then it is dropped; it connects again and
 * gets all there is.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML, server-sent events</a>
 */
public final class EventStream {
    static final long MOST_UNSENT_BYTES = 1 << 20;
    private static final int MOST_CLIENTS = 500;
    private static final String TYPE = "text/event-stream;charset=UTF-8";
    private static final int TOO_MANY = 503;

    /** @param unsent bytes that the operating system has not taken yet, without what it got first */
    private record Client(HttpServerResponse response, AtomicLong unsent) {
        /** @return whether it is there and keeps up */
        boolean send(Buffer text) {
            if (response.ended() || response.closed() || unsent.addAndGet(text.length()) > MOST_UNSENT_BYTES) {
                return false;
            }
            response.write(text).onComplete(done -> unsent.addAndGet(-text.length()));
            return true;
        }
    }

    private final ObjectMapper json;
    private final Clock clock;
    private final Executor teller;
    private final Runnable watched;
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    /** All there is, by event; the teller's own. */
    private final Map<String, Object> complete = new LinkedHashMap<>();

    /**
     * @param teller runs one after the other
     * @param watched is told that somebody begins to look
     */
    EventStream(ObjectMapper json, Clock clock, Executor teller, Runnable watched) {
        this.json = json;
        this.clock = clock;
        this.teller = teller;
        this.watched = watched;
    }

    /**
     * Tells everybody, and returns at once. It becomes JSON later, and only for somebody who looks, so nothing in it may change any more.
     *
     * @param change for those who have what was before
     * @param whole for those who come later
     */
    void publish(String event, Object change, Object whole) {
        execute(() -> {
            complete.put(event, whole);
            if (!clients.isEmpty()) {
                tell(text(event, change));
            }
        });
    }

    /** Nobody is told this any more until it is published again. */
    void forget(String event) {
        execute(() -> complete.remove(event));
    }

    private void tell(String text) {
        Buffer bytes = Buffer.buffer(text);
        for (Client client : clients) {
            if (!client.send(bytes)) {
                clients.remove(client);
                if (!client.response().ended()) {
                    client.response().reset();
                }
            }
        }
    }

    private String text(String event, Object value) {
        try {
            return "event: " + event + "\ndata: " + json.writeValueAsString(value) + "\n\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what was told of " + event + " cannot be written as JSON", e);
        }
    }

    /** Proxies are content with a comment; a script sees only events, and must see that the line is good. */
    private String heartbeat() {
        return ": heartbeat\n" + text("time", Map.of("now", clock.instant().toString()));
    }

    /** How many look. */
    public int watching() {
        return clients.size();
    }

    /** A proxy and a script see that the line is good. */
    void beat() {
        if (!clients.isEmpty()) {
            execute(() -> tell(heartbeat()));
        }
    }

    /** No more will be told. */
    void end() {
        execute(() -> clients.forEach(client -> client.response().end()));
    }

    /** Answers {@code GET /api/events}. */
    void accept(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (clients.size() >= MOST_CLIENTS) {
            response.setStatusCode(TOO_MANY).putHeader("Retry-After", "10").end();
            return;
        }
        if (HttpGuard.isHead(context)) {
            response.putHeader("Content-Type", TYPE).end();
            return;
        }
        var client = new Client(response, new AtomicLong());
        response.exceptionHandler(broken -> clients.remove(client));
        response.closeHandler(left -> clients.remove(client));
        response.setChunked(true).putHeader("Content-Type", TYPE).putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no").putHeader("X-Content-Type-Options", "nosniff");
        execute(() -> {
            var whole = new StringBuilder("retry: 1000\n\n");
            complete.forEach((event, value) -> whole.append(text(event, value)));
            response.write(whole.append(heartbeat()).toString());
            clients.add(client);
            watched.run();
        });
    }

    private void execute(Runnable work) {
        try {
            teller.execute(work);
        } catch (RejectedExecutionException e) {
            // the service has stopped, and nobody looks any more
        }
    }
}
