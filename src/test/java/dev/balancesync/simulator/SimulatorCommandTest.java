package dev.balancesync.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;

import dev.balancesync.accounts.AccountDefaults;
import dev.balancesync.accounts.AccountDefaults.Hosts;
import dev.balancesync.accounts.AccountSettings;
import dev.balancesync.accounts.AccountsFile;
import dev.balancesync.accounts.Read;
import dev.balancesync.process.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SimulatorCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final SimulatorCommand command = new SimulatorCommand();
    private final CommandLine commandLine = Usage.of(command, new PrintStream(out), new PrintStream(err));

    private static String[] words(String line) {
        return line.isEmpty() ? new String[0] : line.split(" ");
    }

    private static SimulatorOptions read(String line) {
        var command = new SimulatorCommand();
        Usage.of(command, System.out, System.err).parseArgs(words(line));
        return command.options();
    }

    @Test
    void without_options_it_is_kiwoom_on_port_9443_with_moving_prices_and_no_trades() {
        SimulatorOptions options = read("");

        assertThat(options).isEqualTo(new SimulatorOptions(9443, "127.0.0.1", 1, Duration.ofSeconds(10), Duration.ofSeconds(40),
                Duration.ofSeconds(1), null, 20, false, 3, true, false, Map.of(), null, 0));
    }

    @Test
    void every_option_is_read() {
        SimulatorOptions options = read("--port 0 --host 0.0.0.0 --seed -7 --trade 500 --market 250 --token-replaces --holdings 45"
                + " --page-rows 15 --no-pace --real --credit-types 03=01,33=08 --accounts 4");

        assertThat(options).isEqualTo(new SimulatorOptions(0, "0.0.0.0", -7, Duration.ofSeconds(10), Duration.ofSeconds(40),
                Duration.ofMillis(250), Duration.ofMillis(500), 15, true, 45, false, true,
                Map.of("03", "01", "33", "08"), null, 4));
    }

    @Test
    void accounts_are_printed_as_the_service_reads_them_and_are_those_that_there_will_be() {
        assertThat(commandLine.execute(words("--accounts 4 --port 9555 --print-accounts"))).isZero();

        Read read = new AccountsFile(new AccountDefaults(false, false, new Hosts("", ""), new Hosts("", "")), name -> null).read(out.toByteArray());
        assertThat(read.problems()).isEmpty();
        try (var kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withAccounts(4))) {
            assertThat(read.accounts()).containsExactlyElementsOf(IntStream.rangeClosed(1, 4).mapToObj(n -> new AccountSettings("sim-" + n,
                    kiwoom.account(n).appKey(), kiwoom.account(n).appSecret(), kiwoom.account(n).number(), true, "", "http://127.0.0.1:9555",
                    "ws://127.0.0.1:9555" + KiwoomSimulator.WEBSOCKET_PATH)).toList());
        }
    }

    @Test
    void the_last_of_two_wins() {
        assertThat(read("--port 1000 --port 2000").port()).isEqualTo(2000);
    }

    @Test
    void empty_is_no_holdings_and_pace_is_said_by_the_last_word() {
        assertThat(read("--empty").holdings()).isZero();
        assertThat(read("--no-pace --pace").pace()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--port 1 --help", "--help --nonsense"})
    void help_is_told_and_nothing_starts(String line) {
        assertThat(commandLine.execute(words(line))).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage", "--credit-types", "It does not imitate");
        assertThat(err.size()).isZero();
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
        "--holdings,      --holdings needs a value",
        "--holdings -1,   --holdings needs a number from 0 to 2500",
        "--holdings 2501, --holdings needs a number from 0 to 2500",
        "--page-rows 0,   --page-rows needs a number from 1 to 1000",
        "--page-rows 1001, --page-rows needs a number from 1 to 1000",
        "--credit-types,  --credit-types needs a value",
        "--credit-types 03, --credit-types needs pairs",
        "--credit-types 03=1, --credit-types needs pairs",
        "--credit-types 00=01, --credit-types needs pairs",
        "--accounts,      --accounts needs a value",
        "--accounts 0,    --accounts needs a number from 1 to 10000",
        "--accounts 10001, --accounts needs a number from 1 to 10000",
        "--print-accounts, --print-accounts needs --accounts N",
        "--print-accounts --accounts 2 --port 0, --print-accounts needs --accounts N",
        "--pace 1,        There is no option '1'",
    })
    void a_wrong_option_is_named(String line, String named) {
        assertThat(commandLine.execute(words(line))).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow()).contains(named);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Usage");
        assertThat(out.size()).isZero();
    }
}
