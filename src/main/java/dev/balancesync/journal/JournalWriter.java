package dev.balancesync.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import dev.balancesync.kiwoom.Frame;
import dev.balancesync.kiwoom.KoreanTime;
import dev.balancesync.time.Sequencer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes frames to the journal's files; what cannot be written is kept, oldest first, and no other is written before it. Guarded by the journal's lock. */
final class JournalWriter {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.journal");
    /** About 10,000 frames; more are not kept in memory while the disk is full. */
    static final long MOST_UNWRITTEN = 4L * 1024 * 1024;
    /** A longer frame is written piece by piece, so that the memory need not hold it several times over; in characters. */
    static final int PIECE = 64 * 1024;
    /** In characters. */
    private static final int USUAL_HEAD = 100;

    private final JournalFolder folder;
    private final Sequencer sequencer;
    private final KoreanTime time = new KoreanTime();
    private final Deque<Frame> unwritten = new ArrayDeque<>();
    private long unwrittenChars;
    private boolean dropping;
    private FileChannel file;
    private JournalFile name;
    /** As they are on disk; made once, and needed with each frame. */
    private String fileName;
    private String fileDay;
    private long offset;

    JournalWriter(JournalFolder folder, Sequencer sequencer) {
        this.folder = folder;
        this.sequencer = sequencer;
    }

    void add(List<Frame> frames) {
        for (Frame frame : frames) {
            unwritten.add(frame);
            unwrittenChars += frame.text().length();
        }
    }

    /** Where the last line ends that was written. */
    JournalPosition position() {
        return new JournalPosition(fileName, offset);
    }

    int unwritten() {
        return unwritten.size();
    }

    /**
     * Writes all that waits.
     *
     * @return whether a file was begun for it
     */
    boolean write() throws IOException {
        boolean begun = false;
        while (!unwritten.isEmpty()) {
            String day = time.day(unwritten.element().arrival().at());
            try {
                begun |= open(day);
                for (int written = writeTogether(day); written > 0; written--) {
                    unwrittenChars -= unwritten.remove().text().length();
                }
            } catch (IOException e) {
                giveUp();
                throw e;
            }
        }
        dropping = false;
        return begun;
    }

    /** Keeps the memory that waiting frames take within {@value #MOST_UNWRITTEN} characters. */
    void dropOldest() {
        while (unwrittenChars > MOST_UNWRITTEN && unwritten.size() > 1) {
            unwrittenChars -= unwritten.remove().text().length();
            if (!dropping) {
                LOG.error("The journal could not be written for so long that its oldest frames are dropped from memory");
            }
            dropping = true;
        }
    }

    /** @return how many of the oldest are in the file now: a long one by itself, of others as many as make up a piece */
    private int writeTogether(String day) throws IOException {
        var lines = new LineBuffer((int) Math.min(PIECE, unwrittenChars + (long) USUAL_HEAD * unwritten.size()));
        int count = 0;
        for (Frame frame : unwritten) {
            boolean fits = lines.size() + frame.text().length() <= PIECE && time.day(frame.arrival().at()).equals(day);
            if (count > 0 && !fits) {
                break;
            }
            lines.add(JournalLines.head(frame.arrival(), time));
            count++;
            if (frame.text().length() > PIECE) {
                writeLong(lines, frame.text());
                return count;
            }
            lines.addInOneLine(frame.text());
            lines.add(JournalLines.END);
        }
        offset += JournalFolder.write(file, lines.written(), offset);
        return count;
    }

    private void writeLong(LineBuffer head, String frame) throws IOException {
        long end = offset + JournalFolder.write(file, head.written(), offset);
        int length = frame.length();
        for (int from = 0; from < length;) {
            int to = pieceEnd(frame, from);
            var piece = new LineBuffer(to - from);
            piece.addInOneLine(frame.substring(from, to));
            end += JournalFolder.write(file, piece.written(), end);
            from = to;
        }
        offset = end + JournalFolder.write(file, JournalLines.END, end);
    }

    /** Never between the two halves of a character. */
    private static int pieceEnd(String frame, int from) {
        int end = Math.min(frame.length(), from + PIECE);
        return end < frame.length() && Character.isHighSurrogate(frame.charAt(end - 1)) ? end - 1 : end;
    }

    /** The file goes on while the day is the same; whatever the date does, what is written later has a later name. */
    private boolean open(String today) throws IOException {
        if (file != null && today.equals(fileDay) && file.isOpen()) {
            return false;
        }
        LocalDate day = LocalDate.parse(today);
        if (file != null) {
            file.close();
            file = null;
        }
        PrivateFiles.folder(folder.path());
        // one that somebody has deleted meanwhile gets another name: the mark may say how much of the old one is stored
        JournalFile next = name != null && day.equals(name.day()) && !Files.notExists(folder.resolve(name.name())) ? name
                : name != null ? new JournalFile(name.epoch(), name.part() + 1, day)
                // what could not be looked at when the epoch was given may be there now
                : new JournalFile(Math.max(sequencer.epoch(), 1 + folder.newestEpoch()), 1, day);
        Path path = folder.resolve(next.name());
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        PrivateFiles.file(path);
        name = next;
        fileName = next.name();
        fileDay = today;
        offset = file.size();
        if (offset > 0 && !endsWithNewline()) {
            offset += JournalFolder.write(file, "\n", offset);
        }
        return true;
    }

    private boolean endsWithNewline() throws IOException {
        ByteBuffer end = ByteBuffer.allocate(1);
        file.read(end, offset - 1);
        return end.get(0) == '\n';
    }

    /** Takes back what fitted of a line; the file is opened anew for the next, wherever that is then. */
    private void giveUp() {
        if (file != null) {
            try (FileChannel given = file) {
                if (given.size() > offset) {
                    given.truncate(offset);
                }
            } catch (IOException e) {
                LOG.debug("A part of a line stays at the end of {}: {}", name.name(), e.getMessage());
            }
            file = null;
        }
    }

    /**
     * What is written to a file that somebody has deleted is gone with the process, and nobody would notice.
     *
     * @return whether it is; then another is begun with the next frame
     */
    boolean isGone() {
        if (file == null || !Files.notExists(folder.resolve(fileName))) {
            return false;
        }
        LOG.error("{} is gone: somebody has deleted or moved it. A new one is begun; of what is in no database yet, a crash now can lose what was in it."
                + " Leave DATA_DIR alone while the service runs", folder.resolve(fileName).toAbsolutePath());
        giveUp();
        return true;
    }

    void close() throws IOException {
        if (file != null) {
            file.close();
            // its folder may be moved now, and is not to be missed
            file = null;
        }
    }
}
