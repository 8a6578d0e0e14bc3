package dev.balancesync.journal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.kiwoom.KoreanTime;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequence;
import dev.balancesync.time.Sequencer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal's lines, as they are written and read again: {@code {"seq":"12.345","at":"…+09:00","frame":{…}}}. One that a crash has torn is skipped. */
final class JournalLines {
    static final String END = "}\n";
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.journal");

    /** What stands before the frame; without {@code seq} before there were epochs. */
    private static final Pattern HEAD = Pattern.compile("\\{(?:\"seq\":\"(\\d{1,18})\\.(\\d{1,18})\",)?\"at\":\"([^\"]{1,40})\",\"frame\":");
    private static final int LONGEST_HEAD = 140;
    /** In bytes; the longest frame that the socket takes, and its head. */
    private static final int LONGEST_LINE = 16 * 1024 * 1024 + LONGEST_HEAD;

    private final JournalFolder folder;
    private final ObjectMapper json;
    private final Sequencer sequencer;
    /** Of lines from before there were sequences. */
    private long read;

    JournalLines(JournalFolder folder, ObjectMapper json, Sequencer sequencer) {
        this.folder = folder;
        this.json = json;
        this.sequencer = sequencer;
    }

    /** Takes an entry, and how many bytes its line has. */
    interface Reader {
        void take(JournalEntry entry, long bytes);
    }

    static String head(Arrival arrival, KoreanTime time) {
        return "{\"seq\":\"" + arrival.sequence().epoch() + '.' + arrival.sequence().number() + "\",\"at\":\"" + time.text(arrival.at()) + "\",\"frame\":";
    }

    /** All behind a place; of all files when there is none. */
    void read(JournalPosition from, LocalDate today, Reader reader) throws IOException {
        JournalFile marked = from == null ? null : JournalFile.named(from.file());
        for (JournalFile each : folder.from(marked, today)) {
            read(each, each.equals(marked) ? from.offset() : 0, Long.MAX_VALUE, reader);
        }
    }

    void read(JournalFile file, long from, long to, Reader reader) throws IOException {
        Path path = folder.resolve(file.name());
        try (var bytes = new BufferedInputStream(Files.newInputStream(path))) {
            if (from > Files.size(path)) {
                LOG.warn("{} is shorter than its mark; nothing of it is read again", file.name());
                return;
            }
            bytes.skipNBytes(from);
            long end = from;
            // by bytes: a line that was torn inside a character must neither end the reading nor shift the positions after it
            for (Line line = Line.read(bytes); line.length > 0 && end < to; line = Line.read(bytes)) {
                long length = line.length;
                end += length;
                JournalEntry entry = entry(line, new JournalPosition(file.name(), end));
                line = null; // a large one is held once
                if (entry != null) {
                    reader.take(entry, length);
                }
            }
        }
    }

    /** Where the first whole line begins behind a place. */
    long lineAfter(JournalFile file, long place) throws IOException {
        if (place <= 0) {
            return 0;
        }
        try (var bytes = new BufferedInputStream(Files.newInputStream(folder.resolve(file.name())))) {
            bytes.skipNBytes(place);
            return place + Line.read(bytes).length;
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
}
