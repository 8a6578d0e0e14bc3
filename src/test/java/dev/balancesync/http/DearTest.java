package dev.balancesync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.balancesync.MutableTicker;
import dev.balancesync.TestService;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that take as long as a test wants, behind a {@link Dear}, answered as Camel does: by threads, in order. */
class DearTest {
    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final Semaphore mayEnd = new Semaphore(0);
    private RawHttp http;

    @BeforeEach
    void setUp() throws Exception {
        Router router = Router.router(vertx);
        router.route("/dear").handler(each -> {
            each.request().connection().closeHandler(closed -> left.incrementAndGet());
            arrived.incrementAndGet();
            each.next();
        }).handler(new Dear(new MutableTicker())).blockingHandler(this::work, true);
        var health = new OwnThread("health");
        health.open(vertx).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        router.route("/health").handler(health).blockingHandler(each -> each.end(Thread.currentThread().getName()), true);
        router.route("/hangs").handler(each -> {
            arrived.incrementAndGet();
            each.next();
        }).blockingHandler(this::work, false);
        int port = vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS)
                .actualPort();
        http = new RawHttp(port);
    }

    private void work(RoutingContext request) {
        begun.incrementAndGet();
        mayEnd.acquireUninterruptibly();
        request.end("done");
    }

    @AfterEach
    void tearDown() throws Exception {
        mayEnd.release(1_000);
        threads.shutdown();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private CompletableFuture<RawHttp.Answer> ask(String path) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return http.get(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, threads);
    }

    private List<CompletableFuture<RawHttp.Answer>> ask(String path, int times) {
        var asked = new ArrayList<CompletableFuture<RawHttp.Answer>>();
        int before = arrived.get();
        for (int i = 0; i < times; i++) {
            asked.add(ask(path));
        }
        awaitCount(arrived, before + times);
        return asked;
    }

    private static void awaitCount(AtomicInteger count, int wanted) {
        await().atMost(TestService.SOON).until(() -> count.get() == wanted);
    }

    @Test
    void one_at_a_time_is_answered_some_wait_and_more_are_told_to_come_later() throws Exception {
        List<CompletableFuture<RawHttp.Answer>> asked = ask("/dear", 1 + Dear.MOST_WAITING);
        RawHttp.Answer tooMany = http.get("/dear");
        assertThat(tooMany.status()).isEqualTo(429);
        assertThat(tooMany.head()).containsIgnoringCase("\r\nRetry-After: ");

        for (int done = 1; done <= asked.size(); done++) {
            awaitCount(begun, done);
            mayEnd.release();
        }

        assertThat(asked).allSatisfy(each -> assertThat(each.join().body()).isEqualTo("done"));
        mayEnd.release();
        assertThat(http.get("/dear").body()).isEqualTo("done");
    }

    @Test
    void nobody_begins_while_it_is_worked_for_one_who_left_and_nothing_is_done_for_one_who_left_before() throws Exception {
        Socket leaves = send("/dear");
        awaitCount(begun, 1);
        Socket leavesToo = send("/dear");
        awaitCount(arrived, 2);
        CompletableFuture<RawHttp.Answer> stays = ask("/dear", 1).get(0);
        leaves.close();
        leavesToo.close();
        awaitCount(left, 2);
        assertThat(begun).hasValue(1);

        mayEnd.release(2);

        assertThat(stays.join().body()).isEqualTo("done");
        assertThat(begun).hasValue(2);
    }

    private Socket send(String path) throws IOException {
        var socket = new Socket("127.0.0.1", http.port());
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void the_rest_is_a_multiple_of_the_work_within_limits() {
        assertThat(Dear.rest(Duration.ofMillis(100), 1_000)).isEqualTo(Duration.ofMillis(400));
        assertThat(Dear.rest(Duration.ZERO, 0)).isEqualTo(Duration.ofMillis(1));
        assertThat(Dear.rest(Duration.ofMinutes(1), 1_000)).isEqualTo(Duration.ofSeconds(5));
        assertThat(Dear.rest(Duration.ofMillis(1), 5_000_000)).as("the list of all MBeans").isEqualTo(Duration.ofMillis(250));
    }

    /** More than Vert.x has threads. */
    @Test
    void a_probe_has_a_thread_of_its_own_when_all_others_hang() throws Exception {
        ask("/dear", 2);
        List<CompletableFuture<RawHttp.Answer>> hanging = ask("/hangs", 30);

        assertThat(http.get("/health").body()).startsWith("health");
        assertThat(hanging).noneMatch(CompletableFuture::isDone);
    }
}
