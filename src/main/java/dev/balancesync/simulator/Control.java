package dev.balancesync.simulator;

import java.util.Map;
import java.util.function.Supplier;

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

    private final FaultTaker faults;
    private final Runnable clear;
    private final Supplier<Map<String, Object>> state;

    Control(FaultTaker faults, Runnable clear, Supplier<Map<String, Object>> state) {
        this.faults = faults;
        this.clear = clear;
        this.state = state;
    }

    void mount(Router router) {
        router.post("/api/faults").handler(this::take);
        router.delete("/api/faults").handler(context -> {
            clear.run();
            context.response().end();
        });
        router.get("/api/simulator").handler(context -> context.response().putHeader("Content-Type", "application/json;charset=UTF-8")
                .end(Frames.json(state.get())));
    }

    private void take(RoutingContext context) {
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
            faults.take(fault, times);
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

    /** Takes a fault, so many times. */
    interface FaultTaker {
        void take(Fault fault, int times);
    }
}
