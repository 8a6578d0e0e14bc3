package dev.balancesync.feed;

import java.util.function.Function;

import org.apache.camel.Exchange;

/** Opens and closes the socket of each line, on the consumer of the one route {@code feed-receive}. */
public final class FeedSockets {
    /** Name of the variable with the line. */
    public static final String LINE = "account";

    private final Function<Exchange, Line> lines;
    private volatile FeedConsumer consumer;

    /** @param lines of which line an exchange is */
    public FeedSockets(Function<Exchange, ? extends Line> lines) {
        this.lines = lines::apply;
    }

    /**
     * Begins to connect, and returns at once: the outcome is an OPEN or an ERROR exchange.
     *
     * @throws FeedNotConnectedException when the route is stopped
     */
    public void connect(Exchange exchange) throws FeedNotConnectedException {
        FeedConsumer current = consumer;
        if (current == null) {
            throw new FeedNotConnectedException();
        }
        current.connect(line(exchange));
    }

    /** Closes the socket, if there is one, and returns when the last of its frames has left the route. */
    public void disconnect(Exchange exchange) throws InterruptedException {
        disconnect(line(exchange));
    }

    /** The same for a line that no exchange is of any more. */
    public void disconnect(Line line) throws InterruptedException {
        FeedConsumer current = consumer;
        if (current != null) {
            current.disconnect(line);
        }
    }

    Line line(Exchange exchange) {
        return lines.apply(exchange);
    }

    void use(FeedConsumer started) {
        consumer = started;
    }

    void leave(FeedConsumer stopped) {
        if (consumer == stopped) {
            consumer = null;
        }
    }

    FeedConsumer consumer() {
        return consumer;
    }
}
