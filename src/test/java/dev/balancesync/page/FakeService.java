package dev.balancesync.page;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.FreePort;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;

/** The page's files and a stream of events that tells what a test wants told: states that would take a day to come by themselves. */
public final class FakeService implements AutoCloseable {
    public final int port = FreePort.find();
    private final ObjectMapper json = new ObjectMapper();
    private final Vertx vertx = Vertx.vertx();
    private final EventStreams streams = new EventStreams(json, Clock.systemUTC());
    private final EventStream events = streams.add(() -> { });
    private final AtomicInteger opened = new AtomicInteger();
    private volatile Object status = Map.of();
    private volatile int code = 200;
    private volatile String lastAsked = "";
    private final EventStream overview = streams.add(() -> { });
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean frozen;
    private volatile boolean lists;
    private volatile boolean away;
    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    private final Queue<HttpServerResponse> listeners = new ConcurrentLinkedQueue<>();
    private HttpServer server;

    public FakeService() throws IOException {
        open();
    }

    private void open() {
        Router router = Router.router(vertx);
        PageFiles.mount(router);
        router.route("/api/*").handler(context -> {
            if (away) {
                context.response().setStatusCode(502).putHeader("Content-Type", "text/html").end("<h1>502 Bad Gateway</h1>");
            } else {
                context.next();
            }
        });
        router.get("/api/events").handler(context -> {
            opened.incrementAndGet();
            lastAsked = context.request().uri();
            listeners.add(context.response());
            List<String> accounts = context.queryParam("account");
            EventStream.accept(context, (accounts.isEmpty() ? List.of("") : accounts).stream()
                    .map(account -> gone.contains(account) ? Optional.<EventStream>empty() : Optional.of(lists ? overview : events)).toList(), true);
        });
        router.get("/api/status").order(-1).handler(context -> {
            asked.incrementAndGet();
            context.next();
        });
        router.get("/api/status").handler(context -> {
            if (!frozen) {
                context.response().setStatusCode(code).putHeader("Content-Type", "application/json").end(text(status));
            }
        });
        router.post("/api/refresh").handler(context -> {
            lastAsked = context.request().uri();
            context.response().setStatusCode(409).putHeader("Content-Type", "application/json")
                    .end(text(Map.of("error", "The session is RECONNECTING, not LIVE")));
        });
        streams.open(vertx);
        server = vertx.createHttpServer().requestHandler(router).listen(port, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tells everybody who looks, and whoever comes later. */
    public FakeService tell(String event, Object told) {
        return tell(event, told, told);
    }

    public FakeService tell(String event, Object change, Object complete) {
        events.publish(event, change, complete);
        return this;
    }

    /** What {@code /api/status} answers. */
    public FakeService answer(Object what) {
        return answer(200, what);
    }

    public FakeService answer(int with, Object what) {
        code = with;
        status = what;
        return this;
    }

    /** Takes questions of how it stands, and does not answer them. */
    public void freeze(boolean whether) {
        frozen = whether;
    }

    /** Stops, behind a proxy that answers in its place; or is there again, with one account or a list of them. */
    public void away(boolean whether, boolean withList) {
        away = whether;
        lists = withList;
        endStreams();
    }

    /** How often it was asked how it stands. */
    public int asked() {
        return asked.get();
    }

    /** The account is taken out of the list: its stream ends, and no other begins; or it is there again. */
    public void remove(String account, boolean whether) {
        if (whether) {
            gone.add(account);
            answer(404, Map.of("error", "There is no such account"));
            endStreams();
        } else {
            gone.remove(account);
        }
    }

    private void endStreams() {
        for (HttpServerResponse each = listeners.poll(); each != null; each = listeners.poll()) {
            if (!each.ended() && !each.closed()) {
                each.end();
            }
        }
    }

    EventStream events() {
        return events;
    }

    /** How many streams of events are open now. */
    public int streams() {
        return events.watching();
    }

    /** How many have ever been opened. */
    public int opened() {
        return opened.get();
    }

    /** The last address of a stream or a refresh. */
    public String lastAsked() {
        return lastAsked;
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
