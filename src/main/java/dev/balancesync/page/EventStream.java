package dev.balancesync.page;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

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
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    /**
     * Who looks.
     *
     * @param mark what stands before each event, so that it is known which account of several on one line it is of
     * @param unsent bytes that the operating system has not taken yet, without what it got first
     * @param longest event so far, in bytes
     */
    private record Client(HttpServerResponse response, String mark, AtomicLong unsent, AtomicLong longest) {
        /** @return whether it is there and keeps up */
        boolean send(Buffer text) {
            Buffer marked = mark.isEmpty() ? text : Buffer.buffer(mark).appendBuffer(text);
            if (isGone() || isBehind(marked.length())) {
                return false;
            }
            response.write(marked).onComplete(done -> unsent.addAndGet(-marked.length()));
            return true;
        }

        boolean isGone() {
            return response.ended() || response.closed();
        }

        /** One event by itself may be longer, as that of very many accounts is, and is on its way when the next comes. */
        private boolean isBehind(int length) {
            return unsent.addAndGet(length) > MOST_UNSENT_BYTES + longest.accumulateAndGet(length, Math::max);
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
        execute(() -> clients.stream().map(Client::response).filter(each -> !each.ended()).forEach(HttpServerResponse::end));
    }

    /**
     * Answers {@code GET /api/events}. A browser has six connections to a service, so the pages of several accounts share a line: the id of an event
     * then says which account it is of, by its place among those that were asked for.
     *
     * @param streams empty of an account that is not served
     * @param isListRead or else it is not known yet which accounts there are
     */
    static void accept(RoutingContext context, List<Optional<EventStream>> streams, boolean isListRead) {
        HttpServerResponse response = context.response();
        if (streams.stream().allMatch(Optional::isEmpty)) {
            response.setStatusCode(isListRead ? NOT_FOUND : UNAVAILABLE).putHeader("Content-Type", "application/json;charset=UTF-8")
                    .end(isListRead ? "{\"error\":\"There is no such account\"}" : "{\"error\":\"The list of accounts has not been read yet\"}");
            return;
        }
        if (streams.stream().flatMap(Optional::stream).anyMatch(each -> each.clients.size() >= MOST_CLIENTS)) {
            response.setStatusCode(UNAVAILABLE).putHeader("Retry-After", "10").end();
            return;
        }
        if (HttpGuard.isHead(context)) {
            response.putHeader("Content-Type", TYPE).end();
            return;
        }
        response.setChunked(true).putHeader("Content-Type", TYPE).putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no").putHeader("X-Content-Type-Options", "nosniff");
        var unsent = new AtomicLong();
        var longest = new AtomicLong();
        List<Client> places = IntStream.range(0, streams.size()).mapToObj(i -> new Client(response, streams.size() > 1 ? "id: " + i + "\n" : "", unsent, longest)).toList();
        Runnable leave = () -> {
            for (int i = 0; i < places.size(); i++) {
                Client client = places.get(i);
                streams.get(i).ifPresent(stream -> stream.clients.remove(client));
            }
        };
        response.exceptionHandler(broken -> leave.run());
        response.closeHandler(left -> leave.run());
        for (int i = 0; i < places.size(); i++) {
            Client client = places.get(i);
            streams.get(i).ifPresentOrElse(stream -> stream.join(client), () -> response.write(client.mark() + "event: gone\ndata: {}\n\n"));
        }
    }

    private void join(Client client) {
        execute(() -> {
            clients.add(client);
            if (client.isGone()) { // only now: who leaves later is taken off again
                clients.remove(client);
                return;
            }
            var whole = new StringBuilder("retry: 1000\n\n");
            complete.forEach((event, value) -> whole.append(client.mark()).append(text(event, value)));
            client.response().write(whole.append(client.mark()).append(heartbeat()).toString());
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
