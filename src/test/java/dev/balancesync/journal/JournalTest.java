package dev.balancesync.journal;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.balancesync.Arrivals;
import dev.balancesync.MutableClock;
import dev.balancesync.SampleFrames;
import dev.balancesync.kiwoom.Frame;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequence;
import dev.balancesync.time.Sequencer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
    private static final ZoneId KOREA = ZoneId.of("Asia/Seoul");
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
    private static final String TODAY = "000001-0001-2026-11-23.jsonl";
    private static final String BEFORE = "2026-11-23.jsonl";
    private static final int KEEP_DAYS = 7;
    private static final long ZEROS = 16L * 1024 * 1024;

    @TempDir
    Path parent;
    private Path folder;

    @BeforeEach
    void the_folder_is_missing_at_first() {
        folder = parent.resolve("data/journal");
    }

    @Test
    void frames_that_came_together_stand_there_as_if_one_by_one_also_over_midnight_and_beside_a_very_long_one() throws Exception {
        Instant midnight = Instant.parse("2026-11-23T15:00:00Z");
        List<Frame> frames = IntStream.range(0, 9).mapToObj(i -> new Frame("{\"n\":" + i + ",\"x\":\"" + "삼".repeat(i == 4 ? 200_000 : 20_000)
                + "\"}", Arrivals.at(midnight.minusSeconds(6).plusSeconds(i)))).toList();
        Path together = parent.resolve("together");
        Path singly = parent.resolve("singly");

        try (Journal one = new Journal(together, KEEP_DAYS, SampleFrames.JSON, Clock.systemUTC(), Arrivals.sequencer(Clock.systemUTC())); Journal other = new Journal(singly, KEEP_DAYS, SampleFrames.JSON, Clock.systemUTC(), Arrivals.sequencer(Clock.systemUTC()))) {
            JournalPosition end = one.append(frames);
            JournalPosition last = null;
            for (Frame frame : frames) {
                last = other.append(List.of(frame));
            }
            assertThat(end).isEqualTo(last);
        }

        assertThat(texts(together)).hasSize(2).isEqualTo(texts(singly));
    }

    private static Map<String, String> texts(Path journal) throws IOException {
        var texts = new TreeMap<String, String>();
        try (Stream<Path> files = Files.list(journal)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
                texts.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return texts;
    }

    @Test
    void a_frame_is_one_line_with_its_arrival_in_korean_time() throws IOException {
        try (var journal = journal()) {
            var position = Lines.append(journal, "{\"trnm\":\"REAL\"}", new Arrival(new Sequence(7, 42), START.plusNanos(123_456_789), 0));

            String line = "{\"seq\":\"7.42\",\"at\":\"2026-11-23T09:00:00.123456+09:00\",\"frame\":{\"trnm\":\"REAL\"}}\n";
            assertThat(folder.resolve(TODAY)).hasContent(line);
            assertThat(position).isEqualTo(new JournalPosition(TODAY, line.length()));
        }
    }

    @Test
    void what_was_written_is_read_again_in_order() throws IOException {
        var frames = new ArrayList<String>();
        var written = new ArrayList<Arrival>();
        var positions = new ArrayList<JournalPosition>();
        try (var journal = journal()) {
            for (int i = 0; i < 100; i++) {
                frames.add("{\"n\":" + i + ",\"name\":\"삼성전자 😀\"}");
                written.add(Arrivals.at(START.plusMillis(i)));
                positions.add(Lines.append(journal, frames.get(i), written.get(i)));
            }
        }

        List<JournalEntry> read = replayed();

        assertThat(read).extracting(JournalEntry::frame).isEqualTo(frames);
        assertThat(read).extracting(JournalEntry::position).isEqualTo(positions);
        assertThat(read).extracting(entry -> entry.arrival().sequence()).isEqualTo(written.stream().map(Arrival::sequence).toList());
        assertThat(read).extracting(entry -> entry.arrival().at()).isEqualTo(written.stream().map(Arrival::at).toList());
    }

    @Test
    void a_frame_read_again_is_as_old_as_what_is_written_on_it_and_keeps_its_place() throws IOException {
        write("{\"n\":1}");
        var ticks = new AtomicLong(5);
        var sequencer = new Sequencer(2, Clock.fixed(START.plusSeconds(2), KOREA), ticks::get);

        try (var journal = new Journal(folder, KEEP_DAYS, SampleFrames.JSON, Clock.systemUTC(), sequencer)) {
            journal.replay(entry -> {
                assertThat(entry.arrival().nanos()).isEqualTo(5 - Duration.ofSeconds(2).toNanos());
                assertThat(sequencer.next().isAfter(entry.arrival())).isTrue();
            }, entry -> fail("nothing died"));
        }
    }

    @Test
    void a_frame_of_megabytes_is_read_again_as_it_was_whatever_its_characters() throws IOException {
        String frame = "{\"name\":\"" + "삼성전자😀".repeat(700_000) + "\"}";
        String other = "{\"name\":\"x" + "😀".repeat(100_000) + "\"}";

        write(frame, other);

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly(frame, other);
    }

    /** As after a power cut: the file has its length, and zeros where nothing was written. Held in memory they would end every start. */
    @ParameterizedTest
    @ValueSource(strings = {"", "{\"seq\":\"1.2\",\"at\":\"2026-11-23T09:00:01+09:00\",\"frame\":{\"n\":"})
    void zeros_without_end_are_passed_over_and_take_no_memory(String torn) throws IOException {
        write("{\"n\":1}");
        Path file = folder.resolve(names().get(0));
        Files.writeString(file, torn, APPEND);
        try (var sparse = FileChannel.open(file, WRITE)) {
            sparse.write(ByteBuffer.wrap(new byte[] {'\n'}), sparse.size() + ZEROS);
        }
        write("{\"n\":2}");

        long before = allocated();
        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":1}", "{\"n\":2}");

        assertThat(allocated() - before).isLessThan(ZEROS / 2);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    @Test
    void a_number_beyond_all_measure_is_the_readers_business_and_costs_no_neighbour() throws IOException {
        write("{\"n\":1e1111111111111111111111111111111}", "{\"n\":2}");

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":1e1111111111111111111111111111111}", "{\"n\":2}");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no /dev/full")
    void what_is_no_file_is_not_read() throws IOException {
        try (var journal = journal()) {
            Lines.append(journal, "{\"n\":1}", Arrivals.at(START));
        }
        Files.createSymbolicLink(folder.resolve("000002-0001-2026-11-24.jsonl"), Path.of("/dev/full"));

        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(5), () -> replayed())).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"real-04-sold-out-zero", "real-04-official-doc", "real-0B-captured-two-entries"})
    void a_pretty_printed_frame_becomes_one_line_and_means_the_same(String file) throws IOException {
        String frame = SampleFrames.text(file).replace("\n", "\r\n");

        try (var journal = journal()) {
            Lines.append(journal, frame, Arrivals.at(START));
            Lines.append(journal, "{}", Arrivals.at(START.plusSeconds(1)));
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
            Lines.append(journal, "{\"n\":1}", Arrivals.at(Instant.parse("2026-11-23T14:59:59.999999Z")));
            var second = Lines.append(journal, "{\"n\":2}", Arrivals.at(Instant.parse("2026-11-23T15:00:00Z")));

            assertThat(second.file()).isEqualTo("000001-0002-2026-11-24.jsonl");
        }
        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":1}", "{\"n\":2}");
    }

    @Test
    void what_was_written_later_is_read_later_whatever_the_date_did() throws IOException {
        try (var journal = journal()) {
            Lines.append(journal, "{\"n\":1}", Arrivals.at(START.plus(Duration.ofDays(1))));
            Lines.append(journal, "{\"n\":2}", Arrivals.at(START));
            Lines.append(journal, "{\"n\":3}", Arrivals.at(START.plus(Duration.ofDays(1))));
        }
        try (var journal = journal()) {
            Lines.append(journal, "{\"n\":4}", Arrivals.at(START.minus(Duration.ofDays(300))));
        }

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":4}");
        assertThat(names()).containsExactly("000001-0001-2026-11-24.jsonl", "000001-0002-2026-11-23.jsonl", "000001-0003-2026-11-24.jsonl",
                "000002-0001-2026-01-27.jsonl");
    }

    @Test
    void after_a_mark_in_tomorrows_file_all_that_came_when_the_clock_was_set_right_is_read_again() throws IOException {
        try (var journal = journal()) {
            Lines.append(journal, "{\"n\":0}", Arrivals.at(START));
            journal.confirm(Lines.append(journal, "{\"n\":1}", Arrivals.at(START.plus(Duration.ofDays(1)))));
            for (int i = 2; i <= 21; i++) {
                Lines.append(journal, "{\"n\":" + i + "}", Arrivals.at(START.plusSeconds(i)));
            }
        }

        assertThat(replayed()).hasSize(20);
    }

    @Test
    void an_old_frame_of_a_later_day_never_comes_back() throws IOException {
        try (var journal = journal()) {
            Lines.append(journal, "{\"n\":10}", Arrivals.at(START.plus(Duration.ofDays(1))));
            journal.confirm(Lines.append(journal, "{\"n\":30}", Arrivals.at(START)));
            Lines.append(journal, "{\"n\":31}", Arrivals.at(START.plusSeconds(1)));
        }

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":31}");
    }

    @Test
    void every_start_has_an_epoch_of_its_own_also_when_all_files_are_gone() throws IOException {
        assertThat(Journal.nextEpoch(folder)).isEqualTo(1);
        write("{\"n\":1}");
        assertThat(Journal.nextEpoch(folder)).isEqualTo(2);
        try (var journal = journal()) {
            journal.confirm(Lines.append(journal, "{\"n\":2}", Arrivals.at(START)));
        }
        for (String name : names()) {
            Files.delete(folder.resolve(name));
        }

        assertThat(Journal.nextEpoch(folder)).isEqualTo(3);
        assertThat(replayed()).as("a start that receives nothing").isEmpty();
        assertThat(Journal.nextEpoch(folder)).isEqualTo(4);
    }

    @Test
    void a_folder_that_can_be_looked_at_only_later_spoils_no_order() throws IOException {
        write("{\"n\":1}");
        write("{\"n\":2}");
        try (var late = new Journal(folder, KEEP_DAYS, SampleFrames.JSON, Clock.systemUTC(), Arrivals.sequencer(1, Clock.systemUTC()))) {
            Lines.append(late, "{\"n\":3}", Arrivals.at(START));
        }

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
    }

    // --- journals of before there were epochs

    @Test
    void what_an_earlier_version_left_is_read_once_more_before_all_else_and_carried_over() throws IOException {
        before("2026-11-21.jsonl", 1, 2);
        before(BEFORE, 3, 4);
        String mark = "2026-11-21.jsonl " + String.format("%019d", Files.size(folder.resolve("2026-11-21.jsonl")) / 2) + "\n";
        Files.writeString(folder.resolve(JournalMark.NAME), mark);
        write("{\"n\":5}");

        List<JournalEntry> read = replayed();

        assertThat(read).extracting(JournalEntry::frame).containsExactly("{\"n\":2}", "{\"n\":3}", "{\"n\":4}", "{\"n\":5}");
        assertThat(read).extracting(entry -> entry.arrival().sequence()).isSorted();
        try (var journal = journal()) {
            journal.confirm(read.get(1).position());
        }
        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":4}", "{\"n\":5}");
        try (var journal = journal()) {
            journal.confirm(read.get(3).position());
        }
        assertThat(replayed()).isEmpty();
    }

    @Test
    void what_was_stored_before_an_earlier_version_ran_again_never_comes_back() throws IOException {
        before(daysAgo(1), 1);
        write("{\"n\":2}", "{\"n\":3}");
        try (var journal = journal()) {
            journal.confirm(journal.lastUnconfirmed());
        }
        before(daysAgo(0), 4, 5);
        age(daysAgo(1), 86_400);
        age(names().get(0), 60);
        age(daysAgo(0), 10);
        String mark = Files.readString(folder.resolve(JournalMark.NAME));
        String shorter = daysAgo(0) + " " + String.format("%019d", Files.size(folder.resolve(daysAgo(0))) / 2) + "\n";
        Files.writeString(folder.resolve(JournalMark.NAME), shorter + mark.substring(shorter.length()));

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":5}");

        write("{\"n\":6}");
        assertThat(replayed()).extracting(JournalEntry::frame).as("and nothing that came later is left out").containsExactly("{\"n\":5}", "{\"n\":6}");
    }

    @Test
    void of_an_earlier_version_whose_clock_was_ahead_what_was_written_last_counts() throws IOException {
        before(tomorrow(), 1);
        before(daysAgo(0), 2, 3);
        age(tomorrow(), 60);
        age(daysAgo(0), 10);
        Files.writeString(folder.resolve(JournalMark.NAME), tomorrow() + " " + Files.size(folder.resolve(tomorrow())));

        assertThat(replayed()).extracting(JournalEntry::frame).as("20 of 20").containsExactly("{\"n\":2}", "{\"n\":3}");

        Files.writeString(folder.resolve(JournalMark.NAME), daysAgo(0) + " " + Files.size(folder.resolve(daysAgo(0))) / 2);
        assertThat(replayed()).extracting(JournalEntry::frame).as("1 never comes back").containsExactly("{\"n\":3}");
    }

    @Test
    void of_an_earlier_version_whose_clock_was_ahead_what_was_written_last_counts_also_when_that_day_has_come() throws IOException {
        before(daysAgo(2), 1);
        before(daysAgo(0), 2);
        before(daysAgo(1), 3, 4);
        age(daysAgo(2), 2 * 86_400);
        age(daysAgo(0), 60);
        age(daysAgo(1), 10);
        Files.writeString(folder.resolve(JournalMark.NAME), daysAgo(0) + " " + Files.size(folder.resolve(daysAgo(0))));

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":3}", "{\"n\":4}");

        age(daysAgo(1), 86_400);
        assertThat(replayed()).extracting(JournalEntry::frame).as("where the clock was right nothing comes back").isEmpty();
    }

    // --- frames that end the process

    @Test
    void a_large_frame_of_which_the_process_died_once_is_not_read_a_second_time() throws IOException {
        String large = "{\"n\":\"" + "x".repeat(DeadlyFrames.LARGE) + "\"}";
        write("{\"n\":1}", large, "{\"n\":3}");

        die(large);

        assertThat(died(1)).containsExactly(large);
        for (int i = 0; i < 3; i++) {
            assertThat(replayed()).extracting(JournalEntry::frame).as("told once, and never read again").containsExactly("{\"n\":1}", "{\"n\":3}");
        }
        assertThat(folder.resolve(DeadlyFrames.DEADLY)).exists();
        try (var journal = journal()) {
            journal.confirm(new JournalPosition(TODAY, Files.size(folder.resolve(TODAY))));
        }
        assertThat(replayed()).isEmpty();
        assertThat(folder.resolve(DeadlyFrames.DEADLY)).doesNotExist();
    }

    @Test
    void a_small_frame_may_have_been_under_way_by_chance_once_and_not_twice() throws IOException {
        write("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");

        die("{\"n\":2}");
        die("{\"n\":2}");

        assertThat(died(2)).containsExactly("{\"n\":2}");
    }

    @Test
    void whoever_is_asked_to_stop_while_reading_has_not_died() throws IOException {
        write("{\"n\":1}");
        for (int i = 0; i < 3; i++) {
            var stopped = journal();
            assertThatThrownBy(() -> stopped.replay(entry -> {
                throw new IllegalStateException("stopped");
            }, entry -> fail("died"))).isInstanceOf(IllegalStateException.class);
            stopped.close();
        }

        assertThat(replayed()).hasSize(1);
    }

    /** As a process that ends while it reads a frame. */
    private void die(String frame) {
        assertThatThrownBy(() -> journal().replay(entry -> {
            if (entry.frame().equals(frame)) {
                throw new OutOfMemoryError("as if");
            }
        }, entry -> fail("too early"))).isInstanceOf(OutOfMemoryError.class);
    }

    private List<String> died(int others) throws IOException {
        var deadly = new ArrayList<String>();
        var read = new ArrayList<String>();
        try (var journal = journal()) {
            journal.replay(entry -> read.add(entry.frame()), entry -> deadly.add(entry.frame()));
        }
        assertThat(read).hasSizeGreaterThanOrEqualTo(others);
        return deadly;
    }

    // --- rights

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nobody_else_may_read_it() throws IOException {
        try (var journal = journal()) {
            journal.confirm(Lines.append(journal, "{\"n\":1}", Arrivals.at(START)));
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).isEqualTo("rwx------");
        for (String each : List.of(TODAY, JournalMark.NAME)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(each)))).as(each).isEqualTo("rw-------");
        }
    }

    @Test
    void a_torn_last_line_is_skipped_and_the_next_begins_on_its_own() throws IOException {
        write("{\"n\":1}");
        Files.writeString(folder.resolve(TODAY), "{\"seq\":\"1.2\",\"at\":\"2026-11-23T09:00:01+09:00\",\"frame\":{\"n\":", APPEND);
        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":1}");

        write("{\"n\":3}");

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":1}", "{\"n\":3}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "null", "[]", "{}", "{\"frame\":{}}", "{\"at\":\"yesterday\",\"frame\":{}}", "garbage",
        "{\"seq\":\"1\",\"at\":\"2026-11-23T09:00:01+09:00\",\"frame\":{}}", "{\"at\":\"2026-11-23T09:00:01+09:00\",\"frame\":{}",
        "{\"at\":\"2026-11-23T09:00:01+09:00\",\"frame\":}", "{\"at\":\"2026-11-23T09:00:01+09:00\",\"frame\":{}}}", "\0\0\0"})
    void a_line_that_is_no_entry_costs_none_of_its_neighbours(String line) throws IOException {
        write("{\"n\":1}");
        Files.writeString(folder.resolve(TODAY), line + "\n", APPEND);
        try (var journal = journal()) {
            Lines.append(journal, "{\"n\":2}", Arrivals.at(START.plusSeconds(1)));
        }

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":1}", "{\"n\":2}");
    }

    @Test
    void only_what_came_after_the_mark_is_read_again() throws IOException {
        try (var journal = journal()) {
            Lines.append(journal, "{\"n\":1}", Arrivals.at(START));
            var stored = Lines.append(journal, "{\"name\":\"삼성전자\"}", Arrivals.at(START.plusSeconds(1)));
            Lines.append(journal, "{\"n\":3}", Arrivals.at(START.plusSeconds(2)));
            Lines.append(journal, "{\"n\":4}", Arrivals.at(START.plus(Duration.ofDays(1))));
            journal.confirm(stored);
        }

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":3}", "{\"n\":4}");
    }

    @Test
    void days_before_the_mark_are_not_read_again() throws IOException {
        try (var journal = journal()) {
            Lines.append(journal, "{\"n\":1}", Arrivals.at(START));
            journal.confirm(Lines.append(journal, "{\"n\":2}", Arrivals.at(START.plus(Duration.ofDays(1)))));
            Lines.append(journal, "{\"n\":3}", Arrivals.at(START.plus(Duration.ofDays(2))));
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
            journal.confirm(Lines.append(journal, "{\"n\":1}", Arrivals.at(START)));
            journal.confirm(Lines.append(journal, "{\"n\":2}", Arrivals.at(START.plusSeconds(1))));
            journal.confirm(null);
        }

        assertThat(replayed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "2026-11-23.jsonl", "2026-11-23.jsonl -5", "2026-11-23.jsonl 1 2", "2026-13-45.jsonl 5",
        "something.else 5", "2026-11-23.jsonl 9999999999999999999", "2026-11-23.jsonl 99999999999999999999"})
    void an_unreadable_mark_means_that_all_is_read_again(String mark) throws IOException {
        write("{\"n\":1}", "{\"n\":2}");
        Files.writeString(folder.resolve(JournalMark.NAME), mark);

        assertThat(replayed()).hasSize(2);
    }

    @Test
    void a_day_that_is_shorter_than_its_mark_is_passed_over() throws IOException {
        write("{\"n\":1}");
        Files.writeString(folder.resolve(JournalMark.NAME), TODAY + " 9999");

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

        Files.writeString(folder.resolve(JournalMark.NAME), days.get(1) + " 0");
        replayed();
        assertThat(folder.resolve(days.get(0))).doesNotExist();
        assertThat(days.subList(1, 5)).allSatisfy(day -> assertThat(folder.resolve(day)).exists());

        Files.writeString(folder.resolve(JournalMark.NAME), days.get(4) + " 0");
        replayed();
        assertThat(days.subList(0, 3)).allSatisfy(day -> assertThat(folder.resolve(day)).doesNotExist());
        assertThat(days.subList(3, 5)).allSatisfy(day -> assertThat(folder.resolve(day)).exists());
    }

    @Test
    void old_days_are_deleted_at_midnight_in_korea_while_it_runs_but_none_that_is_not_stored() throws IOException {
        var clock = new MutableClock("2026-11-23T14:59:00Z");
        try (var journal = new Journal(folder, KEEP_DAYS, SampleFrames.JSON, clock, Arrivals.sequencer(clock))) {
            journal.confirm(Lines.append(journal, "{\"n\":1}", Arrivals.at(Instant.parse("2026-11-16T00:00:00Z"))));
            Lines.append(journal, "{\"n\":2}", Arrivals.at(Instant.parse("2026-11-16T01:00:00Z")));
            Files.createFile(folder.resolve("2026-11-15.jsonl"));
            journal.tend();
            assertThat(folder.resolve("2026-11-15.jsonl")).doesNotExist();
            assertThat(folder.resolve("000001-0001-2026-11-16.jsonl")).exists();

            clock.move(Duration.ofMinutes(2));
            journal.tend();
            assertThat(folder.resolve("000001-0001-2026-11-16.jsonl")).as("n:2 is not confirmed").exists();

            journal.confirm(Lines.append(journal, "{\"n\":3}", Arrivals.at(clock.instant())));
            clock.move(Duration.ofHours(23));
            journal.tend();
            assertThat(folder.resolve("000001-0001-2026-11-16.jsonl")).as("once a day").exists();
            clock.move(Duration.ofHours(1));
            journal.tend();
            assertThat(folder.resolve("000001-0001-2026-11-16.jsonl")).doesNotExist();
            assertThat(folder.resolve("000001-0002-2026-11-24.jsonl")).exists();
        }
    }

    @Test
    void a_clock_that_is_years_ahead_deletes_nothing_that_is_not_stored() throws IOException {
        var clock = new MutableClock("2036-11-23T00:00:00Z");
        try (var journal = new Journal(folder, KEEP_DAYS, SampleFrames.JSON, clock, Arrivals.sequencer(clock))) {
            journal.confirm(Lines.append(journal, "{\"n\":1}", Arrivals.at(clock.instant())));
            Lines.append(journal, "{\"n\":2}", Arrivals.at(START));
            Lines.append(journal, "{\"n\":3}", Arrivals.at(START.plus(Duration.ofDays(1))));
            journal.tend();
        }

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":2}", "{\"n\":3}");
    }

    @Test
    void a_journal_that_cannot_be_written_says_so_and_goes_on() throws IOException {
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "a file where the folder should be");

        try (var journal = journal()) {
            assertThat(journal.failure()).isNull();
            assertThat(Lines.append(journal, "{\"n\":1}", Arrivals.at(START))).isNull();
            assertThat(journal.failure()).isNotNull();

            Files.delete(folder);
            assertThat(Lines.append(journal, "{\"n\":2}", Arrivals.at(START.plusSeconds(1)))).isNotNull();
            assertThat(journal.failure()).isNull();
        }
        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":1}", "{\"n\":2}");
    }

    /** As a route that is stopped while it writes; the channel is closed then. */
    @Test
    void a_mark_that_could_not_be_written_once_is_written_the_next_time() throws IOException {
        try (var journal = journal()) {
            journal.confirm(Lines.append(journal, "{\"n\":1}", Arrivals.at(START)));
            var second = Lines.append(journal, "{\"n\":2}", Arrivals.at(START.plusSeconds(1)));
            Thread.currentThread().interrupt();
            journal.confirm(second);
            assertThat(Thread.interrupted()).isTrue();
            journal.confirm(Lines.append(journal, "{\"n\":3}", Arrivals.at(START.plusSeconds(2))));
        }

        assertThat(replayed()).isEmpty();
    }

    /** {@code git clean}, or whoever tidies up a NAS. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void what_comes_after_the_folder_was_deleted_is_on_disk_again_and_behind_no_old_mark() throws IOException {
        try (var journal = journal()) {
            journal.replay(entry -> fail("nothing there"), entry -> fail("nothing died"));
            var stored = Lines.append(journal, "{\"n\":1,\"name\":\"somewhat longer than the next\"}", Arrivals.at(START));
            journal.confirm(stored);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path each : files.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(folder);

            journal.tend();
            journal.confirm(stored);
            Lines.append(journal, "{\"n\":2}", Arrivals.at(START.plusSeconds(1)));
            assertThat(journal.failure()).isNull();
        }

        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":2}");
        assertThat(folder.resolve(Journal.EPOCH)).exists();
    }

    /** As whoever makes room on a full disk. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void what_comes_after_its_file_was_deleted_while_nothing_could_be_written_is_behind_no_old_mark() throws IOException {
        try (var journal = journal()) {
            journal.confirm(Lines.append(journal, "{\"n\":1,\"name\":\"much longer than all that comes after it: " + "x".repeat(1_000) + "\"}", Arrivals.at(START)));
            Thread.currentThread().interrupt();
            assertThat(Lines.append(journal, "{\"n\":2}", Arrivals.at(START.plusSeconds(1)))).isNull();
            assertThat(Thread.interrupted()).isTrue();
            Files.delete(folder.resolve(TODAY));

            Lines.append(journal, "{\"n\":3}", Arrivals.at(START.plusSeconds(2)));
        }
        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":2}", "{\"n\":3}");

        try (var journal = journal()) {
            journal.confirm(Lines.append(journal, "{\"n\":4}", Arrivals.at(START.plusSeconds(3))));
            Thread.currentThread().interrupt();
            assertThat(Lines.append(journal, "{\"n\":5}", Arrivals.at(START.plusSeconds(4)))).isNull();
            assertThat(Thread.interrupted()).isTrue();
            for (String each : names()) {
                Files.delete(folder.resolve(each));
            }
            Files.delete(folder.resolve(JournalMark.NAME));

            journal.confirm(Lines.append(journal, "{\"n\":6}", Arrivals.at(START.plusSeconds(5))));
        }
        assertThat(replayed()).as("the mark is there again").isEmpty();
    }

    @Test
    void a_line_torn_inside_a_character_costs_only_itself() throws IOException {
        write("{\"trnm\":\"REAL\"}");
        Path day = folder.resolve(TODAY);
        Files.write(day, new byte[] {'{', '"', (byte) 0xEC, '\n'}, APPEND);
        Files.writeString(day, "{\"seq\":\"1.9\",\"at\":\"2026-11-23T09:00:01+09:00\",\"frame\":{\"trnm\":\"PING\"}}\n", APPEND);

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

    /** Until the first fill nobody would have noticed. */
    @Test
    void a_folder_that_cannot_be_written_is_told_at_the_start_and_noticed_when_it_can() throws IOException {
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "a file where the folder should be");

        try (var journal = journal()) {
            assertThatThrownBy(() -> journal.replay(entry -> fail("nothing there"), entry -> fail("nothing died"))).isInstanceOf(UncheckedIOException.class);
            assertThat(journal.failure()).isNotNull();
            journal.tend();
            assertThat(journal.failure()).isNotNull();

            Files.delete(folder);
            journal.tend();

            assertThat(journal.failure()).isNull();
        }
    }

    @Test
    void a_folder_that_can_only_be_read_is_read_and_told() throws IOException {
        write("{\"n\":1}");
        Files.deleteIfExists(folder.resolve("epoch"));
        Files.createDirectory(folder.resolve("epoch"));

        try (var journal = journal()) {
            var entries = new ArrayList<JournalEntry>();
            journal.replay(entries::add, entry -> fail("nothing died"));

            assertThat(entries).hasSize(1);
            assertThat(journal.failure()).isNotNull();
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/proc/self/mem is a regular file that cannot be read, whoever asks")
    void what_could_not_be_read_is_named_and_the_mark_does_not_pass_over_it() throws IOException {
        write("{\"n\":1}");
        Path bad = Files.createSymbolicLink(folder.resolve("000002-0001-2026-11-23.jsonl"), Path.of("/proc/self/mem"));

        try (var journal = journal()) {
            assertThatThrownBy(() -> journal.replay(entry -> { }, entry -> fail("nothing died"))).isInstanceOf(UncheckedIOException.class);
            assertThat(journal.failure()).contains("could not be read", "start again");
            journal.confirm(Lines.append(journal, "{\"n\":3}", Arrivals.at(START.plusSeconds(1))));
            journal.tend();
            assertThat(journal.failure()).contains("could not be read");
        }

        Files.delete(bad);
        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":1}", "{\"n\":3}");
    }

    @Test
    void what_was_stored_last_is_told_as_far_as_it_is_young_and_not_what_is_read_again() throws IOException {
        try (var journal = journal()) {
            for (int i = 0; i < 10; i++) {
                journal.confirm(Lines.append(journal, "{\"n\":" + i + "}", Arrivals.at(START.plusSeconds(i))));
            }
            Lines.append(journal, "{\"n\":10}", Arrivals.at(START.plusSeconds(10)));
        }

        assertThat(storedWithin(Duration.ofSeconds(3))).containsExactly("{\"n\":7}", "{\"n\":8}", "{\"n\":9}");
        assertThat(storedWithin(Duration.ZERO)).isEmpty();
        assertThat(replayed()).extracting(JournalEntry::frame).containsExactly("{\"n\":10}");
    }

    /** After an update that failed, or of a process that dies again and again. */
    @Test
    void what_was_stored_before_another_start_in_the_same_minute_is_told_too() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (var journal = journal()) {
                journal.confirm(Lines.append(journal, "{\"n\":" + i + "}", Arrivals.at(START.plusSeconds(i))));
            }
        }

        assertThat(names()).hasSize(3);
        assertThat(storedWithin(Duration.ofSeconds(9))).containsExactly("{\"n\":1}", "{\"n\":2}");
    }

    @Test
    void of_many_stored_frames_only_the_end_is_looked_through() throws IOException {
        assertThat(storedWithin(Duration.ofDays(1))).as("nothing was ever stored").isEmpty();
        String rest = "\"x\":\"" + "삼".repeat(100_000) + "\"}";
        try (var journal = journal()) {
            for (int i = 0; i < 8; i++) {
                journal.confirm(Lines.append(journal, "{\"n\":" + i + "," + rest, Arrivals.at(START)));
            }
        }

        assertThat(storedWithin(Duration.ofDays(1))).extracting(text -> text.substring(0, 7))
                .as("of 2.4 MB").containsExactly("{\"n\":5,", "{\"n\":6,", "{\"n\":7,");
    }

    /** As of ten seconds after {@link #START}. */
    private List<String> storedWithin(Duration time) throws IOException {
        Clock then = Clock.fixed(START.plusSeconds(10), KOREA);
        try (var journal = new Journal(folder, KEEP_DAYS, SampleFrames.JSON, then, Arrivals.sequencer(then))) {
            return journal.storedWithin(time).stream().map(JournalEntry::frame).toList();
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/proc/self/mem is a regular file that cannot be read, whoever asks")
    void once_a_snapshot_has_made_up_for_what_could_not_be_read_the_mark_may_pass_over_it() throws IOException {
        write("{\"n\":1}");
        Files.createSymbolicLink(folder.resolve("000002-0001-2026-11-23.jsonl"), Path.of("/proc/self/mem"));

        try (var journal = journal()) {
            assertThatThrownBy(() -> journal.replay(entry -> { }, entry -> fail("nothing died"))).isInstanceOf(UncheckedIOException.class);
            Path mark = Files.createSymbolicLink(folder.resolve(JournalMark.NAME), Path.of("/proc/self/mem"));
            journal.madeUpFor();
            assertThat(journal.failure()).as("the mark cannot be looked at").contains("could not be read");
            Files.delete(mark);

            journal.madeUpFor();

            assertThat(journal.failure()).isNull();
            journal.confirm(Lines.append(journal, "{\"n\":3}", Arrivals.at(START.plusSeconds(1))));
        }
        assertThat(replayed()).isEmpty();
    }

    private Journal journal() {
        return new Journal(folder, KEEP_DAYS, SampleFrames.JSON, Clock.systemUTC(),
                Arrivals.sequencer(Journal.nextEpoch(folder), Clock.systemUTC()));
    }

    /** Writes frames one second apart from {@link #START} on. */
    private void write(String... frames) throws IOException {
        try (var journal = journal()) {
            for (int i = 0; i < frames.length; i++) {
                Lines.append(journal, frames[i], Arrivals.at(START.plusSeconds(i)));
            }
        }
    }

    private List<JournalEntry> replayed() throws IOException {
        var entries = new ArrayList<JournalEntry>();
        try (var journal = journal()) {
            journal.replay(entries::add, entry -> fail("nothing died"));
        }
        return entries;
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".jsonl")).sorted().toList();
        }
    }

    /** As the version of before wrote it. */
    private void before(String name, int... numbers) throws IOException {
        Files.createDirectories(folder);
        for (int number : numbers) {
            Files.writeString(folder.resolve(name), "{\"at\":\"2026-11-23T09:00:01.000001+09:00\",\"frame\":{\"n\":" + number + "}}\n", CREATE, APPEND);
        }
    }

    private void age(String name, int seconds) throws IOException {
        Files.setLastModifiedTime(folder.resolve(name), FileTime.from(Instant.now().minusSeconds(seconds)));
    }

    private static String tomorrow() {
        return daysAgo(-1);
    }

    private static String daysAgo(int days) {
        return LocalDate.now(KOREA).minusDays(days) + ".jsonl";
    }
}
