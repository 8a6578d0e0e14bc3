package dev.balancesync.simulator;

import dev.balancesync.http.Origin;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The rules of the service's own port for what moves the simulator: no page of another origin orders or breaks anything, and on loopback no
 * other name is answered to. Kiwoom's own addresses need a token in a header, which a foreign page cannot send; there the real thing is imitated.
 */
final class OwnPages {
    private static final String[] CONTROL = {"/api/faults", "/api/simulator", "/api/order/*", "/api/dostk/ordr"};

    private final boolean loopback;

    OwnPages(String host) {
        this.loopback = Origin.isLoopback(host);
    }

    void mount(Router router) {
        for (String each : CONTROL) {
            router.route(each).handler(this::judge);
        }
    }

    private void judge(RoutingContext context) {
        HostAndPort asked = context.request().authority();
        if (loopback && (asked == null || !Origin.isLoopback(asked.host()))) {
            refuse(context, 421, "The simulator answers on this machine only. Ask for localhost or 127.0.0.1\n");
        } else if (context.request().method() != HttpMethod.GET && Origin.isForeign(context.request())) {
            refuse(context, 403, "No page of another origin may ask this. Programs leave out Origin, or send X-Requested-With\n");
        } else {
            context.next();
        }
    }

    private static void refuse(RoutingContext context, int status, String words) {
        context.response().setStatusCode(status).putHeader("Content-Type", "text/plain;charset=UTF-8").end(words);
    }
}
