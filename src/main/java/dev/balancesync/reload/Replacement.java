package dev.balancesync.reload;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts edited routes in the place of those that run, and what ran before back where that does not work. */
final class Replacement {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.reload");

    private final CamelContext camel;
    private final RunningRoutes running;
    private final Map<Path, byte[]> good;
    private final RefusedVersions refused;

    /**
     * A route file on its way into use.
     *
     * @param isEdited or else only a statement that it names was
     * @param old what it was before; {@code null} for a new one
     * @param statements those that were edited, and what they were before
     */
    record Edit(RouteFile file, boolean isEdited, byte[] old, Map<Path, Optional<byte[]>> statements) {
    }

    private interface Step {
        void run() throws Exception;
    }

    /** @param good the last version of each file that loaded */
    Replacement(CamelContext camel, RunningRoutes running, Map<Path, byte[]> good, RefusedVersions refused) {
        this.camel = camel;
        this.running = running;
        this.good = good;
        this.refused = refused;
    }

    void loadOneByOne(List<Edit> edits) throws Exception {
        for (int i = 0; i < edits.size(); i++) {
            Edit edit = edits.get(i);
            Set<Path> later = edits.subList(i, edits.size()).stream().map(each -> each.file.name()).collect(Collectors.toSet());
            attempt(edit, () -> load(edit, later));
        }
    }

    /**
     * Of several files that are taken together: nothing new comes in, and what is on its way ends while all routes are there; replaced one by
     * one, each would wait for others that wait for it. What another route starts and stops, the socket, goes last, to be away shortest.
     */
    void loadTogether(List<Edit> edits) throws Exception {
        for (Route route : routesOf(edits)) {
            if (!(route.getEndpoint() instanceof DirectEndpoint)) {
                camel.getRouteController().stopRoute(route.getRouteId());
            }
        }
        camel.setAutoStartup(false);
        try {
            loadOneByOne(edits);
        } finally {
            camel.setAutoStartup(true);
        }
        for (boolean sources : new boolean[] {false, true}) {
            for (Edit edit : edits) {
                attempt(edit, () -> start(edit, sources));
            }
        }
    }

    void forget(Path name) throws Exception {
        if (!RouteFolder.isRoutes(name)) {
            LOG.warn("{} is gone; the statement that was read from it stays in use until the service restarts", name);
            return;
        }
        good.remove(name);
        Set<String> routes = running.of(name);
        running.remove(routes);
        LOG.warn("{} is gone, and with it the routes {}", name, routes);
    }

    private void start(Edit edit, boolean sources) throws Exception {
        for (Route route : routesOf(List.of(edit))) {
            if (route.isAutoStartup() && sources != route.getEndpoint() instanceof DirectEndpoint) {
                camel.getRouteController().startRoute(route.getRouteId());
            }
        }
    }

    /** Those that start by themselves first. */
    private List<Route> routesOf(List<Edit> edits) {
        return edits.stream().flatMap(edit -> running.of(edit.file.name()).stream()).map(camel::getRoute)
                .sorted(Comparator.comparing(route -> !route.isAutoStartup())).toList();
    }

    /** What does not work is undone. */
    private void attempt(Edit edit, Step step) throws Exception {
        Path name = edit.file.name();
        Set<String> before = running.of(name);
        try {
            step.run();
        } catch (Exception | LinkageError | StackOverflowError e) {
            if (edit.isEdited) {
                refused.add(name, edit.file.content(), e);
            } else {
                edit.statements.forEach((statement, old) -> {
                    refused.add(statement, good.get(statement), e);
                    old.ifPresentOrElse(content -> good.put(statement, content), () -> good.remove(statement));
                });
            }
            restore(name, edit.old, before);
        }
    }

    /** @param later what is built anew after it */
    private void load(Edit edit, Set<Path> later) throws Exception {
        RouteFile file = edit.file;
        Set<String> left = running.of(file.name());
        left.removeAll(file.ids());
        running.remove(left); // first: what comes instead may have the same address
        Set<String> now = running.replace(file.name(), file.content());
        good.put(file.name(), file.content());
        refused.remove(file.name());
        if (edit.isEdited) {
            LOG.info("{} reloaded: routes {}{}", file.name(), now, left.isEmpty() ? "" : ", removed " + left);
            List<Path> keeping = KeptConfigurations.after(file, edit.old, good).stream().filter(each -> !later.contains(each)).toList();
            if (!keeping.isEmpty()) {
                LOG.warn("Routes of {} keep the routeConfiguration that {} had before, until their own file is edited or the service restarts", keeping, file.name());
            }
        }
        edit.statements.keySet().forEach(each -> LOG.info("{} taken into use by the routes of {}", each, file.name()));
    }

    private void restore(Path name, byte[] old, Set<String> before) throws Exception {
        Set<String> left = running.of(name);
        left.removeAll(before);
        running.remove(left);
        if (old == null) {
            good.remove(name);
        } else {
            good.put(name, old);
            running.replace(name, old);
        }
    }
}
