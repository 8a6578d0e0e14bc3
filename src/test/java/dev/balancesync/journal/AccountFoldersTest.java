package dev.balancesync.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AccountFoldersTest {
    private static final String FATHER = "81125100";
    private static final String MOTHER = "81125200";

    @TempDir
    private Path folder;

    /** As of a process that starts now. */
    private AccountFolders folders() {
        return new AccountFolders(folder.resolve("accounts"));
    }

    private Path served(AccountFolders folders, String alias, String number) throws IOException {
        Path own = folders.of(alias, number);
        Files.writeString(own.resolve("frames"), "of " + number);
        return own;
    }

    @Test
    void a_folder_is_called_by_the_alias_and_stays_where_it_is() throws IOException {
        Path own = served(folders(), "father", FATHER);

        assertThat(own).isEqualTo(folder.resolve("accounts/father"));
        assertThat(folders().of("father", FATHER)).isEqualTo(own);
        assertThat(own.resolve("frames")).hasContent("of " + FATHER);
    }

    /** As when it was restored by root. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/proc/self/mem is a regular file that cannot be read, whoever asks")
    void one_that_does_not_tell_whose_it_is_costs_none_that_does() throws IOException {
        Path own = served(folders(), "father", FATHER);
        Files.createSymbolicLink(Files.createDirectories(folder.resolve("accounts/mother")).resolve(AccountFolders.OWNER), Path.of("/proc/self/mem"));
        AccountFolders folders = folders();

        assertThat(folders.of("father", FATHER)).isEqualTo(own);
        assertThatThrownBy(() -> folders.of("mother", MOTHER)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void what_another_account_left_under_the_alias_is_set_aside() throws IOException {
        AccountFolders folders = folders();
        served(folders, "a", FATHER);

        Path own = folders.of("a", MOTHER);

        assertThat(own.resolve("frames")).doesNotExist();
        assertThat(folder.resolve("accounts/a.1/frames")).hasContent("of " + FATHER);
    }

    @Test
    void an_account_finds_what_was_set_aside_also_after_a_start() throws IOException {
        served(folders(), "a", FATHER);
        served(folders(), "a", MOTHER);

        Path own = folders().of("father", FATHER);

        assertThat(own.resolve("frames")).hasContent("of " + FATHER);
        assertThat(folder.resolve("accounts/a.1")).doesNotExist();
        assertThat(folders().of("a", FATHER).resolve("frames")).as("back under the first alias").hasContent("of " + FATHER);
        assertThat(folder.resolve("accounts/a.1/frames")).hasContent("of " + MOTHER);
    }

    @Test
    void an_account_takes_its_folder_along_to_another_alias() throws IOException {
        AccountFolders folders = folders();
        served(folders, "a", FATHER);

        assertThat(folders.of("b", FATHER).resolve("frames")).hasContent("of " + FATHER);
        assertThat(folder.resolve("accounts/a")).doesNotExist();
    }

    @Test
    void two_that_change_their_aliases_keep_what_is_theirs() throws IOException {
        AccountFolders folders = folders();
        served(folders, "a", FATHER);
        served(folders, "b", MOTHER);

        assertThat(folders.of("a", MOTHER).resolve("frames")).hasContent("of " + MOTHER);
        assertThat(folders.of("b", FATHER).resolve("frames")).hasContent("of " + FATHER);
        assertThat(folder.resolve("accounts")).isDirectoryNotContaining(each -> each.getFileName().toString().contains("."));
    }

    @Test
    void a_folder_of_before_is_that_of_who_is_called_so() throws IOException {
        Path old = Files.createDirectories(folder.resolve("accounts/father"));
        Files.writeString(old.resolve("frames"), "of before");

        assertThat(folders().of("father", FATHER).resolve("frames")).hasContent("of before");
        assertThat(folders().of("father", MOTHER).resolve("frames")).doesNotExist();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nobody_else_may_read_whose_it_is() throws IOException {
        Path own = folders().of("father", FATHER);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own))).isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own.resolve(AccountFolders.OWNER)))).isEqualTo("rw-------");
    }

    /** A full disk, or a folder that is a file, costs no account. */
    @Test
    void whose_it_is_need_not_be_written() throws IOException {
        Files.writeString(folder.resolve("accounts"), "a file");

        assertThat(folders().of("father", FATHER)).isEqualTo(folder.resolve("accounts/father"));
    }

    /** KIWOOM_ACCOUNT_NO over a DATA_DIR of before, there and back. */
    @Test
    void the_only_account_reads_its_own_journal_and_finds_it_again() throws IOException {
        Path journal = Files.createDirectory(folder.resolve("journal"));
        Files.writeString(journal.resolve("frames"), "of " + FATHER);
        new AccountFolders(folder).of("journal", FATHER);

        assertThat(new AccountFolders(folder).of("journal", MOTHER).resolve("frames")).doesNotExist();

        assertThat(new AccountFolders(folder).of("journal", FATHER).resolve("frames")).hasContent("of " + FATHER);
    }
}
