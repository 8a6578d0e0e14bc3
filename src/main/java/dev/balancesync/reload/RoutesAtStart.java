package dev.balancesync.reload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.balancesync.settings.Literal;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.DefaultRoutesCollector;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * Brings the route files of the folder at a start. Camel's own collector takes whatever matches a pattern, so that a copy that a file manager
 * left ends the start with "duplicate route ids" and no file named; it reads every file twice, and knows no folder with a {@code %} in its name.
 */
public final class RoutesAtStart extends DefaultRoutesCollector {
    /** Without one of these that is there the service would do less than it says; any other may be somebody's copy or beginning. */
    static final Set<String> SHIPPED = Stream.of("accounts", "balance", "cash", "errors", "feed", "journal", "kafka", "kiwoom", "notify", "session",
            "snapshot", "store", "token", "web").map(stage -> stage + RouteFile.SUFFIX).collect(Collectors.toUnmodifiableSet());

    private final Predicate<String> wanted;
    private final SortedMap<Path, byte[]> taken = new ConcurrentSkipListMap<>();
    private final Map<Path, String> leftOut = new TreeMap<>();
    private RouteFolder folder;

    /** @param wanted tells by its name whether a route file is */
    public RoutesAtStart(Predicate<String> wanted) {
        this.wanted = wanted;
    }

    /** @throws IllegalArgumentException when a shipped file is no YAML; names file and line */
    @Override
    public Collection<RoutesBuilder> collectRoutesFromDirectory(CamelContext context, String excluded, String included) {
        try {
            folder = new RouteFolder(Path.of(Literal.setting(context, "routes.dir")));
            taken.clear();
            ParsedRoutes.use(context);
            var routes = new ArrayList<RouteFile>();
            var unread = new TreeMap<Path, String>();
            var naming = new ArrayList<byte[]>();
            for (Path name : folder.lookAndTell().keySet()) {
                byte[] content = read(name, unread);
                if (content == null) {
                    continue;
                }
                if (!RouteFolder.isRoutes(name)) {
                    taken.put(name, content);
                    continue;
                }
                naming.add(content);
                if (wanted.test(name.toString()) && !leftOut.containsKey(name)) {
                    parse(name, content, unread).ifPresent(routes::add);
                }
            }
            tellUnnamed(Literal.setting(context, RouteFile.SCHEMA), naming);
            var resources = new ArrayList<Resource>();
            List<RouteFile> files = withoutCopies(routes);
            Set<String> ids = files.stream().flatMap(each -> each.ids().stream()).collect(Collectors.toSet());
            // a command uses some of the files, and what one of the others has is no mistake
            Predicate<String> known = id -> ids.contains(id) || naming.stream().anyMatch(each -> RouteFile.hasId(each, id));
            for (RouteFile file : files) {
                Resource resource = ParsedRoutes.resource(location(folder.path(), file.name()), file);
                boolean own = !SHIPPED.contains(file.name().toString());
                Optional<String> mistake = file.lacking(known).or(() -> own ? mistake(context, resource) : Optional.empty());
                if (mistake.isPresent() && !own) {
                    throw new IllegalArgumentException(file.name() + " is not as it should be: " + mistake.get());
                } else if (mistake.isPresent()) {
                    leaveOut(file.name(), mistake.get());
                } else {
                    taken.put(file.name(), file.content());
                    resources.add(resource);
                }
            }
            unread.forEach((name, why) -> {
                findNeeding(context, name).ifPresent(needing -> {
                    throw new IllegalArgumentException(name + " cannot be used, and " + needing + ": " + why);
                });
                folder.notUsed(name, why);
            });
            return PluginHelper.getRoutesLoader(context).findRoutesBuilders(resources);
        } catch (IOException e) {
            throw new IllegalArgumentException("The folder of the routes cannot be read: " + e, e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Nothing is configured by comments in a route file, so that no file needs to be read for them. */
    @Override
    public Collection<Resource> findRouteResourcesFromDirectory(CamelContext context, String excluded, String included) {
        return List.of();
    }

    /**
     * Where a start failed.
     *
     * @param place file, and line and route where they are known
     */
    public record Culprit(Path file, String place) {
        /** Whether the rest does all that it says without it. */
        public boolean isOwn() {
            return !SHIPPED.contains(file.toString());
        }
    }

    /** @return empty when no route is to blame */
    public Optional<Culprit> blame(CamelContext context, Throwable failed) {
        String route = null;
        String bean = null;
        for (Throwable each = failed; each != null; each = each.getCause()) {
            if (each instanceof FailedToCreateRouteException creation) {
                route = creation.getRouteId();
            } else if (each instanceof FailedToStartRouteException start) {
                route = start.getRouteId();
            } else if (each instanceof NoSuchBeanException missing) {
                bean = missing.getName();
            }
        }
        RouteDefinition definition = route == null ? null : ((ModelCamelContext) context).getRouteDefinition(route);
        if (definition == null || definition.getResource() == null) {
            return Optional.empty();
        }
        String location = definition.getResource().getLocation();
        Optional<Path> file = taken.keySet().stream().filter(each -> location.equals(location(folder.path(), each))).findFirst();
        return file.isEmpty() ? Optional.empty() : Optional.of(new Culprit(file.get(), file.get() + ", " + RouteFile.place(taken.get(file.get()), route, bean)));
    }

    /**
     * A mistake in a route file of the user's own costs a start no more than it costs while the service runs: that file.
     *
     * @return whether the next start goes without it
     */
    public boolean leaveOut(Culprit culprit, Throwable why) {
        if (!culprit.isOwn() || leftOut.containsKey(culprit.file())) {
            return false;
        }
        leaveOut(culprit.file(), culprit.place() + ": " + RefusedVersions.inOneLine(why));
        return true;
    }

    private void leaveOut(Path file, String why) {
        leftOut.put(file, why);
        folder.notUsed(file, why);
    }

    /** Route files of the user's own that hold a mistake, and which. */
    public Map<Path, String> leftOut() {
        return Map.copyOf(leftOut);
    }

    /** @return {@code null} when it cannot be read */
    private byte[] read(Path name, Map<Path, String> unread) {
        try {
            return folder.read(name);
        } catch (IOException e) {
            unread.put(name, RouteFolder.whyUnread(e));
            return null;
        }
    }

    /** Somebody may have edited it, for an older version that read it from there. */
    private void tellUnnamed(String schema, List<byte[]> naming) {
        taken.keySet().stream().filter(each -> each.startsWith(Path.of("sql", schema)) && naming.stream().noneMatch(routes -> RouteFile.mentions(routes, each, schema)))
                .forEach(each -> folder.notUsed(each, "no route names it"));
    }

    /** Who cannot do without a file that cannot be read. */
    private Optional<String> findNeeding(CamelContext context, Path name) {
        if (RouteFolder.isRoutes(name)) {
            return SHIPPED.contains(name.toString()) && wanted.test(name.toString()) ? Optional.of("the service needs it") : Optional.empty();
        }
        String schema = Literal.setting(context, RouteFile.SCHEMA);
        return taken.entrySet().stream().filter(each -> RouteFolder.isRoutes(each.getKey()) && RouteFile.mentions(each.getValue(), name, schema))
                .findFirst().map(each -> each.getKey() + " needs it");
    }

    /** Somebody's copy or beginning that is cut in the middle costs only itself; {@link RouteReload} looks at it again. */
    private static Optional<RouteFile> parse(Path name, byte[] content, Map<Path, String> unread) {
        try {
            return Optional.of(RouteFile.parse(name, content));
        } catch (IllegalArgumentException e) {
            if (SHIPPED.contains(name.toString())) {
                throw new IllegalArgumentException(name + " is no YAML: " + e.getMessage(), e);
            }
            unread.put(name, "it is no YAML: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** That of a file of the user's own would end the start, as a step that nobody knows does; what only shows once all is built, {@link #blame} finds. */
    private static Optional<String> mistake(CamelContext context, Resource own) {
        try {
            for (RoutesBuilder each : PluginHelper.getRoutesLoader(context).findRoutesBuilders(List.of(own))) {
                if (each instanceof RouteBuilder routes) {
                    routes.configureRoutes(context);
                }
            }
            return Optional.empty();
        } catch (Exception | LinkageError | StackOverflowError e) {
            return Optional.of(RefusedVersions.inOneLine(e));
        }
    }

    private List<RouteFile> withoutCopies(List<RouteFile> files) {
        var owners = new HashMap<String, Path>();
        var used = new ArrayList<RouteFile>();
        for (RouteFile file : files.stream().sorted(RouteFile.ORIGINALS_FIRST).toList()) {
            Optional<String> twice = file.ids().stream().filter(owners::containsKey).findFirst();
            if (file.isEmpty()) {
                folder.notUsed(file.name(), "it is empty");
            } else if (twice.isPresent()) {
                folder.notUsed(file.name(), RouteFile.twice(twice.get(), owners.get(twice.get())));
            } else {
                file.ids().forEach(id -> owners.put(id, file.name()));
                used.add(file);
            }
        }
        return used;
    }

    /** Whether a route file names it. */
    public boolean mention(String bean) {
        return taken.values().stream().anyMatch(each -> new String(each, StandardCharsets.UTF_8).contains(bean));
    }

    static Resource resource(Path folder, Path name, byte[] content) {
        return ResourceHelper.fromBytes(location(folder, name), content);
    }

    private static String location(Path folder, Path name) {
        return "file:" + folder.resolve(name).toString().replace('\\', '/');
    }

    RouteFolder folder() {
        return folder;
    }

    /** Route and SQL files as they were read, by their paths below the folder. */
    Map<Path, byte[]> taken() {
        return taken;
    }
}
