package dev.balancesync.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import dev.balancesync.time.Ticker;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * Lets requests through that take long, as a list of all MBeans: one at a time, and after each there is a rest of several times as long. So they take a
 * share of one processor at most, whoever asks and however often, and the fills have the others. All of it happens on the port's event loop.
 */
final class Dear implements Handler<RoutingContext> {
    static final int MOST_WAITING = 8;
    private static final int RESTS = 4;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int TOO_MANY = 429;

    private final Ticker ticker;
    private final Deque<RoutingContext> waiting = new ArrayDeque<>();
    private boolean busy;

    Dear(Ticker ticker) {
        this.ticker = ticker;
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
        request.vertx().executeBlocking(() -> start, true).onComplete(done -> rest(request, ticker.since(start)));
    }

    private void rest(RoutingContext request, Duration work) {
        request.vertx().setTimer(rest(work).toMillis(), timer -> {
            busy = false;
            next();
        });
    }

    static Duration rest(Duration work) {
        Duration rest = work.multipliedBy(RESTS);
        return rest.compareTo(SHORTEST) < 0 ? SHORTEST : rest.compareTo(LONGEST) > 0 ? LONGEST : rest;
    }
}
