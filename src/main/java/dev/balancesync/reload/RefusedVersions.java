package dev.balancesync.reload;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/** The versions of files that were not taken, and why: each is told once, and tried again when something else changes. */
final class RefusedVersions {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.reload");

    private final RouteFolder folder;
    private final Map<Path, byte[]> good;
    /** The last version of each file that did not load. */
    private final Map<Path, Refused> refused = new HashMap<>();

    private record Refused(byte[] content, String why) {
    }

    /** @param good the last version of each file that loaded */
    RefusedVersions(RouteFolder folder, Map<Path, byte[]> good) {
        this.folder = folder;
        this.good = good;
    }

    boolean has(Path name, byte[] content) {
        return refused.containsKey(name) && Arrays.equals(content, refused.get(name).content);
    }

    Optional<Path> find(Predicate<Path> wanted) {
        return refused.keySet().stream().filter(wanted).findFirst();
    }

    void retain(Set<Path> names) {
        refused.keySet().retainAll(names);
    }

    void remove(Path name) {
        refused.remove(name);
    }

    void add(Path name, byte[] content, Throwable why) {
        String reason = inOneLine(why);
        Refused before = refused.put(name, new Refused(content, reason));
        if (before == null || !Arrays.equals(content, before.content) || !reason.equals(before.why)) {
            LOG.error("{} was not taken, {}. Correct and save it again: {}", name,
                    good.containsKey(name) ? "its last good version keeps running" : "all else runs without it", reason);
        }
    }

    /** One with an id of another file. As a new file it is none to correct, but one that is not used. */
    void addCopy(RouteFile file, Exception why) {
        if (good.containsKey(file.name())) {
            add(file.name(), file.content(), why);
        } else {
            refused.put(file.name(), new Refused(file.content(), why.getMessage()));
            folder.notUsed(file.name(), why.getMessage());
        }
    }

    /** Somebody's beginning, or half-written; but who has emptied one, or made comments of all its lines, may believe that its routes are gone. */
    void addEmpty(RouteFile file) {
        if (good.containsKey(file.name()) && !has(file.name(), file.content())) {
            LOG.warn("{} is empty. Its last good version keeps running until the service restarts; delete the file to end its routes now", file.name());
        }
        refused.put(file.name(), new Refused(file.content(), ""));
    }

    /** Why something was not taken, from what was thrown to what is at the bottom of it. */
    static String inOneLine(Throwable thrown) {
        String outer = String.valueOf(thrown.getMessage());
        String inner = String.valueOf(NestedExceptionUtils.getMostSpecificCause(thrown).getMessage());
        return (outer.contains(inner) ? outer : outer + ": " + inner).replaceAll("\\s+", " ").replaceAll("(\\.\\w+)@[0-9a-f]{5,8}\\b", "$1").strip();
    }
}
