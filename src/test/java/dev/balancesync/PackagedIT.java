package dev.balancesync;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it ships, as a child process, in a folder that holds just the routes and the settings. */
class PackagedIT {
    private static final Path JAR = Path.of("target", "kiwoom-balance-sync.jar").toAbsolutePath();
    private static final String SECRET = "s3cr3t-of-the-app";
    private static final String PASSWORD = "p@ss/w:rd";

    @TempDir
    private Path folder;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private KiwoomSimulator kiwoom;
    private TestDatabase database;
    private int port;
    private Process process;

    @BeforeEach
    void setUp() throws IOException {
        kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(false));
        database = TestDatabase.create();
        port = FreePort.find();
        copy(Path.of("routes"));
        Files.copy(Path.of("application.properties"), folder.resolve("application.properties"));
        environment.putAll(Map.of("KIWOOM_APP_KEY", "k3y-of-the-app", "KIWOOM_APP_SECRET", SECRET, "KIWOOM_ACCOUNT_NO", "8112-5100",
                "KIWOOM_REST_URL", kiwoom.restUrl(), "KIWOOM_WS_URL", kiwoom.websocketUrl(), "SUPABASE_DB_URL", database.url(),
                "HTTP_PORT", String.valueOf(port), "DATA_DIR", folder.resolve("data").toString()));
    }

    @AfterEach
    void tearDown() throws Exception {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
        kiwoom.close();
    }

    private void copy(Path from) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = folder.resolve(file.toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private void run(String... arguments) throws IOException {
        var command = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString());
        command.command().addAll(List.of(arguments));
        command.environment().keySet().removeIf(name -> name.startsWith("KIWOOM_") || name.startsWith("SUPABASE_") || name.startsWith("BALANCE_"));
        command.environment().putAll(environment);
        process = command.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile()).start();
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    private int exitCode() throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String get(String path) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                BodyHandlers.ofString()).body();
    }

    private void awaitLive() {
        await().atMost(SOON).ignoreExceptions().until(() -> get("/api/status").contains("\"state\":\"LIVE\""));
    }

    @Test
    void it_registers_and_stores_with_nothing_but_the_environment() throws Exception {
        run();
        awaitLive();

        kiwoom.buy("005930", 3, 0);

        await().atMost(SOON).until(() -> get("/api/positions").contains("\"quantity\":3"));
        assertThat(database.rows("select quantity from kw_portfolio")).containsExactly(Map.of("quantity", 3L));
        assertThat(get("/observe/health/ready")).contains("\"UP\"");
        assertThat(get("/observe/metrics")).contains("camel_exchanges");
    }

    @Test
    void sigterm_ends_it_with_exit_code_0_and_everything_stored() throws Exception {
        run();
        awaitLive();
        kiwoom.buy("005930", 4, 0);

        process.destroy();

        assertThat(exitCode()).isZero();
        assertThat(database.rows("select quantity from kw_portfolio")).containsExactly(Map.of("quantity", 4L));
    }

    @Test
    void what_was_received_while_the_database_was_away_is_stored_after_a_kill() throws Exception {
        String away = environment.put("SUPABASE_DB_URL", "postgresql://postgres@127.0.0.1:" + FreePort.find() + "/nothing");
        run();
        awaitLive();
        kiwoom.buy("005930", 5, 0);
        await().atMost(SOON).until(() -> get("/api/status").contains("\"waiting\":1"));
        process.destroyForcibly().waitFor();

        environment.put("SUPABASE_DB_URL", away);
        kiwoom.next(new Fault.TokenHang());
        run();

        await().atMost(SOON).until(() -> database.has("kw_portfolio") && !database.rows("select from kw_portfolio").isEmpty());
        assertThat(database.rows("select quantity from kw_portfolio")).containsExactly(Map.of("quantity", 5L));
    }

    @Test
    void a_missing_setting_is_named_in_one_line_and_nothing_is_contacted() throws Exception {
        environment.remove("KIWOOM_APP_SECRET");

        run();

        assertThat(exitCode()).isEqualTo(2);
        assertThat(output().lines()).singleElement().asString().contains("KIWOOM_APP_SECRET").contains(".env");
        assertThat(kiwoom.count("token_requests")).isZero();
    }

    @Test
    void a_wrong_setting_is_named_and_its_secret_is_not_shown() throws Exception {
        environment.put("SUPABASE_DB_URL", "mysql://user:" + PASSWORD + "@host/db");
        environment.put("KIWOOM_IS_DEMO", "perhaps");

        run();

        assertThat(exitCode()).isEqualTo(2);
        assertThat(output()).contains("SUPABASE_DB_URL").contains("KIWOOM_IS_DEMO").doesNotContain(PASSWORD);
    }

    @Test
    void the_env_file_is_read_and_the_environment_wins() throws Exception {
        environment.keySet().removeIf(name -> name.startsWith("KIWOOM_APP"));
        environment.put("BALANCE_ACCOUNT_NO", "8112-5100-11");
        Files.writeString(folder.resolve(".env"), """
                # from the old service
                export KIWOOM_APP_KEY="quoted-key"
                KIWOOM_APP_SECRET='quoted secret'
                BALANCE_ACCOUNT_NO=overridden
                """);
        run();
        awaitLive();

        kiwoom.buy("005930", 1, 0);

        await().atMost(SOON).until(() -> !database.rows("select from kw_portfolio").isEmpty());
        assertThat(database.rows("select account_number from kw_portfolio")).containsExactly(Map.of("account_number", "8112-5100-11"));
    }

    @Test
    void a_folder_without_settings_is_told() throws Exception {
        Files.delete(folder.resolve("application.properties"));

        run();

        assertThat(exitCode()).isEqualTo(2);
        assertThat(output().lines()).singleElement().asString().contains("application.properties").contains(folder.toString());
    }

    @Test
    void an_unknown_command_is_told_with_the_usage() throws Exception {
        run("fly");

        assertThat(exitCode()).isEqualTo(2);
        assertThat(output()).contains("'fly'").contains("simulator");
    }

    @Test
    void no_secret_is_ever_printed_or_served() throws Exception {
        environment.put("SUPABASE_SERVICE_ROLE_KEY", "role-key-of-supabase");
        run();
        awaitLive();
        kiwoom.next(new Fault.RevokeToken());
        kiwoom.next(new Fault.Drop());
        await().atMost(SOON).until(() -> kiwoom.count("registrations") >= 2);

        String everything = output() + Files.readString(folder.resolve("balance_sync.log")) + get("/api/status") + get("/observe/health")
                + get("/observe/metrics") + get("/.env") + get("/application.properties");

        assertThat(everything).doesNotContain(SECRET, "k3y-of-the-app", "SIMULATED-TOKEN", "role-key-of-supabase", "8112510011");
    }
}
