package dev.balancesync.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the folder of the routes twice a second, by name. Nothing can run out, as inotify does on a NAS; what another machine writes over NFS
 * is seen; and a folder that was moved away and replaced, or a link that was switched, is simply the folder. What changes within one save, as
 * by {@code git checkout}, is taken together, once two looks find the same.
 */
final class FolderWatch {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.reload");
    private static final Duration LOOK = Duration.ofMillis(500);
    /** After a change: what is written meanwhile belongs to the same save, up to a limit. */
    private static final Duration QUIET = Duration.ofMillis(300);
    private static final int MOST_QUIET_LOOKS = 20;
    /** So often a file must be missing: some editors delete a file and write it anew. */
    private static final int GONE_AFTER = 3;
    /** So many looks after a change all is read: two edits may fall into one tick of the file system's clock, which is 2 s with some. */
    private static final int LOOKS_INSIDE = 6;

    private final RouteFolder folder;
    private final BooleanSupplier goesOn;
    private final Supplier<Set<Path>> used;
    private final Taker taker;
    private final Map<Path, Integer> missing = new HashMap<>();
    private boolean isFolderAway;
    private boolean isFolderUnread;

    /** Takes what has changed. */
    interface Taker {
        /**
         * @param there all files
         * @param all whether any of them may have another content
         * @param saved whether somebody has saved one, be it as it was
         * @param gone which of those in use are there no more
         */
        void take(Set<Path> there, boolean all, boolean saved, Set<Path> gone) throws Exception;
    }

    /** @param used the files that are in use now */
    FolderWatch(RouteFolder folder, BooleanSupplier goesOn, Supplier<Set<Path>> used, Taker taker) {
        this.folder = folder;
        this.goesOn = goesOn;
        this.used = used;
        this.taker = taker;
    }

    /** Returns when it may not go on. */
    void run() {
        SortedMap<Path, RouteFolder.Stamp> before = new TreeMap<>();
        SortedMap<Path, RouteFolder.Stamp> seen = before;
        int inside = LOOKS_INSIDE;
        while (pause(LOOK)) {
            try {
                var now = look();
                tellFolderRead();
                if (now == null) {
                    continue;
                }
                if (!now.equals(before)) {
                    now = awaitQuiet(now);
                    inside = LOOKS_INSIDE;
                }
                Set<Path> gone = gone(now);
                boolean all = inside > 0 || !gone.isEmpty();
                inside -= all ? 1 : 0;
                boolean saved = !now.equals(seen);
                seen = now;
                taker.take(now.keySet(), all, saved, gone);
                before = now;
            } catch (IOException e) {
                tellFolderUnread(e);
            } catch (UncheckedIOException e) {
                tellFolderUnread(e.getCause());
            } catch (Exception | LinkageError | StackOverflowError e) {
                LOG.error("Edited files cannot be taken: {}", RefusedVersions.inOneLine(e));
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

    private boolean pause(Duration length) {
        if (goesOn.getAsBoolean()) {
            LockSupport.parkNanos(length.toNanos());
        }
        return goesOn.getAsBoolean();
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

    private Set<Path> gone(SortedMap<Path, RouteFolder.Stamp> now) {
        missing.keySet().removeAll(now.keySet());
        var gone = new TreeSet<Path>();
        for (Path name : used.get()) {
            if (!now.containsKey(name) && folder.isGone(name) && missing.merge(name, 1, Integer::sum) == GONE_AFTER) {
                gone.add(name);
            }
        }
        return gone;
    }
}
