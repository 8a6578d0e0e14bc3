package dev.balancesync.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorCommandTest {
    private static SimulatorOptions read(String line) {
        return SimulatorCommand.read(line.isEmpty() ? new String[0] : line.split(" "));
    }

    @Test
    void without_options_it_is_kiwoom_on_port_9443_with_moving_prices_and_no_trades() {
        SimulatorOptions options = read("");

        assertThat(options).isEqualTo(new SimulatorOptions(9443, "127.0.0.1", 1, Duration.ofSeconds(10), Duration.ofSeconds(40),
                Duration.ofSeconds(1), null, 20, false, true, null));
    }

    @Test
    void every_option_is_read() {
        SimulatorOptions options = read("--port 0 --host 0.0.0.0 --seed -7 --trade 500 --market 250 --token-replaces --empty");

        assertThat(options).isEqualTo(new SimulatorOptions(0, "0.0.0.0", -7, Duration.ofSeconds(10), Duration.ofSeconds(40),
                Duration.ofMillis(250), Duration.ofMillis(500), 20, true, false, null));
    }

    @Test
    void the_last_of_two_wins() {
        assertThat(read("--port 1000 --port 2000").port()).isEqualTo(2000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--port 1 --help", "--help --nonsense"})
    void help_is_no_options(String line) {
        assertThat(read(line)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "--nonsense,      --nonsense",
        "simulator,       simulator",
        "--port,          --port needs a value",
        "--seed,          --seed needs a value",
        "--host,          --host needs a value",
        "--port x,        --port needs a number",
        "--seed 1.5,      --seed needs a number",
        "--trade ten,     --trade needs a number",
        "--port -1,       --port needs a number",
        "--port 65536,    --port needs a number",
        "--port 4294967297, --port needs a number",
        "--trade 0,       --trade needs a number",
        "--market 0,      --market needs a number",
        "--market -5,     --market needs a number",
    })
    void a_wrong_option_is_named(String line, String named) {
        assertThatThrownBy(() -> read(line)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(named);
    }
}
