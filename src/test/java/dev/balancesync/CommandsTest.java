package dev.balancesync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int execute(String line) {
        return execute("en", line);
    }

    private int execute(String language, String line) {
        return Commands.execute(Map.of("LANGUAGE", language), new PrintStream(out), new PrintStream(err), line.split(" "));
    }

    private String told() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "--help", "-h"})
    void help_names_every_command(String line) {
        assertThat(execute(line)).isZero();

        assertThat(told()).contains("Usage: java -jar kiwoom-balance-sync.jar", "  run ", "  doctor ", "  notify ", "  simulator ", "  replay ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay --help", "help replay", "replay --nonsense --help"})
    void help_of_a_command_says_how_to_call_it(String line) {
        assertThat(execute(line)).isZero();

        assertThat(told()).startsWith("Usage: java -jar kiwoom-balance-sync.jar replay").contains("--mask=OUT", "FILE", "Exit code");
    }

    /** Whatever is not a line to type. */
    @ParameterizedTest
    @ValueSource(strings = {"help", "help run", "help help", "doctor --help", "notify --help", "replay --help", "simulator --help"})
    void help_is_all_korean_for_who_speaks_it(String line) {
        assertThat(execute("ko", line)).isZero();

        assertThat(told()).contains("사용법: ").doesNotContain("Usage:", "Commands:");
        assertThat(told().lines().filter(each -> !each.contains("curl") && !each.contains("[-"))).noneMatch(each -> each.matches(".*[a-z]{2,} [a-z]{2,} [a-z]{2,}.*"))
                .filteredOn(each -> each.matches(" *(?:-|[a-z]+ ).*")).isNotEmpty().allMatch(each -> each.matches(".*[가-힣].*"));
    }

    /** What was renamed or dropped would be English again without a word. */
    @Test
    void every_korean_word_of_help_is_told() throws IOException {
        var words = new Properties();
        try (var file = Files.newBufferedReader(Path.of("src/main/resources/dev/balancesync/process/usage_ko.properties"))) {
            words.load(file);
        }
        for (String command : List.of("--help", "help run", "help help", "doctor --help", "notify --help", "replay --help", "simulator --help")) {
            execute("ko", command);
        }

        String all = told().replaceAll("\\s", "");
        assertThat(words.values()).allMatch(each -> all.contains(each.toString().replaceAll("%n|\\s", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docter", "--nonsense", "run fast", "notify", "notify --tset", "replay one two", "simulator --seed"})
    void wrong_use_is_told_in_korean_too(String line) {
        assertThat(execute("ko", line)).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow()).matches(".*[가-힣].*");
    }

    @Test
    void the_version_is_told() {
        assertThat(execute("--version")).isZero();

        assertThat(told()).startsWith("kiwoom-balance-sync ").contains("Java " + Runtime.version());
    }

    @ParameterizedTest
    @ValueSource(strings = {"docter", "--nonsense", "run fast", "notify", "notify --tset"})
    void wrong_use_is_told_above_the_usage_and_is_exit_code_2(String line) {
        assertThat(execute(line)).isEqualTo(2);

        assertThat(told()).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Usage: java -jar kiwoom-balance-sync.jar");
        assertThat(err.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow()).matches("There is no .+|--test is missing.");
    }
}
