package dev.balancesync.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import dev.balancesync.MutableClock;
import dev.balancesync.kiwoom.BilingualTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DataLockTest {
    private final MutableClock clock = new MutableClock("2026-11-26T00:00:00Z");

    @TempDir
    Path parent;

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void the_second_is_told_in_two_languages_who_holds_it_and_may_once_that_has_ended() throws Exception {
        Path folder = parent.resolve("data");
        try (var first = DataLock.take(folder, clock)) {
            assertThat(first).isNotNull();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> DataLock.take(parent.resolve("./data"), clock)).isInstanceOfSatisfying(DataLock.HeldException.class, held -> {
                    BilingualTest.assertBoth(held.said());
                    assertThat(List.of(held.said().korean(), held.said().english())).allSatisfy(words -> assertThat(words).contains(folder.toString(),
                            "pid=" + ProcessHandle.current().pid(), "host=", "since=2026-11-26T09:00+09:00"));
                });
            }
        }

        DataLock second = DataLock.take(folder, clock);
        assertThat(folder.resolve(DataLock.NAME)).content().contains("pid=" + ProcessHandle.current().pid());
        second.close();
        second.close();
    }

    @Test
    void a_folder_that_cannot_be_locked_costs_the_guard_and_not_the_service() throws Exception {
        Path file = Files.createFile(parent.resolve("file"));

        try (var lock = DataLock.take(file, clock)) {
            assertThat(lock).isNotNull();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void what_an_earlier_version_left_readable_is_private_from_now_on() throws Exception {
        Path folder = Files.createDirectories(parent.resolve("data"));
        Path day = Files.createFile(Files.createDirectories(folder.resolve("journal")).resolve("2026-11-25.jsonl"));
        Path quarantined = Files.createFile(Files.createDirectories(folder.resolve("quarantine")).resolve("2026-11-25.jsonl"));
        Files.setPosixFilePermissions(day, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (var lock = DataLock.take(folder, clock)) {
            assertThat(lock).isNotNull();
            for (Path each : new Path[] {folder, day.getParent(), quarantined.getParent()}) {
                assertThat(rights(each)).as(each.toString()).isEqualTo("rwx------");
            }
            for (Path each : new Path[] {day, quarantined, folder.resolve(DataLock.NAME)}) {
                assertThat(rights(each)).as(each.toString()).isEqualTo("rw-------");
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void the_folders_of_several_accounts_and_what_was_led_last_are_private_too() throws Exception {
        Path folder = Files.createDirectories(parent.resolve("data"));
        Path account = Files.createDirectories(folder.resolve("accounts/isa"));
        List<Path> folders = List.of(folder, account.getParent(), account, Files.createDirectory(account.resolve("journal")));
        List<Path> files = List.of(Files.createFile(folder.resolve("lease")), Files.createFile(account.resolve("lease")),
                Files.createFile(account.resolve("journal/000001-0001-2026-11-25.jsonl")));
        for (Path each : folders) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        for (Path each : files) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rw-r--r--"));
        }

        try (var lock = DataLock.take(folder, clock)) {
            assertThat(lock).isNotNull();
            assertThat(folders).allSatisfy(each -> assertThat(rights(each)).isEqualTo("rwx------"));
            assertThat(files).allSatisfy(each -> assertThat(rights(each)).isEqualTo("rw-------"));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void what_is_made_inside_is_private_and_what_lies_above_stays_open() throws Exception {
        Path folder = parent.resolve("srv/balance/data");
        try (var lock = DataLock.take(folder, clock)) {
            assertThat(lock).isNotNull();
            PrivateFiles.folder(folder.resolve("accounts/isa/journal"));

            assertThat(rights(folder.getParent())).isEqualTo(rights(Files.createDirectory(parent.resolve("other"))));
            for (String each : new String[] {"", "accounts", "accounts/isa", "accounts/isa/journal"}) {
                assertThat(rights(folder.resolve(each))).as(each).isEqualTo("rwx------");
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_folder_that_others_use_too_stays_open_to_them() throws Exception {
        Path folder = Files.createDirectories(parent.resolve("srv"));
        Files.createFile(folder.resolve("somebody-elses"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (var lock = DataLock.take(folder, clock)) {
            assertThat(lock).isNotNull();
            assertThat(rights(folder)).isEqualTo("rwxr-xr-x");
            assertThat(rights(folder.resolve(DataLock.NAME))).isEqualTo("rw-------");
        }
    }
}
