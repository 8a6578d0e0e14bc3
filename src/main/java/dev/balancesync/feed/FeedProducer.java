package dev.balancesync.feed;

import io.vertx.core.http.WebSocket;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/**
 * Writes the body to the socket that the consumer has open for the exchange's line, and waits for nothing: the threads of the feed are few, and
 * while all of them waited for a busy socket to take a PING, no account's frames went on. What the socket does not take, it is closed for.
 */
final class FeedProducer extends DefaultProducer {
    private final FeedSockets sockets;

    FeedProducer(FeedEndpoint endpoint, FeedSockets sockets) {
        super(endpoint);
        this.sockets = sockets;
    }

    @Override
    public void process(Exchange exchange) throws FeedNotConnectedException {
        FeedConsumer consumer = sockets.consumer();
        WebSocket open = consumer == null ? null : consumer.socket(sockets.line(exchange));
        if (open == null) {
            throw new FeedNotConnectedException();
        }
        open.writeTextMessage(exchange.getMessage().getBody(String.class));
    }
}
