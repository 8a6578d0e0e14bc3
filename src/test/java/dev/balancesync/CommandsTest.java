package dev.balancesync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int execute(String line) {
        return Commands.execute(Map.of(), new PrintStream(out), new PrintStream(err), line.split(" "));
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
