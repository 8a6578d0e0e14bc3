package dev.balancesync.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What lies in the journal's folder: its files in the order in which they were written, and small ones of a line beside them. */
final class JournalFolder {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.journal");

    private final Path path;

    JournalFolder(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    /** In order. Regular files only: a folder of that name cannot be read, and a device may never end. */
    List<JournalFile> files() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(Files::isRegularFile).map(each -> JournalFile.named(each.getFileName().toString())).filter(Objects::nonNull)
                    .sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Of the files and the mark; 0 when there is no folder. */
    long newestEpoch() throws IOException {
        if (!exists()) {
            return 0;
        }
        JournalPosition mark = mark();
        return Stream.concat(files().stream(), Stream.ofNullable(mark == null ? null : JournalFile.named(mark.file())))
                .mapToLong(JournalFile::epoch).max().orElse(0);
    }

    /** The marked file and those after it; all when nothing is marked. */
    List<JournalFile> from(JournalFile marked, LocalDate today) throws IOException {
        List<JournalFile> all = inOrder(marked, today);
        int at = all.indexOf(marked);
        return marked == null ? all : at >= 0 ? all.subList(at, all.size()) : all.stream().filter(each -> each.compareTo(marked) > 0).toList();
    }

    /** Those before the marked file and that itself; none when it is not there. */
    List<JournalFile> upTo(JournalFile marked, LocalDate today) throws IOException {
        List<JournalFile> all = inOrder(marked, today);
        return all.subList(0, all.indexOf(marked) + 1);
    }

    private List<JournalFile> before(JournalFile marked, LocalDate today) throws IOException {
        List<JournalFile> all = inOrder(marked, today);
        int at = all.indexOf(marked);
        return at >= 0 ? all.subList(0, at) : all.stream().filter(each -> each.compareTo(marked) < 0).toList();
    }

    /**
     * Files of before there were epochs come first, by the day in their name. If a day lies ahead, the clock did then, and only when they were
     * written last tells their order. So it did if that day has come meanwhile and a file of an earlier one was written after the mark's.
     * Where the version of before has run again, what was written before its last file comes before all of its files.
     */
    private List<JournalFile> inOrder(JournalFile marked, LocalDate today) throws IOException {
        List<JournalFile> all = files();
        var writtenAt = new HashMap<JournalFile, Long>();
        for (JournalFile each : all) {
            writtenAt.put(each, Files.getLastModifiedTime(resolve(each.name())).toMillis());
        }
        List<JournalFile> before = all.stream().filter(JournalFile::isOfBefore).toList();
        Long mark = marked == null || !marked.isOfBefore() ? null : writtenAt.get(marked);
        boolean wasAhead = before.stream().anyMatch(each -> each.day().isAfter(today))
                || mark != null && before.stream().anyMatch(each -> each.compareTo(marked) < 0 && writtenAt.get(each) > mark);
        boolean wentBack = mark != null && isMarkOverLonger();
        Predicate<JournalFile> isPast = each -> wentBack && !each.isOfBefore() && writtenAt.get(each) <= mark;
        var ordered = new ArrayList<JournalFile>(all.stream().filter(isPast).toList());
        ordered.addAll(wasAhead ? before.stream().sorted(Comparator.comparing(writtenAt::get)).toList() : before);
        all.stream().filter(isPast.negate()).filter(each -> !each.isOfBefore()).forEach(ordered::add);
        return ordered;
    }

    /** The version of before writes its mark, which is shorter, over ours, and leaves the end of that behind it. */
    private boolean isMarkOverLonger() throws IOException {
        Path mark = resolve(JournalMark.NAME);
        return Files.isRegularFile(mark) && Files.readString(mark, StandardCharsets.ISO_8859_1).lines().skip(1).anyMatch(each -> !each.isBlank());
    }

    /** Keeps what is not stored, however old, and whatever the date is. */
    void deleteOldDays(JournalPosition stored, LocalDate today, int keepDays) {
        JournalFile marked = stored == null ? null : JournalFile.named(stored.file());
        if (marked == null) {
            return;
        }
        LocalDate oldest = today.minusDays(keepDays);
        try {
            for (JournalFile each : before(marked, today)) {
                if (each.day().isBefore(oldest)) {
                    Files.delete(resolve(each.name()));
                    LOG.info("Journal of {} deleted", each.name());
                }
            }
        } catch (IOException e) {
            LOG.warn("Old days of the journal cannot be deleted: {}", e.getMessage());
        }
    }

    /** What the files of all days take up on disk; 0 when they cannot be looked at. */
    long bytes() {
        try {
            long sum = 0;
            for (JournalFile each : files()) {
                sum += Files.size(resolve(each.name()));
            }
            return sum;
        } catch (IOException e) {
            return 0;
        }
    }

    /** How far everything is stored; {@code null} when nothing readable says so. */
    JournalPosition mark() throws IOException {
        String[] words = small(JournalMark.NAME);
        if (words.length == 0) {
            return null;
        }
        JournalPosition mark = words.length == 2 && JournalFile.named(words[0]) != null ? JournalPosition.read(words[0], words[1]) : null;
        if (mark == null) {
            LOG.warn("The journal's mark is unreadable; all of the journal is read again");
        }
        return mark;
    }

    /** @return the words of its first line; none when there is no such file */
    String[] small(String name) throws IOException {
        Path small = resolve(name);
        return Files.isRegularFile(small) ? Files.readString(small, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("").strip().split(" ")
                : new String[0];
    }

    FileChannel openSmall(String name) throws IOException {
        Path small = resolve(name);
        FileChannel channel = FileChannel.open(small, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        PrivateFiles.file(small);
        return channel;
    }

    void writeSmall(String name, String text) throws IOException {
        try (FileChannel channel = openSmall(name)) {
            channel.truncate(write(channel, text + "\n", 0));
        }
    }

    /** @return bytes written; a part of a line that did not fit is overwritten by the next */
    static int write(FileChannel channel, String text, long at) throws IOException {
        return write(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), at);
    }

    static int write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        int length = bytes.remaining();
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
        return length;
    }
}
