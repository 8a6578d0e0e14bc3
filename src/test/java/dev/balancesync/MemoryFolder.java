package dev.balancesync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

/** Where Linux keeps files in memory, if it has room: a new database there is made in a third of the time. */
final class MemoryFolder {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String PREFIX = "balance-sync-test-";
    private static final long ROOM = 3L << 30;

    private MemoryFolder() {
    }

    /** @return this process's own; empty on another system, and where there is little memory, as in most containers */
    static Optional<Path> make() throws IOException {
        if (!Files.isWritable(MEMORY) || Files.getFileStore(MEMORY).getUsableSpace() < ROOM) {
            return Optional.empty();
        }
        sweep();
        return Optional.of(Files.createTempDirectory(MEMORY, PREFIX + ProcessHandle.current().pid() + "-"));
    }

    /** What a process that was killed has left would stay in memory. */
    private static void sweep() throws IOException {
        try (Stream<Path> folders = Files.list(MEMORY)) {
            for (Path folder : folders.filter(each -> each.getFileName().toString().matches(PREFIX + "\\d+-.*")).toList()) {
                long owner = Long.parseLong(folder.getFileName().toString().substring(PREFIX.length()).replaceFirst("-.*", ""));
                if (ProcessHandle.of(owner).isEmpty()) {
                    FileSystemUtils.deleteRecursively(folder);
                }
            }
        }
    }
}
