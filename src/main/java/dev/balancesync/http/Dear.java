package dev.balancesync.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import dev.balancesync.time.Ticker;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * Lets requests through that take long, as a list of all MBeans: one at a time, and after each there is a rest of several times as long, longer
 * still after a long answer, which the sockets have to carry. So they take a share of one processor at most, whoever asks and however often, and the
 * fills have the others. All of it happens on the port's event loop.
 */
final class Dear implements Handler<RoutingContext> {
    static final int MOST_WAITING = 8;
    private static final int RESTS = 4;
    /** Of an answer; a list of all MBeans is 5 MB. */
    private static final long BYTES_A_SECOND = 20_000_000;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int TOO_MANY = 429;
    private static final String TO_SEND = "to-send";

    private final Ticker ticker;
    private final Deque<RoutingContext> waiting = new ArrayDeque<>();
    private boolean busy;

    Dear(Ticker ticker) {
        this.ticker = ticker;
    }

    /** An answer that is sent while the next may be made already is so long. */
    static void willSend(RoutingContext request, int bytes) {
        request.put(TO_SEND, bytes);
    }

    private static long toSend(RoutingContext request) {
        return request.<Integer>get(TO_SEND, 0) + request.response().bytesWritten();
    }

    @Override
    public void handle(RoutingContext request) {
        forgetWhoLeft();
        if (waiting.size() >= MOST_WAITING) {
            request.response().setStatusCode(TOO_MANY).putHeader("Retry-After", String.valueOf(LONGEST.toSeconds()))
                    .putHeader("Content-Type", "application/json;charset=UTF-8")
                    .end(new JsonObject().put("error", "Too many ask for metrics and MBeans: these are answered one at a time").encode());
            return;
        }
        waiting.add(request);
        next();
    }

    private void forgetWhoLeft() {
        waiting.removeIf(each -> each.response().closed());
    }

    private void next() {
        forgetWhoLeft();
        if (busy || waiting.isEmpty()) {
            return;
        }
        busy = true;
        long start = ticker.nanos();
        RoutingContext request = waiting.remove();
        request.next();
        // Camel does in order what blocks: this comes when the work is done, whether or not its caller is still there
        request.vertx().executeBlocking(() -> start, true).onComplete(done -> rest(request, rest(ticker.since(start), toSend(request))));
    }

    private void rest(RoutingContext request, Duration rest) {
        request.vertx().setTimer(rest.toMillis(), timer -> {
            busy = false;
            next();
        });
    }

    static Duration rest(Duration work, long bytes) {
        Duration carried = Duration.ofMillis(bytes * 1_000 / BYTES_A_SECOND);
        Duration worked = work.multipliedBy(RESTS);
        Duration rest = worked.compareTo(carried) < 0 ? carried : worked;
        return rest.compareTo(SHORTEST) < 0 ? SHORTEST : rest.compareTo(LONGEST) > 0 ? LONGEST : rest;
    }
}
