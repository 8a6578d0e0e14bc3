package dev.balancesync.reload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import javax.sql.DataSource;

import dev.balancesync.settings.Literal;
import dev.balancesync.settings.TextFile;
import dev.balancesync.store.Statements;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes edited route and SQL files into use while everything runs. Only the routes of those files restart. A file that does not load
 * leaves its last good version running, and a route that is gone from its file goes; Camel's own reload does neither.
 */
public final class RouteReload extends ServiceSupport implements CamelContextAware {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.reload");
    private static final Duration STOP = Duration.ofSeconds(1);
    private static final Duration AWAIT_START = Duration.ofMillis(50);

    private final RouteFolder folder;
    private final Statements sql;
    /** The last version of each file that loaded, by its path below the folder. */
    private final Map<Path, byte[]> good;
    private final RefusedVersions refused;
    /** Files that cannot be read, and why: what they hold now is not known, and nobody else waits for them. */
    private final Map<Path, String> unread = new HashMap<>();

    private CamelContext camel;
    private EditedFiles edited;
    private Replacement replacement;
    private Thread thread;
    private volatile boolean taking;

    /**
     * @param start what the routes were started from
     * @param dataSource is asked whether it understands an edited SQL file
     */
    public RouteReload(RoutesAtStart start, DataSource dataSource) {
        folder = start.folder();
        good = start.taken();
        refused = new RefusedVersions(folder, good);
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
        var running = new RunningRoutes(camel, folder.path());
        edited = new EditedFiles(camel, running, sql, good, refused, Literal.setting(camel, RouteFile.SCHEMA));
        replacement = new Replacement(camel, running, good, refused);
        BooleanSupplier goesOn = () -> isRunAllowed() || isStarting();
        var watch = new FolderWatch(folder, goesOn, good::keySet, this::takeAll);
        thread = camel.getExecutorServiceManager().newThread("Routes", () -> {
            // until then Camel takes routes without building them, and a start that fails is to take none
            while (goesOn.getAsBoolean() && !camel.isStarted()) {
                LockSupport.parkNanos(AWAIT_START.toNanos());
            }
            watch.run();
        });
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

    private void takeAll(Set<Path> there, boolean all, boolean saved, Set<Path> gone) throws Exception {
        Set<Path> read = all ? there : Set.copyOf(unread.keySet());
        refused.retain(there);
        unread.keySet().retainAll(there);
        var changed = new TreeMap<Path, byte[]>();
        for (Path name : read) {
            byte[] content = contentOf(name);
            if (content != null && !Arrays.equals(content, good.get(name))) {
                changed.put(name, content);
            }
        }
        // what was refused is looked at again when it is saved again or something else changes: that, or the database, may have been the reason
        if (gone.isEmpty() && (changed.isEmpty() || !saved && changed.entrySet().stream().allMatch(each -> refused.has(each.getKey(), each.getValue())))) {
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

    private void take(SortedMap<Path, byte[]> changed, Set<Path> gone) throws Exception {
        var edits = edited.take(changed, gone);
        if (edits.size() > 1 && isRunAllowed()) {
            replacement.loadTogether(edits);
        } else {
            replacement.loadOneByOne(edits);
        }
        for (Path name : gone) {
            replacement.forget(name);
        }
    }
}
