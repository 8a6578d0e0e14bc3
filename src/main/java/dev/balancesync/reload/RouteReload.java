package dev.balancesync.reload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * Takes edited route and SQL files into use while everything runs. Only the routes of those files restart. A file that does not load
 * leaves its last good version running, and a route that is gone from its file goes; Camel's own reload does neither.
 */
public final class RouteReload extends ServiceSupport implements CamelContextAware {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.reload");
    private static final Duration STOP = Duration.ofSeconds(1);

    private final RouteFolder folder;
    private final Statements sql;
    /** The last version of each file that loaded, by its path below the folder. */
    private final Map<Path, byte[]> good;
    /** The last version of each file that did not. */
    private final Map<Path, Refused> refused = new HashMap<>();
    /** Files that cannot be read, and why: what they hold now is not known, and nobody else waits for them. */
    private final Map<Path, String> unread = new HashMap<>();

    private CamelContext camel;
    private RunningRoutes running;
    private String schema;
    private Thread thread;
    private volatile boolean taking;

    private record Refused(byte[] content, String why) {
    }

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
        running = new RunningRoutes(camel, folder.path());
        thread = camel.getExecutorServiceManager().newThread("Routes", new FolderWatch(folder, () -> isRunAllowed() || isStarting(), good::keySet, this::takeAll)::run);
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

    private void takeAll(Set<Path> there, boolean all, Set<Path> gone) throws Exception {
        Set<Path> read = all ? there : Set.copyOf(unread.keySet());
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
                running.check(file);
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
        return edits.stream().flatMap(edit -> running.of(edit.file.name()).stream()).map(camel::getRoute)
                .sorted(Comparator.comparing(route -> !route.isAutoStartup())).toList();
    }

    private void forget(Path name) throws Exception {
        if (!RouteFolder.isRoutes(name)) {
            LOG.warn("{} is gone; the statement that was read from it stays in use until the service restarts", name);
            return;
        }
        good.remove(name);
        Set<String> routes = running.of(name);
        running.remove(routes);
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
        Set<String> before = running.of(name);
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
        Set<String> left = running.of(file.name());
        left.removeAll(file.ids());
        running.remove(left); // first: what comes instead may have the same address
        Set<String> now = running.replace(file.name(), file.content());
        good.put(file.name(), file.content());
        refused.remove(file.name());
        if (edit.isEdited) {
            LOG.info("{} reloaded: routes {}{}", file.name(), now, left.isEmpty() ? "" : ", removed " + left);
        }
        edit.statements.keySet().forEach(each -> LOG.info("{} taken into use by the routes of {}", each, file.name()));
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

    static String inOneLine(Throwable thrown) {
        String outer = String.valueOf(thrown.getMessage());
        String inner = String.valueOf(NestedExceptionUtils.getMostSpecificCause(thrown).getMessage());
        return (outer.contains(inner) ? outer : outer + ": " + inner).replaceAll("\\s+", " ").strip();
    }
}
