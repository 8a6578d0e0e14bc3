package dev.balancesync.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.balancesync.LogLines;
import dev.balancesync.MutableTicker;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks too often, at the socket; the ticker stands still, so that no allowance grows unless a test wants it. */
class BrakeTest {
    private static final int QUESTIONS = Brake.MOST / Brake.price("/api/status");
    private final Vertx vertx = Vertx.vertx();
    private final MutableTicker ticker = new MutableTicker();
    private final SeldomLog log = Door.log(ticker);
    private RawHttp busy;
    private RawHttp other;

    private void open(boolean withoutPassword) throws Exception {
        Router router = Router.router(vertx);
        router.get("/api/status").handler(each -> each.end("LIVE"));
        router.get("/observe/health/live").handler(each -> each.end("UP"));
        router.post("/api/refresh").handler(each -> each.request().body().onSuccess(body -> each.end("took " + body.length())));
        var connections = new Connections(Connections.Limits.USUAL, ticker, log);
        HttpServer server = vertx.createHttpServer(Door.options(Connections.Limits.USUAL)).connectionHandler(connections::take)
                .requestHandler(new Front(router, connections, new Brake(vertx, ticker, log), withoutPassword, log))
                .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        busy = new RawHttp(server.actualPort(), "127.0.0.2");
        other = new RawHttp(server.actualPort(), "127.0.0.3");
    }

    @AfterEach
    void tearDown() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void spendAll() throws IOException {
        for (int i = 0; i < QUESTIONS; i++) {
            assertThat(busy.get("/api/status").status()).isEqualTo(200);
        }
    }

    @Test
    void what_is_too_much_is_refused_late_and_only_from_the_address_that_asks_it() throws Exception {
        open(true);
        try (var lines = new LogLines()) {
            spendAll();

            long before = System.nanoTime();
            RawHttp.Answer refused = busy.get("/api/status");
            assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(Brake.LATE.toNanos());
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.head()).containsIgnoringCase("\r\nRetry-After: 1");
            assertThat(busy.post("/api/refresh", "x".repeat(60_000)).status()).isEqualTo(429);
            assertThat(other.get("/api/status").status()).isEqualTo(200);

            ticker.advance(Duration.ofSeconds(1).dividedBy(Brake.PER_SECOND / Brake.price("/api/status")));
            assertThat(busy.get("/api/status").status()).isEqualTo(200);
            assertThat(busy.get("/%u").status()).isEqualTo(400);
            assertThat(lines.all()).singleElement().asString().contains("127.0.0.2");
        }
    }

    @Test
    void a_probe_is_not_refused_for_what_others_of_its_address_ask_nor_for_too_many_probes() throws Exception {
        open(true);
        spendAll();
        for (int i = 0; i < Brake.MOST_PROBES; i++) {
            assertThat(busy.get("/observe/health/live").body()).isEqualTo("UP");
        }

        assertThat(busy.get("/observe/health/live").body()).isEqualTo("UP");
    }

    /** Where a password is set, who has none is refused behind; the trader shares the address of a proxy with everybody, and is served. */
    @Test
    void where_a_password_is_asked_for_what_is_too_much_is_late_only() throws Exception {
        open(false);
        spendAll();

        long before = System.nanoTime();
        assertThat(busy.get("/api/status").body()).isEqualTo("LIVE");
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(Brake.LATE.toNanos());
        assertThat(busy.post("/api/refresh", "x".repeat(60_000)).body()).isEqualTo("took 60000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/app.js", "/icon-192.png", "/uplot/uPlot.esm.js", "/hawtio/", "/hawtio/static/js/main.0a1b2c3d.js", "/hawtio/camel/routes", "/apical"})
    void files_are_cheap(String path) {
        assertThat(Brake.price(path)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/status", "/api", "/observe/metrics", "/jolokia", "/jolokia/list", "//api/status", "/./api/status", "/%61pi/status", "/hawtio/../api/status",
        "/x//../api/status", "", "*", "http://localhost/api/status"})
    void whatever_may_become_a_question_is_one(String path) {
        assertThat(Brake.price(path)).isEqualTo(10);
    }
}
