package dev.balancesync.journal;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

import dev.balancesync.MutableClock;
import dev.balancesync.SampleFrames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
    private static final ZoneId KOREA = ZoneId.of("Asia/Seoul");
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
    private static final String TODAY = "2026-11-23.jsonl";
    private static final int KEEP_DAYS = 7;

    @TempDir
    Path parent;
    private Path folder;

    @BeforeEach
    void the_folder_is_missing_at_first() {
        folder = parent.resolve("data/journal");
    }

    @Test
    void a_frame_is_one_line_with_its_arrival_in_korean_time() throws IOException {
        try (var journal = journal()) {
            var entry = journal.append("{\"trnm\":\"REAL\"}", Instant.parse("2026-11-23T00:00:00.123456789Z"));

            String line = "{\"at\":\"2026-11-23T09:00:00.123456+09:00\",\"frame\":{\"trnm\":\"REAL\"}}\n";
            assertThat(folder.resolve(TODAY)).hasContent(line);
            assertThat(entry).isEqualTo(new JournalEntry(new JournalPosition(TODAY, line.length()),
                    Instant.parse("2026-11-23T00:00:00.123456Z"), "{\"trnm\":\"REAL\"}"));
        }
    }

    @Test
    void what_was_written_is_read_again_in_order() throws IOException {
        var written = new ArrayList<JournalEntry>();
        try (var journal = journal()) {
            for (int i = 0; i < 100; i++) {
                written.add(journal.append("{\"n\":" + i + ",\"name\":\"삼성전자 😀\"}", START.plusMillis(i)));
            }
        }

        assertThat(replayed()).isEqualTo(written);
    }

    @Test
    void a_damaged_number_beyond_all_measure_costs_its_line_only() throws IOException {
        try (var journal = journal()) {
            journal.append("{\"n\":1e1111111111111111111111111111111}", START);
            journal.append("{\"n\":2}", START.plusSeconds(1));
        }

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":2}");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no /dev/full")
    void what_is_no_file_is_not_read() throws IOException {
        try (var journal = journal()) {
            journal.append("{\"n\":1}", START);
        }
        Files.createSymbolicLink(folder.resolve("2026-11-24.jsonl"), Path.of("/dev/full"));

        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(5), () -> replayed())).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"real-04-sold-out-zero", "real-04-official-doc", "real-0B-captured-two-entries"})
    void a_pretty_printed_frame_becomes_one_line_and_means_the_same(String file) throws IOException {
        String frame = SampleFrames.text(file).replace("\n", "\r\n");

        try (var journal = journal()) {
            journal.append(frame, START);
            journal.append("{}", START.plusSeconds(1));
        }

        assertThat(Files.readAllLines(folder.resolve(TODAY))).hasSize(2);
        assertThat(SampleFrames.JSON.readTree(replayed().get(0).frame())).isEqualTo(SampleFrames.JSON.readTree(frame));
    }

    @Test
    void decimals_are_read_again_exactly() throws IOException {
        write("{\"price\":12345678901234567890.123456789}");

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"price\":12345678901234567890.123456789}");
    }

    @Test
    void each_korean_day_has_a_file_of_its_own() throws IOException {
        try (var journal = journal()) {
            journal.append("{\"n\":1}", Instant.parse("2026-11-23T14:59:59.999999Z"));
            var second = journal.append("{\"n\":2}", Instant.parse("2026-11-23T15:00:00Z"));

            assertThat(second.position().file()).isEqualTo("2026-11-24.jsonl");
        }
        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":1}", "{\"n\":2}");
    }

    @Test
    void arrival_times_only_rise_although_the_clock_steps_back() throws IOException {
        try (var journal = journal()) {
            var times = new ArrayList<Instant>();
            for (Duration step : List.of(Duration.ZERO, Duration.ZERO, Duration.ofHours(-12), Duration.ofNanos(1), Duration.ofSeconds(1))) {
                times.add(journal.append("{}", START.plus(step)).receivedAt());
            }

            assertThat(times).containsExactly(START, START.plusNanos(1_000), START.plusNanos(2_000), START.plusNanos(3_000),
                    START.plusSeconds(1));
        }
        assertThat(folder.resolve("2026-11-22.jsonl")).doesNotExist();
    }

    @Test
    void arrival_times_rise_over_a_restart_too() throws IOException {
        write("{\"n\":1}");

        try (var journal = journal()) {
            journal.replay(entry -> { });

            assertThat(journal.append("{\"n\":2}", START.minusSeconds(60)).receivedAt()).isEqualTo(START.plusNanos(1_000));
        }
    }

    @Test
    void a_torn_last_line_is_skipped_and_the_next_begins_on_its_own() throws IOException {
        write("{\"n\":1}");
        Files.writeString(folder.resolve(TODAY), "{\"at\":\"2026-11-23T09:00:01+09:00\",\"frame\":{\"n\":", APPEND);
        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":1}");

        try (var journal = journal()) {
            journal.append("{\"n\":3}", START.plusSeconds(2));
        }

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":1}", "{\"n\":3}");
        assertThat(Files.readAllLines(folder.resolve(TODAY))).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "null", "[]", "{}", "{\"frame\":{}}", "{\"at\":\"yesterday\",\"frame\":{}}", "garbage", "\0\0\0"})
    void a_line_that_is_no_entry_costs_none_of_its_neighbours(String line) throws IOException {
        write("{\"n\":1}");
        Files.writeString(folder.resolve(TODAY), line + "\n", APPEND);
        try (var journal = journal()) {
            journal.append("{\"n\":2}", START.plusSeconds(1));
        }

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":1}", "{\"n\":2}");
    }

    @Test
    void only_what_came_after_the_mark_is_read_again() throws IOException {
        try (var journal = journal()) {
            journal.append("{\"n\":1}", START);
            var stored = journal.append("{\"name\":\"삼성전자\"}", START.plusSeconds(1));
            journal.append("{\"n\":3}", START.plusSeconds(2));
            journal.append("{\"n\":4}", START.plus(Duration.ofDays(1)));
            journal.confirm(stored.position());
        }

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":3}", "{\"n\":4}");
    }

    @Test
    void days_before_the_mark_are_not_read_again() throws IOException {
        try (var journal = journal()) {
            journal.append("{\"n\":1}", START);
            journal.confirm(journal.append("{\"n\":2}", START.plus(Duration.ofDays(1))).position());
            journal.append("{\"n\":3}", START.plus(Duration.ofDays(2)));
        }

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":3}");
    }

    @Test
    void an_entry_read_again_can_be_confirmed() throws IOException {
        write("{\"n\":1}", "{\"name\":\"삼성전자\"}", "{\"n\":3}");
        var entries = replayed();

        try (var journal = journal()) {
            journal.confirm(entries.get(1).position());
        }

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":3}");
    }

    @Test
    void the_newest_mark_counts_and_none_changes_nothing() throws IOException {
        try (var journal = journal()) {
            journal.confirm(journal.append("{\"n\":1}", START).position());
            journal.confirm(journal.append("{\"n\":2}", START.plusSeconds(1)).position());
            journal.confirm(null);
        }

        assertThat(replayed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "2026-11-23.jsonl", "2026-11-23.jsonl -5", "2026-11-23.jsonl 1 2"})
    void an_unreadable_mark_means_that_all_is_read_again(String mark) throws IOException {
        write("{\"n\":1}", "{\"n\":2}");
        Files.writeString(folder.resolve(Journal.CONFIRMED), mark);

        assertThat(replayed()).hasSize(2);
    }

    @Test
    void a_day_that_is_shorter_than_its_mark_is_passed_over() throws IOException {
        write("{\"n\":1}");
        Files.writeString(folder.resolve(Journal.CONFIRMED), TODAY + " 9999");

        assertThat(replayed()).isEmpty();
    }

    @Test
    void only_old_days_that_are_confirmed_are_deleted() throws IOException {
        var days = List.of(daysAgo(30), daysAgo(20), daysAgo(10), daysAgo(3), daysAgo(0));
        Files.createDirectories(folder);
        for (String day : days) {
            Files.createFile(folder.resolve(day));
        }

        replayed();
        assertThat(days).allSatisfy(day -> assertThat(folder.resolve(day)).exists());

        Files.writeString(folder.resolve(Journal.CONFIRMED), days.get(1) + " 0");
        replayed();
        assertThat(folder.resolve(days.get(0))).doesNotExist();
        assertThat(days.subList(1, 5)).allSatisfy(day -> assertThat(folder.resolve(day)).exists());

        Files.writeString(folder.resolve(Journal.CONFIRMED), days.get(4) + " 0");
        replayed();
        assertThat(days.subList(0, 3)).allSatisfy(day -> assertThat(folder.resolve(day)).doesNotExist());
        assertThat(days.subList(3, 5)).allSatisfy(day -> assertThat(folder.resolve(day)).exists());
    }

    @Test
    void old_days_are_deleted_at_midnight_in_korea_while_it_runs_but_none_that_is_not_stored() throws IOException {
        var clock = new MutableClock("2026-11-23T14:59:00Z");
        try (var journal = new Journal(folder, KEEP_DAYS, SampleFrames.JSON, clock)) {
            journal.confirm(journal.append("{\"n\":1}", Instant.parse("2026-11-16T00:00:00Z")).position());
            journal.append("{\"n\":2}", Instant.parse("2026-11-16T01:00:00Z"));
            Files.createFile(folder.resolve("2026-11-15.jsonl"));
            journal.tend();
            assertThat(folder.resolve("2026-11-15.jsonl")).doesNotExist();
            assertThat(folder.resolve("2026-11-16.jsonl")).exists();

            clock.move(Duration.ofMinutes(2));
            journal.tend();
            assertThat(folder.resolve("2026-11-16.jsonl")).as("n:2 is not confirmed").exists();

            journal.confirm(journal.append("{\"n\":3}", clock.instant()).position());
            clock.move(Duration.ofHours(23));
            journal.tend();
            assertThat(folder.resolve("2026-11-16.jsonl")).as("once a day").exists();
            clock.move(Duration.ofHours(1));
            journal.tend();
            assertThat(folder.resolve("2026-11-16.jsonl")).doesNotExist();
            assertThat(folder.resolve("2026-11-24.jsonl")).exists();
        }
    }

    @Test
    void a_journal_that_cannot_be_written_says_so_and_goes_on() throws IOException {
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "a file where the folder should be");

        try (var journal = journal()) {
            assertThat(journal.failure()).isNull();
            var entry = journal.append("{\"n\":1}", START);
            assertThat(entry).isEqualTo(new JournalEntry(null, START, "{\"n\":1}"));
            assertThat(journal.failure()).isNotNull();

            Files.delete(folder);
            assertThat(journal.append("{\"n\":2}", START.plusSeconds(1)).position()).isNotNull();
            assertThat(journal.failure()).isNull();
        }
        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":1}", "{\"n\":2}");
    }

    @Test
    void a_line_torn_inside_a_character_costs_only_itself() throws IOException {
        write("{\"trnm\":\"REAL\"}");
        Path day = Files.list(folder).filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow();
        Files.write(day, new byte[] {'{', '"', (byte) 0xEC}, APPEND);
        write("{\"trnm\":\"PING\"}");

        List<JournalEntry> entries = replayed();

        assertThat(entries).extracting(JournalEntry::frame).containsExactly("{\"trnm\":\"REAL\"}", "{\"trnm\":\"PING\"}");
        assertThat(entries.get(1).position().offset()).isEqualTo(Files.size(day));
    }

    @Test
    void a_journal_that_cannot_be_read_is_not_passed_over_in_silence() throws IOException {
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "a file where the folder should be");

        assertThatThrownBy(this::replayed).isInstanceOf(UncheckedIOException.class).hasMessageContaining(folder.toString());
    }

    private Journal journal() {
        return new Journal(folder, KEEP_DAYS, SampleFrames.JSON, Clock.systemUTC());
    }

    /** Writes frames one second apart from {@link #START} on. */
    private void write(String... frames) throws IOException {
        try (var journal = journal()) {
            for (int i = 0; i < frames.length; i++) {
                journal.append(frames[i], START.plusSeconds(i));
            }
        }
    }

    private List<JournalEntry> replayed() throws IOException {
        var entries = new ArrayList<JournalEntry>();
        try (var journal = journal()) {
            journal.replay(entries::add);
        }
        return entries;
    }

    private static String daysAgo(int days) {
        return LocalDate.now(KOREA).minusDays(days) + ".jsonl";
    }
}
