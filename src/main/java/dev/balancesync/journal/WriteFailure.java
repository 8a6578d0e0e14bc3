package dev.balancesync.journal;

import java.io.IOException;
import java.nio.file.Files;

import dev.balancesync.kiwoom.Bilingual;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why frames cannot be written at the moment. Changed under the journal's lock, and read by whoever asks, who must not wait for a disk. */
final class WriteFailure {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.journal");

    private final JournalFolder folder;
    private volatile Bilingual said;

    WriteFailure(JournalFolder folder) {
        this.folder = folder;
    }

    /** {@code null} when they can. */
    Bilingual said() {
        return said;
    }

    void is(IOException why) {
        Bilingual words = words(why);
        if (said == null) {
            LOG.error("The journal cannot be written: {}. Frames are still stored, but a crash now can lose what waits for the"
                    + " database. Free space or correct the rights of {}", words.english(), folder.path().toAbsolutePath());
        }
        said = words;
    }

    void isOver() {
        if (said != null) {
            LOG.info("The journal can be written again");
            said = null;
        }
    }

    /** A disk may have no room for another file while it has bytes enough: who looks at those finds nothing wrong. */
    private Bilingual words(IOException why) {
        String words = String.valueOf(why.getMessage());
        boolean isFull = words.contains("No space left");
        try {
            isFull &= Files.getFileStore(folder.path()).getUsableSpace() > JournalWriter.PIECE;
        } catch (IOException e) {
            isFull = false;
        }
        return isFull ? new Bilingual(words + ". 바이트는 남아 있으니 아이노드가 다 찼을 수 있습니다(df -i). 작은 파일들을 지우세요",
                words + ", although bytes are free: it may have no inodes left (df -i). Delete small files") : Bilingual.both(words);
    }
}
