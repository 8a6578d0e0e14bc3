package dev.balancesync.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotEnvTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "NAME=value                     | value",
        "NAME = value                   | value",
        "  NAME=value                   | value",
        "NAME=\"in double quotes\"      | in double quotes",
        "NAME='in single quotes'        | in single quotes",
        "NAME=\"it's\"                  | it's",
        "NAME='say \"so\"'              | say \"so\"",
        "NAME=\"  kept  \"              | ~  kept  ~",
        "NAME=\"a # b\"                 | a # b",
        "NAME=\"a\" # why               | a",
        "NAME=a # why                   | a",
        "NAME=a#b                       | a#b",
        "NAME= # why                    | ~~",
        "NAME = # why # so              | ~~",
        "NAME=#a                        | #a",
        "NAME=a=b==                     | a=b==",
        "NAME=\"\"                      | ~~",
        "NAME=                          | ~~",
        "NAME=\"unfinished              | \"unfinished",
        "NAME=it's                      | it's",
        "NAME='                         | '",
        "export NAME=value              | value",
        "  export   NAME='value'        | value",
        "NAME=삼성전자                  | 삼성전자",
        "NAME=postgresql://u:p%40s@h/d?sslmode=require | postgresql://u:p%40s@h/d?sslmode=require",
    })
    void a_line_gives_the_value_without_its_wrapping(String line, String value) throws IOException {
        Path file = dotEnv(line);

        Map<String, String> values = DotEnv.read(file);

        assertThat(values).containsExactly(entry("NAME", value));
    }

    @Test
    void comments_and_blank_lines_are_passed_over() throws IOException {
        Path file = dotEnv("# the keys\n\n   \n  # indented\n#NAME=commented out\nFIRST=1\n\nSECOND=2\n");

        Map<String, String> values = DotEnv.read(file);

        assertThat(values).containsExactly(entry("FIRST", "1"), entry("SECOND", "2"));
    }

    @Test
    void a_byte_order_mark_is_not_part_of_the_first_name() throws IOException {
        Path file = dotEnv("\uFEFFKIWOOM_APP_KEY=key\n");

        Map<String, String> values = DotEnv.read(file);

        assertThat(values).containsExactly(entry("KIWOOM_APP_KEY", "key"));
    }

    @Test
    void windows_line_ends_are_not_part_of_the_value() throws IOException {
        Path file = dotEnv("FIRST=1\r\nSECOND=\"2\"\r\n");

        Map<String, String> values = DotEnv.read(file);

        assertThat(values).containsExactly(entry("FIRST", "1"), entry("SECOND", "2"));
    }

    @Test
    void the_last_of_two_equal_names_counts() throws IOException {
        Path file = dotEnv("NAME=first\nNAME=second\n");

        Map<String, String> values = DotEnv.read(file);

        assertThat(values).containsExactly(entry("NAME", "second"));
    }

    @Test
    void an_exported_name_that_starts_with_export_stays_whole() throws IOException {
        Path file = dotEnv("exported=1\n");

        Map<String, String> values = DotEnv.read(file);

        assertThat(values).containsExactly(entry("exported", "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "=hunter2", "export hunter2", " = hunter2"})
    void a_line_that_is_no_assignment_is_named_by_its_number_and_not_repeated(String line) throws IOException {
        Path file = dotEnv("# keys\n\n" + line + "\n");

        assertThatThrownBy(() -> DotEnv.read(file))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining(file.toAbsolutePath().toString())
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void no_file_means_no_values() throws IOException {
        Map<String, String> values = DotEnv.read(folder.resolve(".env"));

        assertThat(values).isEmpty();
    }

    @Test
    void a_folder_of_that_name_means_no_values() throws IOException {
        Files.createDirectory(folder.resolve(".env"));

        Map<String, String> values = DotEnv.read(folder.resolve(".env"));

        assertThat(values).isEmpty();
    }

    private Path dotEnv(String text) throws IOException {
        return Files.writeString(folder.resolve(".env"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void a_file_of_PowerShell_is_read(String charset) throws IOException {
        Path file = folder.resolve(".env");
        Files.write(file, ("\uFEFFKIWOOM_APP_KEY=key\r\nNAME=삼성전자\r\n").getBytes(charset));

        assertThat(DotEnv.read(file)).containsExactly(entry("KIWOOM_APP_KEY", "key"), entry("NAME", "삼성전자"));
    }

    @Test
    void what_cannot_be_read_is_told_and_not_taken_for_nothing() throws IOException {
        Path file = folder.resolve(".env");

        Files.write(file, "KIWOOM_APP_KEY=key\n".getBytes("UTF-16LE"));
        assertThatThrownBy(() -> DotEnv.read(file)).isInstanceOf(SettingsException.class).hasMessageContaining("UTF-8").hasMessageNotContaining("key\n");
        Files.write(file, "# ok\nNAME=\uc0bc\uc131\n".getBytes("EUC-KR"));
        assertThatThrownBy(() -> DotEnv.read(file)).isInstanceOf(SettingsException.class).hasMessageContaining("line 2");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void one_that_may_not_be_read_is_told_with_what_to_do() throws IOException {
        Path file = dotEnv("KIWOOM_APP_KEY=key");
        Files.setPosixFilePermissions(file, Set.of());
        assumeFalse(Files.isReadable(file), "root may read everything; see RouteFolderTest");

        assertThatThrownBy(() -> DotEnv.read(file)).isInstanceOf(SettingsException.class).hasMessageContaining(file.toString()).hasMessageContaining("chown");
        Files.setPosixFilePermissions(Files.writeString(folder.resolve(Settings.FILE), ""), Set.of());
        assertThatThrownBy(() -> Settings.file(folder)).isInstanceOf(SettingsException.class).hasMessageContaining("chown");
    }
}
