package dev.balancesync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Files in lambdas. */
public final class TestFiles {
    private TestFiles() {
    }

    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The shipped route and SQL files, over what is there. */
    public static void copyRoutes(Path to) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path each : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path copy = to.resolve(Path.of("routes").relativize(each));
                Files.createDirectories(copy.getParent());
                Files.write(copy, Files.readAllBytes(each));
            }
        }
    }
}
