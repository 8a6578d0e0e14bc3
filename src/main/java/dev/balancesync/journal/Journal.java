package dev.balancesync.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Frame;
import dev.balancesync.kiwoom.KoreanTime;
import dev.balancesync.time.Sequencer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every REAL frame on disk, before anything is done with it: one JSON line each, {@code {"seq":"12.345","at":"…+09:00","frame":{…}}}, one
 * file a start and Korean day. Read again it is in the order in which it was written, which the names of the files keep ({@link JournalFile}):
 * no date decides it. A small file beside them, {@value JournalMark#NAME}, says how far everything is stored.
 *
 * <p>Written with one system call a frame, or a burst of them, and not forced to the platter: it outlives {@code kill -9}, not a power cut, after which
 * the next snapshot heals. A full disk does not stop the feed; it is told by {@link #failure()}. What could not be written meanwhile is
 * kept in memory, up to {@value JournalWriter#MOST_UNWRITTEN} characters, and written once there is room; only a crash before that loses it, and only
 * what is not in the database.
 */
public final class Journal implements AutoCloseable {
    /** The epoch of the last start. */
    static final String EPOCH = "epoch";
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.journal");
    /** Some minutes of trading. */
    static final long TAIL = 1024 * 1024;

    private final JournalFolder folder;
    private final int keepDays;
    private final Clock clock;
    private final Sequencer sequencer;
    private final JournalLines lines;
    private final DeadlyFrames deadlyFrames;
    private final JournalWriter writer;
    private final JournalMark mark;
    private final WriteFailure failure;
    private LocalDate tended;
    /** Why not all could be read again at the start; until a snapshot has made up for it nothing is marked as stored, so that the mark passes over none of it. */
    private volatile Bilingual unread;

    /** @param folder made when it is missing */
    public Journal(Path folder, int keepDays, ObjectMapper json, Clock clock, Sequencer sequencer) {
        this.clock = clock;
        this.folder = new JournalFolder(folder);
        this.keepDays = keepDays;
        this.sequencer = sequencer;
        this.lines = new JournalLines(this.folder, json, sequencer);
        this.deadlyFrames = new DeadlyFrames(this.folder);
        this.writer = new JournalWriter(this.folder, sequencer);
        this.mark = new JournalMark(this.folder);
        this.failure = new WriteFailure(this.folder);
    }

    /** @return the epoch of a start over what the folder holds; 1 when it cannot be looked at */
    public static long nextEpoch(Path folder) {
        var there = new JournalFolder(folder);
        try {
            String[] words = there.small(EPOCH);
            long last = words.length == 1 && words[0].matches("\\d{1,18}") ? Long.parseLong(words[0]) : 0;
            return 1 + Math.max(last, there.newestEpoch());
        } catch (IOException e) {
            LOG.debug("{} cannot be looked at: {}", folder, e.getMessage());
            return 1;
        }
    }

    /**
     * Writes frames down, those that came together with one system call.
     *
     * @param frames JSON texts; line breaks in them can only stand between tokens and become blanks
     * @return where the last one ends; {@code null} when not all could be written
     */
    public synchronized JournalPosition append(List<Frame> frames) {
        writer.add(frames);
        try {
            write();
            return writer.position();
        } catch (IOException e) {
            writer.dropOldest();
            failure.is(e);
            return null;
        }
    }

    private void write() throws IOException {
        if (writer.write()) {
            mark.giveUp(); // whoever has deleted the file before may have deleted that too
            folder.deleteOldDays(mark.position(), today(), keepDays);
        }
        failure.isOver();
    }

    /** Called now and then: writes what could not be written, although no frame comes, and deletes old days once a day. */
    public synchronized void tend() {
        if (writer.isGone()) {
            mark.giveUp();
            tryToWrite();
        }
        recover();
        LocalDate today = today();
        if (!today.equals(tended)) {
            tended = today;
            folder.deleteOldDays(mark.position(), today, keepDays);
        }
    }

    private void recover() {
        if (failure.said() != null) {
            try {
                if (writer.unwritten() == 0) {
                    writeEpoch();
                }
                write();
            } catch (IOException e) {
                failure.is(e);
            }
        }
    }

    /** Everything up to here is in the database. */
    public synchronized void confirm(JournalPosition position) {
        if (position != null && unread == null) {
            mark.move(position);
        }
    }

    /** The tables have, by a snapshot from after the start, what could not be read then: the mark may pass over it, where its folder can be looked at now. */
    public synchronized void madeUpFor() {
        if (unread == null) {
            return;
        }
        try {
            folder.newestEpoch();
            unread = null;
            LOG.info("A snapshot has made up for what the journal held at the start");
        } catch (IOException e) {
            LOG.debug("{} cannot be looked at yet: {}", folder.path(), e.getMessage());
        }
    }

    /**
     * Reads what may not be in the database yet, in the order in which it was written. A line that was torn by a crash is skipped.
     *
     * @param deadly takes instead a frame that was under way when the process died in reading it before
     */
    public synchronized void replay(Consumer<JournalEntry> reader, Consumer<JournalEntry> deadly) {
        JournalPosition from;
        // a folder that cannot be made holds nothing to read, and is told before the first frame finds out
        tryToWrite();
        try {
            from = folder.mark();
            deadlyFrames.begin();
            lines.read(from, today(), (entry, bytes) -> deadlyFrames.take(entry, bytes, reader, deadly));
        } catch (IOException e) {
            if (folder.exists()) {
                unread = new Bilingual("시작할 때 저널을 읽지 못했습니다(" + e.getMessage() + "). " + folder.path().toAbsolutePath()
                        + "의 권한을 고치거나 다른 곳으로 옮기고 다시 시작하세요. 전체 조회가 성공해도 풀립니다", "What it held at the start could not be read ("
                                + e.getMessage() + "): correct the rights of " + folder.path().toAbsolutePath()
                                + ", or move it away, and start again; or wait for a snapshot, which makes up for it");
            }
            throw new UncheckedIOException("The journal in " + folder.path().toAbsolutePath() + " cannot be read. Correct its rights, or move"
                    + " it away to start without it", e);
        }
        try {
            deadlyFrames.end();
        } catch (IOException e) {
            failure.is(e);
        }
        mark.begin(from);
        folder.deleteOldDays(mark.position(), today(), keepDays);
    }

    /**
     * The newest frames of those that are stored, as long as they came in the time before now.
     *
     * @return oldest first, what can be read of the last {@value #TAIL} bytes before the mark
     */
    public synchronized List<JournalEntry> storedWithin(Duration time) {
        Instant from = clock.instant().minus(time);
        var young = new ArrayList<JournalEntry>();
        try {
            JournalPosition stored = folder.mark();
            JournalFile marked = stored == null ? null : JournalFile.named(stored.file());
            List<JournalFile> files = marked == null ? List.of() : folder.upTo(marked, today());
            long left = TAIL;
            // each start has a file of its own: after two within a minute most is in the one before
            for (int i = files.size() - 1; i >= 0 && left > 0; i--) {
                JournalFile each = files.get(i);
                long end = each.equals(marked) ? stored.offset() : Files.size(folder.resolve(each.name()));
                var some = new ArrayList<JournalEntry>();
                lines.read(each, lines.lineAfter(each, end - left), end, (entry, bytes) -> {
                    if (!entry.arrival().at().isBefore(from)) {
                        some.add(entry);
                    }
                });
                young.addAll(0, some);
                left -= end;
            }
        } catch (IOException e) {
            LOG.debug("What was stored last cannot be read: {}", e.getMessage());
        }
        return young;
    }

    private void tryToWrite() {
        try {
            writeEpoch();
        } catch (IOException e) {
            failure.is(e);
        }
    }

    private void writeEpoch() throws IOException {
        PrivateFiles.folder(folder.path());
        folder.writeSmall(EPOCH, Long.toString(sequencer.epoch()));
    }

    /** How many frames may not be in the database yet, as the files stand; nothing is made, marked or deleted. */
    public synchronized long unconfirmed() throws IOException {
        var count = new AtomicLong();
        if (folder.exists()) {
            lines.read(folder.mark(), today(), (entry, bytes) -> count.incrementAndGet());
        }
        return count.get();
    }

    /** Where the last frame ends that may not be in the database yet; {@code null} when all are. */
    public synchronized JournalPosition lastUnconfirmed() throws IOException {
        var last = new AtomicReference<JournalPosition>();
        if (folder.exists()) {
            lines.read(folder.mark(), today(), (entry, bytes) -> last.set(entry.position()));
        }
        return last.get();
    }

    private LocalDate today() {
        return LocalDate.now(clock.withZone(KoreanTime.ZONE));
    }

    /** What the files of all days take up on disk; 0 when they cannot be looked at. */
    public long bytes() {
        return folder.bytes();
    }

    /** Why frames cannot be written, or could not be read at the start, in English; {@code null} when they can. */
    public String failure() {
        Bilingual said = said();
        return said == null ? null : said.english();
    }

    /** The same in both languages. */
    public Bilingual said() {
        Bilingual writing = failure.said();
        return writing == null ? unread : writing;
    }

    /** Frames that are in memory only, because they could not be written. */
    public synchronized int unwritten() {
        return writer.unwritten();
    }

    @Override
    public synchronized void close() throws IOException {
        recover();
        writer.close();
        mark.close();
        deadlyFrames.close();
    }
}
