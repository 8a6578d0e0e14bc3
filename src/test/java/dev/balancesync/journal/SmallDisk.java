package dev.balancesync.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Assumptions;

/** A file system of 256 kB that is really full when it is full. Only root can make one. */
final class SmallDisk implements AutoCloseable {
    final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Skips the test where it cannot be made, saying so. */
    static SmallDisk mount(Path folder) throws Exception {
        return mount(folder, "size=256k");
    }

    /** @param options of tmpfs */
    static SmallDisk mount(Path folder, String options) throws Exception {
        Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()) == 0,
                "a full disk needs root, to mount a small tmpfs");
        return new SmallDisk(folder);
    }

    private static int run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (IOException e) {
            return -1;
        }
    }

    /** Nothing fits any more, not even into a block that is begun. */
    void fill() throws IOException {
        try (var out = Files.newOutputStream(folder.resolve("filler"))) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            if (Files.getFileStore(folder).getUsableSpace() > 0) {
                throw full;
            }
        }
    }

    /** No file can be made any more, although there are bytes. */
    void fillInodes() throws IOException {
        try {
            for (int i = 0;; i++) {
                Files.createFile(folder.resolve("inode" + i));
            }
        } catch (IOException full) {
            if (Files.getFileStore(folder).getUsableSpace() == 0) {
                throw full;
            }
        }
    }

    void free() throws IOException {
        Files.delete(folder.resolve("filler"));
    }

    @Override
    public void close() throws Exception {
        run("umount", "-l", folder.toString());
    }
}
