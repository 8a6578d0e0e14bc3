package dev.balancesync.feed;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.balancesync.time.Arrival;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocket;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConstants;
import org.apache.camel.support.DefaultConsumer;

/**
 * The WebSocket of every line, for one route. A line is connected when {@link FeedSockets} says so, in the background: success is an OPEN
 * exchange, failure an ERROR exchange with the exception as body. When the route stops all are closed.
 *
 * <p>A text frame is a MESSAGE exchange with a String body; many that came while the route was busy with the line are one exchange,
 * {@value FeedSocket#BURST}, with a list of {@link dev.balancesync.kiwoom.Frame}. CLOSE carries {@code "1000 Bye"}. The variable {@value #ARRIVAL}
 * is the {@link Arrival} of the frame, or the first one, as it left the socket; the variable {@value FeedSockets#LINE} is the line. The exchanges of
 * a line run one at a time, in the order of its socket.
 */
final class FeedConsumer extends DefaultConsumer {
    /** Name of the variable with the arrival. */
    static final String ARRIVAL = "arrival";
    /** More would not make two cores faster; fewer, and some lines that wait for a disk or a peer would hold up all. */
    private static final int MOST_THREADS = 4;
    private static final long STOP_MILLIS = 5_000;

    private final FeedEndpoint endpoint;
    private final FeedSockets sockets;
    private final Map<Line, FeedSocket> open = new ConcurrentHashMap<>();
    /** {@code null} while the route does not run. */
    private ThreadPoolExecutor threads;
    private HttpClient client;
    private HttpClientOptions options;

    FeedConsumer(FeedEndpoint endpoint, Processor processor, FeedSockets sockets) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.sockets = sockets;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        // without a limit: a full queue would make the event loop run the overflow itself, out of order
        threads = new ThreadPoolExecutor(1, MOST_THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                work -> endpoint.getCamelContext().getExecutorServiceManager().newThread("Feed", work));
        options = endpoint.clientOptions();
        client = endpoint.vertx().createHttpClient(options);
        sockets.use(this);
    }

    @Override
    protected void doStop() throws Exception {
        sockets.leave(this);
        ThreadPoolExecutor ending = end();
        if (ending != null) {
            // all of them first, since each may take its time
            open.values().forEach(FeedSocket::close);
            for (FeedSocket each : open.values()) {
                each.awaitEnd();
            }
            open.clear();
            client.close();
            ending.shutdown();
            ending.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS);
        }
        super.doStop();
    }

    /** From now on nothing is connected. */
    private synchronized ThreadPoolExecutor end() {
        ThreadPoolExecutor ending = threads;
        threads = null;
        return ending;
    }

    /**
     * The line has no socket, or one that is closed.
     *
     * @throws FeedNotConnectedException when the route is being stopped
     */
    synchronized void connect(Line line) throws FeedNotConnectedException {
        if (threads == null) {
            throw new FeedNotConnectedException();
        }
        BlockingQueue<Runnable> turns = threads.getQueue();
        var inOrder = new InOrder(threads);
        var socket = new FeedSocket(line, this::process, inOrder, () -> !turns.isEmpty());
        open.put(line, socket);
        allowThreads();
        inOrder.execute(this::awaitRoute);
        socket.connect(client, endpoint.connectOptions(line.wsUrl()).setTimeout(options.getConnectTimeout()));
    }

    void disconnect(Line line) throws InterruptedException {
        FeedSocket socket = open.get(line);
        if (socket != null) {
            socket.close();
            socket.awaitEnd();
            socket.giveUp();
            open.remove(line, socket);
            allowThreads();
        }
    }

    /** As many as there are lines; for one line, one. */
    private synchronized void allowThreads() {
        if (threads != null) {
            threads.setCorePoolSize(Math.max(1, Math.min(MOST_THREADS, open.size())));
        }
    }

    /** Camel starts the consumer before the rest of the route; an exchange fired earlier could be rejected. */
    private void awaitRoute() {
        var routes = endpoint.getCamelContext().getRouteController();
        while (isRunAllowed() && !routes.getRouteStatus(getRouteId()).isStarted() && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** @return {@code null} when the line has none that is open */
    WebSocket socket(Line line) {
        FeedSocket socket = open.get(line);
        WebSocket there = socket == null ? null : socket.open();
        return there == null || there.isClosed() ? null : there;
    }

    /** Frames of a line that have left the socket and not the route. */
    int waiting(Line line) {
        FeedSocket socket = open.get(line);
        return socket == null ? 0 : socket.waiting();
    }

    private void process(Line line, Object event, Object body, Arrival arrival) {
        Exchange exchange = createExchange(false);
        try (var named = line.named()) {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeader(VertxWebsocketConstants.EVENT, event);
            exchange.setVariable(ARRIVAL, arrival);
            exchange.setVariable(FeedSockets.LINE, line);
            createUoW(exchange);
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                line.lost();
                getExceptionHandler().handleException("Error processing " + event, exchange, exchange.getException());
            }
        } catch (Exception e) {
            getExceptionHandler().handleException("Error processing " + event, exchange, e);
        } finally {
            doneUoW(exchange);
            releaseExchange(exchange, false);
        }
    }
}
