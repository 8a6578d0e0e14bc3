package dev.balancesync.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what holds account numbers and amounts to the user that runs the service: folders 0700, files 0600. A file system without such
 * rights, or one that refuses them, is left as it is.
 */
public final class PrivateFiles {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.journal");

    private PrivateFiles() {
    }

    /** Makes a folder that is missing, with those above it, and keeps all that it made private, and the folder in any case. */
    public static void folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path above = folder.getParent();
            if (above != null && !Files.isDirectory(above)) {
                folder(above);
            }
            Files.createDirectories(folder);
        }
        restrict(folder, "rwx------");
    }

    /** Only a file: what a name leads to may be a device that everybody uses. */
    public static void file(Path file) {
        if (Files.isRegularFile(file)) {
            restrict(file, "rw-------");
        }
    }

    /** What an earlier version left readable for everybody. */
    public static void tighten(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        restrict(folder, "rwx------");
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> regular = files.filter(Files::isRegularFile).toList();
            regular.forEach(PrivateFiles::file);
        } catch (IOException e) {
            LOG.debug("{} cannot be listed: {}", folder, e.getMessage());
        }
    }

    private static void restrict(Path path, String rights) {
        try {
            if (!PosixFilePermissions.toString(Files.getPosixFilePermissions(path)).equals(rights)) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("The rights of {} stay as they are: {}", path, e.getMessage());
        }
    }
}
