package dev.balancesync.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.balancesync.time.Ticker;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * The password of the port. A right one never waits. After a few wrong ones from an address, the answer to each further one is held back,
 * longer and longer, and only so many at a time: beyond them that address is told to wait without being heard. An address is named in the log
 * once, and again after an hour of peace.
 */
final class Passwords {
    private static final int FREE = 3;
    private static final int MOST_HELD = 4;
    private static final Duration LONGEST = Duration.ofSeconds(16);
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
    private static final int MOST_REMEMBERED = 1_000;
    private static final String SCHEME = "Basic ";

    private static final class Guesses {
        private long wrong;
        private int held;
        private boolean told;
        private long lastAt;
    }

    private final byte[] right;
    private final Ticker ticker;
    private final SeldomLog log;
    private final Map<String, Guesses> guesses = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Guesses> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    Passwords(String user, String password, Ticker ticker, SeldomLog log) {
        this.right = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        this.ticker = ticker;
        this.log = log;
    }

    /** Goes on with the request if it has the password, and answers it otherwise. */
    void check(RoutingContext context, Runnable allowed) {
        HttpServerRequest request = context.request();
        String given = request.getHeader("Authorization");
        if (given == null) {
            refuse(context);
            return;
        }
        Guesses caller = of(Caller.of(request.remoteAddress()));
        if (caller.held >= MOST_HELD) {
            context.response().setStatusCode(429).putHeader("Retry-After", String.valueOf(LONGEST.toSeconds())).putHeader("Connection", "close")
                    .putHeader("Content-Type", "application/json;charset=UTF-8").end("{\"error\":\"Too many wrong passwords from this address\"}");
        } else if (isRight(given)) {
            allowed.run();
        } else {
            wrong(context, caller);
        }
    }

    private synchronized Guesses of(String caller) {
        Guesses known = guesses.computeIfAbsent(caller, each -> new Guesses());
        if (known.wrong > 0 && known.held == 0 && ticker.since(known.lastAt).compareTo(FORGOTTEN_AFTER) > 0) {
            known = new Guesses();
            guesses.put(caller, known);
        }
        return known;
    }

    private void wrong(RoutingContext context, Guesses caller) {
        caller.wrong++;
        caller.lastAt = ticker.nanos();
        String address = Caller.of(context.request().remoteAddress());
        tell(caller, address);
        if (caller.wrong <= FREE) {
            refuse(context);
            return;
        }
        caller.held++;
        Duration wait = Duration.ofSeconds(1L << Math.min(caller.wrong - FREE - 1, 10));
        context.vertx().setTimer(wait.compareTo(LONGEST) > 0 ? LONGEST.toMillis() : wait.toMillis(), timer -> {
            caller.held--;
            tell(caller, address);
            refuse(context);
        });
    }

    private void tell(Guesses caller, String address) {
        caller.told = caller.told || log.warn("A wrong password for HTTP_USER came from " + address
                + (caller.wrong == 1 ? "" : ", " + caller.wrong + " so far") + ". More of them are answered later and later, and not told");
    }

    private static void refuse(RoutingContext context) {
        if (!context.response().ended() && !context.response().closed()) {
            context.response().setStatusCode(401).putHeader("WWW-Authenticate", "Basic realm=\"kiwoom-balance-sync\", charset=\"UTF-8\"")
                    .putHeader("Content-Type", "application/json;charset=UTF-8").end("{\"error\":\"User and password are needed\"}");
        }
    }

    /** Takes the same time wherever the first difference is. */
    private boolean isRight(String given) {
        if (!given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        try {
            return MessageDigest.isEqual(Base64.getDecoder().decode(given.substring(SCHEME.length()).strip()), right);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
