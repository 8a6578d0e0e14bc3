package dev.balancesync.replay;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.kiwoom.Wire;

/**
 * A file of frames: a day of the journal ({@code {"at":"…","frame":{…}}}, one a line), or the frames alone, one a line. Frames alone say
 * nothing about when they came; the time of the file stands for it, one microsecond apart.
 */
final class Recording {
    /** The journal's own lines are some kilobytes long. */
    private static final int LONGEST_LINE = 16 * 1024 * 1024;

    /**
     * One frame.
     *
     * @param balances how many entries of type 04 it has; 0 for a frame of no interest
     * @param accounts of those entries
     */
    record Frame(Instant receivedAt, String text, int balances, Set<String> accounts) {
    }

    /**
     * What a file holds.
     *
     * @param unreadable lines that are no frames, without a torn last one
     * @param torn the last line was cut off
     */
    record Contents(int frames, int balances, int unreadable, boolean torn, Instant first, Instant last, Set<String> accounts) {
    }

    private final Path file;
    private final ObjectMapper json;
    private final long size;
    private final Instant written;

    /** @throws IllegalArgumentException when there is nothing to read, saying what was found instead */
    Recording(Path file, ObjectMapper json) throws IOException {
        this.file = requireFile(file);
        this.json = json;
        this.size = Files.size(file);
        this.written = Files.getLastModifiedTime(file).toInstant();
    }

    static Path requireFile(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("There is no file " + file.toAbsolutePath().normalize()
                    + ". The recorded days are in DATA_DIR/journal, such as data/journal/000012-0001-2026-11-23.jsonl");
        }
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + " is a folder. Name one file of it, such as " + file.resolve("000012-0001-2026-11-23.jsonl"));
        }
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(file + " may not be read. Correct its rights");
        }
        if (Files.size(file) == 0) {
            throw new IllegalArgumentException(file + " is empty: there is nothing to replay");
        }
        return file;
    }

    /**
     * Reads as far as the file went when this was made; the live journal grows.
     *
     * @throws IllegalArgumentException when it is no recording at all
     */
    Contents read(Consumer<Frame> reader) throws IOException {
        int number = 0;
        int frames = 0;
        int balances = 0;
        int unreadable = 0;
        boolean torn = false;
        Instant first = null;
        Instant last = null;
        var accounts = new TreeSet<String>();
        try (var bytes = new BufferedInputStream(Files.newInputStream(file))) {
            long left = size;
            for (byte[] line = readLine(bytes, left, file); line.length > 0; line = readLine(bytes, left, file)) {
                left -= line.length;
                number++;
                String text = new String(line, StandardCharsets.UTF_8).strip();
                if (text.isEmpty()) {
                    continue;
                }
                Frame frame = frame(text, written.plusNanos(1_000L * number));
                if (frame == null && frames == 0) {
                    throw new IllegalArgumentException(file + " is no recording: its line " + number + " is neither a line of the journal"
                            + " nor a JSON frame");
                }
                if (frame == null) {
                    torn = left == 0 && line[line.length - 1] != '\n';
                    unreadable += torn ? 0 : 1;
                    continue;
                }
                frames++;
                balances += frame.balances();
                accounts.addAll(frame.accounts());
                first = first == null ? frame.receivedAt() : first;
                last = frame.receivedAt();
                reader.accept(frame);
            }
        }
        if (frames == 0) {
            throw new IllegalArgumentException(file + " has nothing but blank lines: there is nothing to replay");
        }
        return new Contents(frames, balances, unreadable, torn, first, last, accounts);
    }

    /** @return {@code null} when it is none */
    private Frame frame(String line, Instant otherwise) {
        try {
            JsonNode node = json.readTree(line);
            if (node.path("at").isTextual() && node.path("frame").isObject()) {
                return frame(node.get("frame"), OffsetDateTime.parse(node.get("at").asText()).toInstant());
            }
            return node.path(Wire.TRNM).isTextual() ? frame(node, otherwise) : null;
        } catch (JsonProcessingException | DateTimeException e) {
            return null;
        }
    }

    private static Frame frame(JsonNode frame, Instant at) {
        int balances = 0;
        var accounts = new TreeSet<String>();
        if (frame.path(Wire.TRNM).asText().equals(Wire.REAL)) {
            for (JsonNode entry : frame.path(Wire.DATA)) {
                if (entry.path(Wire.TYPE).asText().equals(Wire.BALANCE)) {
                    balances++;
                    accounts.add(entry.path(Wire.VALUES).path(Wire.ACCOUNT).asText());
                }
            }
        }
        return new Frame(at, frame.toString(), balances, accounts);
    }

    /** @return with the line break; empty at the end */
    static byte[] readLine(InputStream bytes, long most, Path file) throws IOException {
        var line = new ByteArrayOutputStream();
        while (line.size() < most) {
            int each = bytes.read();
            if (each < 0) {
                break;
            }
            line.write(each);
            if (each == '\n') {
                break;
            }
            if (line.size() > LONGEST_LINE) {
                throw new IllegalArgumentException(file + " is no recording: it has a line of more than " + LONGEST_LINE + " bytes");
            }
        }
        return line.toByteArray();
    }
}
