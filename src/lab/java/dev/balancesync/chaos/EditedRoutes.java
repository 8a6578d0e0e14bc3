package dev.balancesync.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The folder of routes as it ships, of which somebody edits one file or another, well or badly, while it runs. */
final class EditedRoutes {
    private final Path folder;
    private final Map<Path, String> shipped = new HashMap<>();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();

    /** @param from what ships */
    EditedRoutes(Path from, Path folder) throws IOException {
        this.folder = folder;
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = folder.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                    shipped.put(target, Files.readString(file));
                }
            }
        }
    }

    void edit(String name, String how) throws IOException {
        Path file = folder.resolve(name);
        String good = shipped.get(file);
        String mark = name.endsWith(".sql") ? "-- " : "# ";
        switch (how) {
            case "touched" -> write(file, mark + "edited at " + System.nanoTime() + "\n" + good);
            case "broken" -> {
                broken.add(name);
                write(file, name.endsWith(".sql") ? "selekt 1" : good.replaceFirst("uri: direct", "uri: no-such-component"));
            }
            default -> {
                broken.remove(name);
                write(file, good);
            }
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path beside = file.resolveSibling("." + file.getFileName() + "~");
        Files.writeString(beside, text);
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    void mend() throws IOException {
        for (String name : List.copyOf(broken)) {
            edit(name, "mended");
        }
    }

    boolean isBroken() {
        return !broken.isEmpty();
    }
}
