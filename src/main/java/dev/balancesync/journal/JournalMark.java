package dev.balancesync.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far everything is stored, as the file {@value #NAME} says it to the next start. Guarded by the journal's lock. */
final class JournalMark {
    static final String NAME = "confirmed";
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.journal");

    private final JournalFolder folder;
    private FileChannel file;
    private JournalPosition position;
    private boolean failed;

    JournalMark(JournalFolder folder) {
        this.folder = folder;
    }

    /** {@code null} when none was read or written by this process. */
    JournalPosition position() {
        return position;
    }

    /** @param read what the file says at the start */
    void begin(JournalPosition read) {
        position = read;
    }

    void move(JournalPosition to) {
        if (to.equals(position)) {
            return;
        }
        try {
            if (file == null) {
                file = folder.openSmall(NAME);
            }
            JournalFolder.write(file, to.text() + System.lineSeparator(), 0);
            position = to;
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                LOG.warn("The journal's mark cannot be written: {}. After a restart more than needed is read again", e.getMessage());
            }
            failed = true;
            giveUp();
        }
    }

    /** It is opened anew for the next: an interrupt closes a channel for good, and so does a server of the folder that began anew. */
    void giveUp() {
        try (FileChannel given = file) {
            file = null;
        } catch (IOException e) {
            LOG.debug("{} cannot be closed: {}", NAME, e.getMessage());
        }
    }

    void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
