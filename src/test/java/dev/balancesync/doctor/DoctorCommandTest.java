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
import dev.balancesync.doctor.Check.Outcome;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.kiwoom.Quoted;
import dev.balancesync.process.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorCommandTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return Usage.of(new DoctorCommand(folder, Map.of(), new PrintStream(out)), new PrintStream(out), new PrintStream(err)).execute(arguments);
    }

    @Test
    void an_unknown_option_is_wrong_use_and_looks_at_nothing() {
        assertThat(run("--jsno")).isEqualTo(2);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--jsno").contains("Did you mean --json?").contains("Usage");
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
                .startsWith("The service cannot work. settings: application.properties is not in " + Quoted.line(folder.toString()))
                .endsWith("1 line is yours to do.");
    }

    @Test
    void columns_are_aligned_and_advice_follows_an_arrow() {
        var report = new Report(List.of(Check.ok("a", "fine"), Check.failed("group.long-name", "broken", "mend it"), Check.skipped("b", "why")), Language.EN);

        assertThat(report.text().lines()).containsExactly(
                "The service cannot work. group.long-name: broken. 1 line is yours to do.",
                "",
                "ok       a                fine",
                "failed   group.long-name  broken -> mend it",
                "skipped  b                why",
                "",
                "1 ok, 0 warnings, 1 failed, 1 skipped");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            KO | OK      |      | 모두 정상입니다. 직접 하실 일은 없습니다.
            EN | OK      |      | All is well. Nothing is yours to do.
            KO | WARNING | look | 서비스는 동작하지만 알아 둘 것이 있습니다. 직접 하실 일은 1줄입니다.
            EN | WARNING |      | The service can work, but there is something to know. Nothing is yours to do.
            KO | FAILED  | look | 서비스를 쓸 수 없습니다. group.name: odd. 직접 하실 일은 1줄입니다.
            """)
    void the_verdict_is_one_line_in_either_language(Language language, Outcome outcome, String advice, String verdict) {
        assertThat(new Report(List.of(new Check("group.name", outcome, "odd", advice)), language).verdict()).isEqualTo(verdict);
    }

    @Test
    void what_was_skipped_or_warned_of_is_no_failure() throws Exception {
        var report = new Report(List.of(Check.warning("a", "odd", "look"), Check.skipped("b", "why")), Language.EN);

        assertThat(report.hasFailed()).isFalse();
        assertThat(new ObjectMapper().readTree(report.json(new ObjectMapper(), Clock.systemUTC())).path("failed").asBoolean()).isFalse();
    }
}
