package dev.balancesync.accounts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** What tells that a file was edited, without reading it; also one that was replaced. */
record FileStamp(Object key, long size, FileTime modified) {
    private static final FileStamp NONE = new FileStamp(null, -1, null);

    static FileStamp of(Path file) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(found.fileKey(), found.size(), found.lastModifiedTime());
        } catch (IOException e) {
            return NONE;
        }
    }
}
