package dev.balancesync.page;

import java.lang.reflect.Proxy;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Somebody who asks for events, without a line. */
final class FakeBrowser {
    private Handler<Void> closed;
    private volatile boolean gone;
    private final HttpServerResponse response = fake(HttpServerResponse.class);

    RoutingContext request() {
        return fake(RoutingContext.class);
    }

    void leave() {
        gone = true;
        closed.handle(null);
    }

    private <T> T fake(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
            case "response" -> response;
            case "get" -> null;
            case "closeHandler" -> {
                @SuppressWarnings("unchecked")
                var handler = (Handler<Void>) arguments[0];
                closed = handler;
                yield self;
            }
            case "closed", "ended" -> gone;
            case "write" -> Future.succeededFuture();
            case "hashCode" -> System.identityHashCode(self);
            case "equals" -> self == arguments[0];
            default -> self;
        }));
    }
}
