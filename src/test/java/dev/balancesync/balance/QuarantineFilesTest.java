package dev.balancesync.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import dev.balancesync.MutableClock;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineFilesTest {
    private final MutableClock clock = new MutableClock("2026-11-23T14:59:00Z");

    @TempDir
    Path folder;

    @Test
    void days_that_are_too_old_are_deleted_after_midnight_in_korea_and_nothing_else() throws IOException {
        var files = new QuarantineFiles(folder, folder, 90, clock);
        for (String name : new String[] {"2026-08-24.jsonl", "2026-08-25.jsonl", "2026-11-24.jsonl", "2020-notes.txt"}) {
            Files.createFile(folder.resolve(name));
        }

        files.tend();
        assertThat(folder.resolve("2026-08-24.jsonl")).doesNotExist();
        assertThat(folder.resolve("2026-08-25.jsonl")).exists();
        clock.move(Duration.ofMinutes(1));
        files.tend();

        assertThat(folder).isDirectoryNotContaining("glob:**2026-08-2*").isDirectoryContaining("glob:**2026-11-24.jsonl")
                .isDirectoryContaining("glob:**2020-notes.txt");
    }

    @Test
    void a_clock_that_is_ahead_for_one_look_deletes_no_evidence() throws IOException {
        var files = new QuarantineFiles(folder, folder, 90, clock);
        for (String name : new String[] {"2026-08-25.jsonl", "2026-11-23.jsonl"}) {
            Files.createFile(folder.resolve(name));
        }

        clock.move(Duration.ofDays(200));
        files.tend();

        assertThat(folder).isDirectoryContaining("glob:**2026-08-25.jsonl").isDirectoryContaining("glob:**2026-11-23.jsonl");
    }

    @Test
    void a_file_named_like_a_day_that_never_was_keeps_no_other_from_being_deleted() throws IOException {
        Files.createFile(folder.resolve("2026-11-22.jsonl"));
        Files.createFile(folder.resolve("2026-13-45.jsonl"));
        Path old = Files.createFile(folder.resolve("2020-01-01.jsonl"));

        new QuarantineFiles(folder, folder, 90, clock).tend();

        assertThat(old).doesNotExist();
        assertThat(folder.resolve("2026-13-45.jsonl")).exists();
    }

    @Test
    void a_missing_folder_is_no_matter() {
        assertThatCode(new QuarantineFiles(folder, folder.resolve("none"), 90, clock)::tend).doesNotThrowAnyException();
    }

    @Test
    void the_folder_is_looked_at_once_a_day() throws IOException {
        var files = new QuarantineFiles(folder, folder, 90, clock);
        Files.createFile(folder.resolve("2026-11-23.jsonl"));
        files.tend();
        Path old = Files.createFile(folder.resolve("2020-01-01.jsonl"));

        files.tend();
        assertThat(old).exists();
        clock.move(Duration.ofMinutes(1));
        files.tend();

        assertThat(old).doesNotExist();
    }

    @Test
    void an_empty_folder_is_no_matter() {
        assertThatCode(new QuarantineFiles(folder, folder, 90, clock)::tend).doesNotThrowAnyException();
    }

    @Test
    void the_file_of_the_korean_day_is_named_below_the_data_and_only_this_user_may_read_it() throws IOException {
        Path below = folder.resolve("quarantine");
        clock.move(Duration.ofMinutes(1));

        assertThat(named(below)).isEqualTo(Path.of("quarantine", "2026-11-24.jsonl").toString());

        assertThat(rights(below)).isEqualTo("rwx------");
        assertThat(below.resolve("2026-11-24.jsonl")).isEmptyFile();
        assertThat(rights(below.resolve("2026-11-24.jsonl"))).isEqualTo("rw-------");
    }

    @Test
    void a_file_that_is_there_keeps_what_it_holds_and_is_made_private() throws IOException {
        Path file = Files.writeString(folder.resolve("2026-11-23.jsonl"), "{}\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(named(folder)).isEqualTo("2026-11-23.jsonl");

        assertThat(file).hasContent("{}\n");
        assertThat(rights(file)).isEqualTo("rw-------");
    }

    private String named(Path quarantine) {
        var exchange = new DefaultExchange(new DefaultCamelContext());
        new QuarantineFiles(folder, quarantine, 90, clock).process(exchange);
        return exchange.getMessage().getHeader(Exchange.FILE_NAME, String.class);
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
