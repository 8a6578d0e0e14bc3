package dev.balancesync.reload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import javax.sql.DataSource;

import dev.balancesync.store.Statements;
import org.apache.camel.Route;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * Takes an edited route or SQL file into use while everything runs. Only the routes of that file restart. A file that does not load
 * leaves its last good version running, and a route that is gone from its file goes; Camel's own reload does neither.
 */
public final class RouteReload extends RouteWatcherReloadStrategy {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.reload");
    private static final String ROUTES = ".camel.yaml";
    private static final String SQL = ".sql";
    private static final String CHECKED = "check-";
    private static final long POLL_MILLIS = 500;
    private static final long REAPPEAR_MILLIS = 1_000;

    private final Path folder;
    private final Statements sql;
    /** The last version of each file that loaded, by its path below the folder. */
    private final Map<Path, byte[]> good = new ConcurrentSkipListMap<>();
    private volatile boolean taking;

    /** @param dataSource is asked whether it understands an edited SQL file */
    public RouteReload(Path folder, DataSource dataSource) {
        super(folder.toString(), true);
        this.folder = folder;
        this.sql = new Statements(dataSource);
        setRemoveAllRoutes(false);
        setPattern("*" + ROUTES + ",*" + SQL);
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
            if (!isRunAllowed()) {
                return;
            }
            taking = true;
            try {
                changed(folder.toAbsolutePath().relativize(Path.of(resource.getURI()).toAbsolutePath()));
            } catch (Exception e) {
                LOG.error("{} cannot be reloaded: {}", resource.getLocation(), inOneLine(e));
            } finally {
                taking = false;
            }
        }
    }

    /** @return whether an edited file is being taken into use right now; once this service has stopped, no other follows */
    public boolean isTaking() {
        return taking;
    }

    /** @return what the routes have of a file of the folder: an edit that was not taken is on disk, but not in use */
    public String inUse(Path file) throws IOException {
        byte[] last = good.get(folder.relativize(file));
        return last == null ? Files.readString(file) : new String(last, StandardCharsets.UTF_8);
    }

    private synchronized void changed(Path name) throws Exception {
        Path file = folder.resolve(name);
        if (isGone(file)) {
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

    /** Some editors delete a file and write it anew. */
    private static boolean isGone(Path file) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REAPPEAR_MILLIS);
        while (!Files.exists(file)) {
            if (System.nanoTime() > end) {
                return true;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return false;
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
            checkStatements(now);
            check(name, now);
        } catch (Exception e) {
            notTaken(name, e);
            return;
        }
        try {
            Set<String> after = loader().updateRoutes(List.of(resource(name, now)));
            before.removeAll(after);
            remove(before);
            good.put(name, now);
            LOG.info("{} reloaded: routes {}{}", name, after, before.isEmpty() ? "" : ", removed " + before);
        } catch (Exception e) {
            restore(name, before);
            notTaken(name, e);
        }
    }

    /**
     * Builds the routes of a file under other names, without starting them, so that a mistake is found while the ones in use run on
     * undisturbed: Camel removes a route before it builds its successor.
     */
    private void check(Path name, byte[] now) throws Exception {
        var context = (ModelCamelContext) getCamelContext();
        var checked = new ArrayList<String>();
        try {
            for (RoutesBuilder builder : loader().findRoutesBuilders(List.of(resource(name, now)))) {
                if (builder instanceof RouteBuilder routes) {
                    var collection = routes.configureRoutes(context);
                    for (RouteDefinition route : List.copyOf(collection.getRoutes())) {
                        checkNameIsFree(route.getRouteId(), name);
                        collection.prepareRoute(route);
                        route.setId(CHECKED + route.getRouteId());
                        route.setNodePrefixId(CHECKED);
                        route.setAutoStartup("false");
                        checked.add(route.getRouteId());
                        context.addRouteDefinition(route);
                    }
                }
            }
        } finally {
            for (String id : checked) {
                context.removeRoute(id);
            }
        }
    }

    /** A route reads its statement from disk when it starts, so an edited one that was not taken yet would come in with it. */
    private void checkStatements(byte[] routes) throws Exception {
        for (Path name : List.copyOf(good.keySet())) {
            Path file = folder.resolve(name);
            if (name.toString().endsWith(SQL) && mentions(routes, name) && Files.exists(file)
                    && !Arrays.equals(Files.readAllBytes(file), good.get(name))) {
                sql.check(name, Files.readString(file));
            }
        }
    }

    private void checkNameIsFree(String id, Path name) {
        Route route = getCamelContext().getRoute(id);
        if (route != null && !routesOf(name).contains(id)) {
            throw new IllegalArgumentException("the route id " + id + " belongs to another file already");
        }
    }

    private static void notTaken(Path name, Exception e) {
        LOG.error("{} was not taken, its last good version keeps running. Correct and save it again: {}", name, inOneLine(e));
    }

    /** A statement is read when its route starts, so the files that name it are loaded again as they are. */
    private void sqlChanged(Path name, byte[] now) throws Exception {
        try {
            sql.check(name, new String(now, StandardCharsets.UTF_8));
        } catch (SQLException e) {
            notTaken(name, e);
            return;
        }
        byte[] old = good.put(name, now);
        for (Path routes : List.copyOf(good.keySet())) {
            if (!routes.toString().endsWith(ROUTES) || !mentions(good.get(routes), name)) {
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

    private static boolean mentions(byte[] routes, Path sql) {
        return new String(routes, StandardCharsets.UTF_8).contains("/" + sql.getFileName());
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
        String outer = String.valueOf(thrown.getMessage());
        String inner = String.valueOf(NestedExceptionUtils.getMostSpecificCause(thrown).getMessage());
        return (outer.contains(inner) ? outer : outer + ": " + inner).replaceAll("\\s+", " ").strip();
    }
}
