package dev.balancesync.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import dev.balancesync.journal.Journal;

/** The disk of the journal, which can be full: in the places of the file that is written to and of those that the next starts would make. */
final class FullDisk {
    private static final ZoneId KOREA = ZoneId.of("Asia/Seoul");

    private final Path journal;
    private final List<FullDay> days = new ArrayList<>();

    FullDisk(Path journal) {
        this.journal = journal;
    }

    boolean isFull() {
        return !days.isEmpty();
    }

    /** @param serves whether there is a service that writes to it */
    void fill(boolean serves) throws IOException {
        Files.createDirectories(journal);
        for (String file : files()) {
            // what a service that has ended wrote can be read again, however full the disk is: only the next one's files find no room
            if (serves || !Files.exists(journal.resolve(file))) {
                days.add(FullDay.begin(journal.resolve(file)));
            }
        }
    }

    void free() throws IOException {
        for (FullDay each : days) {
            each.end();
        }
        days.clear();
    }

    private List<String> files() throws IOException {
        long next = Journal.nextEpoch(journal);
        try (Stream<Path> files = Files.list(journal)) {
            return Stream.concat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jsonl")).sorted(Comparator.reverseOrder()).limit(1),
                    LongStream.range(next - 1, next + 5).mapToObj(epoch -> String.format("%06d-0001-%s.jsonl", epoch, LocalDate.now(KOREA))))
                    .distinct().toList();
        }
    }
}
