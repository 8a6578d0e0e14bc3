package dev.balancesync.notify;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.balancesync.FreePort;
import dev.balancesync.TestKeys;
import dev.balancesync.TestService;
import dev.balancesync.session.SessionState;
import dev.balancesync.simulator.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A webhook is told what goes wrong, and a webhook that goes wrong itself disturbs nobody. */
class NotifyIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "s3cr3tOfTheWebhook";

    @TempDir
    private Path folder;
    private final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile int status = 200;
    private volatile boolean hangs;
    private TestService mirror;
    private HttpServer receiver;

    @BeforeEach
    void setUp() throws IOException {
        receiver = listen(HttpServer.create());
        mirror = new TestService().withManagement().with("KIWOOM_CREDENTIALS_DELAY", "300ms").with("NOTIFY_DATABASE_AFTER", "1s")
                .with("NOTIFY_URL", "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook/" + SECRET + "?chat_id=77");
    }

    private <T extends HttpServer> T listen(T server) throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "webhook");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::take);
        server.start();
        return server;
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Content-Type"));
        if (hangs) {
            try {
                end.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        int answer = status;
        if (answer == 200) {
            received.add(JSON.readTree(new String(body, StandardCharsets.UTF_8)));
        }
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }

    @AfterEach
    void tearDown() throws Exception {
        end.countDown();
        receiver.stop(0);
        mirror.close();
    }

    private String get(String path) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + mirror.port + path))
                        .version(HttpClient.Version.HTTP_1_1).build(),
                BodyHandlers.ofString()).body();
    }

    private double meter(String result) throws Exception {
        return get("/observe/metrics").lines().filter(line -> line.startsWith("kiwoom_notifications_total{result=\"" + result + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    private void assertUndisturbed() {
        mirror.awaitState(SessionState.LIVE);
        mirror.kiwoom.buy("005930", 2, 0);
        await().atMost(SOON).untilAsserted(() -> assertThat(mirror.portfolio()).extracting(row -> row.get("quantity")).containsExactly(2L));
    }

    private void rejectCredentials() throws IOException {
        mirror.kiwoom.next(new Fault.Refuse("au10001", "8001"), 4);
        mirror.start();
        await().atMost(SOON).until(() -> mirror.session().entered(SessionState.CREDENTIALS_REJECTED) > 0);
    }

    @Test
    void refused_credentials_are_told_once_and_their_end_is_told() throws Exception {
        mirror.kiwoom.next(new Fault.Refuse("au10001", "8001"), 12);
        mirror.start();

        await().atMost(SOON).until(() -> received.size() == 2);

        JsonNode first = received.get(0);
        assertThat(first.path("cause").asText()).isEqualTo("CREDENTIALS_REJECTED");
        assertThat(first.path("event").asText()).isEqualTo("trouble");
        assertThat(first.path("text").asText()).isEqualTo(first.path("content").asText()).contains("8001", "KIWOOM_APP_KEY");
        assertThat(first.path("chat_id").asText()).isEqualTo("77");
        assertThat(first.path("account").asText()).isEqualTo("****5100");
        assertThat(first.path("mode").asText()).isEqualTo("mock");
        JsonNode second = received.get(1);
        assertThat(second.path("event").asText()).isEqualTo("recovered");
        assertThat(second.path("cause").asText()).isEqualTo("CREDENTIALS_REJECTED");
        assertThat(second.path("state").asText()).isEqualTo("LIVE");
        assertThat(second.path("repeats").asInt()).isGreaterThan(3);
        assertThat(requests).allMatch(each -> each.equals("POST /hook/" + SECRET + "?chat_id=77 application/json; charset=UTF-8"));
        assertThat(received.toString()).doesNotContain(SECRET, "test-app-key", "test-app-secret", "81125100");
        assertThat(meter("sent")).isEqualTo(2);
        assertShownNowhere();
    }

    @Test
    void it_is_told_again_when_the_limit_has_passed() throws Exception {
        mirror.kiwoom.next(new Fault.Refuse("au10001", "8001"), 100);
        mirror.with("NOTIFY_REPEAT", "3s").start();

        await().atMost(SOON).until(() -> received.size() == 3);

        assertThat(received).allMatch(each -> each.path("event").asText().equals("trouble"));
        assertThat(received.get(1).path("repeats").asInt()).isGreaterThan(2);
        assertThat(received.get(1).path("text").asText()).contains("still CREDENTIALS_REJECTED");
    }

    @Test
    void a_database_that_is_away_is_told_and_a_session_that_lives_is_not() throws Exception {
        mirror.with("SUPABASE_DB_URL", "postgresql://postgres@127.0.0.1:" + FreePort.find() + "/nothing").with("NOTIFY_GAP_AFTER", "1h").start();

        await().atMost(SOON).until(() -> received.size() == 1);

        assertThat(received.get(0).path("cause").asText()).isEqualTo("DATABASE_AWAY");
        assertThat(received.get(0).path("detail").asText()).contains("refused");
        assertThat(received.get(0).path("state").asText()).isEqualTo("LIVE");
    }

    @Test
    void a_gap_that_stays_is_told_and_so_is_its_end() throws Exception {
        mirror.kiwoom.next(new Fault.RestAnswer("kt00018", 500, "down"), 5);
        mirror.with("NOTIFY_GAP_AFTER", "1s").with("KIWOOM_SNAPSHOT_RETRY", "300ms").start();

        await().atMost(SOON).until(() -> received.size() == 2);

        assertThat(received).allMatch(each -> each.path("cause").asText().equals("GAP"));
        assertThat(received.get(0).path("state").asText()).isEqualTo("LIVE");
        assertThat(received.get(0).path("detail").asText()).contains("500");
        assertThat(received.get(1).path("event").asText()).isEqualTo("recovered");
    }

    @Test
    void drift_is_told_and_that_the_next_snapshot_agrees() throws Exception {
        mirror.kiwoom.hold("005930", "삼성전자", 3, 1_000, 1_100);
        mirror.with("KIWOOM_SNAPSHOT_RETRY", "300ms").with("KIWOOM_SNAPSHOT_INTERVAL", "4s").startLive();
        await().atMost(SOON).until(() -> mirror.snapshot().gapSince() == null && mirror.portfolio().size() == 1);
        // what is changed before a snapshot has found the table as it wrote it is no drift yet
        var first = mirror.snapshot().lastAt();
        await().atMost(SOON).until(() -> !first.equals(mirror.snapshot().lastAt()));

        // again, if what the service wrote at that moment has undone it
        await().atMost(SOON).pollInterval(Duration.ofSeconds(3)).until(() -> {
            if (mirror.snapshot().driftRows() == 0) {
                mirror.database.execute("update kw_portfolio set quantity = 99 where quantity = 3");
            }
            return received.size() == 2;
        });
        assertThat(received).allMatch(each -> each.path("cause").asText().equals("DRIFT"));
        assertThat(received.get(0).path("detail").asText()).startsWith("1 rows");
        assertThat(received.get(1).path("event").asText()).isEqualTo("recovered");
        JsonNode snapshot = JSON.readTree(get("/api/status")).path("snapshot");
        assertThat(snapshot.path("drift_rows").asInt()).isEqualTo(1);
        assertThat(snapshot.path("drift_at").isTextual()).isTrue();
    }

    @Test
    void a_message_that_was_not_taken_is_sent_again() throws Exception {
        status = 500;
        rejectCredentials();
        await().atMost(SOON).until(() -> requests.size() >= 2);

        status = 200;

        await().atMost(SOON).until(() -> !received.isEmpty());
        assertUndisturbed();
    }

    @Test
    void a_receiver_that_never_answers_disturbs_nothing_and_gets_the_message_once() throws Exception {
        hangs = true;
        rejectCredentials();
        await().atMost(SOON).until(() -> requests.size() == 1);

        assertUndisturbed();

        await().atMost(SOON).until(() -> meter("failed") == 1);
        assertThat(requests.stream().filter(each -> each.contains(SECRET))).as("the trouble, and later its end, but nothing twice").hasSizeLessThan(3);
    }

    @Test
    void a_receiver_that_is_down_disturbs_nothing() throws Exception {
        receiver.stop(0);
        rejectCredentials();

        assertUndisturbed();

        await().atMost(SOON).until(() -> meter("failed") == 1);
        long before = System.nanoTime();
        mirror.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_not_trusted() throws Exception {
        HttpsServer liar = HttpsServer.create();
        liar.setHttpsConfigurator(new HttpsConfigurator(TestKeys.create(folder.resolve("liar.p12"), "CN=localhost").context()));
        listen(liar);
        mirror.with("NOTIFY_URL", "https://localhost:" + liar.getAddress().getPort() + "/" + SECRET);
        rejectCredentials();

        await().atMost(SOON).until(() -> meter("failed") == 1);

        assertThat(requests).isEmpty();
        assertUndisturbed();
        liar.stop(0);
    }

    private void assertShownNowhere() throws Exception {
        assertThat(get("/api/status")).doesNotContain(SECRET);
        assertThat(get("/observe/metrics")).doesNotContain(SECRET);
        assertThat(get("/observe/health?data=true")).doesNotContain(SECRET);
        assertThat(get("/jolokia/read/org.apache.camel:context=*,type=endpoints,*/EndpointUri")).contains("notify.invalid").doesNotContain(SECRET);
        assertThat(mirror.service().camel().getEndpoints()).noneMatch(each -> each.getEndpointUri().contains(SECRET));
        for (String type : List.of("routes", "processors", "context", "components", "services", "producers")) {
            assertThat(get("/jolokia/read/org.apache.camel:context=*,type=" + type + ",*")).as(type).doesNotContain(SECRET);
        }
    }
}
