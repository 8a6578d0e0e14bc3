package dev.balancesync.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files of the folder count: {@code *.camel.yaml} directly in it, and {@code sql/**.sql}. What file managers, editors and git leave
 * beside them does not.
 */
final class RouteFolder {
    static final String SQL = ".sql";
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.reload");

    private final Path folder;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** What tells an edited file from the one before, without reading it. */
    record Stamp(long size, FileTime modified, Object key) {
    }

    RouteFolder(Path folder) {
        this.folder = folder;
    }

    static boolean isRoutes(Path name) {
        return name.toString().endsWith(RouteFile.SUFFIX);
    }

    Path path() {
        return folder;
    }

    /** The files that count, by their paths below the folder. */
    SortedMap<Path, Stamp> look() throws IOException {
        return look((name, why) -> { });
    }

    /** The same, and one line in the log about each file that looks like one that counts, and is none. */
    SortedMap<Path, Stamp> lookAndTell() throws IOException {
        return look(this::notUsed);
    }

    /** Says once why a file is not used. */
    void notUsed(Path name, String why) {
        if (told.add(name + " " + why)) {
            LOG.warn("{} is not used: {}", name, why);
        }
    }

    byte[] read(Path name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    private SortedMap<Path, Stamp> look(BiConsumer<Path, String> stray) throws IOException {
        var found = new TreeMap<Path, Stamp>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                Path name = file.getFileName();
                if (name.toString().contains(RouteFile.SUFFIX)) {
                    String why = whyNot(file);
                    if (why == null) {
                        add(found, file);
                    } else {
                        stray.accept(name, why);
                    }
                }
            }
        }
        Path statements = folder.resolve("sql");
        if (Files.isDirectory(statements)) {
            try (Stream<Path> files = Files.walk(statements)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    String name = file.getFileName().toString();
                    if (name.endsWith(SQL) && !name.startsWith(".") && Files.isRegularFile(file)) {
                        add(found, file);
                    }
                }
            }
        }
        return found;
    }

    private static String whyNot(Path file) {
        String name = file.getFileName().toString();
        if (name.startsWith(".")) {
            return "its name begins with a dot, as those of file managers and editors do";
        }
        if (!name.endsWith(RouteFile.SUFFIX)) {
            return "its name does not end in " + RouteFile.SUFFIX;
        }
        if (name.indexOf('.') < name.length() - RouteFile.SUFFIX.length()) {
            return "its name has another dot before " + RouteFile.SUFFIX; // Camel tells the kind of a file by all from the first dot on
        }
        return Files.isRegularFile(file) ? null : Files.isDirectory(file) ? "it is a folder" : "it cannot be read";
    }

    private void add(SortedMap<Path, Stamp> found, Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            found.put(folder.relativize(file), new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey()));
        } catch (IOException e) {
            // gone since it was listed
        }
    }
}
