package dev.balancesync.status;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.NamedNode;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetVariableDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.WireTapDefinition;

/**
 * The routes as they are written. Kept here, since who starts a route holds a lock of Camel's under which its model must not be asked: whoever
 * adds one takes both the other way round.
 */
final class WrittenRoutes {
    /** A ring for the store is one. */
    private static final int MOST_BEHIND = 3;

    private final Map<String, RouteDefinition> definitions = new ConcurrentHashMap<>();

    void put(String routeId, NamedNode route) {
        if (route instanceof RouteDefinition steps) {
            definitions.put(routeId, steps);
        }
    }

    /** Unless another has been written in its place. */
    void remove(String routeId, NamedNode route) {
        definitions.remove(routeId, route);
    }

    /** Whether it, and what is behind it, only looks what is due and gives that to other threads. */
    boolean handsOn(NamedNode route) {
        return route instanceof RouteDefinition steps && handsOn(steps, MOST_BEHIND);
    }

    private boolean handsOn(RouteDefinition steps, int behind) {
        return behind > 0 && steps != null && steps.getOutputs().stream().allMatch(each -> handsOn(each, behind));
    }

    private boolean handsOn(ProcessorDefinition<?> step, int behind) {
        if (step instanceof ToDefinition to) {
            String uri = to.getEndpointUri();
            // a direct: name is the id of the route behind it
            return uri.startsWith("seda:") || uri.startsWith("direct:")
                    && handsOn(definitions.get(uri.substring(uri.indexOf(':') + 1)), behind - 1);
        }
        // abstract is what takes an error
        return step instanceof WireTapDefinition || step.isAbstract() || (step instanceof SplitDefinition || step instanceof FilterDefinition
                || step instanceof SetVariableDefinition) && step.getOutputs().stream().allMatch(each -> handsOn(each, behind));
    }
}
