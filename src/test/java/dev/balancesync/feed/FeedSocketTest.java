package dev.balancesync.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;

import dev.balancesync.MutableTicker;
import dev.balancesync.time.Sequencer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEvent;
import org.junit.jupiter.api.Test;

class FeedSocketTest {
    private final MutableTicker ticker = new MutableTicker();
    private final Line line = new Line() {
        private final Backlog backlog = new Backlog(ticker);
        private final Sequencer sequencer = new Sequencer(1, Clock.systemUTC(), ticker);

        @Override
        public String label() {
            return "";
        }

        @Override
        public String wsUrl() {
            return "ws://127.0.0.1/";
        }

        @Override
        public Sequencer sequencer() {
            return sequencer;
        }

        @Override
        public Backlog backlog() {
            return backlog;
        }
    };

    /** As Vert.x' own, once the peer has closed it. */
    private static WebSocket closed() {
        return (WebSocket) Proxy.newProxyInstance(WebSocket.class.getClassLoader(), new Class<?>[] {WebSocket.class}, (self, method, arguments) -> {
            throw new IllegalStateException("WebSocket is closed");
        });
    }

    private static HttpClient giving(WebSocket socket) {
        return (HttpClient) Proxy.newProxyInstance(HttpClient.class.getClassLoader(), new Class<?>[] {HttpClient.class},
                (self, method, arguments) -> Future.succeededFuture(socket));
    }

    @Test
    void a_socket_that_is_closed_before_anybody_listens_is_an_error_and_has_ended() {
        var events = new ArrayList<Object>();
        var socket = new FeedSocket(line, (of, event, body, arrival) -> events.add(event), Runnable::run, () -> false);

        socket.connect(giving(closed()), new WebSocketConnectOptions());

        assertThat(events).containsExactly(VertxWebsocketEvent.ERROR);
        assertThat(socket.open()).isNull();
        assertTimeout(Duration.ofSeconds(2), socket::awaitEnd);
    }

    /** A handshake may last longer than it is waited for, and the line has its next attempt by then. */
    @Test
    void the_late_failure_of_a_socket_that_was_given_up_is_told_to_nobody() {
        var events = new ArrayList<Object>();
        var handshake = Promise.<WebSocket>promise();
        var socket = new FeedSocket(line, (of, event, body, arrival) -> events.add(event), Runnable::run, () -> false);
        socket.connect((HttpClient) Proxy.newProxyInstance(HttpClient.class.getClassLoader(), new Class<?>[] {HttpClient.class},
                (self, method, arguments) -> handshake.future()), new WebSocketConnectOptions());
        socket.close();
        socket.giveUp();

        handshake.fail("timed out");

        assertThat(events).isEmpty();
    }
}
