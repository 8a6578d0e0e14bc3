package dev.balancesync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.balancesync.MutableTicker;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ConnectionsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Connections.Limits LIMITS = new Connections.Limits(6, 1, 4, Duration.ofSeconds(60));
    private final Vertx vertx = Vertx.vertx();
    private final MutableTicker ticker = new MutableTicker();
    private final Connections connections = new Connections(LIMITS, ticker,
            new SeldomLog(LoggerFactory.getLogger("test"), ticker));
    private final List<Socket> sockets = new ArrayList<>();
    private HttpServer server;

    private final AtomicInteger asked = new AtomicInteger();

    @BeforeEach
    void setUp() throws Exception {
        server = vertx.createHttpServer(Door.options(LIMITS)).connectionHandler(connections::take).requestHandler(request -> {
            connections.asked(request);
            asked.incrementAndGet();
            if (request.path().equals("/events")) {
                request.response().setChunked(true).write("one");
            } else {
                request.endHandler(end -> request.response().end("done"));
            }
        }).listen(0, "0.0.0.0").toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void tearDown() throws Exception {
        for (Socket each : sockets) {
            each.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Socket connect(String from, String request) throws IOException {
        var socket = new Socket("127.0.0.1", server.actualPort(), InetAddress.getByName(from), 0);
        socket.setSoTimeout((int) SOON.toMillis());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        sockets.add(socket);
        return socket;
    }

    private void awaitOpen(int count) {
        await().atMost(SOON).until(() -> connections.open() == count);
    }

    private static void awaitClosed(Socket socket) throws IOException {
        assertThat(socket.getInputStream().readAllBytes()).isNotNull();
    }

    @Test
    void more_than_allowed_from_one_address_or_in_all_are_closed_and_the_places_are_free_again() throws Exception {
        for (int i = 0; i < 4; i++) {
            connect("127.0.0.2", "");
        }
        awaitOpen(4);
        awaitClosed(connect("127.0.0.2", ""));
        connect("127.0.0.3", "");
        connect("127.0.0.4", "");
        awaitOpen(6);
        awaitClosed(connect("127.0.0.5", ""));

        sockets.get(0).close();

        awaitOpen(5);
        connect("127.0.0.2", "");
        awaitOpen(6);
    }

    private static HttpConnection from(String address, List<String> closed) {
        SocketAddress remote = SocketAddress.inetSocketAddress(1, address);
        return (HttpConnection) Proxy.newProxyInstance(ConnectionsTest.class.getClassLoader(), new Class<?>[] {HttpConnection.class}, (proxy, method, arguments) -> {
            if (method.getName().equals("close")) {
                closed.add(address);
            }
            return switch (method.getName()) {
                case "remoteAddress" -> remote;
                case "hashCode" -> System.identityHashCode(proxy);
                case "exceptionHandler", "closeHandler" -> proxy;
                default -> null;
            };
        });
    }

    @Test
    void others_leave_a_place_for_this_machine_whose_probes_ask_whether_it_lives() {
        var closed = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            connections.take(from("192.0.2.1", closed));
            connections.take(from("2001:db8::1", closed));
        }
        assertThat(connections.open()).isEqualTo(5);
        assertThat(closed).containsExactly("2001:db8::1");

        connections.take(from("192.0.2.3", closed));
        connections.take(from("127.0.0.1", closed));
        connections.take(from("::1", closed));

        assertThat(closed).containsExactly("2001:db8::1", "192.0.2.3", "::1");
        assertThat(connections.open()).isEqualTo(6);
    }

    @Test
    void a_connection_ends_when_nothing_was_asked_for_a_minute_however_it_drips() throws Exception {
        Socket silent = connect("127.0.0.1", "");
        Socket drips = connect("127.0.0.1", "GET / HT");
        Socket half = connect("127.0.0.1", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
        awaitOpen(3);
        await().atMost(SOON).until(() -> asked.get() == 1); // else its minute begins later
        ticker.advance(Duration.ofSeconds(59));
        connections.sweep();
        assertThat(connections.open()).isEqualTo(3);
        drips.getOutputStream().write('T');

        ticker.advance(Duration.ofSeconds(2));
        await().atMost(SOON).until(() -> {
            connections.sweep();
            return connections.open() == 0;
        });

        awaitClosed(silent);
        awaitClosed(half);
        awaitClosed(drips);
    }

    @Test
    void one_that_was_answered_has_its_minute_and_a_stream_of_events_is_not_idle() throws Exception {
        Socket answered = connect("127.0.0.1", "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        Socket events = connect("127.0.0.1", "GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(answered.getInputStream().read()).isEqualTo('H');
        assertThat(events.getInputStream().read()).isEqualTo('H');

        ticker.advance(Duration.ofSeconds(50));
        connections.sweep();
        ticker.advance(Duration.ofSeconds(50));
        connections.sweep();
        assertThat(connections.open()).isEqualTo(2);
        ticker.advance(Duration.ofSeconds(11));
        connections.sweep();
        awaitOpen(1);
        ticker.advance(Duration.ofDays(1));
        connections.sweep();

        assertThat(connections.open()).isEqualTo(1);
        awaitClosed(answered);
    }
}
