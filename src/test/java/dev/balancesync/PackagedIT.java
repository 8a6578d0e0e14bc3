package dev.balancesync;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import org.junit.jupiter.api.Test;

/** The jar as it ships, as a child process, in a folder that holds just the routes and the settings. */
class PackagedIT extends PackagedService {
    private static final String SECRET = "s3cr3t-of-the-app";
    private static final String PASSWORD = "p@ss/w:rd";

    @Test
    void it_registers_and_stores_with_nothing_but_the_environment() throws Exception {
        service.withManagement().run();
        awaitLive();

        kiwoom.buy("005930", 3, 0);

        await().atMost(SOON).until(() -> service.get("/api/positions").contains("\"quantity\":3"));
        assertThat(database.rows("select quantity from kw_portfolio")).containsExactly(Map.of("quantity", 3L));
        assertThat(service.get("/observe/health/ready")).contains("\"UP\"");
        assertThat(service.get("/observe/metrics")).contains("camel_exchanges");
    }

    @Test
    void sigterm_ends_it_with_exit_code_0_and_everything_stored() throws Exception {
        service.withManagement().run();
        awaitLive();
        kiwoom.buy("005930", 4, 0);
        await().pollInterval(Duration.ofMillis(5)).atMost(SOON).until(() -> journal().contains("\"930\":\"4\""));

        service.terminate();

        assertThat(service.exitCode()).isZero();
        assertThat(database.rows("select quantity from kw_portfolio")).containsExactly(Map.of("quantity", 4L));
        assertThat(Files.readAllLines(folder.resolve("balance_sync.log"))).as("a stop that is asked for is nothing to be warned of")
                .noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
    }

    /** What has been received. */
    private String journal() throws IOException {
        var text = new StringBuilder();
        try (var files = Files.newDirectoryStream(folder.resolve("data/journal"), "*.jsonl")) {
            for (Path each : files) {
                text.append(Files.readString(each));
            }
        }
        return text.toString();
    }

    @Test
    void sigterm_is_obeyed_within_ten_seconds_while_the_broker_hangs() throws Exception {
        kiwoom.next(new Fault.TokenHang());
        service.run();
        await().atMost(SOON).ignoreExceptions().until(() -> kiwoom.count("token_requests") == 1);
        long before = System.nanoTime();

        service.terminate();

        assertThat(service.exitCode()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void what_was_received_while_the_database_was_away_is_stored_after_a_kill() throws Exception {
        String away = service.environment.put("SUPABASE_DB_URL", "postgresql://postgres@127.0.0.1:" + FreePort.find() + "/nothing");
        service.run();
        awaitLive();
        kiwoom.buy("005930", 5, 0);
        await().atMost(SOON).until(() -> service.get("/api/status").contains("\"waiting\":1"));
        service.kill();

        service.environment.put("SUPABASE_DB_URL", away);
        kiwoom.next(new Fault.TokenHang());
        service.run();

        await().atMost(SOON).until(() -> database.has("kw_portfolio") && !database.rows("select from kw_portfolio").isEmpty());
        assertThat(database.rows("select quantity from kw_portfolio")).containsExactly(Map.of("quantity", 5L));
    }

    @Test
    void a_missing_setting_is_named_in_one_line_and_nothing_is_contacted() throws Exception {
        service.environment.remove("KIWOOM_APP_SECRET");

        service.run();

        assertThat(service.exitCode()).isEqualTo(2);
        assertThat(service.output().lines()).singleElement().asString().contains("KIWOOM_APP_SECRET").contains(".env");
        assertThat(kiwoom.count("token_requests")).isZero();
    }

    @Test
    void a_wrong_setting_is_named_and_its_secret_is_not_shown() throws Exception {
        service.environment.put("SUPABASE_DB_URL", "mysql://user:" + PASSWORD + "@host/db");
        service.environment.put("KIWOOM_IS_DEMO", "perhaps");

        service.run();

        assertThat(service.exitCode()).isEqualTo(2);
        assertThat(service.output()).contains("SUPABASE_DB_URL").contains("KIWOOM_IS_DEMO").doesNotContain(PASSWORD);
    }

    @Test
    void the_env_file_is_read_and_the_environment_wins() throws Exception {
        service.environment.keySet().removeIf(name -> name.startsWith("KIWOOM_APP"));
        service.environment.put("BALANCE_ACCOUNT_NO", "8112-5100-11");
        Files.writeString(folder.resolve(".env"), """
                # from the old service
                export KIWOOM_APP_KEY="quoted-key"
                KIWOOM_APP_SECRET='quoted secret'
                BALANCE_ACCOUNT_NO=overridden
                """);
        service.run();
        awaitLive();

        kiwoom.buy("005930", 1, 0);

        await().atMost(SOON).until(() -> !database.rows("select from kw_portfolio").isEmpty());
        assertThat(database.rows("select account_number from kw_portfolio")).containsExactly(Map.of("account_number", "8112-5100-11"));
    }

    @Test
    void a_folder_without_settings_is_told() throws Exception {
        Files.delete(folder.resolve("application.properties"));

        service.run();

        assertThat(service.exitCode()).isEqualTo(2);
        assertThat(service.output().lines()).singleElement().asString().contains("application.properties").contains(folder.toString());
    }

    @Test
    void an_unknown_command_is_told_with_the_usage() throws Exception {
        service.run("fly");

        assertThat(service.exitCode()).isEqualTo(2);
        assertThat(service.output()).contains("'fly'").contains("simulator");
    }

    @Test
    void a_certificate_that_is_not_trusted_is_refused_and_a_trusted_one_works() throws Exception {
        TestKeys keys = TestKeys.create(folder.resolve("keys.p12"), "CN=localhost");
        var tls = SimulatorOptions.defaults().withTls(new SimulatorOptions.Tls(keys.file().toString(), TestKeys.PASSWORD));
        try (var secure = KiwoomSimulator.start(tls)) {
            service.environment.put("KIWOOM_WS_URL", secure.websocketUrl());
            service.run();
            await().atMost(SOON).ignoreExceptions().until(() -> service.get("/api/status").contains("\"code\":\"TLS\""));
            assertThat(service.get("/api/status")).contains("not trusted").contains("trustStore");
            service.kill();
            service.environment.put("KIWOOM_REST_URL", secure.restUrl());
            service.run();
            await().atMost(SOON).ignoreExceptions().until(() -> service.get("/api/status").contains("\"code\":\"TLS\""));
            service.kill();
            assertThat(secure.count("opened") + secure.count("token_requests")).isZero();

            trust(keys);
            service.run();

            awaitLive();
        }
    }

    @Test
    void a_notification_goes_over_tls_to_whom_the_machine_trusts() throws Exception {
        TestKeys keys = TestKeys.create(folder.resolve("keys.p12"), "CN=localhost");
        var received = new CopyOnWriteArrayList<String>();
        HttpsServer receiver = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setHttpsConfigurator(new HttpsConfigurator(keys.context()));
        receiver.createContext("/", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        service.environment.put("NOTIFY_URL", "https://localhost:" + receiver.getAddress().getPort() + "/hook");

        service.run("notify", "--test");

        assertThat(service.exitCode()).as(service.output()).isEqualTo(1);
        assertThat(service.output()).contains("NOTIFY_URL did not take it").doesNotContain("/hook");
        assertThat(received).isEmpty();

        trust(keys);
        service.run("notify", "--test");

        assertThat(service.exitCode()).as(service.output()).isZero();
        assertThat(received).singleElement().asString().contains("This is a test");
        receiver.stop(0);
    }

    private void trust(TestKeys keys) {
        service.jvmOptions.add("-Djavax.net.ssl.trustStore=" + keys.file());
        service.jvmOptions.add("-Djavax.net.ssl.trustStorePassword=" + TestKeys.PASSWORD);
    }

    @Test
    void a_recorded_day_is_replayed_without_a_word_to_the_broker() throws Exception {
        service.run();
        awaitLive();
        kiwoom.buy("005930", 6, 0);
        await().atMost(SOON).until(() -> service.get("/api/positions").contains("\"quantity\":6"));
        service.terminate();
        assertThat(service.exitCode()).isZero();
        String day;
        try (var files = Files.list(folder.resolve("data/journal"))) {
            day = files.map(Path::toString).filter(file -> file.endsWith(".jsonl")).findFirst().orElseThrow();
        }
        TestDatabase other = TestDatabase.create();
        service.environment.put("SUPABASE_DB_URL", other.url());
        int opened = kiwoom.count("opened");

        service.run("replay", day);

        assertThat(service.exitCode()).as(service.output()).isZero();
        assertThat(other.rows("select quantity from kw_portfolio")).containsExactly(Map.of("quantity", 6L));
        assertThat(kiwoom.count("opened")).isEqualTo(opened);
        service.run("replay", day, "--mask", folder.resolve("masked").toString());
        assertThat(service.exitCode()).as(service.output()).isZero();
        assertThat(Files.readString(folder.resolve("masked"))).contains("9000000111").doesNotContain("81125100");
        service.run("replay", folder.resolve("data").toString());
        assertThat(service.exitCode()).isEqualTo(2);
    }

    @Test
    void no_secret_is_ever_printed_or_served() throws Exception {
        service.environment.put("SUPABASE_SERVICE_ROLE_KEY", "role-key-of-supabase");
        service.environment.put("NOTIFY_URL", "http://127.0.0.1:" + FreePort.find() + "/hook-of-the-chat");
        kiwoom.next(new Fault.Refuse("au10001", "8001"));
        service.environment.put("KIWOOM_CREDENTIALS_DELAY", "2s");
        service.withManagement().run();
        awaitLive();
        await().atMost(SOON).until(() -> service.output().contains("NOTIFY_URL did not take"));
        kiwoom.next(new Fault.RevokeToken());
        kiwoom.next(new Fault.Drop());
        await().atMost(SOON).until(() -> kiwoom.count("registrations") >= 2);

        String everything = service.output() + Files.readString(folder.resolve("balance_sync.log")) + service.get("/api/status") + service.get("/observe/health")
                + service.get("/observe/metrics") + service.get("/.env") + service.get("/application.properties");

        assertThat(everything).doesNotContain(SECRET, "k3y-of-the-app", "SIMULATED-TOKEN", "role-key-of-supabase", "hook-of-the-chat", "8112510011");
    }
}
