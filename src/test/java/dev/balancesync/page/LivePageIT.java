package dev.balancesync.page;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.Http;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestProcess;
import dev.balancesync.TestProxy;
import dev.balancesync.TestService;
import dev.balancesync.http.Status;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's files and its live events, over HTTP. */
class LivePageIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TestService mirror;
    private final List<EventClient> clients = new ArrayList<>();

    @BeforeEach
    void setUp() throws IOException {
        mirror = new TestService();
    }

    @AfterEach
    void tearDown() throws Exception {
        clients.forEach(EventClient::close);
        mirror.close();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + mirror.port + path);
    }

    private EventClient look() throws IOException {
        var client = new EventClient(uri("/api/events"));
        clients.add(client);
        return client;
    }

    private HttpResponse<String> get(String path) throws Exception {
        return Http.answer(mirror.port, path);
    }

    private static boolean holds(JsonNode positions, String code, long quantity) {
        for (JsonNode row : positions.path("changed")) {
            if (row.path("stock_code").asText().equals(code) && row.path("quantity").asLong() == quantity) {
                return true;
            }
        }
        return false;
    }

    @Test
    void when_the_tables_were_read_does_not_stand_still() throws Exception {
        mirror.startLive();
        EventClient client = look();
        JsonNode first = client.await("tables", each -> each.path("readable").asBoolean()).data();

        EventClient.Event next = client.await("tables", each -> each.path("readable").asBoolean() && !each.equals(first));

        assertThat(OffsetDateTime.parse(next.data().path("read_at").asText())).isAfter(first.path("read_at").asText());
    }

    @Test
    void who_connects_gets_all_there_is_first() throws Exception {
        mirror.kiwoom.hold("005930", "삼성전자", 10, 600_000, 61_000);
        mirror.startLive();
        EventClient first = look();
        first.await("positions", told -> holds(told, "005930", 10));
        first.await("status", told -> told.path("state").asText().equals("LIVE")); // is told once a second

        EventClient late = look();

        late.await("time", told -> true);
        assertThat(late.events).extracting(EventClient.Event::name).startsWith("states", "status").contains("positions", "account", "tables");
        EventClient.Event positions = late.named("positions").get(0);
        assertThat(positions.data().path("complete").asBoolean()).isTrue();
        assertThat(holds(positions.data(), "005930", 10)).isTrue();
        assertThat(positions.data().path("changed").get(0).path("current_price").decimalValue()).isEqualByComparingTo("61000");
        assertThat(late.named("status").get(0).data().path("state").asText()).isEqualTo("LIVE");
        assertThat(late.named("states").get(0).data().path("states")).extracting(each -> each.path("state").asText())
                .contains("STARTING", "LIVE");
        late.await("account", told -> told.path("stock_value").asLong() == 610_000);
        assertThat(late.events.toString()).as("account numbers are masked").doesNotContain("8112510011");
    }

    @Test
    void a_fill_is_told_once_it_is_committed() throws Exception {
        mirror.startLive();
        EventClient client = look();
        client.await("status", told -> told.path("gap_since").isNull());
        client.await("positions", told -> told.path("complete").asBoolean());
        assertThat(client.named("status").get(0).data().path("fillToRow").toString())
                .isEqualTo("{\"count\":0,\"p50Millis\":null,\"p99Millis\":null}");

        mirror.kiwoom.buy("005930", 3, 0);

        EventClient.Event row = client.await("positions", told -> holds(told, "005930", 3));
        assertThat(mirror.portfolio()).singleElement().extracting("quantity").isEqualTo(3L);
        JsonNode fill = client.await("fill", told -> !told.path("fills").isEmpty()).data().path("fills").get(0);
        assertThat(fill.path("before").asLong()).isZero();
        assertThat(fill.path("after").asLong()).isEqualTo(3);
        assertThat(fill.path("stock_name").asText()).isEqualTo("삼성전자");
        assertThat(fill.path("price").isNumber()).isTrue();
        JsonNode measured = client.await("status", told -> told.path("fillToRow").path("count").asLong() > 0).data().path("fillToRow");
        assertThat(measured.path("p99Millis").asDouble()).isPositive();
        assertThat(row.data().path("complete").asBoolean()).isFalse();
        mirror.kiwoom.sell("005930", 3, 0);
        client.await("positions", told -> told.path("removed").path(0).path("stock_code").asText().equals("005930"));
    }

    @Test
    void a_snapshot_that_corrects_a_row_is_no_fill() throws Exception {
        mirror.startLive();
        EventClient client = look();

        mirror.kiwoom.hold("000660", "SK하이닉스", 5, 900_000, 181_000);
        mirror.kiwoom.next(new Fault.Drop());

        client.await("positions", told -> holds(told, "000660", 5));
        assertThat(client.named("fill")).isEmpty();
        assertThat(mirror.service().bean(Status.class).now().get("fillToRow").toString()).contains("count=0");
    }

    @Test
    void a_change_of_state_is_told_with_its_reason() throws Exception {
        mirror.with("KIWOOM_DUPLICATE_DELAY", "2s").startLive();
        EventClient client = look();

        mirror.kiwoom.next(new Fault.Duplicate());

        JsonNode status = client.await("status", told -> told.path("state").asText().equals("DUPLICATE_SESSION")).data();
        assertThat(status.path("code").asText()).isEqualTo("R10001");
        client.await("status", told -> told.path("gap_since").isTextual());
        client.await("states", told -> told.toString().contains("DUPLICATE_SESSION"));
    }

    @Test
    void fifty_look_at_once() throws Exception {
        mirror.startLive();
        for (int i = 0; i < 50; i++) {
            look();
        }
        await().atMost(SOON).until(() -> mirror.service().bean(EventStream.class).watching() == 50);

        mirror.kiwoom.buy("005930", 7, 0);

        for (EventClient client : clients) {
            client.await("positions", told -> holds(told, "005930", 7));
        }
    }

    @Test
    void who_does_not_read_is_dropped_and_nobody_waits() throws Exception {
        mirror.startLive();
        EventClient good = look();
        try (var slow = new Socket()) {
            slow.setReceiveBufferSize(1024);
            slow.connect(new java.net.InetSocketAddress("127.0.0.1", mirror.port));
            slow.getOutputStream().write("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            EventStream stream = mirror.service().bean(EventStream.class);
            await().atMost(SOON).until(() -> stream.watching() == 2);

            String big = "x".repeat(100_000);
            for (int i = 0; stream.watching() == 2 && i < 1_000; i++) {
                int told = i + 1;
                stream.publish("big", big, 0);
                await().pollInterval(Duration.ofMillis(5)).atMost(SOON).until(() -> good.named("big").size() == told);
            }

            assertThat(stream.watching()).isEqualTo(1);
            mirror.kiwoom.buy("005930", 2, 0);
            good.await("positions", told -> holds(told, "005930", 2));
            assertThat(good.isEnded()).isFalse();
        }
    }

    @Test
    void while_the_database_is_away_the_last_known_stays_and_is_said_to_be_old() throws Exception {
        URI address = URI.create(mirror.database.url().replace("postgresql:", "http:"));
        try (TestProxy line = TestProxy.to(address.getPort())) {
            mirror.with("SUPABASE_DB_URL", mirror.database.url().replace(":" + address.getPort(), ":" + line.port())).startLive();
            mirror.kiwoom.buy("005930", 3, 0);
            EventClient client = look();
            client.await("positions", told -> holds(told, "005930", 3));

            line.cut();
            mirror.kiwoom.buy("005930", 4, 0);

            client.await("status", told -> !told.path("database").path("reachable").asBoolean(true)
                    && told.path("database").path("waiting").asInt() == 1);
            client.await("tables", told -> !told.path("readable").asBoolean() && !told.path("reason").asText().isEmpty());
            assertThat(client.named("positions")).as("nothing that merely waits is shown").noneMatch(each -> holds(each.data(), "005930", 7));
            line.restore();
            client.await("positions", told -> holds(told, "005930", 7));
            await().atMost(SOON).until(() -> client.named("tables").get(client.named("tables").size() - 1).data().path("readable").asBoolean());
        }
    }

    @Test
    void the_fill_to_row_time_survives_a_route_reload() throws Exception {
        mirror.startLive();
        mirror.kiwoom.buy("005930", 1, 0);
        await().atMost(SOON).until(() -> get("/observe/metrics").body().contains("kiwoom_fill_to_row_seconds_count 1"));

        mirror.service().camel().getRouteController().reloadAllRoutes();

        mirror.awaitRegistrations(2);
        assertThat(get("/observe/metrics").body()).contains("kiwoom_fill_to_row_seconds_count 1", "kiwoom_fill_to_row_seconds_bucket{le=\"0.001\"}",
                "kiwoom_fill_to_row_seconds_bucket{le=\"10.0\"} 1");
        assertThat(JSON.readTree(get("/api/status").body()).path("fillToRow").path("count").asInt()).isEqualTo(1);
    }

    @Test
    void the_page_comes_out_of_the_jar_and_fetches_nothing_from_elsewhere() throws Exception {
        mirror.start();
        await().atMost(SOON).until(() -> get("/").statusCode() == 200);

        for (String name : PageFiles.NAMES) {
            String path = name.equals("index.html") ? "/" : "/" + name;
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Security-Policy")).as(path).get().asString()
                    .contains("default-src 'none'", "script-src 'self'", "style-src 'self'").doesNotContain("unsafe", "http");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).as(path).contains("nosniff");
            if (name.endsWith(".png")) {
                continue;
            }
            String ours = answer.body().replace("http://www.w3.org/2000/svg", "");
            if (name.startsWith("uplot/")) {
                assertThat(ours).as(path + " fetches nothing").doesNotContain("fetch(", "XMLHttpRequest", "import(", "import ", "url(", "innerHTML");
                continue;
            }
            assertThat(ours).as(path + " names no other host").doesNotContain("http://", "https://", "innerHTML", " style=", "onclick=");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/index.html/../application.properties", "/..%2f..%2fapplication.properties", "/%2e%2e/%2e%2e/etc/passwd", "/web/index.html",
        "/app.js/../../pom.xml", "/app.js%00.css", "/README.md", "/src/main/resources/web/app.js", "//etc/passwd", "/..\\pom.xml"})
    void no_other_path_is_a_file(String path) throws Exception {
        mirror.start();
        await().atMost(SOON).until(() -> get("/").statusCode() == 200);

        try (var socket = new Socket("127.0.0.1", mirror.port)) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = read(socket.getInputStream());

            assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("kiwoom.app-key", "root:", "<project");
        }
    }

    private static String read(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void a_stop_ends_the_streams_in_time() throws Exception {
        mirror.startLive();
        EventClient client = look();
        client.await("time", told -> true);
        long before = System.nanoTime();

        mirror.stop();

        client.awaitEnd();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void sigterm_is_obeyed_within_ten_seconds_while_pages_are_open(@TempDir Path folder) throws Exception {
        try (var kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults());
                var service = new TestProcess(folder, kiwoom, TestDatabase.create())) {
            service.run();
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(service::isLive);
            for (int i = 0; i < 5; i++) {
                var client = new EventClient(service.uri("/api/events"));
                clients.add(client);
                client.await("time", told -> true);
            }
            long before = System.nanoTime();

            service.terminate();

            assertThat(service.exitCode()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
            clients.forEach(EventClient::awaitEnd);
        }
    }

    /** The overview of a thousand accounts is one event. */
    @Test
    void an_event_that_is_longer_than_what_may_wait_reaches_who_reads() throws Exception {
        mirror.startLive();
        EventClient client = look();
        client.await("status", told -> true);
        EventStream stream = mirror.service().bean(EventStream.class);

        for (String end : List.of("first", "second", "third")) {
            Map<String, String> told = Map.of("long", "x".repeat((int) EventStream.MOST_UNSENT_BYTES) + end);
            await().atMost(SOON).until(() -> stream.watching() == 1);
            stream.publish("long", told, told);
            client.await("long", each -> each.path("long").asText().endsWith(end));
        }
    }
}
