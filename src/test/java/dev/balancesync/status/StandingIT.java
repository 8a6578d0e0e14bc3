package dev.balancesync.status;

import static dev.balancesync.TestFrames.balance;
import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.Http;
import dev.balancesync.TestFiles;
import dev.balancesync.TestProxy;
import dev.balancesync.TestService;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.SimulatorOptions;
import dev.balancesync.snapshot.Snapshots;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.apache.camel.spi.RouteController;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The verdict of the running service while parts of it, or of what it needs, are dead and nobody trades. */
class StandingIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What the service promises, and what a busy machine adds. */
    private static final Duration IN_TIME = Duration.ofSeconds(11);

    private final AtomicLong leap = new AtomicLong();
    @RegisterExtension
    private final TestService mirror = new TestService(SimulatorOptions.defaults().withHoldings(false).withPing(Duration.ofMillis(500), Duration.ofSeconds(40)));

    @BeforeEach
    void setUp() throws IOException {
        mirror.ticker = () -> System.nanoTime() + leap.get();
    }

    private JsonNode get(String path) throws Exception {
        return JSON.readTree(Http.get(mirror.port, path));
    }

    private int ready() throws Exception {
        return Http.answer(mirror.port, "/observe/health/ready").statusCode();
    }

    private void startReady() throws Exception {
        mirror.startLive();
        await().atMost(SOON).until(() -> ready() == 200);
    }

    /** @return the condition, once it holds and the service is not ready */
    private JsonNode awaitDown(String name, Duration limit) {
        var found = new JsonNode[1];
        await().atMost(limit).pollInterval(Duration.ofMillis(100)).until(() -> {
            for (JsonNode each : get("/api/status").path("conditions")) {
                if (each.path("name").asText().equals(name) && each.path("level").asText().equals("DOWN")) {
                    found[0] = each;
                }
            }
            return found[0] != null && ready() == 503;
        });
        return found[0];
    }

    private static int port(String url) {
        return URI.create(url.replace("postgresql:", "http:")).getPort();
    }

    private TestProxy proxy() throws IOException {
        int port = port(mirror.database.url());
        TestProxy line = TestProxy.to(port);
        mirror.with("SUPABASE_DB_URL", mirror.database.url().replace(":" + port, ":" + line.port()));
        return line;
    }

    @Test
    void a_database_that_stops_while_nobody_trades_is_told_within_ten_seconds_and_so_is_its_return() throws Exception {
        try (TestProxy line = proxy()) {
            startReady();

            line.cut();

            JsonNode away = awaitDown("DATABASE_AWAY", IN_TIME);
            assertThat(away.path("detail").path("en").asText()).isNotBlank();
            assertThat(away.path("words").path("ko").asText()).isEqualTo("데이터베이스에 저장하지 못합니다");
            assertThat(get("/api/status").path("database").path("reachable").asBoolean(true)).isFalse();
            assertThat(get("/observe/health").toString()).contains("DATABASE_AWAY");
            assertThat(get("/observe/health/live").path("status").asText()).isEqualTo("UP");
            line.restore();
            await().atMost(IN_TIME).until(() -> ready() == 200);
        }
    }

    @Test
    void a_line_to_the_database_that_goes_dead_while_nobody_trades_is_told_within_ten_seconds() throws Exception {
        try (TestProxy line = proxy()) {
            startReady();

            line.pause();

            awaitDown("DATABASE_AWAY", IN_TIME);
            line.restore();
            await().atMost(IN_TIME).until(() -> ready() == 200);
        }
    }

    @Test
    void a_postgres_that_hangs_while_nobody_trades_is_told_within_ten_seconds_and_so_is_its_return(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("postgres");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false).setPGStartupWait(SOON).start()) {
            mirror.with("SUPABASE_DB_URL", "postgresql://postgres@localhost:" + postgres.getPort() + "/postgres");
            startReady();
            long postmaster = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
            try {
                signal("STOP", postmaster);

                awaitDown("DATABASE_AWAY", IN_TIME);
            } finally {
                signal("CONT", postmaster);
            }
            await().atMost(IN_TIME).until(() -> ready() == 200);
        }
    }

    private static void signal(String name, long postmaster) throws Exception {
        List<String> all = Stream.concat(Stream.of(postmaster), ProcessHandle.of(postmaster).orElseThrow().children().map(ProcessHandle::pid))
                .map(String::valueOf).toList();
        new ProcessBuilder(Stream.concat(Stream.of("kill", "-" + name), all.stream()).toList()).inheritIO().start().waitFor();
    }

    @Test
    void live_is_not_live_any_more_when_the_line_is_silent_and_nobody_supervises() throws Exception {
        mirror.with("KIWOOM_SILENCE_LIMIT", "2s");
        mirror.startLive();
        // the attempt itself looks after the line until it counts as a success
        await().atMost(SOON).until(() -> mirror.service().camel().getInflightRepository().size("session-connect") == 0);
        mirror.service().camel().getRouteController().stopRoute("session-supervise");
        mirror.kiwoom.next(new Fault.Silence());

        awaitDown("LINE_SILENT", Duration.ofSeconds(10));

        assertThat(get("/api/status").path("state").asText()).isEqualTo("RECONNECTING");
        assertThat(get("/observe/health").toString()).contains("LINE_SILENT").doesNotContain("\"LIVE\"");
        JsonNode stopped = awaitDown("ROUTE_STOPPED", IN_TIME);
        assertThat(stopped.path("detail").path("en").asText()).isEqualTo("session-supervise");
        assertThat(get("/api/status").path("headline").path("name").asText()).isEqualTo("ROUTE_STOPPED");
    }

    @Test
    void a_fill_that_waits_for_a_store_that_was_stopped_is_told() throws Exception {
        startReady();
        RouteController routes = mirror.service().camel().getRouteController();
        routes.stopRoute("store-drain");
        routes.stopRoute("store-retry");

        mirror.kiwoom.buy("005930", 1, 0);

        await().atMost(IN_TIME).until(() -> awaitDown("ROUTE_STOPPED", IN_TIME).path("detail").path("en").asText().equals("store-drain, store-retry"));
        awaitDown("STORE_STALLED", IN_TIME);
        routes.startRoute("store-drain");
        routes.startRoute("store-retry");
        await().atMost(SOON).until(() -> ready() == 200 && mirror.portfolio().size() == 1);
    }

    @Test
    void every_route_that_should_run_is_missed_when_it_is_stopped() throws Exception {
        startReady();
        assertThat(mirror.service().bean(Loops.class).handingOn()).containsExactly("cash-supervise", "session-supervise", "snapshot-supervise", "store-retry");
        RouteController routes = mirror.service().camel().getRouteController();
        List<String> stopped = List.of("balance-split", "feed-dispatch", "journal-tend", "notify-supervise", "snapshot-supervise", "store-drain",
                "store-retry", "token-renew", "web-write-sync-status");
        for (String id : stopped) {
            routes.stopRoute(id);
        }

        await().atMost(IN_TIME).until(() -> awaitDown("ROUTE_STOPPED", IN_TIME).path("detail").path("en").asText().equals(String.join(", ", stopped)));

        for (String id : stopped) {
            routes.startRoute(id);
        }
        await().atMost(SOON).until(() -> ready() == 200);
        routes.suspendRoute("store-retry");
        routes.stopRoute("journal-tend");
        mirror.service().camel().removeRoute("journal-tend");
        await().atMost(IN_TIME).until(() -> awaitDown("ROUTE_STOPPED", IN_TIME).path("detail").path("en").asText().equals("journal-tend, store-retry"));
    }

    /** Deleted before the start, or left out of a folder that was mounted: the cash would stay what it was, and all would look well. */
    @Test
    void a_route_whose_file_is_not_there_at_the_start_is_missed(@TempDir Path folder) throws Exception {
        Path routes = folder.resolve("routes");
        TestFiles.copyRoutes(routes);
        Files.delete(routes.resolve("cash.camel.yaml"));
        mirror.with("ROUTES_DIR", routes.toString()).startLive();

        assertThat(awaitDown("ROUTE_STOPPED", IN_TIME).path("detail").path("en").asText()).isEqualTo("cash-supervise");
        Files.copy(Path.of("routes/cash.camel.yaml"), routes.resolve("cash.camel.yaml"));
        await().atMost(SOON).until(() -> ready() == 200);
    }

    @Test
    void snapshots_that_fail_are_not_ready_after_a_minute() throws Exception {
        mirror.with("KIWOOM_SNAPSHOT_INTERVAL", "1s").with("KIWOOM_SNAPSHOT_RETRY", "500ms");
        startReady();
        mirror.kiwoom.next(new Fault.RestAnswer("kt00018", 500, "down"), 1_000);
        await().atMost(SOON).until(() -> get("/api/status").path("conditions").toString().contains("SNAPSHOT_FAILING"));
        assertThat(ready()).isEqualTo(200);

        leap.addAndGet(Duration.ofSeconds(61).toNanos());

        assertThat(awaitDown("SNAPSHOT_FAILING", SOON).path("code").asText()).isEqualTo("500");
        await().atMost(SOON).until(() -> get("/api/status").path("headline").path("name").asText().equals("SNAPSHOT_FAILING"));
        assertThat(get("/api/status").path("state").asText()).isEqualTo("LIVE");
    }

    @Test
    void a_broker_without_the_account_query_is_ready_and_says_so() throws Exception {
        mirror.kiwoom.next(new Fault.Refuse("kt00018", "RC9000"), 1_000);
        mirror.startLive();
        leap.addAndGet(Duration.ofMinutes(10).toNanos());

        await().atMost(SOON).until(() -> ready() == 200);

        assertThat(get("/api/status").path("conditions").findValuesAsText("name")).containsExactly("GAP", "SNAPSHOT_NOT_OFFERED", "LIVE");
    }

    @Test
    void what_was_quarantined_is_not_ready_after_a_minute_until_a_snapshot_heals_it() throws Exception {
        startReady();
        mirror.kiwoom.next(new Fault.RestAnswer("kt00018", 500, "down"), 1_000);
        mirror.kiwoom.next(new Fault.Send(balance("005930").with("930", "many").frame()));
        await().atMost(SOON).until(() -> get("/api/status").path("conditions").toString().contains("QUARANTINED"));

        leap.addAndGet(Duration.ofSeconds(61).toNanos());

        awaitDown("QUARANTINED", SOON);
        mirror.kiwoom.clearFaults();
        mirror.service().bean(Snapshots.class).request();
        await().atMost(SOON).until(() -> ready() == 200);
    }
}
