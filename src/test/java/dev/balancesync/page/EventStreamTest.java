package dev.balancesync.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private final ArrayDeque<Runnable> told = new ArrayDeque<>();
    private final EventStream stream = new EventStream(new ObjectMapper(), Clock.systemUTC(), told::add, () -> { });
    private final AtomicReference<Handler<Void>> left = new AtomicReference<>();
    private boolean gone;

    /** As a page that is reloaded at once: its tables would be read as for somebody who looks. */
    @Test
    void who_left_before_he_was_told_anything_does_not_look() {
        EventStream.accept(context(), List.of(Optional.of(stream)));
        gone = true;
        left.get().handle(null);

        told.remove().run();

        assertThat(stream.watching()).isZero();
    }

    @Test
    void who_stays_looks() {
        EventStream.accept(context(), List.of(Optional.of(stream)));

        told.remove().run();

        assertThat(stream.watching()).isEqualTo(1);
    }

    private RoutingContext context() {
        var response = fake(HttpServerResponse.class);
        var request = fake(HttpServerRequest.class);
        return (RoutingContext) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {RoutingContext.class},
                (self, method, arguments) -> method.getName().equals("response") ? response : request);
    }

    private <T> T fake(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
            case "method" -> HttpMethod.GET;
            case "closeHandler" -> {
                @SuppressWarnings("unchecked")
                var handler = (Handler<Void>) arguments[0];
                left.set(handler);
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
