package dev.balancesync.http;

import java.util.Map;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/** The Hawtio console at {@code /hawtio/}: its files, and the questions that it asks a server before it shows them. */
public final class Hawtio {
    private static final String FILES = "dev/balancesync/web/hawtio";
    private static final int LAST = Integer.MAX_VALUE - 1;

    /** There is no login of Hawtio's own: {@link HttpGuard} has asked before. */
    private static final Map<String, String> ANSWERS = Map.of("user", "\"public\"", "plugin", "[]", "auth/config", "{}",
            "auth/config/session-timeout", "{}", "keycloak/enabled", "false", "proxy/enabled", "false", "preset-connections", "[]");

    private Hawtio() {
    }

    /** Does nothing when the context has no HTTP server. */
    public static void serve(CamelContext context, int port) {
        Router router = VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
        if (router == null) {
            return;
        }
        ANSWERS.forEach((path, json) -> router.get("/hawtio/" + path)
                .handler(each -> each.response().putHeader("Content-Type", "application/json").end(json)));
        router.get("/hawtio").handler(each -> {
            if (each.request().path().endsWith("/")) {
                each.next();
            } else {
                each.redirect("/hawtio/");
            }
        });
        router.get("/hawtio/*").order(LAST).handler(StaticHandler.create(FILES).setIncludeHidden(false));
        // the console has addresses of its own, such as /hawtio/camel/routes; files have a dot
        router.getWithRegex("/hawtio/[^.]+").order(LAST).handler(each -> each.reroute("/hawtio/index.html"));
    }
}
