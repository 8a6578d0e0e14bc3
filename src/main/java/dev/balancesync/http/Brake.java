package dev.balancesync.http;

import java.time.Duration;
import java.util.regex.Pattern;

import dev.balancesync.time.Ticker;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/**
 * Slows down who asks too often: what is beyond the allowance of an address waits a second, unread and without a thread, so that whoever asks again as
 * soon as he is answered gets no more than one answer a second and connection. How many wait is limited by {@link Connections}: each has one request
 * under way. Probes have an allowance of their own, of which nothing else takes.
 */
final class Brake {
    /** Thirty tabs that load at once take a third of it. */
    static final int PER_SECOND = 1_000;
    static final int MOST = 6_000;
    static final int PROBES_PER_SECOND = 20;
    static final int MOST_PROBES = 200;
    static final Duration LATE = Duration.ofSeconds(1);
    /** Of a file out of memory. */
    private static final int FILE = 1;
    /** Of what needs a thread, the database or both. */
    private static final int QUESTION = 10;
    /** Whatever a router could read as something else, by an escape, an empty or a dotted part, is none. */
    private static final Pattern FILES = Pattern.compile("(?=/)(?!/(?:api|jolokia|observe)\\b)(?:/[\\w-][\\w.-]*+)*+/?");
    private static final Pattern PROBES = Pattern.compile("/observe/health(?:/live|/ready)?");

    private final Vertx vertx;
    private final Allowance all;
    private final Allowance probes;

    Brake(Vertx vertx, Ticker ticker, SeldomLog log) {
        this.vertx = vertx;
        this.all = new Allowance(PER_SECOND, MOST, ticker, log);
        this.probes = new Allowance(PROBES_PER_SECOND, MOST_PROBES, ticker, log);
    }

    /**
     * Has a request answered, now or later.
     *
     * @param beyond for what was beyond the allowance; not done when the caller has left meanwhile
     */
    void keep(HttpServerRequest request, Runnable within, Runnable beyond) {
        String caller = Caller.of(request.remoteAddress());
        if (isProbe(request) ? probes.take(caller, 1) : all.take(caller, price(request.path()))) {
            within.run();
            return;
        }
        request.pause();
        vertx.setTimer(LATE.toMillis(), timer -> {
            if (!request.response().closed()) {
                beyond.run();
                request.resume();
            }
        });
    }

    /** Whether a supervisor asks if the service lives; it is never refused, or the service would be ended for others' noise. */
    static boolean isProbe(HttpServerRequest request) {
        return request.path() != null && PROBES.matcher(request.path()).matches();
    }

    static int price(String path) {
        return path != null && FILES.matcher(path).matches() ? FILE : QUESTION;
    }
}
