package dev.balancesync.chaos;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A disk without room for the journal: {@code /dev/full} in the place of a file of the journal. What that had until then stands aside meanwhile. */
final class FullDay {
    private final Path day;
    private final List<Path> aside = new ArrayList<>();

    private FullDay(Path day) {
        this.day = day;
    }

    static FullDay begin(Path day) throws IOException {
        var full = new FullDay(day);
        while (!full.isLinked()) {
            full.putAside();
        }
        return full;
    }

    private boolean isLinked() throws IOException {
        try {
            Files.createSymbolicLink(day, Path.of("/dev/full"));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false; // also when the service makes it in this very moment
        }
    }

    private void putAside() throws IOException {
        Path to = day.resolveSibling("aside-" + day.getFileName() + "-" + aside.size());
        Files.move(day, to);
        aside.add(to);
    }

    void end() throws IOException {
        if (aside.isEmpty()) {
            Files.delete(day);
            return;
        }
        for (Path more : aside.subList(1, aside.size())) {
            Files.write(aside.get(0), Files.readAllBytes(more), StandardOpenOption.APPEND);
            Files.delete(more);
        }
        Files.move(aside.get(0), day, StandardCopyOption.ATOMIC_MOVE);
    }
}
