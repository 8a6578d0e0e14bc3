package dev.balancesync.feed;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConfiguration;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEndpoint;
import org.apache.camel.support.SynchronousDelegateProducer;

/** The endpoint behind {@link FeedComponent}: knows the consumer's socket, so that producers can share it. */
final class FeedEndpoint extends VertxWebsocketEndpoint {
    private volatile WebSocket socket;

    FeedEndpoint(String uri, FeedComponent component, VertxWebsocketConfiguration configuration) {
        super(uri, component, configuration);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (!getConfiguration().isConsumeAsClient()) {
            return super.createConsumer(processor);
        }
        var consumer = new FeedConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    /** Camel would go on with the route in the socket's own thread, and whatever waited there for an answer would keep it from being read. */
    @Override
    public Producer createProducer() throws Exception {
        Producer producer = super.createProducer();
        return getConfiguration().isConsumeAsClient() ? new SynchronousDelegateProducer(producer) : producer;
    }

    /** Called by producers. */
    @Override
    protected WebSocket getWebSocket(Exchange exchange) throws Exception {
        if (!getConfiguration().isConsumeAsClient()) {
            return super.getWebSocket(exchange);
        }
        WebSocket open = socket;
        if (open == null || open.isClosed()) {
            throw new FeedNotConnectedException();
        }
        return open;
    }

    void share(WebSocket open) {
        socket = open;
    }

    void unshare(WebSocket closed) {
        if (socket == closed) {
            socket = null;
        }
    }

    Vertx vertx() {
        return getVertx();
    }

    HttpClientOptions clientOptions() {
        HttpClientOptions options = getConfiguration().getClientOptions();
        return options == null ? new HttpClientOptions() : options;
    }

    WebSocketConnectOptions connectOptions(HttpClientOptions options) {
        return getWebSocketConnectOptions(options);
    }
}
