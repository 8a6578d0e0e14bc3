package dev.balancesync.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.settings.Literal;
import dev.balancesync.settings.TextFile;
import dev.balancesync.store.MappedColumns;
import dev.balancesync.store.Statements;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Route;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * Takes edited route and SQL files into use while everything runs. Only the routes of those files restart. A file that does not load
 * leaves its last good version running, and a route that is gone from its file goes; Camel's own reload does neither.
 *
 * <p>The folder is looked at twice a second, by name. Nothing can run out, as inotify does on a NAS; what another machine writes over NFS is
 * seen; and a folder that was moved away and replaced, or a link that was switched, is simply the folder. What changes within one save, as
 * by {@code git checkout}, is taken together, once two looks find the same.
 */
public final class RouteReload extends ServiceSupport implements CamelContextAware {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.reload");
    private static final String CHECKED = "check-";
    private static final Duration LOOK = Duration.ofMillis(500);
    /** After a change: what is written meanwhile belongs to the same save, up to a limit. */
    private static final Duration QUIET = Duration.ofMillis(300);
    private static final int MOST_QUIET_LOOKS = 20;
    /** So often a file must be missing: some editors delete a file and write it anew. */
    private static final int GONE_AFTER = 3;
    /** So many looks after a change all is read: two edits may fall into one tick of the file system's clock, which is 2 s with some. */
    private static final int LOOKS_INSIDE = 6;
    private static final Duration STOP = Duration.ofSeconds(1);

    private final RouteFolder folder;
    private final Statements sql;
    /** The last version of each file that loaded, by its path below the folder. */
    private final Map<Path, byte[]> good;
    /** The last version of each file that did not. */
    private final Map<Path, Refused> refused = new HashMap<>();
    private record Refused(byte[] content, String why) {
    }

    /** Files that cannot be read, and why: what they hold now is not known, and nobody else waits for them. */
    private final Map<Path, String> unread = new HashMap<>();

    private CamelContext camel;
    private String schema;
    private Thread thread;
    private boolean isFolderAway;
    private boolean isFolderUnread;
    private volatile boolean taking;

    /**
     * @param start what the routes were started from
     * @param dataSource is asked whether it understands an edited SQL file
     */
    public RouteReload(RoutesAtStart start, DataSource dataSource) {
        folder = start.folder();
        good = start.taken();
        sql = new Statements(dataSource);
    }

    @Override
    public CamelContext getCamelContext() {
        return camel;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        camel = context;
    }

    @Override
    protected void doStart() {
        schema = Literal.setting(camel, RouteFile.SCHEMA);
        thread = camel.getExecutorServiceManager().newThread("Routes", this::watch);
        thread.start();
    }

    @Override
    protected void doStop() throws InterruptedException {
        LockSupport.unpark(thread);
        if (!taking) {
            thread.join(STOP.toMillis());
        }
    }

    /** @return whether an edited file is being taken into use right now; once this service has stopped, no other follows */
    public boolean isTaking() {
        return taking;
    }

    /** @return what the routes have of a file of the folder: an edit that was not taken is on disk, but not in use */
    public String inUse(Path file) throws IOException {
        byte[] last = good.get(folder.path().relativize(file));
        return last == null ? TextFile.read(file) : new String(last, StandardCharsets.UTF_8);
    }

    /** @return the last version of a file, by its path below the folder, that loaded: the same array until it is edited */
    public byte[] taken(Path name) {
        return good.get(name);
    }

    private void watch() {
        SortedMap<Path, RouteFolder.Stamp> before = new TreeMap<>();
        var missing = new HashMap<Path, Integer>();
        int inside = LOOKS_INSIDE;
        while (pause(LOOK)) {
            try {
                var now = look();
                tellFolderRead();
                if (now == null) {
                    continue;
                }
                boolean changed = !now.equals(before);
                if (changed) {
                    now = awaitQuiet(now);
                    inside = LOOKS_INSIDE;
                }
                Set<Path> gone = gone(now, missing);
                boolean all = inside > 0 || !gone.isEmpty();
                inside -= all ? 1 : 0;
                if (all || !unread.isEmpty()) {
                    takeAll(now.keySet(), all ? now.keySet() : Set.copyOf(unread.keySet()), gone);
                }
                before = now;
            } catch (IOException e) {
                tellFolderUnread(e);
            } catch (UncheckedIOException e) {
                tellFolderUnread(e.getCause());
            } catch (Exception | LinkageError | StackOverflowError e) {
                LOG.error("Edited files cannot be taken: {}", inOneLine(e));
            }
        }
    }

    /** Once, however often it is looked at; a folder that is just being replaced is no trouble. */
    private void tellFolderUnread(IOException e) {
        if (e instanceof NoSuchFileException || isFolderUnread) {
            LOG.debug("The folder of the routes cannot be read just now: {}", e.toString());
            return;
        }
        isFolderUnread = true;
        LOG.warn("No edit can be taken from {}: {}. The routes in use run on", folder.path(), RouteFolder.whyUnread(e));
    }

    private void tellFolderRead() {
        if (isFolderUnread) {
            isFolderUnread = false;
            LOG.info("{} can be read again", folder.path());
        }
    }

    /** @return whether it may go on */
    private boolean pause(Duration length) {
        if (isRunAllowed() || isStarting()) {
            LockSupport.parkNanos(length.toNanos());
        }
        return isRunAllowed() || isStarting();
    }

    /** @return {@code null} while there is no folder with route files: it is being replaced, and no reason to stop everything */
    private SortedMap<Path, RouteFolder.Stamp> look() throws IOException {
        SortedMap<Path, RouteFolder.Stamp> now = Files.isDirectory(folder.path()) ? folder.look() : new TreeMap<>();
        boolean away = now.keySet().stream().noneMatch(RouteFolder::isRoutes);
        if (away != isFolderAway) {
            isFolderAway = away;
            if (away) {
                LOG.warn("There are no route files in {} any more; those in use run on, and edits are taken once there are", folder.path());
            } else {
                LOG.info("There are route files in {} again", folder.path());
            }
        }
        return away ? null : now;
    }

    private SortedMap<Path, RouteFolder.Stamp> awaitQuiet(SortedMap<Path, RouteFolder.Stamp> first) throws IOException {
        var last = first;
        for (int looks = 0; looks < MOST_QUIET_LOOKS && pause(QUIET); looks++) {
            var now = folder.look();
            if (now.equals(last)) {
                return now;
            }
            last = now;
        }
        return last;
    }

    private Set<Path> gone(SortedMap<Path, RouteFolder.Stamp> now, Map<Path, Integer> missing) {
        missing.keySet().removeAll(now.keySet());
        var gone = new TreeSet<Path>();
        for (Path name : good.keySet()) {
            if (!now.containsKey(name) && folder.isGone(name)) {
                int looks = missing.merge(name, 1, Integer::sum);
                if (looks == GONE_AFTER) {
                    gone.add(name);
                }
            }
        }
        return gone;
    }

    /** @param read which of those that are there */
    private void takeAll(Set<Path> there, Set<Path> read, Set<Path> gone) throws Exception {
        refused.keySet().retainAll(there);
        unread.keySet().retainAll(there);
        var changed = new TreeMap<Path, byte[]>();
        for (Path name : read) {
            byte[] content = contentOf(name);
            if (content != null && !Arrays.equals(content, good.get(name))) {
                changed.put(name, content);
            }
        }
        // what was refused is looked at again whenever something else changes: it may have been refused because of that
        if (gone.isEmpty() && changed.entrySet().stream().allMatch(each -> isRefused(each.getKey(), each.getValue()))) {
            return;
        }
        taking = true;
        try {
            if (isRunAllowed()) {
                take(changed, gone);
            }
        } finally {
            taking = false;
        }
    }

    /** @return {@code null} when it cannot be read, which is said once and costs no other file */
    private byte[] contentOf(Path name) {
        try {
            byte[] content = folder.read(name);
            unread.remove(name);
            return content;
        } catch (NoSuchFileException e) {
            return null; // gone since it was listed, or just being replaced
        } catch (IOException e) {
            String why = RouteFolder.whyUnread(e);
            if (!good.containsKey(name)) {
                unread.put(name, why);
                folder.notUsed(name, why);
            } else if (!why.equals(unread.put(name, why))) {
                LOG.error("{} was not taken, its last good version keeps running: {}", name, why);
            }
            return null;
        }
    }

    /** All that belongs to one save: first the statements, then the routes that were edited or name one of them. */
    private void take(SortedMap<Path, byte[]> changed, Set<Path> gone) throws Exception {
        var oldStatements = new TreeMap<Path, Optional<byte[]>>();
        changed.forEach((name, content) -> {
            if (!RouteFolder.isRoutes(name) && isUnderstood(name, content)) {
                oldStatements.put(name, Optional.ofNullable(good.put(name, content)));
            }
        });
        var files = new ArrayList<RouteFile>();
        for (RouteFile file : edited(changed, gone)) {
            try {
                checkStatements(file);
                check(file);
                files.add(file);
            } catch (Exception | LinkageError | StackOverflowError e) {
                notTaken(file.name(), file.content(), e);
            }
        }
        Set<Path> edited = files.stream().map(RouteFile::name).collect(Collectors.toSet());
        good.forEach((name, content) -> {
            if (RouteFolder.isRoutes(name) && !edited.contains(name) && oldStatements.keySet().stream().anyMatch(each -> mentions(content, each))) {
                files.add(RouteFile.parse(name, content));
            }
        });
        var edits = files.stream().map(file -> new Edit(file, edited.contains(file.name()), good.get(file.name()),
                oldStatements.keySet().stream().filter(each -> mentions(file.content(), each)).collect(Collectors.toMap(each -> each, oldStatements::get))))
                .toList();
        if (edits.size() > 1 && isRunAllowed()) {
            loadTogether(edits);
        } else {
            for (Edit edit : edits) {
                attempt(edit, () -> load(edit));
            }
        }
        for (Path name : gone) {
            forget(name);
        }
    }

    /**
     * Of several files that are taken together: nothing new comes in, and what is on its way ends while all routes are there; replaced one by
     * one, each would wait for others that wait for it. What another route starts and stops, the socket, goes last, to be away shortest.
     */
    private void loadTogether(List<Edit> edits) throws Exception {
        for (Route route : routesOf(edits)) {
            if (!(route.getEndpoint() instanceof DirectEndpoint)) {
                camel.getRouteController().stopRoute(route.getRouteId());
            }
        }
        camel.setAutoStartup(false);
        try {
            for (Edit edit : edits) {
                attempt(edit, () -> load(edit));
            }
        } finally {
            camel.setAutoStartup(true);
        }
        for (boolean sources : new boolean[] {false, true}) {
            for (Edit edit : edits) {
                attempt(edit, () -> start(edit, sources));
            }
        }
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
        return edits.stream().flatMap(edit -> routesOf(edit.file.name()).stream()).map(camel::getRoute)
                .sorted(Comparator.comparing(route -> !route.isAutoStartup())).toList();
    }

    private void forget(Path name) throws Exception {
        if (!RouteFolder.isRoutes(name)) {
            LOG.warn("{} is gone; the statement that was read from it stays in use until the service restarts", name);
            return;
        }
        good.remove(name);
        Set<String> routes = routesOf(name);
        remove(routes);
        LOG.warn("{} is gone, and with it the routes {}", name, routes);
    }

    /** What was saved with a statement that is not taken is not taken without it. */
    private void checkStatements(RouteFile file) {
        refused.keySet().stream().filter(each -> !RouteFolder.isRoutes(each) && mentions(file.content(), each)).findFirst().ifPresent(each -> {
            throw new IllegalArgumentException("it names " + each + ", which was not taken either");
        });
    }

    private boolean isUnderstood(Path name, byte[] content) {
        if (content.length == 0) {
            return false; // half-written
        }
        if (good.entrySet().stream().noneMatch(each -> RouteFolder.isRoutes(each.getKey()) && mentions(each.getValue(), name))) {
            good.put(name, content); // of another schema, or nobody's yet
            return false;
        }
        try {
            String text = new String(content, StandardCharsets.UTF_8);
            Optional<Bilingual> missing = camel.getRegistry().findByType(MappedColumns.class).stream().findFirst().flatMap(each -> each.missing(name, text));
            if (missing.isPresent()) {
                throw new SQLException(missing.get().english());
            }
            sql.check(name, text);
            refused.remove(name);
            return true;
        } catch (SQLException e) {
            notTaken(name, content, e);
            return false;
        }
    }

    /** The edited route files that are YAML and no copies of others, originals first. */
    private List<RouteFile> edited(SortedMap<Path, byte[]> changed, Set<Path> gone) {
        var owners = new HashMap<String, Path>();
        good.forEach((name, content) -> {
            if (RouteFolder.isRoutes(name) && !changed.containsKey(name) && !gone.contains(name)) {
                RouteFile.parse(name, content).ids().forEach(id -> owners.put(id, name));
            }
        });
        var files = new ArrayList<RouteFile>();
        changed.forEach((name, content) -> {
            if (RouteFolder.isRoutes(name)) {
                try {
                    files.add(RouteFile.parse(name, content));
                } catch (IllegalArgumentException e) {
                    notTaken(name, content, e);
                }
            }
        });
        files.sort(RouteFile.ORIGINALS_FIRST);
        files.removeIf(file -> {
            String twice = file.ids().stream().filter(owners::containsKey).findFirst().orElse(null);
            if (twice != null) {
                refuse(file, new IllegalArgumentException(RouteFile.twice(twice, owners.get(twice))));
            } else if (file.isEmpty()) {
                refused.put(file.name(), new Refused(file.content(), "")); // half-written, or somebody's beginning
            } else {
                file.ids().forEach(id -> owners.put(id, file.name()));
                return false;
            }
            return true;
        });
        return files;
    }

    private void refuse(RouteFile file, Exception why) {
        if (good.containsKey(file.name())) {
            notTaken(file.name(), file.content(), why);
        } else {
            refused.put(file.name(), new Refused(file.content(), why.getMessage()));
            folder.notUsed(file.name(), why.getMessage());
        }
    }

    /**
     * A route file on its way into use.
     *
     * @param isEdited or else only a statement that it names was
     * @param old what it was before; {@code null} for a new one
     * @param statements those that were edited, and what they were before
     */
    private record Edit(RouteFile file, boolean isEdited, byte[] old, Map<Path, Optional<byte[]>> statements) {
    }

    private interface Step {
        void run() throws Exception;
    }

    /** What does not work is undone. */
    private void attempt(Edit edit, Step step) throws Exception {
        Path name = edit.file.name();
        Set<String> before = routesOf(name);
        try {
            step.run();
        } catch (Exception | LinkageError | StackOverflowError e) {
            if (edit.isEdited) {
                notTaken(name, edit.file.content(), e);
            } else {
                edit.statements.forEach((statement, old) -> {
                    notTaken(statement, good.get(statement), e);
                    old.ifPresentOrElse(content -> good.put(statement, content), () -> good.remove(statement));
                });
            }
            restore(name, edit.old, before);
        }
    }

    private void load(Edit edit) throws Exception {
        RouteFile file = edit.file;
        Set<String> left = routesOf(file.name());
        left.removeAll(file.ids());
        remove(left); // first: what comes instead may have the same address
        Set<String> now = loader().updateRoutes(List.of(resource(file.name(), file.content())));
        good.put(file.name(), file.content());
        refused.remove(file.name());
        if (edit.isEdited) {
            LOG.info("{} reloaded: routes {}{}", file.name(), now, left.isEmpty() ? "" : ", removed " + left);
        }
        edit.statements.keySet().forEach(each -> LOG.info("{} taken into use by the routes of {}", each, file.name()));
    }

    /**
     * Builds the routes of a file under other names, without starting them, so that a mistake is found while the ones in use run on
     * undisturbed: Camel removes a route before it builds its successor.
     */
    private void check(RouteFile file) throws Exception {
        var context = (ModelCamelContext) camel;
        var checked = new ArrayList<String>();
        try {
            for (RoutesBuilder builder : loader().findRoutesBuilders(List.of(resource(file.name(), file.content())))) {
                if (builder instanceof RouteBuilder routes) {
                    var collection = routes.configureRoutes(context);
                    for (RouteDefinition route : List.copyOf(collection.getRoutes())) {
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

    private void notTaken(Path name, byte[] content, Throwable why) {
        String reason = inOneLine(why);
        Refused before = refused.put(name, new Refused(content, reason));
        if (before == null || !Arrays.equals(content, before.content) || !reason.equals(before.why)) {
            LOG.error("{} was not taken, {}. Correct and save it again: {}", name,
                    good.containsKey(name) ? "its last good version keeps running" : "all else runs without it", reason);
        }
    }

    private boolean isRefused(Path name, byte[] content) {
        return refused.containsKey(name) && Arrays.equals(content, refused.get(name).content);
    }

    private boolean mentions(byte[] routes, Path sql) {
        return RouteFile.mentions(routes, sql, schema);
    }

    private void restore(Path name, byte[] old, Set<String> before) throws Exception {
        Set<String> left = routesOf(name);
        left.removeAll(before);
        remove(left);
        if (old == null) {
            good.remove(name);
        } else {
            good.put(name, old);
            loader().updateRoutes(List.of(resource(name, old)));
        }
    }

    private RoutesLoader loader() {
        return PluginHelper.getRoutesLoader(camel);
    }

    private Resource resource(Path name, byte[] content) {
        return RoutesAtStart.resource(folder.path(), name, content);
    }

    private Set<String> routesOf(Path name) {
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

    private void remove(Set<String> ids) throws Exception {
        for (String id : ids) {
            camel.getRouteController().stopRoute(id);
            camel.removeRoute(id);
        }
    }

    static String inOneLine(Throwable thrown) {
        String outer = String.valueOf(thrown.getMessage());
        String inner = String.valueOf(NestedExceptionUtils.getMostSpecificCause(thrown).getMessage());
        return (outer.contains(inner) ? outer : outer + ": " + inner).replaceAll("\\s+", " ").strip();
    }
}
