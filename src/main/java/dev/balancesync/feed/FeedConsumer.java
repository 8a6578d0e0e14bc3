package dev.balancesync.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.balancesync.kiwoom.Frame;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequencer;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocket;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConstants;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEvent;
import org.apache.camel.support.DefaultConsumer;

/**
 * One WebSocket connection per start of the route. It connects in the background: success is an OPEN exchange, failure an ERROR
 * exchange with the exception as body, so starting the route neither blocks nor fails.
 *
 * <p>A text frame is a MESSAGE exchange with a String body; many that came while the route was busy are one exchange, {@value #BURST}, with a
 * list of {@link Frame}. CLOSE carries {@code "1000 Bye"}. The variable {@value #ARRIVAL} is the {@link Arrival} of the frame, or the first one, as
 * it left the socket. All exchanges run on one thread, in the order of the socket.
 */
final class FeedConsumer extends DefaultConsumer {
    static final String BURST = "BURST";
    /** Name of the variable with the arrival. */
    static final String ARRIVAL = "arrival";
    /** So many frames may wait for the route before the socket is paused, and it goes on when so many are left. */
    static final int PAUSE_AT = 500;
    private static final int RESUME_AT = 125;
    /** Frames of a burst. */
    private static final int MOST = 256;
    /** So many go one by one all the same: a fill has several, and is to be watched on its way. */
    private static final int FEW = 8;
    /** Of a burst, in characters: as maps it takes ten times the memory. */
    private static final int LONGEST_BURST = 256 * 1024;
    /** A close is answered within the closing timeout of the options, a handshake within its own. */
    private static final long CLOSE_SECONDS = 2;
    private static final long STOP_MILLIS = 5_000;

    private final FeedEndpoint endpoint;
    private final Sequencer sequencer;
    private final Backlog backlog;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Queue<Frame> frames = new ConcurrentLinkedQueue<>();
    /** Used on the event loop alone. */
    private boolean paused;
    private volatile ExecutorService thread;
    private HttpClient client;
    private volatile CountDownLatch ended;
    private volatile boolean stopped;
    private volatile WebSocket socket;

    FeedConsumer(FeedEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.sequencer = endpoint.getCamelContext().getRegistry().findSingleByType(Sequencer.class);
        this.backlog = endpoint.getCamelContext().getRegistry().findSingleByType(Backlog.class);
    }

    @Override
    @SuppressWarnings("deprecation") // Vert.x' WebSocketClient takes other options than those that Camel's endpoint makes
    protected void doStart() throws Exception {
        super.doStart();
        stopped = false;
        waiting.set(0);
        frames.clear();
        ended = new CountDownLatch(1);
        // not newSingleThreadExecutor(): its queue of 1000 makes the event loop run the overflow itself, out of order
        thread = endpoint.getCamelContext().getExecutorServiceManager().newThreadPool(this, "Feed",
                new ThreadPoolProfileBuilder("feed").poolSize(1).maxPoolSize(1).maxQueueSize(Integer.MAX_VALUE).build());
        thread.execute(this::awaitRoute);
        HttpClientOptions options = endpoint.clientOptions();
        client = endpoint.vertx().createHttpClient(options);
        client.webSocket(endpoint.connectOptions(options).setTimeout(options.getConnectTimeout())).onComplete(this::connected);
    }

    @Override
    protected void doStop() throws Exception {
        stopped = true;
        if (thread != null) {
            WebSocket open = socket;
            if (open != null) {
                open.close();
            }
            // a handshake under way is let end and then closed: cut off, the broker might see it beside the next one
            if (!ended.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                client.close();
                ended.await(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
            client.close();
            endpoint.getCamelContext().getExecutorServiceManager().shutdownGraceful(thread, STOP_MILLIS);
            thread = null;
            socket = null;
        }
        super.doStop();
    }

    /** Camel starts the consumer before the rest of the route; an exchange fired earlier could be rejected. */
    private void awaitRoute() {
        var routes = endpoint.getCamelContext().getRouteController();
        while (!stopped && !routes.getRouteStatus(getRouteId()).isStarted() && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** On the event loop. */
    private void connected(AsyncResult<WebSocket> result) {
        if (result.failed()) {
            fire(VertxWebsocketEvent.ERROR, result.cause());
            ended.countDown();
            return;
        }
        WebSocket open = result.result();
        Context loop = Vertx.currentContext();
        open.textMessageHandler(text -> received(open, loop, text));
        open.binaryMessageHandler(bytes -> received(open, loop, bytes.toString("UTF-8")));
        open.exceptionHandler(cause -> fire(VertxWebsocketEvent.ERROR, cause));
        open.closeHandler(nothing -> closed(open));
        paused = false;
        socket = open;
        if (stopped) {
            open.close();
            return;
        }
        endpoint.share(open);
        fire(VertxWebsocketEvent.OPEN, null);
    }

    private void closed(WebSocket open) {
        endpoint.unshare(open);
        fire(VertxWebsocketEvent.CLOSE, open.closeStatusCode() == null ? "without a close frame"
                : open.closeStatusCode() + (open.closeReason() == null ? "" : " " + open.closeReason()));
        ended.countDown();
    }

    /** On the event loop. */
    private void received(WebSocket open, Context loop, String text) {
        frames.add(new Frame(text, sequencer.next()));
        if (waiting.incrementAndGet() >= PAUSE_AT && !paused) {
            paused = true;
            open.pause();
        }
        execute(() -> takeWaiting(open, loop));
    }

    /** Each frame has one turn, and finds nothing to do when an earlier turn took it along. */
    private void takeWaiting(WebSocket open, Context loop) {
        var burst = new ArrayList<Frame>();
        int length = 0;
        for (Frame next = frames.peek(); next != null && burst.size() < MOST; next = frames.peek()) {
            length += next.text().length();
            if (!burst.isEmpty() && length > LONGEST_BURST) {
                break;
            }
            burst.add(frames.remove());
        }
        if (burst.isEmpty()) {
            return;
        }
        if (burst.size() <= FEW) {
            burst.forEach(frame -> process(VertxWebsocketEvent.MESSAGE, frame.text(), frame.arrival()));
        } else {
            process(BURST, List.copyOf(burst), burst.get(0).arrival());
        }
        int left = waiting.addAndGet(-burst.size());
        if (left <= RESUME_AT && left + burst.size() > RESUME_AT) {
            loop.runOnContext(nothing -> resume(open));
        }
    }

    /** On the event loop, and perhaps late: the socket may have been paused since for frames that came meanwhile. */
    private void resume(WebSocket open) {
        if (paused && waiting.get() <= RESUME_AT) {
            paused = false;
            open.resume();
        }
    }

    /** Frames that have left the socket and not the route. */
    int waiting() {
        return waiting.get();
    }

    private void fire(VertxWebsocketEvent event, Object body) {
        Arrival arrival = sequencer.next();
        execute(() -> process(event, body, arrival));
    }

    private void execute(Runnable work) {
        ExecutorService one = thread;
        try {
            if (one != null) {
                one.execute(work);
            }
        } catch (RejectedExecutionException e) {
            // the route has stopped; what comes now belongs to nobody
        }
    }

    private void process(Object event, Object body, Arrival arrival) {
        Exchange exchange = createExchange(false);
        backlog.underWay(arrival);
        try {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeader(VertxWebsocketConstants.EVENT, event);
            exchange.setVariable(ARRIVAL, arrival);
            createUoW(exchange);
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                getExceptionHandler().handleException("Error processing " + event, exchange, exchange.getException());
            }
        } catch (Exception e) {
            getExceptionHandler().handleException("Error processing " + event, exchange, e);
        } finally {
            backlog.underWay(null);
            doneUoW(exchange);
            releaseExchange(exchange, false);
        }
    }
}
