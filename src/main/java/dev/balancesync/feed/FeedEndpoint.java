package dev.balancesync.feed;

import java.net.URI;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConfiguration;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEndpoint;
import org.apache.camel.util.URISupport;

/** The endpoint behind {@link FeedComponent}: producers write to the socket that the consumer has for the line of an exchange. */
final class FeedEndpoint extends VertxWebsocketEndpoint {
    FeedEndpoint(String uri, FeedComponent component, VertxWebsocketConfiguration configuration) {
        super(uri, component, configuration);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (!getConfiguration().isConsumeAsClient()) {
            return super.createConsumer(processor);
        }
        var consumer = new FeedConsumer(this, processor, sockets());
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() throws Exception {
        return getConfiguration().isConsumeAsClient() ? new FeedProducer(this, sockets()) : super.createProducer();
    }

    private FeedSockets sockets() {
        return getCamelContext().getRegistry().findSingleByType(FeedSockets.class);
    }

    Vertx vertx() {
        return getVertx();
    }

    HttpClientOptions clientOptions() {
        HttpClientOptions options = getConfiguration().getClientOptions();
        return options == null ? new HttpClientOptions() : options;
    }

    /** @param address of a line, which may be another than the endpoint's */
    WebSocketConnectOptions connectOptions(String address) {
        URI uri = URI.create(address);
        boolean tls = "wss".equals(uri.getScheme());
        int standard = tls ? 443 : 80;
        var options = new WebSocketConnectOptions().setHost(uri.getHost()).setURI(URISupport.pathAndQueryOf(uri));
        options.setSsl(tls).setPort(uri.getPort() > 0 ? uri.getPort() : standard);
        return options;
    }
}
