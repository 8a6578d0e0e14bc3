package dev.balancesync.status;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.NamedNode;
import org.apache.camel.model.ProcessorDefinition;
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
            Stream<String> calls = Stream.concat(used(steps, ToDefinition.class).map(ToDefinition::getEndpointUri),
                    used(steps, ToDynamicDefinition.class).map(ToDynamicDefinition::getUri));
            routes.put(route, new Names(name(steps.getInput().getEndpointUri()), calls.map(CalledNames::name).filter(each -> !each.isEmpty()).collect(Collectors.toSet())));
        }
    }

    /** Camel passes over a step that is disabled, and over what is in it. */
    private static <T extends ProcessorDefinition<?>> Stream<T> used(RouteDefinition route, Class<T> type) {
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), type).stream().filter(step -> Stream
                .<ProcessorDefinition<?>>iterate(step, Objects::nonNull, ProcessorDefinition::getParent).noneMatch(each -> "true".equals(each.getDisabled())));
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
