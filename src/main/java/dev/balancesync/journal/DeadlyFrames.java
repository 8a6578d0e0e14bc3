package dev.balancesync.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Locale;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which frame is being read again at start, in the file {@value #READING}, which is there only meanwhile: the process may die of it, and would
 * at each start. Such a one is put aside and remembered in {@value #DEADLY} as long as it is not behind the mark.
 */
final class DeadlyFrames {
    /** There only while the journal is read. */
    static final String READING = "reading";
    /** Frames that went to quarantine because the process died of them, as long as they are not behind the mark. */
    static final String DEADLY = "deadly";
    /** A process that dies of a frame of so many bytes dies of its size; a smaller one may just have been under way when it was killed. */
    static final int LARGE = 64 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.journal");
    private static final int TRIES = 2;

    private final JournalFolder folder;
    private FileChannel readingFile;
    private JournalPosition died;
    /** How many starts have tried that. */
    private long tries;
    private String known;
    private boolean met;

    DeadlyFrames(JournalFolder folder) {
        this.folder = folder;
    }

    /** A reading of the journal begins. */
    void begin() throws IOException {
        String[] words = folder.small(READING);
        died = words.length == 3 && words[2].matches("\\d{1,9}") ? JournalPosition.read(words[0], words[1]) : null;
        tries = died == null ? 0 : Long.parseLong(words[2]);
        known = String.join(" ", folder.small(DEADLY));
        met = false;
    }

    /** Hands an entry to one of the two, or to neither when it has been put aside by an earlier start. */
    void take(JournalEntry entry, long bytes, Consumer<JournalEntry> reader, Consumer<JournalEntry> deadly) {
        String place = entry.position().file() + ":" + entry.position().offset();
        boolean again = entry.position().equals(died);
        if ((" " + known + " ").contains(" " + place + " ")) {
            met = true;
        } else if (again && (bytes >= LARGE || tries >= TRIES)) {
            met = true;
            remember(place);
            deadly.accept(entry);
        } else {
            noteUnderWay(entry.position(), again ? tries + 1 : 1);
            reader.accept(entry);
        }
    }

    private void remember(String place) {
        try {
            folder.writeSmall(DEADLY, known + " " + place);
        } catch (IOException e) {
            LOG.debug("{} cannot be noted: {}", DEADLY, e.getMessage());
        }
    }

    private void noteUnderWay(JournalPosition position, long times) {
        try {
            if (readingFile == null) {
                readingFile = folder.openSmall(READING);
            }
            JournalFolder.write(readingFile, String.format(Locale.ROOT, "%s %09d%n", position.text(), times), 0);
        } catch (IOException e) {
            LOG.debug("What is being read cannot be noted: {}", e.getMessage());
        }
    }

    /** All has been read. */
    void end() throws IOException {
        nothingUnderWay();
        if (!met) {
            Files.deleteIfExists(folder.resolve(DEADLY));
        }
    }

    /** The process was asked to stop, and did not die. */
    void close() throws IOException {
        if (readingFile != null) {
            nothingUnderWay();
        }
    }

    private void nothingUnderWay() throws IOException {
        if (readingFile != null) {
            readingFile.close();
            readingFile = null;
        }
        Files.deleteIfExists(folder.resolve(READING));
    }
}
