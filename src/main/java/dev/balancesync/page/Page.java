package dev.balancesync.page;

import dev.balancesync.settings.Literal;
import io.vertx.ext.web.Router;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/** Puts the page and its events on the HTTP server that the routes share. */
public final class Page {
    private Page() {
    }

    /** Does nothing when there is no HTTP server. */
    public static void mount(CamelContext context) {
        String port = Literal.setting(context, "http.port");
        Router router = VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(Integer.parseInt(port)));
        if (router instanceof VertxPlatformHttpRouter shared) {
            PageFiles.mount(router);
            EventStream events = context.getRegistry().findSingleByType(EventStream.class);
            events.open(shared.vertx());
            router.get("/api/events").handler(events::accept);
        }
    }
}
