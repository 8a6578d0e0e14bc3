package dev.balancesync.simulator;

import java.util.function.BiConsumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** The addresses by which a person looks at the simulator and breaks it; the real Kiwoom has none of them. */
final class Control {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_TIMES = 10_000;

    private final Customers customers;
    private final FaultIntake faults;
    private final State state;

    Control(Customers customers, FaultIntake faults, State state) {
        this.customers = customers;
        this.faults = faults;
        this.state = state;
    }

    void mount(Router router) {
        router.post("/api/faults").handler(each -> meant(each, this::take));
        router.delete("/api/faults").handler(each -> meant(each, (context, whose) -> {
            faults.clear(whose);
            context.response().end();
        }));
        router.get("/api/simulator").handler(each -> meant(each, (context, whose) -> context.response()
                .putHeader("Content-Type", "application/json;charset=UTF-8").end(Frames.json(state.of(whose)))));
    }

    /** @param then is told whose account is meant; {@code null} for all */
    private void meant(RoutingContext context, BiConsumer<RoutingContext, Customer> then) {
        String account = context.request().getParam("account");
        Customer whose;
        try {
            whose = account == null ? null : customers.called(account);
        } catch (IllegalArgumentException e) {
            context.response().setStatusCode(404).putHeader("Content-Type", "text/plain;charset=UTF-8")
                    .end("No account (" + e.getMessage() + "). Example: ?account=2\n");
            return;
        }
        then.accept(context, whose);
    }

    private void take(RoutingContext context, Customer whose) {
        try {
            JsonNode request = JSON.readTree(context.body().asString());
            int times = request.path("times").asInt(1);
            if (request instanceof ObjectNode object) {
                object.remove("times");
            }
            Fault fault = JSON.treeToValue(request, Fault.class);
            if (fault == null || times < 1 || times > MOST_TIMES) {
                throw new IllegalArgumentException("nothing to do");
            }
            faults.take(fault, times, whose);
            context.response().setStatusCode(202).end();
        } catch (JsonProcessingException e) {
            refuse(context, e.getCause() instanceof IllegalArgumentException cause ? cause : e);
        } catch (IllegalArgumentException e) {
            refuse(context, e);
        }
    }

    private static void refuse(RoutingContext context, Exception why) {
        String reason = why instanceof IllegalArgumentException && why.getMessage() != null ? " (" + why.getMessage() + ")" : "";
        context.response().setStatusCode(400).putHeader("Content-Type", "text/plain;charset=UTF-8")
                .end("Not a fault" + reason + ". Example: {\"fault\":\"drop\"}; docs/reference/simulator.md lists them\n");
    }
}
