package dev.balancesync.page;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import dev.balancesync.settings.Literal;
import io.vertx.ext.web.Router;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/** Puts the page and its events on the HTTP server that the routes share. */
public final class Page {
    private Page() {
    }

    /**
     * Does nothing when there is no HTTP server.
     *
     * @param streams of an account, by its alias; by an empty text that of all
     * @param isListRead whether it is known which accounts there are
     */
    public static void mount(CamelContext context, Function<String, Optional<EventStream>> streams, BooleanSupplier isListRead) {
        String port = Literal.setting(context, "http.port");
        Router router = VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(Integer.parseInt(port)));
        if (router instanceof VertxPlatformHttpRouter shared) {
            PageFiles.mount(router);
            context.getRegistry().findSingleByType(EventStreams.class).open(shared.vertx());
            router.get("/api/events").handler(request -> {
                List<String> accounts = request.queryParam("account");
                EventStream.accept(request, (accounts.isEmpty() ? List.of("") : accounts).stream().distinct().map(streams).toList(), isListRead.getAsBoolean());
            });
        }
    }
}
