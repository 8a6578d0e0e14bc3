package dev.balancesync.simulator;

import java.util.Locale;
import java.util.regex.Pattern;

import dev.balancesync.http.Origin;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The rules of the service's own port for what moves the simulator, and for the ways to a token and a session: no page of another origin asks
 * anything there, and on loopback no other name is answered to. Kiwoom's other addresses need a token in a header, which a foreign page cannot
 * send; there the real thing is imitated. Programs say nothing of an origin, or their own as a WebSocket's handshake does.
 */
final class OwnPages {
    private static final String[] CONTROL = {"/api/faults", "/api/simulator", "/api/order/*", "/api/dostk/ordr"};
    /** To a session; the service goes them under whatever name its settings have. */
    private static final String[] WAYS = {"/oauth2/token", KiwoomSimulator.WEBSOCKET_PATH};
    /** A name that somebody could own and point here; the names of containers and of a home have no dot, or end like this. */
    private static final Pattern OWNED = Pattern.compile("(?!.*\\.(?:local|lan|home|internal|home\\.arpa)$).*\\.[a-z][a-z0-9-]*\\.?");

    private final boolean loopback;

    OwnPages(String host) {
        this.loopback = Origin.isLoopback(host);
    }

    void mount(Router router) {
        for (String each : CONTROL) {
            router.route(each).handler(context -> judge(context, loopback || isOfABrowser(context.request())));
        }
        for (String each : WAYS) {
            router.route(each).handler(context -> judge(context, isOfABrowser(context.request())));
        }
    }

    private void judge(RoutingContext context, boolean byName) {
        HostAndPort asked = context.request().authority();
        if (byName && (asked == null || isAnothers(asked.host()))) {
            refuse(context, 421, loopback ? "The simulator answers on this machine only. Ask for localhost or 127.0.0.1\n"
                    : "No page is answered under a name of the Internet, which may have been pointed here. Ask for the address\n");
        } else if (Origin.isForeign(context.request()) && !isLink(context.request())) {
            refuse(context, 403, "No page of another origin may ask this. Programs leave out Origin, or send X-Requested-With\n");
        } else {
            context.next();
        }
    }

    private boolean isAnothers(String host) {
        return loopback ? !Origin.isLoopback(host) : OWNED.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    /** A program may name an origin, as a WebSocket's handshake does; but no browser keeps its own name back. */
    private static boolean isOfABrowser(HttpServerRequest request) {
        return request.getHeader("Sec-Fetch-Site") != null
                || request.getHeader("User-Agent") != null && (request.getHeader("Origin") != null || request.getHeader("Referer") != null);
    }

    /** Somebody has followed one: its page reads nothing of the answer, and nothing is moved by it. */
    private static boolean isLink(HttpServerRequest request) {
        return request.method() == HttpMethod.GET && request.getHeader("Origin") == null && request.getHeader("Upgrade") == null;
    }

    private static void refuse(RoutingContext context, int status, String words) {
        context.response().setStatusCode(status).putHeader("Content-Type", "text/plain;charset=UTF-8").end(words);
    }
}
