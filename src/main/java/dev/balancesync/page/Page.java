package dev.balancesync.page;

import java.util.Optional;
import java.util.function.Function;

import dev.balancesync.settings.Literal;
import io.vertx.ext.web.Router;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/** Puts the page and its events on the HTTP server that the routes share. */
public final class Page {
    private static final int NOT_FOUND = 404;

    private Page() {
    }

    /**
     * Does nothing when there is no HTTP server.
     *
     * @param streams of an account, by its alias; by an empty text that of all
     */
    public static void mount(CamelContext context, Function<String, Optional<EventStream>> streams) {
        String port = Literal.setting(context, "http.port");
        Router router = VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(Integer.parseInt(port)));
        if (router instanceof VertxPlatformHttpRouter shared) {
            PageFiles.mount(router);
            context.getRegistry().findSingleByType(EventStreams.class).open(shared.vertx());
            router.get("/api/events").handler(request -> streams.apply(request.request().getParam("account", ""))
                    .ifPresentOrElse(stream -> stream.accept(request), () -> request.fail(NOT_FOUND)));
        }
    }
}
