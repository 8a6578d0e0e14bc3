package dev.balancesync.reload;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.apache.camel.Route;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an edited route or SQL file into use while everything runs. Only the routes of that file restart. A file that does not load
 * leaves its last good version running, and a route that is gone from its file goes; Camel's own reload does neither.
 */
public final class RouteReload extends RouteWatcherReloadStrategy {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.reload");
    private static final String ROUTES = ".camel.yaml";
    private static final long POLL_MILLIS = 500;

    private final Path folder;
    /** The last version of each file that loaded, by its path below the folder. */
    private final Map<Path, byte[]> good = new LinkedHashMap<>();

    public RouteReload(Path folder) {
        super(folder.toString(), true);
        this.folder = folder;
        setRemoveAllRoutes(false);
        setPattern("*" + ROUTES + ",*.sql");
        setPollTimeout(POLL_MILLIS);
    }

    @Override
    protected void doStart() throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                good.put(folder.relativize(file), Files.readAllBytes(file));
            }
        }
        super.doStart();
    }

    @Override
    protected void onRouteReload(Collection<Resource> resources, boolean removeEverything) {
        for (Resource resource : resources) {
            try {
                changed(folder.toAbsolutePath().relativize(Path.of(resource.getURI()).toAbsolutePath()));
            } catch (Exception e) {
                LOG.error("{} cannot be reloaded: {}", resource.getLocation(), inOneLine(e));
            }
        }
    }

    private synchronized void changed(Path name) throws Exception {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            gone(name);
            return;
        }
        byte[] now = Files.readAllBytes(file);
        if (now.length == 0 || Arrays.equals(now, good.get(name))) {
            return; // half-written, or only touched
        }
        if (name.toString().endsWith(ROUTES)) {
            load(name, now);
        } else {
            sqlChanged(name, now);
        }
    }

    private void gone(Path name) throws Exception {
        if (name.toString().endsWith(ROUTES)) {
            Set<String> routes = routesOf(name);
            remove(routes);
            good.remove(name);
            LOG.warn("{} is gone, and with it the routes {}", name, routes);
        } else {
            LOG.warn("{} is gone; the statement that was read from it stays in use until the service restarts", name);
        }
    }

    private void load(Path name, byte[] now) throws Exception {
        Set<String> before = routesOf(name);
        try {
            Set<String> after = loader().updateRoutes(List.of(resource(name, now)));
            before.removeAll(after);
            remove(before);
            good.put(name, now);
            LOG.info("{} reloaded: routes {}{}", name, after, before.isEmpty() ? "" : ", removed " + before);
        } catch (Exception e) {
            restore(name, before);
            LOG.error("{} was not taken, its last good version keeps running. Correct and save it again: {}", name, inOneLine(e));
        }
    }

    /** A statement is read when its route starts, so the files that name it are loaded again as they are. */
    private void sqlChanged(Path name, byte[] now) throws Exception {
        byte[] old = good.put(name, now);
        for (Path routes : List.copyOf(good.keySet())) {
            if (!routes.toString().endsWith(ROUTES) || !mentions(routes, name)) {
                continue;
            }
            Set<String> before = routesOf(routes);
            try {
                loader().updateRoutes(List.of(resource(routes, good.get(routes))));
                LOG.info("{} taken into use by the routes of {}", name, routes);
            } catch (Exception e) {
                good.put(name, old);
                restore(routes, before);
                LOG.error("{} was not taken by {}. Correct and save it again: {}", name, routes, inOneLine(e));
            }
        }
    }

    private boolean mentions(Path routes, Path sql) {
        return new String(good.get(routes), StandardCharsets.UTF_8).contains("/" + sql.getFileName());
    }

    private void restore(Path name, Set<String> before) throws Exception {
        Set<String> left = routesOf(name);
        left.removeAll(before);
        remove(left);
        if (good.containsKey(name)) {
            loader().updateRoutes(List.of(resource(name, good.get(name))));
        }
    }

    private RoutesLoader loader() {
        return PluginHelper.getRoutesLoader(getCamelContext());
    }

    private Resource resource(Path name, byte[] content) {
        return ResourceHelper.fromBytes("file:" + folder.resolve(name).toString().replace('\\', '/'), content);
    }

    private Set<String> routesOf(Path name) {
        var ids = new LinkedHashSet<String>();
        for (Route route : getCamelContext().getRoutes()) {
            Resource source = route.getSourceResource();
            if (source != null && source.getLocation().replace('\\', '/').endsWith("/" + name.toString().replace('\\', '/'))) {
                ids.add(route.getRouteId());
            }
        }
        return ids;
    }

    private void remove(Set<String> ids) throws Exception {
        for (String id : ids) {
            getCamelContext().getRouteController().stopRoute(id);
            getCamelContext().removeRoute(id);
        }
    }

    private static String inOneLine(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String outer = String.valueOf(thrown.getMessage());
        String inner = String.valueOf(cause.getMessage());
        return (outer.contains(inner) ? outer : outer + ": " + inner).replaceAll("\\s+", " ").strip();
    }
}
