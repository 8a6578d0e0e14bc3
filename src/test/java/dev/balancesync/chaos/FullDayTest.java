package dev.balancesync.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no /dev/full")
class FullDayTest {
    @TempDir
    private Path folder;

    /** Seed 1402: the day was there once more between the look and the link, and that ended the run of the day. */
    @Test
    void a_file_that_the_service_makes_at_the_same_moment_is_put_aside_as_well() throws Exception {
        Path day = folder.resolve("2026-11-26.jsonl");
        var done = new AtomicBoolean();
        var made = CompletableFuture.supplyAsync(() -> makeAgainAndAgain(day, done));

        for (int i = 0; i < 1_000; i++) {
            FullDay full = FullDay.begin(day);
            assertThat(Files.isSymbolicLink(day)).isTrue();
            full.end();
        }
        done.set(true);

        int lines = made.get();
        assertThat(lines).isPositive();
        assertThat(Files.readAllLines(day)).hasSize(lines);
        assertThat(folder).isDirectoryNotContaining("glob:**/aside*");
    }

    private static int makeAgainAndAgain(Path day, AtomicBoolean done) {
        int made = 0;
        while (!done.get()) {
            try {
                Path whole = Files.writeString(day.resolveSibling("whole" + made), "{}\n");
                Files.createLink(day, whole);
                made++;
            } catch (FileAlreadyExistsException e) {
                Thread.onSpinWait();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return made;
    }
}
