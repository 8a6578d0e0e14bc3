package dev.balancesync.balance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

import dev.balancesync.journal.PrivateFiles;
import dev.balancesync.kiwoom.KoreanTime;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of the quarantine, one a Korean day. They are for a person to look at, so they are kept longer than the journal. */
public final class QuarantineFiles {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.balance");
    private static final String DAY = "\\d{4}-\\d\\d-\\d\\d\\.jsonl";
    private static final String ENDING = ".jsonl";

    private final Path data;
    private final Path folder;
    private final int keepDays;
    private final Clock clock;
    private LocalDate tended;

    /**
     * @param data the folder that the endpoint knows
     * @param folder below it
     */
    public QuarantineFiles(Path data, Path folder, int keepDays, Clock clock) {
        this.data = data;
        this.folder = folder;
        this.keepDays = keepDays;
        this.clock = clock;
    }

    /** Names the file of the day for the endpoint that appends to it, and sees to it that only this user may read it. */
    public void process(Exchange exchange) {
        String today = LocalDate.now(clock.withZone(KoreanTime.ZONE)) + ENDING;
        Path file = folder.resolve(today);
        exchange.getMessage().setHeader(Exchange.FILE_NAME, data.relativize(file).toString());
        try {
            if (!Files.exists(file)) {
                PrivateFiles.folder(folder);
                Files.createFile(file);
            }
            PrivateFiles.file(file);
        } catch (IOException e) {
            LOG.debug("{} cannot be made: {}", file, e.getMessage()); // the endpoint says so
        }
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
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> files = all.filter(QuarantineFiles::isOfADay).sorted().toList();
            // a clock that is ahead for a while makes nothing old
            LocalDate newest = files.isEmpty() ? today : day(files.get(files.size() - 1));
            LocalDate oldest = (newest.isBefore(today) ? newest : today).minusDays(keepDays);
            for (Path file : files) {
                if (day(file).isBefore(oldest)) {
                    Files.delete(file);
                    LOG.info("Quarantine of {} deleted", file.getFileName());
                }
            }
        } catch (IOException e) {
            LOG.warn("Old files of the quarantine cannot be deleted: {}", e.getMessage());
        }
    }

    private static boolean isOfADay(Path file) {
        try {
            return file.getFileName().toString().matches(DAY) && day(file) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static LocalDate day(Path file) {
        String name = file.getFileName().toString();
        return LocalDate.parse(name.substring(0, name.length() - ENDING.length()));
    }
}
