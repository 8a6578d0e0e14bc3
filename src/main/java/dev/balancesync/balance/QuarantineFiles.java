package dev.balancesync.balance;

import dev.balancesync.kiwoom.KoreanTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of the quarantine, one a day. They are for a person to look at, so they are kept longer than the journal. */
public final class QuarantineFiles {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.balance");
    private static final String DAY = "\\d{4}-\\d\\d-\\d\\d\\.jsonl";

    private final Path folder;
    private final int keepDays;
    private final Clock clock;
    private LocalDate tended;

    public QuarantineFiles(Path folder, int keepDays, Clock clock) {
        this.folder = folder;
        this.keepDays = keepDays;
        this.clock = clock;
    }

    /** Called now and then; looks once a day. */
    public synchronized void tend() {
        LocalDate today = LocalDate.now(clock.withZone(KoreanTime.ZONE));
        if (today.equals(tended)) {
            return;
        }
        tended = today;
        if (!Files.isDirectory(folder)) {
            return;
        }
        String oldest = today.minusDays(keepDays) + ".jsonl";
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> old = files.filter(file -> file.getFileName().toString().matches(DAY)
                    && file.getFileName().toString().compareTo(oldest) < 0).toList();
            for (Path file : old) {
                Files.delete(file);
                LOG.info("Quarantine of {} deleted", file.getFileName());
            }
        } catch (IOException e) {
            LOG.warn("Old files of the quarantine cannot be deleted: {}", e.getMessage());
        }
    }
}
