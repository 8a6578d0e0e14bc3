package dev.balancesync.feed;

import static dev.balancesync.TestFrames.PING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import dev.balancesync.MutableTicker;
import dev.balancesync.kiwoom.Frame;
import dev.balancesync.time.Sequencer;
import io.netty.channel.Channel;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedConsumerIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
    private final List<Context> loops = new CopyOnWriteArrayList<>();
    private final List<Channel> channels = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> bursts = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private volatile CountDownLatch slow = new CountDownLatch(0);
    private volatile Runnable duringFrame = () -> { };
    private volatile int status = 101;
    private final MutableTicker ticker = new MutableTicker();
    private final Backlog backlog = new Backlog(ticker);
    private final Sequencer sequencer = new Sequencer(1, Clock.systemUTC(), ticker);
    private final FeedSockets feed = new FeedSockets(exchange -> exchange.getVariable(FeedSockets.LINE, Line.class));
    private final Line line = new TestLine("only", backlog);
    private HttpServer server;
    private DefaultCamelContext camel;

    private final class TestLine implements Line {
        private final String alias;
        private final Backlog backlog;

        private TestLine(String alias, Backlog backlog) {
            this.alias = alias;
            this.backlog = backlog;
        }

        @Override
        public String label() {
            return alias;
        }

        @Override
        public String wsUrl() {
            return "ws://127.0.0.1:" + server.actualPort() + "/?of=" + alias;
        }

        @Override
        public Sequencer sequencer() {
            return sequencer;
        }

        @Override
        public Backlog backlog() {
            return backlog;
        }
    }

    @BeforeEach
    void setUp() throws Exception {
        listen(0);
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("options", new HttpClientOptions().setConnectTimeout(2000).setWebSocketClosingTimeout(1));
        camel.getRegistry().bind("feed", feed);
        camel.addComponent("vertx-websocket", new FeedComponent());
        String uri = "vertx-websocket:ws://127.0.0.1:" + server.actualPort() + "/?consumeAsClient=true&clientOptions=#options";
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId("feed").autoStartup(false).process(exchange -> {
                    Object body = exchange.getMessage().getBody();
                    Object event = exchange.getMessage().getHeader(VertxWebsocketConstants.EVENT);
                    if (body instanceof List<?> burst) {
                        bursts.add(burst.size());
                        burst.forEach(each -> events.add("MESSAGE " + ((Frame) each).text()));
                        burst.forEach(each -> duringFrame.run());
                    } else {
                        events.add(event + (body == null ? "" : " " + body));
                        duringFrame.run();
                    }
                    slow.await();
                });
                from("direct:send").to(uri);
            }
        });
        camel.start();
    }

    private void listen(int port) {
        server = vertx.createHttpServer().requestHandler(this::handshake).listen(port, "127.0.0.1").toCompletionStage()
                .toCompletableFuture().join();
    }

    private void handshake(HttpServerRequest request) {
        if (status != 101) {
            request.response().setStatusCode(status).end();
            return;
        }
        channels.add(((ConnectionBase) request.connection()).channel());
        request.toWebSocket().onSuccess(socket -> {
            mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
            socket.closeHandler(nothing -> open.decrementAndGet());
            socket.textMessageHandler(heard::add);
            loops.add(Vertx.currentContext());
            sockets.add(socket);
        });
    }

    @AfterEach
    void tearDown() {
        slow.countDown();
        camel.stop();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void start() throws Exception {
        camel.getRouteController().startRoute("feed");
        feed.connect(exchange(line));
    }

    private Exchange exchange(Line of) {
        var exchange = new DefaultExchange(camel);
        exchange.setVariable(FeedSockets.LINE, of);
        return exchange;
    }

    private static void holdUntil(CountDownLatch latch) {
        try {
            latch.await(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int waiting() {
        return feed.consumer().waiting(line);
    }

    private void send(String text) {
        camel.createProducerTemplate().send("direct:send", exchange -> {
            exchange.setVariable(FeedSockets.LINE, line);
            exchange.getMessage().setBody(text);
        });
    }

    private void stop() throws Exception {
        camel.getRouteController().stopRoute("feed");
    }

    private List<String> seen() {
        return List.copyOf(events);
    }

    private ServerWebSocket awaitSocket(int number) {
        await().atMost(SOON).until(() -> sockets.size() >= number && seen().stream().filter("OPEN"::equals).count() >= number);
        return sockets.get(number - 1);
    }

    @Test
    void a_connection_is_an_open_exchange_and_a_close_one() throws Exception {
        start();
        ServerWebSocket socket = awaitSocket(1);

        socket.writeTextMessage("hello");
        socket.close((short) 1000, "Bye");

        await().atMost(SOON).untilAsserted(() -> assertThat(seen()).containsExactly("OPEN", "MESSAGE hello", "CLOSE 1000 Bye"));
    }

    @Test
    void twenty_thousand_frames_keep_their_order() throws Exception {
        start();
        ServerWebSocket socket = awaitSocket(1);

        IntStream.range(0, 20_000).forEach(i -> socket.writeTextMessage(String.valueOf(i)));

        await().atMost(SOON).until(() -> events.size() == 20_001);
        assertThat(events.subList(1, events.size())).isEqualTo(IntStream.range(0, 20_000).mapToObj(i -> "MESSAGE " + i).toList());
    }

    @Test
    void what_comes_while_the_route_is_busy_comes_together_and_one_frame_alone_by_itself() throws Exception {
        start();
        ServerWebSocket socket = awaitSocket(1);
        await().atMost(SOON).until(() -> events.size() == 1);
        slow = new CountDownLatch(1);
        socket.writeTextMessage("alone");
        await().atMost(SOON).until(() -> events.size() == 2);

        IntStream.range(0, 400).forEach(i -> socket.writeTextMessage(String.valueOf(i)));

        await().atMost(SOON).until(() -> waiting() == 401);
        assertThat(bursts).isEmpty();
        slow.countDown();
        await().atMost(SOON).until(() -> events.size() == 402);
        assertThat(bursts).containsExactly(256, 144);
        assertThat(events.subList(2, 402)).isEqualTo(IntStream.range(0, 400).mapToObj(i -> "MESSAGE " + i).toList());
    }

    @Test
    void a_few_that_come_together_go_one_by_one() throws Exception {
        start();
        ServerWebSocket socket = awaitSocket(1);
        await().atMost(SOON).until(() -> events.size() == 1);
        slow = new CountDownLatch(1);
        socket.writeTextMessage("alone");
        await().atMost(SOON).until(() -> events.size() == 2);

        IntStream.range(0, 8).forEach(i -> socket.writeTextMessage(String.valueOf(i)));

        await().atMost(SOON).until(() -> waiting() == 9);
        slow.countDown();
        await().atMost(SOON).until(() -> events.size() == 10);
        assertThat(bursts).isEmpty();
        assertThat(events.subList(2, 10)).isEqualTo(IntStream.range(0, 8).mapToObj(i -> "MESSAGE " + i).toList());
    }

    @Test
    void a_few_go_together_while_other_lines_wait_for_a_thread() throws Exception {
        start();
        awaitSocket(1);
        List<TestLine> lines = IntStream.range(1, 20).mapToObj(i -> new TestLine("line" + i, new Backlog(ticker))).toList();
        for (int i = 0; i < lines.size(); i++) {
            feed.connect(exchange(lines.get(i)));
            awaitSocket(i + 2);
        }
        await().atMost(SOON).until(() -> events.size() == 20);
        slow = new CountDownLatch(1);

        // as many threads as there may be have one frame each, and all other lines wait
        for (int i = 0; i < 4; i++) {
            sockets.get(i).writeTextMessage("alone");
        }
        await().atMost(SOON).until(() -> events.size() == 24);
        sockets.subList(4, 20).forEach(each -> IntStream.range(0, 3).forEach(i -> each.writeTextMessage(String.valueOf(i))));
        await().atMost(SOON).until(() -> lines.stream().filter(each -> feed.consumer().waiting(each) == 3).count() == 16);
        slow.countDown();

        await().atMost(SOON).until(() -> events.size() == 24 + 16 * 3);
        assertThat(bursts).hasSizeGreaterThan(8).containsOnly(3);
    }

    @Test
    void a_burst_holds_no_more_text_than_a_small_heap_has_room_for() throws Exception {
        start();
        ServerWebSocket socket = awaitSocket(1);
        await().atMost(SOON).until(() -> events.size() == 1);
        slow = new CountDownLatch(1);
        socket.writeTextMessage("alone");
        await().atMost(SOON).until(() -> events.size() == 2);
        String large = "x".repeat(26_000);

        IntStream.range(0, 30).forEach(i -> socket.writeTextMessage(large));

        await().atMost(SOON).until(() -> waiting() == 31);
        slow.countDown();
        await().atMost(SOON).until(() -> events.size() == 32);
        assertThat(bursts).containsExactly(10, 10, 10);
    }

    @Test
    void who_sends_does_not_wait_until_a_busy_socket_takes_it() throws Exception {
        start();
        awaitSocket(1);
        var busy = new CountDownLatch(1);
        var its = (VertxInternal) camel.getEndpoints().stream().filter(FeedEndpoint.class::isInstance).map(FeedEndpoint.class::cast).findFirst().orElseThrow().vertx();
        // each is on the next of the event loops
        IntStream.range(0, 2 * VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE).forEach(i -> its.createEventLoopContext().runOnContext(none -> holdUntil(busy)));

        var sent = CompletableFuture.runAsync(() -> List.of("first", "second").forEach(this::send));

        await().atMost(SOON.dividedBy(4)).until(sent::isDone);
        assertThat(heard).isEmpty();
        busy.countDown();
        await().atMost(SOON).untilAsserted(() -> assertThat(heard).containsExactly("first", "second"));
    }

    @Test
    void lines_have_a_socket_each_and_the_frames_of_each_keep_their_order() throws Exception {
        var other = new TestLine("other", new Backlog(ticker));
        start();
        ServerWebSocket first = awaitSocket(1);
        feed.connect(exchange(other));
        ServerWebSocket second = awaitSocket(2);

        IntStream.range(0, 5_000).forEach(i -> {
            first.writeTextMessage("a" + i);
            second.writeTextMessage("b" + i);
        });
        await().atMost(SOON).until(() -> events.size() == 10_002);
        feed.disconnect(exchange(other));

        for (String of : new String[] {"a", "b"}) {
            assertThat(seen().stream().filter(event -> event.startsWith("MESSAGE " + of)))
                    .containsExactlyElementsOf(IntStream.range(0, 5_000).mapToObj(i -> "MESSAGE " + of + i).toList());
        }
        await().atMost(SOON).until(() -> open.get() == 1);
        send("still here");
        await().atMost(SOON).until(() -> heard.contains("still here"));
    }

    @Test
    void a_slow_route_holds_the_sender_back_and_loses_nothing() throws Exception {
        start();
        ServerWebSocket socket = awaitSocket(1);
        slow = new CountDownLatch(1);
        String large = "x".repeat(10_000);

        IntStream.range(0, 6_000).forEach(i -> socket.writeTextMessage(i + large));

        await().atMost(SOON).until(socket::writeQueueFull);
        await().during(Duration.ofMillis(300)).atMost(SOON).until(socket::writeQueueFull);
        slow.countDown();
        await().atMost(SOON).until(() -> events.size() == 6_001);
        assertThat(events.get(6_000)).startsWith("MESSAGE 5999x");
    }

    @Test
    void how_far_the_route_is_behind_is_the_age_of_what_it_is_at() throws Exception {
        start();
        ServerWebSocket socket = awaitSocket(1);
        await().atMost(SOON).until(() -> events.size() == 1);
        slow = new CountDownLatch(1);
        socket.writeTextMessage("stuck");
        await().atMost(SOON).until(() -> events.size() == 2);

        ticker.advance(Duration.ofSeconds(11));

        assertThat(backlog.age()).isEqualTo(Duration.ofSeconds(11));
        slow.countDown();
        await().atMost(SOON).until(() -> backlog.age().isZero());
    }

    @Test
    void a_route_by_turns_fast_and_slow_never_has_more_than_the_limit_waiting() throws Exception {
        int count = 150_000;
        var most = new AtomicInteger();
        var seen = new AtomicInteger();
        duringFrame = () -> {
            most.accumulateAndGet(waiting(), Math::max);
            if (seen.incrementAndGet() % 1500 == 0) {
                LockSupport.parkNanos(2_000_000);
            }
        };
        start();
        ServerWebSocket socket = awaitSocket(1);
        loops.get(0).runOnContext(nothing -> send(socket, count));

        await().atMost(SOON).until(() -> seen.get() >= count);
        assertThat(most.get()).isLessThanOrEqualTo(FeedSocket.PAUSE_AT);
    }

    /** On the event loop, where the queue does not drain between the question and the handler. */
    private void send(ServerWebSocket socket, int left) {
        for (int i = left; i > 0; i--) {
            if (socket.writeQueueFull()) {
                int rest = i;
                socket.drainHandler(nothing -> send(socket, rest));
                return;
            }
            socket.writeTextMessage("0123456789");
        }
    }

    @Test
    void a_cut_line_is_told_by_close_and_nobody_reconnects_behind_the_routes_back() throws Exception {
        start();
        awaitSocket(1);

        channels.get(0).close();

        await().atMost(SOON).until(() -> seen().stream().anyMatch(event -> event.startsWith("CLOSE")));
        await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> sockets.size() == 1);
        assertThat(camel.getRouteController().getRouteStatus("feed")).isEqualTo(ServiceStatus.Started);
    }

    @Test
    void a_refused_handshake_is_an_error_exchange_and_the_route_starts_all_the_same() throws Exception {
        status = 503;

        start();

        await().atMost(SOON).untilAsserted(() -> assertThat(seen()).singleElement().asString().startsWith("ERROR").contains("503"));
        assertThat(camel.getRouteController().getRouteStatus("feed")).isEqualTo(ServiceStatus.Started);
    }

    @Test
    void nobody_listening_is_an_error_exchange() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().join();

        start();

        await().atMost(SOON).untilAsserted(() -> assertThat(seen()).singleElement().asString().startsWith("ERROR"));
    }

    @Test
    void stopping_the_route_closes_the_socket_and_says_so() throws Exception {
        start();
        awaitSocket(1);

        stop();

        await().atMost(SOON).until(() -> open.get() == 0);
        assertThat(events.get(events.size() - 1)).startsWith("CLOSE 1000");
    }

    @Test
    void stops_and_starts_never_have_two_sockets() throws Exception {
        for (int i = 1; i <= 10; i++) {
            start();
            awaitSocket(i);
            stop();
        }

        assertThat(mostOpen).hasValue(1);
        assertThat(seen().stream().filter("OPEN"::equals)).hasSize(10);
        assertThat(seen().stream().filter(event -> event.startsWith("CLOSE"))).hasSize(10);
    }

    @Test
    void stopping_during_the_handshake_leaves_no_socket_behind() throws Exception {
        for (int i = 0; i < 20; i++) {
            start();
            stop();
        }

        await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> open.get() == 0);
        assertThat(mostOpen.get()).isLessThanOrEqualTo(1);
    }

    @Test
    void a_producer_of_the_same_address_writes_to_the_consumers_socket() throws Exception {
        start();
        awaitSocket(1);

        send(PING);

        await().atMost(SOON).until(() -> heard.contains(PING));
        assertThat(sockets).hasSize(1);
    }

    @Test
    void a_producer_never_opens_a_socket_of_its_own() throws Exception {
        assertThatThrownBy(() -> camel.createProducerTemplate().sendBody("direct:send", "lost"))
                .isInstanceOf(CamelExecutionException.class).hasRootCauseMessage("the feed is not connected");

        assertThat(sockets).isEmpty();
    }
}
