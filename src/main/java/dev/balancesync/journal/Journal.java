package dev.balancesync.journal;

import dev.balancesync.kiwoom.KoreanTime;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every REAL frame on disk, before anything is done with it: one JSON line each, {@code {"at":"…+09:00","frame":{…}}}, one file a
 * Korean day. A small file beside them, {@value #CONFIRMED}, says how far everything is stored.
 *
 * <p>Written with one system call a frame and not forced to the platter: it outlives {@code kill -9}, not a power cut, after which
 * the next snapshot heals. A full disk does not stop the feed; it is told by {@link #failure()}. What could not be written meanwhile is
 * kept in memory, up to {@value #MOST_UNWRITTEN} characters, and written once there is room; only a crash before that loses it, and only
 * what is not in the database.
 */
public final class Journal implements AutoCloseable {
    static final String CONFIRMED = "confirmed";
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.journal");
    private static final String ENDING = ".jsonl";

    /** About 10,000 frames; more are not kept in memory while the disk is full. */
    static final long MOST_UNWRITTEN = 4L * 1024 * 1024;

    private record Unwritten(Instant at, String text) {
    }

    private final Path folder;
    private final int keepDays;
    private final ObjectMapper json;
    private final Clock clock;
    /** Lines that could not be written, oldest first; no other is written before them. */
    private final Deque<Unwritten> unwritten = new ArrayDeque<>();
    private long unwrittenChars;
    private boolean dropping;
    private boolean markFailed;
    private LocalDate tended;
    private final KoreanTime time = new KoreanTime();
    private FileChannel file;
    private String name;
    private long offset;
    private Instant last = Instant.EPOCH;
    private FileChannel confirmedFile;
    private volatile JournalPosition confirmed;
    private volatile String failure;

    /** @param folder made when it is missing */
    public Journal(Path folder, int keepDays, ObjectMapper json, Clock clock) {
        this.clock = clock;
        this.folder = folder;
        this.keepDays = keepDays;
        this.json = json;
    }

    /**
     * Writes a frame down.
     *
     * @param frame JSON text; line breaks in it can only stand between tokens and become blanks
     * @return with the arrival time put after that of the frame before, should the clock have stepped back
     */
    public synchronized JournalEntry append(String frame, Instant receivedAt) {
        Instant at = receivedAt.truncatedTo(ChronoUnit.MICROS);
        if (!at.isAfter(last)) {
            at = last.plus(1, ChronoUnit.MICROS);
        }
        last = at;
        String line = "{\"at\":\"" + time.text(at) + "\",\"frame\":"
                + frame.replace('\n', ' ').replace('\r', ' ') + "}\n";
        try {
            writeUnwritten();
            JournalPosition position = write(at, line);
            works();
            return new JournalEntry(position, at, frame);
        } catch (IOException e) {
            keep(new Unwritten(at, line));
            if (failure == null) {
                LOG.error("The journal cannot be written: {}. Frames are still stored, but a crash now can lose what waits for the"
                        + " database. Free space or correct the rights of {}", e.getMessage(), folder.toAbsolutePath());
            }
            failure = String.valueOf(e.getMessage());
            return new JournalEntry(null, at, frame);
        }
    }

    /** Called now and then: writes what could not be written, although no frame comes, and deletes old days once a day. */
    public synchronized void tend() {
        recover();
        LocalDate today = LocalDate.now(clock.withZone(KoreanTime.ZONE));
        if (!today.equals(tended)) {
            tended = today;
            deleteOldDays();
        }
    }

    private void recover() {
        if (failure != null) {
            try {
                writeUnwritten();
                works();
            } catch (IOException e) {
                failure = String.valueOf(e.getMessage());
            }
        }
    }

    private void works() {
        if (failure != null) {
            LOG.info("The journal can be written again");
            failure = null;
        }
    }

    private void keep(Unwritten line) {
        unwritten.add(line);
        unwrittenChars += line.text().length();
        while (unwrittenChars > MOST_UNWRITTEN && unwritten.size() > 1) {
            unwrittenChars -= unwritten.remove().text().length();
            if (!dropping) {
                LOG.error("The journal could not be written for so long that its oldest frames are dropped from memory");
            }
            dropping = true;
        }
    }

    private void writeUnwritten() throws IOException {
        while (!unwritten.isEmpty()) {
            Unwritten line = unwritten.element();
            write(line.at(), line.text());
            unwritten.remove();
            unwrittenChars -= line.text().length();
        }
        dropping = false;
    }

    private JournalPosition write(Instant at, String line) throws IOException {
        try {
            open(time.day(at) + ENDING);
            offset += write(file, line, offset);
            return new JournalPosition(name, offset);
        } catch (IOException e) {
            giveUpFile();
            throw e;
        }
    }

    /** Takes back what fitted of a line; the file is opened anew for the next, wherever that is then. */
    private void giveUpFile() {
        if (file != null) {
            try (FileChannel given = file) {
                if (given.size() > offset) {
                    given.truncate(offset);
                }
            } catch (IOException e) {
                LOG.debug("A part of a line stays at the end of {}: {}", name, e.getMessage());
            }
            file = null;
        }
    }

    /** Everything up to here is in the database. */
    public synchronized void confirm(JournalPosition position) {
        if (position == null || position.equals(confirmed)) {
            return;
        }
        try {
            if (confirmedFile == null) {
                confirmedFile = FileChannel.open(folder.resolve(CONFIRMED), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            }
            // of one length, so that a torn write cannot leave the tail of an older one
            write(confirmedFile, String.format(Locale.ROOT, "%s %019d%n", position.file(), position.offset()), 0);
            confirmed = position;
            markFailed = false;
        } catch (IOException e) {
            if (!markFailed) {
                LOG.warn("The journal's mark cannot be written: {}. After a restart more than needed is read again", e.getMessage());
            }
            markFailed = true;
        }
    }

    /** Reads what may not be in the database yet, oldest first. A line that was torn by a crash is skipped. */
    public synchronized void replay(Consumer<JournalEntry> reader) {
        try {
            Files.createDirectories(folder);
            JournalPosition from = readConfirmed();
            read(from, reader);
            confirmed = from;
            deleteOldDays();
        } catch (IOException e) {
            throw new UncheckedIOException("The journal in " + folder.toAbsolutePath() + " cannot be read. Correct its rights, or move"
                    + " it away to start without it", e);
        }
    }

    /** How many frames may not be in the database yet, as the files stand; nothing is made, marked or deleted. */
    public synchronized long unconfirmed() throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        var count = new AtomicLong();
        read(readConfirmed(), entry -> count.incrementAndGet());
        return count.get();
    }

    private void read(JournalPosition from, Consumer<JournalEntry> reader) throws IOException {
        for (Path day : days()) {
            String dayName = day.getFileName().toString();
            if (from == null || dayName.compareTo(from.file()) >= 0) {
                replay(day, from != null && dayName.equals(from.file()) ? from.offset() : 0, reader);
            }
        }
    }

    private void replay(Path day, long from, Consumer<JournalEntry> reader) throws IOException {
        String dayName = day.getFileName().toString();
        try (var bytes = new BufferedInputStream(Files.newInputStream(day))) {
            if (from > Files.size(day)) {
                LOG.warn("{} is shorter than its mark; nothing of it is read again", dayName);
                return;
            }
            bytes.skipNBytes(from);
            long end = from;
            // by bytes: a line that was torn inside a character must neither end the reading nor shift the positions after it
            for (byte[] line = readLine(bytes); line.length > 0; line = readLine(bytes)) {
                end += line.length;
                JournalEntry entry = entry(new String(line, StandardCharsets.UTF_8), new JournalPosition(dayName, end));
                if (entry != null) {
                    last = entry.receivedAt().isAfter(last) ? entry.receivedAt() : last;
                    reader.accept(entry);
                }
            }
        }
    }

    /** @return with the line break; empty at the end of the file */
    private static byte[] readLine(InputStream bytes) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int each = bytes.read(); each >= 0; each = bytes.read()) {
            line.write(each);
            if (each == '\n') {
                break;
            }
        }
        return line.toByteArray();
    }

    private JournalEntry entry(String line, JournalPosition position) {
        if (line.isBlank()) {
            return null;
        }
        try {
            JsonNode node = json.readTree(line);
            return new JournalEntry(position, OffsetDateTime.parse(node.path("at").asText()).toInstant(), node.path("frame").toString());
        } catch (JsonProcessingException | DateTimeException | NumberFormatException e) {
            // Jackson throws the last for an exponent that no number can have
            LOG.warn("{}: the line that ends at byte {} is torn and skipped", position.file(), position.offset());
            return null;
        }
    }

    private JournalPosition readConfirmed() throws IOException {
        Path mark = folder.resolve(CONFIRMED);
        if (!Files.exists(mark)) {
            return null;
        }
        String[] words = Files.readString(mark).strip().split(" ");
        if (words.length != 2 || !words[1].matches("\\d+")) {
            LOG.warn("The journal's mark is unreadable; all of the journal is read again");
            return null;
        }
        return new JournalPosition(words[0], Long.parseLong(words[1]));
    }

    private void open(String day) throws IOException {
        if (file != null && day.equals(name) && file.isOpen()) {
            return;
        }
        if (file != null) {
            file.close();
            file = null;
        }
        Files.createDirectories(folder);
        file = FileChannel.open(folder.resolve(day), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        name = day;
        offset = file.size();
        if (offset > 0 && !endsWithNewline()) {
            offset += write(file, "\n", offset);
        }
        deleteOldDays();
    }

    private boolean endsWithNewline() throws IOException {
        ByteBuffer end = ByteBuffer.allocate(1);
        file.read(end, offset - 1);
        return end.get(0) == '\n';
    }

    /** @return bytes written; a part of a line that did not fit is overwritten by the next */
    private static int write(FileChannel channel, String text, long at) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        int length = bytes.remaining();
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
        return length;
    }

    /** Regular files only: a folder of that name cannot be read, and a device may never end. */
    private List<Path> days() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.getFileName().toString().endsWith(ENDING) && Files.isRegularFile(path)).sorted().toList();
        }
    }

    /** Keeps what is not confirmed, however old. */
    private void deleteOldDays() {
        String oldest = LocalDate.now(clock.withZone(KoreanTime.ZONE)).minusDays(keepDays) + ENDING;
        JournalPosition mark = confirmed;
        if (mark == null) {
            return;
        }
        try {
            for (Path day : days()) {
                String dayName = day.getFileName().toString();
                if (dayName.compareTo(oldest) < 0 && dayName.compareTo(mark.file()) < 0) {
                    Files.delete(day);
                    LOG.info("Journal of {} deleted", dayName);
                }
            }
        } catch (IOException e) {
            LOG.warn("Old days of the journal cannot be deleted: {}", e.getMessage());
        }
    }

    /** What the files of all days take up on disk; 0 when they cannot be looked at. */
    public long bytes() {
        try {
            long sum = 0;
            for (Path day : days()) {
                sum += Files.size(day);
            }
            return sum;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Why frames cannot be written; {@code null} when they can. */
    public String failure() {
        return failure;
    }

    /** Frames that are in memory only, because they could not be written. */
    public synchronized int unwritten() {
        return unwritten.size();
    }

    @Override
    public synchronized void close() throws IOException {
        recover();
        if (file != null) {
            file.close();
        }
        if (confirmedFile != null) {
            confirmedFile.close();
            confirmedFile = null;
        }
    }
}
