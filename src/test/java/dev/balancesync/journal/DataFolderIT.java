package dev.balancesync.journal;

import static dev.balancesync.TestFrames.balance;
import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.balancesync.FreePort;
import dev.balancesync.Service;
import dev.balancesync.TestProcess;
import dev.balancesync.TestService;
import dev.balancesync.balance.Losses;
import dev.balancesync.settings.SettingsException;
import dev.balancesync.simulator.Fault;
import dev.balancesync.status.Kind;
import dev.balancesync.status.Level;
import dev.balancesync.status.Standing;
import dev.balancesync.steps.Rounds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the service makes of the {@code DATA_DIR} that it finds. The broker offers no snapshot that could heal anything. */
class DataFolderIT {

    @TempDir
    Path folder;
    private TestService mirror;
    private Path journal;

    @BeforeEach
    void setUp() throws IOException {
        mirror = new TestService().with("DATA_DIR", folder.resolve("data").toString());
        mirror.kiwoom.next(new Fault.Refuse("kt00018", "RC9000"), 100);
        journal = Files.createDirectories(folder.resolve("data/journal"));
    }

    @AfterEach
    void tearDown() throws Exception {
        mirror.close();
    }

    private static String frame(String code, long quantity) {
        return balance(code).quantity(quantity).price(10).cost(5).frame();
    }

    private static String before(String frame) {
        return "{\"at\":\"2026-11-25T09:00:01.000001+09:00\",\"frame\":" + frame + "}\n";
    }

    private List<String> rows() {
        return mirror.portfolio().stream().map(row -> row.get("stock_code") + " " + row.get("quantity")).toList();
    }

    private void awaitRows(String... lines) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(rows()).containsExactly(lines));
    }

    /** It said LIVE and 200 until the first fill. */
    @Test
    void a_journal_that_cannot_be_written_is_told_before_the_first_fill() throws Exception {
        Files.createDirectory(journal.resolve("epoch"));

        mirror.startLive();

        await().atMost(SOON).until(() -> mirror.service().bean(Standing.class).has(Kind.JOURNAL_FAILING, Level.DOWN));
        Files.delete(journal.resolve("epoch"));
        await().atMost(SOON).until(() -> !mirror.service().bean(Standing.class).has(Kind.JOURNAL_FAILING, Level.DOWN));
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/proc/self/mem is a regular file that cannot be read, whoever asks")
    void a_journal_that_could_not_be_read_is_told_until_a_snapshot_has_made_up_for_it_and_no_longer() throws Exception {
        Files.createSymbolicLink(journal.resolve("000001-0001-2026-11-25.jsonl"), Path.of("/proc/self/mem"));
        mirror.with("KIWOOM_SNAPSHOT_INTERVAL", "1s");
        mirror.startLive();
        Standing standing = mirror.service().bean(Standing.class);
        await().atMost(SOON).until(() -> standing.has(Kind.SNAPSHOT_NOT_OFFERED, Level.NOTE));
        mirror.service().bean(Rounds.class).tendFiles();
        assertThat(standing.has(Kind.JOURNAL_FAILING, Level.DOWN)).as("nothing has told what it held").isTrue();

        mirror.kiwoom.clearFaults();

        await().atMost(SOON).until(() -> !standing.has(Kind.JOURNAL_FAILING, Level.DOWN));
        assertThat(mirror.snapshot().gapSince()).isNull();
        mirror.kiwoom.buy("005930", 1, 0);
        await().atMost(SOON).untilAsserted(() -> assertThat(journal.resolve("confirmed")).content().startsWith("000002-0001-"));
    }

    @Test
    void a_journal_of_before_there_were_sequences_loses_nothing_and_new_files_come_after_it() throws Exception {
        String stored = before(frame("000001", 1));
        Files.writeString(journal.resolve("2026-11-24.jsonl"), before(frame("000009", 9)));
        Files.writeString(journal.resolve("2026-11-25.jsonl"), stored + before(frame("000001", 2)) + before(frame("000002", 2)));
        Files.writeString(journal.resolve("confirmed"), String.format("2026-11-25.jsonl %019d%n", stored.length()));

        mirror.startLive();
        awaitRows("000001 2", "000002 2");
        mirror.kiwoom.send(frame("000001", 3));
        awaitRows("000001 3", "000002 2");
        mirror.stop();

        try (Stream<Path> files = Files.list(journal)) {
            assertThat(files.map(file -> file.getFileName().toString())).anyMatch(name -> name.matches("000001-0001-\\d{4}-\\d\\d-\\d\\d\\.jsonl"))
                    .contains("2026-11-25.jsonl");
        }
        assertThat(journal.resolve("confirmed")).content().startsWith("000001-0001-");
        mirror.database.execute("delete from kw_portfolio");
        mirror.startLive();
        mirror.kiwoom.send(frame("000007", 7));
        awaitRows("000007 7");
    }

    @Test
    void a_frame_that_killed_the_service_is_quarantined_by_name_opens_a_gap_and_costs_no_neighbour() throws Exception {
        String deadly = before(balance("000002").quantity(2).with("x", "y".repeat(DeadlyFrames.LARGE)).frame());
        String first = before(frame("000001", 1));
        Path day = Files.writeString(journal.resolve("2026-11-25.jsonl"), first + deadly + before(frame("000003", 3)));
        Files.writeString(journal.resolve(DeadlyFrames.READING), String.format("2026-11-25.jsonl %019d %09d%n", first.length() + deadly.length(), 1));

        mirror.startLive();

        awaitRows("000001 1", "000003 3");
        assertThat(mirror.service().bean(Losses.class).count()).isEqualTo(1);
        assertThat(mirror.service().bean(Losses.class).last().reason()).contains("2026-11-25.jsonl");
        try (Stream<Path> files = Files.list(folder.resolve("data/quarantine"))) {
            assertThat(files.findFirst().orElseThrow()).content().contains("\"reason\":\"deadly\"", "000002");
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(journal.resolve("confirmed")).content().contains(String.format("%019d", Files.size(day))));
        assertThat(journal.resolve(DeadlyFrames.READING)).doesNotExist();
    }

    @Test
    void a_second_service_over_the_same_folder_does_not_start_and_contacts_nobody() throws Exception {
        mirror.startLive();
        int opened = mirror.kiwoom.count("opened");
        var environment = new HashMap<>(mirror.environment);

        for (String port : List.of(environment.get("HTTP_PORT"), String.valueOf(FreePort.find()))) {
            environment.put("HTTP_PORT", port);
            try (var second = new Service(Path.of(""), environment)) {
                assertThatThrownBy(second::start).isInstanceOf(SettingsException.class).hasMessageContaining("in use by another service");
            }
        }

        assertThat(mirror.kiwoom.count("opened")).isEqualTo(opened);
        mirror.kiwoom.send(frame("000001", 1));
        awaitRows("000001 1");
        mirror.stop();
        mirror.startLive();
    }

    /** Needs the packaged jar. In the C locale of a container, too. */
    @ParameterizedTest
    @CsvSource({"ko,다른 서비스가", "en,in use by another service"})
    void a_second_process_ends_with_2_and_says_in_its_language_who_holds_the_folder(String language, String words) throws Exception {
        mirror.startLive();
        try (var second = new TestProcess(Files.createDirectories(folder.resolve("second")), mirror.kiwoom, mirror.database)) {
            second.environment.put("DATA_DIR", folder.resolve("data").toString());
            second.environment.putAll(Map.of("LANGUAGE", language, "LC_ALL", "C"));
            second.run();

            assertThat(second.exitCode()).as(second.output()).isEqualTo(2);
            assertThat(second.output()).contains("pid=" + ProcessHandle.current().pid(), "host=", "since=", words)
                    .doesNotContain("\tat ");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nobody_else_may_read_what_is_in_it() throws Exception {
        mirror.startLive();
        mirror.kiwoom.send(frame("000001", 1));
        mirror.kiwoom.send("no frame");
        awaitRows("000001 1");
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("data/quarantine")) && Files.exists(journal.resolve("confirmed")));

        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            assertThat(files.toList()).hasSizeGreaterThanOrEqualTo(6).allSatisfy(each ->
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each))).as(each.toString())
                            .isEqualTo(Files.isDirectory(each) ? "rwx------" : "rw-------"));
        }
    }
}
