package dev.balancesync.http;

import java.util.Map;
import java.util.regex.Pattern;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/** The Hawtio console at {@code /hawtio/}: its files, and the questions that it asks a server before it shows them. */
public final class Hawtio {
    private static final String FILES = "dev/balancesync/web/hawtio";
    private static final Pattern HASHED = Pattern.compile("\\.[0-9a-f]{8,}\\.(?:chunk\\.)?\\w+$");
    private static final int LAST = Integer.MAX_VALUE - 1;

    /** There is no login of Hawtio's own: {@link HttpGuard} has asked before. */
    private static final Map<String, String> ANSWERS = Map.of("user", "\"public\"", "plugin", "[]", "auth/config", "{}",
            "auth/config/session-timeout", "{}", "keycloak/enabled", "false", "proxy/enabled", "false", "preset-connections", "[]");

    private Hawtio() {
    }

    /** A file whose name has a hash of its content is for ever; any other, the index first, would name files of before an upgrade. */
    private static void sayHowLong(RoutingContext context) {
        boolean forEver = HASHED.matcher(context.normalizedPath()).find();
        context.response().putHeader("Cache-Control", forEver ? "private, max-age=31536000, immutable" : "no-cache");
        context.next();
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
        router.get("/hawtio/*").order(LAST).handler(Hawtio::sayHowLong);
        router.get("/hawtio/*").order(LAST).handler(StaticHandler.create(FILES).setIncludeHidden(false));
        // the console has addresses of its own, such as /hawtio/camel/routes; files have a dot
        router.getWithRegex("/hawtio/[^.]+").order(LAST).handler(each -> each.reroute("/hawtio/index.html"));
    }
}
