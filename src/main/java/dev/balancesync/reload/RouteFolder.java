package dev.balancesync.reload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import dev.balancesync.settings.TextFile;
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

    /**
     * In UTF-8 without a byte order mark, which PostgreSQL takes for a word: Windows writes one, and its PowerShell UTF-16. A comment in another encoding
     * (CP949) is no reason to stop.
     */
    byte[] read(Path name) throws IOException {
        return TextFile.read(folder.resolve(name)).getBytes(StandardCharsets.UTF_8);
    }

    /** Whether it is certain that the file is there no more; of one in a folder that cannot be looked into it is not. */
    boolean isGone(Path name) {
        Path file = folder.resolve(name);
        return Files.notExists(file) || Files.isDirectory(file);
    }

    /** Why something cannot be read, and what to do, for people. */
    static String whyUnread(IOException e) {
        return e instanceof AccessDeniedException ? "this service has no right to read it. Give it back, by chmod a+r or chown"
                : e instanceof FileSystemLoopException ? "it is a link to a folder that it is in itself" : "it cannot be read (" + e.getMessage() + ")";
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
        addStatements(found);
        return found;
    }

    /** Through links, too. What cannot be read costs only itself. */
    private void addStatements(SortedMap<Path, Stamp> found) throws IOException {
        Path statements = folder.resolve("sql");
        if (!Files.isDirectory(statements)) {
            return;
        }
        Files.walkFileTree(statements, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (name.endsWith(SQL) && !name.startsWith(".") && attributes.isRegularFile()) {
                    found.put(folder.relativize(file), stamp(attributes));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                if (!(e instanceof NoSuchFileException)) { // or else gone since it was listed
                    notUsed(folder.relativize(file), whyUnread(e));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
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
            found.put(folder.relativize(file), stamp(attributes));
        } catch (IOException e) {
            // gone since it was listed
        }
    }

    private static Stamp stamp(BasicFileAttributes attributes) {
        return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }
}
