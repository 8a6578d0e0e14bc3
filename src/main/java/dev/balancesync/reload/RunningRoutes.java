package dev.balancesync.reload;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.Route;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.ObjectHelper;

/** The routes that run, by the files of which they are. */
final class RunningRoutes {
    private static final String CHECKED = "check-";

    private final CamelContext camel;
    private final Path folder;

    RunningRoutes(CamelContext camel, Path folder) {
        this.camel = camel;
        this.folder = folder;
    }

    /** Their ids. */
    Set<String> of(Path name) {
        String location = resource(name, new byte[0]).getLocation();
        var ids = new LinkedHashSet<String>();
        for (Route route : camel.getRoutes()) {
            Resource source = route.getSourceResource();
            if (source != null && source.getLocation().equals(location)) {
                ids.add(route.getRouteId());
            }
        }
        return ids;
    }

    void remove(Set<String> ids) throws Exception {
        for (String id : ids) {
            camel.getRouteController().stopRoute(id);
            camel.removeRoute(id);
        }
    }

    /** @return the ids of the routes that the file has now */
    Set<String> replace(Path name, byte[] content) throws Exception {
        return loader().updateRoutes(List.of(resource(name, content)));
    }

    /**
     * Builds the routes of a file under other names, without starting them, so that a mistake is found while the ones in use run on
     * undisturbed: Camel removes a route before it builds its successor.
     */
    void check(RouteFile file) throws Exception {
        var context = (ModelCamelContext) camel;
        var checked = new ArrayList<String>();
        try {
            for (RoutesBuilder builder : loader().findRoutesBuilders(List.of(resource(file.name(), file.content())))) {
                if (builder instanceof RouteBuilder routes) {
                    var collection = routes.configureRoutes(context);
                    for (RouteDefinition route : List.copyOf(collection.getRoutes())) {
                        if (route.getInput() == null) {
                            throw new IllegalArgumentException(RouteFile.place(file.content(), route.getRouteId(), null) + ": it has no from. Is the file whole?");
                        }
                        collection.prepareRoute(route);
                        route.setId(CHECKED + route.getRouteId());
                        route.setNodePrefixId(CHECKED);
                        route.setAutoStartup("false");
                        checked.add(route.getRouteId());
                        context.addRouteDefinition(route);
                    }
                }
            }
        } catch (FailedToCreateRouteException e) {
            String route = e.getRouteId().replaceFirst("^" + CHECKED, "");
            NoSuchBeanException missing = ObjectHelper.getException(NoSuchBeanException.class, e);
            throw new IllegalArgumentException(RouteFile.place(file.content(), route, missing == null ? null : missing.getName()) + ": "
                    + RefusedVersions.inOneLine(e).replace(CHECKED + route, route), e);
        } finally {
            for (String id : checked) {
                context.removeRoute(id);
            }
        }
    }

    private RoutesLoader loader() {
        return PluginHelper.getRoutesLoader(camel);
    }

    private Resource resource(Path name, byte[] content) {
        return RoutesAtStart.resource(folder, name, content);
    }
}
