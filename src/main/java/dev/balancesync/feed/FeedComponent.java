package dev.balancesync.feed;

import org.apache.camel.component.vertx.websocket.VertxWebsocketComponent;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConfiguration;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEndpoint;
import org.apache.camel.spi.annotations.Component;

/**
 * {@code vertx-websocket} with a client that can be trusted with money: frames in order, one at a time, with back pressure; OPEN,
 * ERROR and CLOSE as exchanges, as the server mode has them; no reconnection behind the session's back; the socket closed when its
 * route stops. Producers of the same address write to the consumer's socket and never open one of their own.
 *
 * <p>The annotation is repeated because it is not inherited, and Camel finds the endpoint's options by it.
 */
@Component("vertx-websocket")
public final class FeedComponent extends VertxWebsocketComponent {
    @Override
    protected VertxWebsocketEndpoint createEndpointInstance(String uri, VertxWebsocketConfiguration configuration) {
        return new FeedEndpoint(uri, this, configuration);
    }
}
