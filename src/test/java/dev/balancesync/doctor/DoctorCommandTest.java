package dev.balancesync.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return DoctorCommand.run(arguments, folder, Map.of(), new PrintStream(out), new PrintStream(err));
    }

    @Test
    void an_unknown_option_is_wrong_use_and_looks_at_nothing() {
        assertThat(run("--jsno")).isEqualTo(2);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--jsno").contains("Usage");
    }

    @Test
    void help_names_every_option() {
        assertThat(run("--help")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--json", "--no-broker", "--no-database", "--login");
    }

    @Test
    void a_folder_without_settings_is_told_in_one_line() {
        assertThat(run()).isEqualTo(1);

        assertThat(out.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow())
                .startsWith("failed").contains("application.properties is not in " + folder);
    }

    @Test
    void columns_are_aligned_and_advice_follows_an_arrow() {
        var report = new Report(List.of(Check.ok("a", "fine"), Check.failed("group.long-name", "broken", "mend it"), Check.skipped("b", "why")));

        assertThat(report.text().lines()).containsExactly(
                "ok       a                fine",
                "failed   group.long-name  broken -> mend it",
                "skipped  b                why",
                "",
                "1 ok, 0 warnings, 1 failed, 1 skipped");
    }

    @Test
    void what_was_skipped_or_warned_of_is_no_failure() throws Exception {
        var report = new Report(List.of(Check.warning("a", "odd", "look"), Check.skipped("b", "why")));

        assertThat(report.hasFailed()).isFalse();
        assertThat(new ObjectMapper().readTree(report.json(new ObjectMapper(), Clock.systemUTC())).path("failed").asBoolean()).isFalse();
    }
}
