package dev.balancesync.journal;

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
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Frame;
import dev.balancesync.kiwoom.KoreanTime;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequence;
import dev.balancesync.time.Sequencer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every REAL frame on disk, before anything is done with it: one JSON line each, {@code {"seq":"12.345","at":"…+09:00","frame":{…}}}, one
 * file a start and Korean day. Read again it is in the order in which it was written, which the names of the files keep ({@link JournalFile}):
 * no date decides it. A small file beside them, {@value #CONFIRMED}, says how far everything is stored.
 *
 * <p>Written with one system call a frame, or a burst of them, and not forced to the platter: it outlives {@code kill -9}, not a power cut, after which
 * the next snapshot heals. A full disk does not stop the feed; it is told by {@link #failure()}. What could not be written meanwhile is
 * kept in memory, up to {@value #MOST_UNWRITTEN} characters, and written once there is room; only a crash before that loses it, and only
 * what is not in the database.
 */
public final class Journal implements AutoCloseable {
    static final String CONFIRMED = "confirmed";
    /** Which frame is being read again at start; there only meanwhile. */
    static final String READING = "reading";
    /** Frames that went to quarantine because the process died of them, as long as they are not behind the mark. */
    static final String DEADLY = "deadly";
    /** The epoch of the last start. */
    static final String EPOCH = "epoch";
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.journal");

    /** About 10,000 frames; more are not kept in memory while the disk is full. */
    static final long MOST_UNWRITTEN = 4L * 1024 * 1024;

    /** A longer frame is written piece by piece, so that the memory need not hold it several times over; in characters. */
    private static final int PIECE = 64 * 1024;
    /** A process that dies of a frame of so many bytes dies of its size; a smaller one may just have been under way when it was killed. */
    static final int LARGE = 64 * 1024;
    private static final int TRIES = 2;
    /** Some minutes of trading. */
    static final long TAIL = 1024 * 1024;
    private static final String END = "}\n";

    /** What stands before the frame; without {@code seq} before there were epochs. */
    private static final Pattern HEAD = Pattern.compile("\\{(?:\"seq\":\"(\\d{1,18})\\.(\\d{1,18})\",)?\"at\":\"([^\"]{1,40})\",\"frame\":");
    private static final int LONGEST_HEAD = 140;
    /** In bytes; the longest frame that the socket takes, and its head. */
    private static final int LONGEST_LINE = 16 * 1024 * 1024 + LONGEST_HEAD;

    /**
     * What was being read when the process died.
     *
     * @param tries how many starts have tried it
     */
    private record UnderWay(JournalPosition position, long tries) {
    }

    private final Path folder;
    private final int keepDays;
    private final ObjectMapper json;
    private final Clock clock;
    private final Sequencer sequencer;
    /** Lines that could not be written, oldest first; no other is written before them. */
    private final Deque<Frame> unwritten = new ArrayDeque<>();
    private long unwrittenChars;
    private boolean dropping;
    private boolean markFailed;
    private LocalDate tended;
    private final KoreanTime time = new KoreanTime();
    private FileChannel file;
    private JournalFile name;
    /** As it is on disk; made once, and needed with each frame. */
    private String fileName;
    private long offset;
    /** Of lines from before there were sequences. */
    private long read;
    private FileChannel confirmedFile;
    private FileChannel readingFile;
    private volatile JournalPosition confirmed;
    private volatile Bilingual failure;
    /** Why not all could be read again at the start; until a snapshot has made up for it nothing is marked as stored, so that the mark passes over none of it. */
    private volatile Bilingual unread;

    /** @param folder made when it is missing */
    public Journal(Path folder, int keepDays, ObjectMapper json, Clock clock, Sequencer sequencer) {
        this.clock = clock;
        this.folder = folder;
        this.keepDays = keepDays;
        this.json = json;
        this.sequencer = sequencer;
    }

    /** @return the epoch of a start over what the folder holds; 1 when it cannot be looked at */
    public static long nextEpoch(Path folder) {
        try {
            String[] words = readSmall(folder, EPOCH);
            long last = words.length == 1 && words[0].matches("\\d{1,18}") ? Long.parseLong(words[0]) : 0;
            return 1 + Math.max(last, newestEpoch(folder));
        } catch (IOException e) {
            LOG.debug("{} cannot be looked at: {}", folder, e.getMessage());
            return 1;
        }
    }

    /** Of the files and the mark. */
    private static long newestEpoch(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        JournalPosition mark = readConfirmed(folder);
        return Stream.concat(files(folder).stream(), Stream.ofNullable(mark == null ? null : JournalFile.named(mark.file())))
                .mapToLong(JournalFile::epoch).max().orElse(0);
    }

    /**
     * Writes frames down, those that came together with one system call.
     *
     * @param frames JSON texts; line breaks in them can only stand between tokens and become blanks
     * @return where the last one ends; {@code null} when not all could be written
     */
    public synchronized JournalPosition append(List<Frame> frames) {
        for (Frame frame : frames) {
            unwritten.add(frame);
            unwrittenChars += frame.text().length();
        }
        try {
            writeUnwritten();
            works();
            return new JournalPosition(fileName, offset);
        } catch (IOException e) {
            dropOldest();
            cannotBeWritten(e);
            return null;
        }
    }

    private void cannotBeWritten(IOException why) {
        Bilingual said = words(why);
        if (failure == null) {
            LOG.error("The journal cannot be written: {}. Frames are still stored, but a crash now can lose what waits for the"
                    + " database. Free space or correct the rights of {}", said.english(), folder.toAbsolutePath());
        }
        failure = said;
    }

    /** A disk may have no room for another file while it has bytes enough: who looks at those finds nothing wrong. */
    private Bilingual words(IOException why) {
        String said = String.valueOf(why.getMessage());
        boolean isFull = said.contains("No space left");
        try {
            isFull &= Files.getFileStore(folder).getUsableSpace() > PIECE;
        } catch (IOException e) {
            isFull = false;
        }
        return isFull ? new Bilingual(said + ". 바이트는 남아 있으니 아이노드가 다 찼을 수 있습니다(df -i). 작은 파일들을 지우세요",
                said + ", although bytes are free: it may have no inodes left (df -i). Delete small files") : Bilingual.both(said);
    }

    /** Called now and then: writes what could not be written, although no frame comes, and deletes old days once a day. */
    public synchronized void tend() {
        noteGone();
        recover();
        LocalDate today = today();
        if (!today.equals(tended)) {
            tended = today;
            deleteOldDays();
        }
    }

    /** What is written to a file that somebody has deleted is gone with the process, and nobody would notice. */
    private void noteGone() {
        if (file == null || !Files.notExists(folder.resolve(fileName))) {
            return;
        }
        LOG.error("{} is gone: somebody has deleted or moved it. A new one is begun; of what is in no database yet, a crash now can lose what was in it."
                + " Leave DATA_DIR alone while the service runs", folder.resolve(fileName).toAbsolutePath());
        giveUpFile();
        giveUpMark();
        // another name: the mark may say how much of the old one is stored
        name = new JournalFile(name.epoch(), name.part() + 1, name.day());
        tryToWrite();
    }

    private void recover() {
        if (failure != null) {
            try {
                if (unwritten.isEmpty()) {
                    writeEpoch();
                }
                writeUnwritten();
                works();
            } catch (IOException e) {
                failure = words(e);
            }
        }
    }

    private void works() {
        if (failure != null) {
            LOG.info("The journal can be written again");
            failure = null;
        }
    }

    private void dropOldest() {
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
            for (int written = writeTogether(); written > 0; written--) {
                unwrittenChars -= unwritten.remove().text().length();
            }
        }
        dropping = false;
    }

    /** @return how many of the oldest are in the file now: a long one by itself, of others as many as make up a piece */
    private int writeTogether() throws IOException {
        Frame first = unwritten.element();
        String day = time.day(first.arrival().at());
        try {
            open(LocalDate.parse(day));
            var lines = new StringBuilder();
            int count = 0;
            for (Frame frame : unwritten) {
                boolean fits = lines.length() + frame.text().length() <= PIECE && time.day(frame.arrival().at()).equals(day);
                if (count > 0 && !fits) {
                    break;
                }
                addHead(lines, frame.arrival());
                count++;
                if (frame.text().length() > PIECE) {
                    writeLong(lines, frame.text());
                    return count;
                }
                lines.append(oneLine(frame.text())).append(END);
            }
            offset += write(file, lines.toString(), offset);
            return count;
        } catch (IOException e) {
            giveUpFile();
            throw e;
        }
    }

    private void writeLong(StringBuilder head, String frame) throws IOException {
        long end = offset + write(file, head.toString(), offset);
        int length = frame.length();
        for (int from = 0; from < length;) {
            int to = pieceEnd(frame, from);
            end += write(file, oneLine(frame.substring(from, to)) + (to == length ? END : ""), end);
            from = to;
        }
        offset = end;
    }

    private static String oneLine(String frame) {
        return frame.replace('\n', ' ').replace('\r', ' ');
    }

    private void addHead(StringBuilder lines, Arrival arrival) {
        lines.append("{\"seq\":\"").append(arrival.sequence().epoch()).append('.').append(arrival.sequence().number()).append("\",\"at\":\"")
                .append(time.text(arrival.at())).append("\",\"frame\":");
    }

    /** Never between the two halves of a character. */
    private static int pieceEnd(String frame, int from) {
        int end = Math.min(frame.length(), from + PIECE);
        return end < frame.length() && Character.isHighSurrogate(frame.charAt(end - 1)) ? end - 1 : end;
    }

    /** Takes back what fitted of a line; the file is opened anew for the next, wherever that is then. */
    private void giveUpFile() {
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

    /** Everything up to here is in the database. */
    public synchronized void confirm(JournalPosition position) {
        if (position == null || position.equals(confirmed) || unread != null) {
            return;
        }
        try {
            if (confirmedFile == null) {
                confirmedFile = openSmall(CONFIRMED);
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
            giveUpMark();
        }
    }

    /** It is opened anew for the next: an interrupt closes a channel for good, and so does a server of the folder that began anew. */
    private void giveUpMark() {
        try (FileChannel given = confirmedFile) {
            confirmedFile = null;
        } catch (IOException e) {
            LOG.debug("{} cannot be closed: {}", CONFIRMED, e.getMessage());
        }
    }

    /** The tables have, by a snapshot from after the start, what could not be read then: the mark may pass over it, where its folder can be looked at now. */
    public synchronized void madeUpFor() {
        if (unread == null) {
            return;
        }
        try {
            newestEpoch(folder);
            unread = null;
            LOG.info("A snapshot has made up for what the journal held at the start");
        } catch (IOException e) {
            LOG.debug("{} cannot be looked at yet: {}", folder, e.getMessage());
        }
    }

    private FileChannel openSmall(String small) throws IOException {
        Path path = folder.resolve(small);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        PrivateFiles.file(path);
        return channel;
    }

    /**
     * Reads what may not be in the database yet, in the order in which it was written. A line that was torn by a crash is skipped.
     *
     * @param deadly takes instead a frame that was under way when the process died in reading it before
     */
    public synchronized void replay(Consumer<JournalEntry> reader, Consumer<JournalEntry> deadly) {
        JournalPosition from;
        var met = new ArrayList<String>();
        // a folder that cannot be made holds nothing to read, and is told before the first frame finds out
        tryToWrite();
        try {
            from = readConfirmed(folder);
            UnderWay died = readUnderWay();
            String known = String.join(" ", readSmall(folder, DEADLY));
            read(from, (entry, bytes) -> {
                String place = entry.position().file() + ":" + entry.position().offset();
                boolean again = died != null && died.position().equals(entry.position());
                if ((" " + known + " ").contains(" " + place + " ")) {
                    met.add(place); // in quarantine since an earlier start
                } else if (again && (bytes >= LARGE || died.tries() >= TRIES)) {
                    met.add(place);
                    noteSmall(DEADLY, known + " " + place);
                    deadly.accept(entry);
                } else {
                    noteUnderWay(entry.position(), again ? died.tries() + 1 : 1);
                    reader.accept(entry);
                }
            });
        } catch (IOException e) {
            if (Files.isDirectory(folder)) {
                unread = new Bilingual("시작할 때 저널을 읽지 못했습니다(" + e.getMessage() + "). " + folder.toAbsolutePath()
                        + "의 권한을 고치거나 다른 곳으로 옮기고 다시 시작하세요. 전체 조회가 성공해도 풀립니다", "What it held at the start could not be read ("
                                + e.getMessage() + "): correct the rights of " + folder.toAbsolutePath()
                                + ", or move it away, and start again; or wait for a snapshot, which makes up for it");
            }
            throw new UncheckedIOException("The journal in " + folder.toAbsolutePath() + " cannot be read. Correct its rights, or move"
                    + " it away to start without it", e);
        }
        try {
            nothingUnderWay();
            if (met.isEmpty()) {
                Files.deleteIfExists(folder.resolve(DEADLY));
            }
        } catch (IOException e) {
            cannotBeWritten(e);
        }
        confirmed = from;
        deleteOldDays();
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
            JournalPosition mark = readConfirmed(folder);
            JournalFile marked = mark == null ? null : JournalFile.named(mark.file());
            if (marked != null && files(folder).contains(marked)) {
                replay(marked, lineAfter(marked, mark.offset() - TAIL), mark.offset(), (entry, bytes) -> {
                    if (!entry.arrival().at().isBefore(from)) {
                        young.add(entry);
                    }
                });
            }
        } catch (IOException e) {
            LOG.debug("What was stored last cannot be read: {}", e.getMessage());
        }
        return young;
    }

    /** Where the first whole line begins behind a place. */
    private long lineAfter(JournalFile day, long place) throws IOException {
        if (place <= 0) {
            return 0;
        }
        try (var bytes = new BufferedInputStream(Files.newInputStream(folder.resolve(day.name())))) {
            bytes.skipNBytes(place);
            return place + Line.read(bytes).length;
        }
    }

    private void tryToWrite() {
        try {
            writeEpoch();
        } catch (IOException e) {
            cannotBeWritten(e);
        }
    }

    private void writeEpoch() throws IOException {
        PrivateFiles.folder(folder);
        writeSmall(EPOCH, Long.toString(sequencer.epoch()));
    }

    private void writeSmall(String small, String text) throws IOException {
        try (FileChannel channel = openSmall(small)) {
            channel.truncate(write(channel, text + "\n", 0));
        }
    }

    private void noteSmall(String small, String text) {
        try {
            writeSmall(small, text);
        } catch (IOException e) {
            LOG.debug("{} cannot be noted: {}", small, e.getMessage());
        }
    }

    private UnderWay readUnderWay() throws IOException {
        String[] words = readSmall(folder, READING);
        return words.length == 3 && words[1].matches("\\d{1,19}") && words[2].matches("\\d{1,9}")
                ? new UnderWay(new JournalPosition(words[0], Long.parseLong(words[1])), Long.parseLong(words[2])) : null;
    }

    private void noteUnderWay(JournalPosition position, long tries) {
        try {
            if (readingFile == null) {
                readingFile = openSmall(READING);
            }
            write(readingFile, String.format(Locale.ROOT, "%s %019d %09d%n", position.file(), position.offset(), tries), 0);
        } catch (IOException e) {
            LOG.debug("What is being read cannot be noted: {}", e.getMessage());
        }
    }

    private void nothingUnderWay() throws IOException {
        if (readingFile != null) {
            readingFile.close();
            readingFile = null;
        }
        Files.deleteIfExists(folder.resolve(READING));
    }

    /** How many frames may not be in the database yet, as the files stand; nothing is made, marked or deleted. */
    public synchronized long unconfirmed() throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        var count = new AtomicLong();
        read(readConfirmed(folder), (entry, bytes) -> count.incrementAndGet());
        return count.get();
    }

    /** Where the last frame ends that may not be in the database yet; {@code null} when all are. */
    public synchronized JournalPosition lastUnconfirmed() throws IOException {
        var last = new AtomicReference<JournalPosition>();
        if (Files.isDirectory(folder)) {
            read(readConfirmed(folder), (entry, bytes) -> last.set(entry.position()));
        }
        return last.get();
    }

    /** Takes an entry, and how many bytes its line has. */
    private interface Reader {
        void take(JournalEntry entry, long bytes);
    }

    private void read(JournalPosition from, Reader reader) throws IOException {
        JournalFile marked = from == null ? null : JournalFile.named(from.file());
        for (JournalFile each : marked == null ? inOrder(null) : from(marked)) {
            replay(each, each.equals(marked) ? from.offset() : 0, Long.MAX_VALUE, reader);
        }
    }

    private List<JournalFile> from(JournalFile marked) throws IOException {
        List<JournalFile> all = inOrder(marked);
        int at = all.indexOf(marked);
        return at >= 0 ? all.subList(at, all.size()) : all.stream().filter(each -> each.compareTo(marked) > 0).toList();
    }

    /**
     * Files of before there were epochs come first, by the day in their name. If a day lies ahead, the clock did then, and only when they were
     * written last tells their order. So it did if that day has come meanwhile and a file of an earlier one was written after the mark's.
     */
    private List<JournalFile> inOrder(JournalFile marked) throws IOException {
        List<JournalFile> all = files(folder);
        var writtenAt = new HashMap<JournalFile, Long>();
        for (JournalFile each : all) {
            if (each.isOfBefore()) {
                writtenAt.put(each, Files.getLastModifiedTime(folder.resolve(each.name())).toMillis());
            }
        }
        LocalDate today = today();
        Long mark = marked == null ? null : writtenAt.get(marked);
        boolean wasAhead = writtenAt.keySet().stream().anyMatch(each -> each.day().isAfter(today))
                || mark != null && writtenAt.keySet().stream().anyMatch(each -> each.compareTo(marked) < 0 && writtenAt.get(each) > mark);
        if (!wasAhead) {
            return all;
        }
        var ordered = new ArrayList<JournalFile>(all.stream().filter(JournalFile::isOfBefore).sorted(Comparator.comparing(writtenAt::get)).toList());
        all.stream().filter(each -> !each.isOfBefore()).forEach(ordered::add);
        return ordered;
    }

    private LocalDate today() {
        return LocalDate.now(clock.withZone(KoreanTime.ZONE));
    }

    private void replay(JournalFile day, long from, long to, Reader reader) throws IOException {
        String dayName = day.name();
        Path path = folder.resolve(dayName);
        try (var bytes = new BufferedInputStream(Files.newInputStream(path))) {
            if (from > Files.size(path)) {
                LOG.warn("{} is shorter than its mark; nothing of it is read again", dayName);
                return;
            }
            bytes.skipNBytes(from);
            long end = from;
            // by bytes: a line that was torn inside a character must neither end the reading nor shift the positions after it
            for (Line line = Line.read(bytes); line.length > 0 && end < to; line = Line.read(bytes)) {
                long length = line.length;
                end += length;
                JournalEntry entry = entry(line, new JournalPosition(dayName, end));
                line = null; // a large one is held once
                if (entry != null) {
                    reader.take(entry, length);
                }
            }
        }
    }

    /** The bytes of a line; none are kept of what cannot be an entry, such as the zeros that a power cut leaves, which may be any number. */
    private static final class Line extends ByteArrayOutputStream {
        private long length;

        /** @return with the line break; of no length at the end of the file */
        static Line read(InputStream bytes) throws IOException {
            var line = new Line();
            boolean kept = true;
            for (int each = bytes.read(); each >= 0; each = bytes.read()) {
                line.length++;
                kept &= each != 0 && (line.length > 1 || each == '{') && line.length <= LONGEST_LINE;
                if (kept) {
                    line.write(each);
                } else if (line.count > 0) {
                    line.buf = new byte[0];
                    line.count = 0;
                }
                if (each == '\n') {
                    break;
                }
            }
            return line;
        }

        /** Without a copy of all of it. */
        String text(int from, int to) {
            return new String(buf, from, to - from, StandardCharsets.UTF_8);
        }

        /** Where what is no white space ends. */
        int end() {
            int end = count;
            while (end > 0 && buf[end - 1] <= ' ' && buf[end - 1] >= 0) {
                end--;
            }
            return end;
        }
    }

    private JournalEntry entry(Line line, JournalPosition position) {
        int end = line.end();
        Matcher head = HEAD.matcher(line.text(0, Math.min(LONGEST_HEAD, end)));
        if (line.length <= 1) {
            return null;
        }
        try {
            if (head.lookingAt() && line.text(end - 1, end).equals("}")) {
                // all of the head is ASCII: as many bytes as characters
                String frame = line.text(head.end(), end - 1);
                Instant at = OffsetDateTime.parse(head.group(3)).toInstant();
                if (isWhole(frame)) {
                    Sequence sequence = head.group(1) == null ? new Sequence(0, ++read)
                            : new Sequence(Long.parseLong(head.group(1)), Long.parseLong(head.group(2)));
                    return new JournalEntry(position, sequencer.again(sequence, at), frame);
                }
            }
        } catch (DateTimeException e) {
            LOG.debug("No time: {}", e.getMessage());
        }
        LOG.warn("{}: the line that ends at byte {} is torn and skipped", position.file(), position.offset());
        return null;
    }

    /** Whether it is one JSON value from beginning to end; what it says is the reader's business. */
    private boolean isWhole(String frame) {
        try (JsonParser parser = json.createParser(frame)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static JournalPosition readConfirmed(Path folder) throws IOException {
        String[] words = readSmall(folder, CONFIRMED);
        if (words.length == 0) {
            return null;
        }
        if (words.length != 2 || !words[1].matches("\\d{1,19}") || JournalFile.named(words[0]) == null) {
            LOG.warn("The journal's mark is unreadable; all of the journal is read again");
            return null;
        }
        return new JournalPosition(words[0], Long.parseLong(words[1]));
    }

    /** @return the words of its first line; none when there is no such file */
    private static String[] readSmall(Path folder, String small) throws IOException {
        Path path = folder.resolve(small);
        return Files.isRegularFile(path) ? Files.readString(path, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("").strip().split(" ")
                : new String[0];
    }

    /** The file goes on while the day is the same; whatever the date does, what is written later has a later name. */
    private void open(LocalDate day) throws IOException {
        if (file != null && day.equals(name.day()) && file.isOpen()) {
            return;
        }
        if (file != null) {
            file.close();
            file = null;
        }
        PrivateFiles.folder(folder);
        JournalFile next = name != null && day.equals(name.day()) ? name
                : name != null ? new JournalFile(name.epoch(), name.part() + 1, day)
                // what could not be looked at when the epoch was given may be there now
                : new JournalFile(Math.max(sequencer.epoch(), 1 + newestEpoch(folder)), 1, day);
        Path path = folder.resolve(next.name());
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        PrivateFiles.file(path);
        name = next;
        fileName = next.name();
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

    /** In order. Regular files only: a folder of that name cannot be read, and a device may never end. */
    private static List<JournalFile> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).map(path -> JournalFile.named(path.getFileName().toString())).filter(Objects::nonNull)
                    .sorted().toList();
        }
    }

    /** Keeps what is not confirmed, however old, and whatever the date is. */
    private void deleteOldDays() {
        JournalFile marked = confirmed == null ? null : JournalFile.named(confirmed.file());
        if (marked == null) {
            return;
        }
        LocalDate oldest = today().minusDays(keepDays);
        try {
            List<JournalFile> all = inOrder(marked);
            int stored = all.indexOf(marked);
            for (JournalFile each : stored >= 0 ? all.subList(0, stored) : all.stream().filter(some -> some.compareTo(marked) < 0).toList()) {
                if (each.day().isBefore(oldest)) {
                    Files.delete(folder.resolve(each.name()));
                    LOG.info("Journal of {} deleted", each.name());
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
            for (JournalFile each : files(folder)) {
                sum += Files.size(folder.resolve(each.name()));
            }
            return sum;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Why frames cannot be written, or could not be read at the start, in English; {@code null} when they can. */
    public String failure() {
        Bilingual said = said();
        return said == null ? null : said.english();
    }

    /** The same in both languages. */
    public Bilingual said() {
        Bilingual writing = failure;
        return writing == null ? unread : writing;
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
        if (readingFile != null) {
            nothingUnderWay(); // it was asked to stop, and did not die
        }
    }
}
