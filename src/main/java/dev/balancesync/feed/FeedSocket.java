package dev.balancesync.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import dev.balancesync.kiwoom.Frame;
import dev.balancesync.time.Arrival;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEvent;

/** One WebSocket of a line, from the attempt to connect until it is closed. What happens on it goes to the route in order, one at a time. */
final class FeedSocket {
    static final String BURST = "BURST";
    /** So many frames may wait for the route before the socket is paused, and it goes on when so many are left. */
    static final int PAUSE_AT = 500;
    private static final int RESUME_AT = 125;
    /** Frames of a burst. */
    private static final int MOST = 256;
    /** So many go one by one all the same, unless other lines wait for a thread: a fill has several, and is to be watched on its way. */
    private static final int FEW = 8;
    /** Of a burst, in characters: as maps it takes ten times the memory. */
    private static final int LONGEST_BURST = 256 * 1024;
    /** A close is answered within the closing timeout of the options, a handshake within its own. */
    private static final long CLOSE_SECONDS = 4;
    private static final long DRAIN_SECONDS = 5;

    /** Takes what happened to the route. */
    interface Route {
        void process(Line line, Object event, Object body, Arrival arrival);
    }

    private final Line line;
    private final Route route;
    private final Executor inOrder;
    private final BooleanSupplier othersWait;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Queue<Frame> frames = new ConcurrentLinkedQueue<>();
    /** A turn is asked for that has not begun. */
    private final AtomicBoolean turn = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    /** Used on the event loop alone. */
    private boolean paused;
    private volatile boolean stopped;
    private volatile boolean givenUp;
    private volatile WebSocket socket;

    /**
     * @param inOrder runs one after the other
     * @param othersWait whether other lines wait for their turn
     */
    FeedSocket(Line line, Route route, Executor inOrder, BooleanSupplier othersWait) {
        this.line = line;
        this.route = route;
        this.inOrder = inOrder;
        this.othersWait = othersWait;
    }

    @SuppressWarnings("deprecation") // Vert.x' WebSocketClient takes other options than those that Camel's endpoint makes
    void connect(HttpClient client, WebSocketConnectOptions options) {
        client.webSocket(options).onComplete(this::connected);
    }

    /** A handshake under way is let end and then closed: cut off, the broker might see it beside the next one. */
    void close() {
        stopped = true;
        WebSocket open = socket;
        if (open != null) {
            open.close();
        }
    }

    /** Returns when it is closed and the last of its frames has left the route. */
    void awaitEnd() throws InterruptedException {
        ended.await(CLOSE_SECONDS, TimeUnit.SECONDS);
        var drained = new CountDownLatch(1);
        execute(drained::countDown);
        drained.await(DRAIN_SECONDS, TimeUnit.SECONDS);
    }

    /** The line has another from here on, or none: how this one ends is not that one's end. Frames are frames, however late. */
    void giveUp() {
        givenUp = true;
    }

    /** @return {@code null} before it is open */
    WebSocket open() {
        return socket;
    }

    /** Frames that have left the socket and not the route. */
    int waiting() {
        return waiting.get();
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
        try {
            open.textMessageHandler(text -> received(open, loop, text));
            open.binaryMessageHandler(bytes -> received(open, loop, bytes.toString("UTF-8")));
            open.exceptionHandler(cause -> fire(VertxWebsocketEvent.ERROR, cause));
            open.closeHandler(nothing -> closed(open, loop));
        } catch (IllegalStateException e) {
            // closed by the broker before anybody could listen
            fire(VertxWebsocketEvent.ERROR, e);
            ended.countDown();
            return;
        }
        socket = open;
        if (stopped) {
            open.close();
            return;
        }
        fire(VertxWebsocketEvent.OPEN, null);
    }

    /** Said once all frames that came before have left the route. */
    private void closed(WebSocket open, Context loop) {
        Arrival arrival = line.sequencer().next();
        execute(() -> {
            while (!frames.isEmpty()) {
                takeBurst(open, loop);
            }
            process(VertxWebsocketEvent.CLOSE, open.closeStatusCode() == null ? "without a close frame"
                    : open.closeStatusCode() + (open.closeReason() == null ? "" : " " + open.closeReason()), arrival);
        });
        ended.countDown();
    }

    /** On the event loop. */
    private void received(WebSocket open, Context loop, String text) {
        frames.add(new Frame(text, line.sequencer().next()));
        if (waiting.incrementAndGet() >= PAUSE_AT && !paused) {
            paused = true;
            open.pause();
        }
        askForTurn(open, loop);
    }

    private void askForTurn(WebSocket open, Context loop) {
        if (turn.compareAndSet(false, true)) {
            execute(() -> {
                turn.set(false);
                takeBurst(open, loop);
                if (!frames.isEmpty()) {
                    askForTurn(open, loop);
                }
            });
        }
    }

    private void takeBurst(WebSocket open, Context loop) {
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
        if (burst.size() == 1 || burst.size() <= FEW && !othersWait.getAsBoolean()) {
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

    private void fire(VertxWebsocketEvent event, Object body) {
        Arrival arrival = line.sequencer().next();
        execute(() -> process(event, body, arrival));
    }

    private void execute(Runnable work) {
        try {
            inOrder.execute(work);
        } catch (RejectedExecutionException e) {
            // the route has stopped; what comes now belongs to nobody
        }
    }

    private void process(Object event, Object body, Arrival arrival) {
        if (givenUp && event instanceof VertxWebsocketEvent of && of != VertxWebsocketEvent.MESSAGE) {
            return;
        }
        line.backlog().underWay(arrival);
        try {
            route.process(line, event, body, arrival);
        } finally {
            line.backlog().underWay(null);
        }
    }
}
