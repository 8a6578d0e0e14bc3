package dev.balancesync.status;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.NamedNode;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ToDynamicDefinition;

/**
 * Which {@code direct:} names routes call, and which of them no route answers: Camel builds a route that calls a name that is gone or was never
 * there, and each call waits for half a minute.
 */
final class CalledNames {
    private static final String DIRECT = "direct:";

    private final Map<NamedNode, Names> routes = new ConcurrentHashMap<>();

    private record Names(String answered, Set<String> called) {
    }

    void add(NamedNode route) {
        if (route instanceof RouteDefinition steps) {
            Stream<String> calls = Stream.concat(
                    ProcessorDefinitionHelper.filterTypeInOutputs(steps.getOutputs(), ToDefinition.class).stream().map(ToDefinition::getEndpointUri),
                    ProcessorDefinitionHelper.filterTypeInOutputs(steps.getOutputs(), ToDynamicDefinition.class).stream().map(ToDynamicDefinition::getUri));
            routes.put(route, new Names(name(steps.getInput().getEndpointUri()), calls.map(CalledNames::name).filter(each -> !each.isEmpty()).collect(Collectors.toSet())));
        }
    }

    void remove(NamedNode route) {
        routes.remove(route);
    }

    Set<String> unanswered() {
        Collection<Names> all = routes.values();
        var names = new HashSet<String>();
        all.forEach(each -> names.addAll(each.called()));
        all.forEach(each -> names.remove(each.answered()));
        return names;
    }

    /** @return empty for what is no {@code direct:} name, or one that is not known before the call */
    private static String name(String uri) {
        return uri != null && uri.startsWith(DIRECT) && !uri.contains("{") ? uri.substring(DIRECT.length()).replaceAll("^//|\\?.*", "") : "";
    }
}
