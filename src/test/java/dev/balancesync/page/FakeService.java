package dev.balancesync.page;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.FreePort;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
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
    private HttpServer server;

    public FakeService() throws IOException {
        open();
    }

    private void open() {
        Router router = Router.router(vertx);
        PageFiles.mount(router);
        router.get("/api/events").handler(context -> {
            opened.incrementAndGet();
            lastAsked = context.request().uri();
            events.accept(context);
        });
        router.get("/api/status").handler(context -> context.response().setStatusCode(code).putHeader("Content-Type", "application/json").end(text(status)));
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
