package dev.balancesync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

import dev.balancesync.LogLines;
import dev.balancesync.TestService;
import dev.balancesync.session.SessionState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What costs the service more than who asks, and what the answers say to caches. */
class DoorIT {
    static final List<String> GARBAGE = List.of("GET /%u HTTP/1.1", "GET /%zz HTTP/1.1", "GET /% HTTP/1.1", "GET /%4 HTTP/1.1",
            "GET /?%u HTTP/1.1", "GET /api/status?a=%c0%af HTTP/1.1", "GET /%00 HTTP/1.1", "GET /api/status%0d%0aX:1 HTTP/1.1", "GET /%1b[31m HTTP/1.1",
            "GET /%ff HTTP/1.1", "GET http://localhost/api/status HTTP/1.1", "GET http://evil.example/ HTTP/1.1", "GET * HTTP/1.1", "OPTIONS * HTTP/1.1",
            "GET localhost:8080 HTTP/1.1", "CONNECT evil.example:443 HTTP/1.1", "TRACE / HTTP/1.1", "FOO / HTTP/1.1", "PROPFIND / HTTP/1.1", "get / HTTP/1.1",
            "GET /#x HTTP/1.1", "GET  HTTP/1.1", "GET", "\u0001\u0002\u0003", "GET / HTTP/9.9", "GET /hawtio/%u HTTP/1.1", "POST /jolokia/%u HTTP/1.1",
            "GET /" + "a".repeat(3_000) + " HTTP/1.1", "GET /" + "a".repeat(100_000) + " HTTP/1.1", "PRI * HTTP/2.0");
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();
    private static TestService mirror;
    private static RawHttp http;

    @BeforeAll
    static void start() throws IOException {
        mirror = new TestService().withManagement().startLive();
        http = new RawHttp(mirror.port);
    }

    @AfterAll
    static void stop() throws Exception {
        mirror.close();
        THREADS.shutdownNow();
    }

    @Test
    void what_is_no_request_is_refused_and_writes_no_line() throws IOException {
        try (var log = new LogLines()) {
            for (String line : GARBAGE) {
                String answer = http.raw(line + "\r\nHost: localhost\r\n\r\n");
                // of what is no HTTP at all the line may just end
                assertThat(answer).as(line).matches("(?s)|HTTP/\\d\\.\\d (4\\d\\d|50[15]) .*");
            }
            for (String host : List.of("", "Host: a\r\nHost: localhost\r\n", "Host: lo cal\r\n", "Host: \u0001\r\n", "Host: " + "a".repeat(300) + "\r\n", "Host: [::1\r\n",
                    "Host: localhost:99999999\r\n", "Host: @localhost\r\n", "Host localhost\r\n", "Host: localhost\r\n" + "X: y\r\n".repeat(5_000))) {
                assertThat(http.raw("GET /api/status HTTP/1.1\r\n" + host + "\r\n")).as(host).matches("(?s)|HTTP/1\\.[01] 4\\d\\d .*");
            }

            assertThat(log.all()).isEmpty();
        }
        assertThat(http.get("/api/status").status()).isEqualTo(200);
    }

    @Test
    void a_flood_of_it_writes_no_more_than_a_line_a_second() throws IOException {
        long before = System.nanoTime();
        try (var log = new LogLines()) {
            for (int i = 0; i < 1_500; i += 5) {
                // each hundred from an address of their own, since more from one are slowed
                var evil = new RawHttp(mirror.port, "127.0.1." + (1 + i / 100));
                evil.get("/nothing/" + i, "Host: evil.example");
                evil.post("/api/status", "{", "Content-Type: multipart/form-data; boundary=x");
                evil.post("/jolokia/", "[{]", "Origin: http://evil.example");
                evil.raw("POST /jolokia/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{");
                evil.raw("GET /api/%u HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }

            long seconds = (System.nanoTime() - before) / 1_000_000_000L;
            assertThat(log.all()).hasSizeLessThanOrEqualTo((int) seconds + 1);
        }
    }

    @Test
    void bodies_are_short_and_their_length_is_known() throws IOException {
        assertThat(http.post("/jolokia/", "[" + " ".repeat(70_000) + "]").status()).isEqualTo(413);
        assertThat(http.raw("POST /jolokia/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n")).startsWith("HTTP/1.1 411");
        assertThat(http.raw("POST /api/refresh HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n")).startsWith("HTTP/1.1 413");
    }

    /** They were written into the folder that the service runs in, for everybody to read, as long as the request took; the folder stayed. */
    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data", "Multipart/Form-Data"})
    void no_file_that_somebody_sends_is_written(String type) throws IOException {
        String file = "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nhello\r\n--x--\r\n";

        for (String path : List.of("/api/refresh", "/jolokia/")) {
            assertThat(http.post(path, file, "Content-Type: " + type + "; boundary=x").status()).as(path).isEqualTo(415);
        }
        assertThat(Path.of("file-uploads")).doesNotExist();
    }

    /** As curl -d sends it; where no folder can be made, as in a container that is read only, it was answered 500. */
    @Test
    void no_folder_is_made_for_the_files_of_a_form() throws IOException {
        for (String path : List.of("/api/refresh", "/jolokia/")) {
            assertThat(http.post(path, "a=b", "Content-Type: application/x-www-form-urlencoded").status()).as(path).isLessThan(500);
        }
        assertThat(Path.of("file-uploads")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/app.js", "/api/status", "/api/positions", "/api/refresh?id=1", "/api/events", "/observe/health", "/observe/health/live",
        "/observe/health/ready", "/observe/metrics", "/jolokia/version", "/hawtio/", "/hawtio/index.html", "/hawtio/user"})
    void HEAD_is_GET_without_a_body(String path) throws IOException {
        RawHttp.Answer head = http.ask("HEAD", path, "");

        assertThat(head.status()).isEqualTo(path.equals("/api/events") ? 200 : http.get(path).status());
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/jolokia/exec/a:b=c/d", "/jolokia?p=exec/a:b=c/d"})
    void HEAD_executes_nothing(String path) throws IOException {
        assertThat(http.ask("HEAD", path, "").status()).isEqualTo(403);
    }

    /** Some programs send it with every request; it was answered 500. */
    @ParameterizedTest
    @ValueSource(strings = {"", "account=default"})
    void what_a_GET_says_of_its_body_changes_nothing(String body) throws IOException {
        for (String path : List.of("/", "/api/status", "/api/positions", "/api/refresh?id=1", "/observe/health", "/observe/metrics", "/jolokia/version")) {
            assertThat(http.ask("GET", path, body, "Content-Type: application/x-www-form-urlencoded").status()).as(path).isEqualTo(http.get(path).status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/html", "application/openmetrics-text;version=1.0.0", "application/json", "image/*", "nonsense"})
    void any_Accept_is_accepted(String accept) throws IOException {
        for (String path : List.of("/observe/metrics", "/observe/health/ready", "/api/status", "/")) {
            assertThat(http.get(path, "Accept: " + accept).status()).as(path).isEqualTo(200);
        }
        assertThat(http.get("/observe/metrics", "Accept: " + accept).body()).contains("# TYPE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/status", "/api/positions", "/api/refresh?id=1", "/observe/health", "/observe/health/live", "/observe/health/ready",
        "/observe/metrics", "/jolokia/version", "/nothing", "/%u"})
    void nobody_keeps_what_is_private(String path) throws IOException {
        assertThat(http.get(path).head().toLowerCase()).contains("\r\ncache-control: no-store").doesNotContain("max-age", "public");
    }

    @Test
    void pages_are_asked_for_anew_and_files_with_a_hash_in_their_names_are_kept() throws IOException {
        for (String path : List.of("/", "/app.js", "/hawtio/", "/hawtio/index.html", "/hawtio/camel/routes", "/hawtio/hawtconfig.json")) {
            assertThat(http.get(path).head().toLowerCase()).as(path).contains("\r\ncache-control: no-cache").doesNotContain("max-age", "public");
        }
        String script = http.get("/hawtio/").body().replaceAll("(?s).*?src=\"([^\"]*\\.[0-9a-f]{8}\\.js)\".*", "$1");
        assertThat(http.get(script.startsWith("/") ? script : "/hawtio/" + script).head().toLowerCase()).as(script).contains("max-age=31536000, immutable");
    }

    @Test
    void a_page_that_is_known_already_is_not_sent_again() throws IOException {
        String tag = http.get("/app.js").head().replaceAll("(?is).*\r\netag: (\"[^\"]*\").*", "$1");

        for (String known : List.of(tag, "W/" + tag, "\"older\", W/" + tag)) {
            RawHttp.Answer answer = http.get("/app.js", "If-None-Match: " + known);
            assertThat(answer.status()).as(known).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
        }
        assertThat(http.get("/app.js", "If-None-Match: \"older\"").status()).isEqualTo(200);
    }

    @Test
    void idle_connections_from_one_address_are_no_more_than_128_and_the_broker_stays() throws IOException {
        var idle = new ArrayList<Socket>();
        try (var log = new LogLines()) {
            for (int i = 0; i < 400; i++) {
                idle.add(new Socket(InetAddress.getLoopbackAddress(), mirror.port));
            }

            await().atMost(TestService.SOON).until(() -> idle.stream().filter(DoorIT::isOpen).count() <= Connections.Limits.USUAL.perAddress());
            assertThat(mirror.state()).isEqualTo(SessionState.LIVE);
            assertThat(log.all()).singleElement().asString().contains("Too many connections", "127.0.0.1");
        } finally {
            for (Socket each : idle) {
                each.close();
            }
        }
        await().atMost(TestService.SOON).ignoreExceptions().until(() -> http.get("/api/status").status() == 200);
    }

    /** Looks whether the other side has closed. */
    private static boolean isOpen(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() >= 0;
        } catch (java.net.SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void a_bulk_request_is_no_more_than_an_answer_that_fits() throws IOException {
        String one = "{\"type\":\"version\"}";
        String everything = "{\"type\":\"read\",\"mbean\":\"org.apache.camel:*\"}";

        assertThat(http.post("/jolokia/", "[" + (one + ",").repeat(99) + one + "]").body()).contains("\"status\":200");
        assertThat(http.post("/jolokia/", "[" + (one + ",").repeat(100) + one + "]").status()).isEqualTo(413);
        assertThat(http.post("/jolokia/", "[" + (everything + ",").repeat(19) + everything + "]").status()).isEqualTo(413);
        assertThat(http.post("/jolokia/", "[" + everything + "]").body()).contains("web-status");
    }

    /** The whole list is made once, until there is another MBean. */
    @Test
    void a_list_of_all_MBeans_has_one_that_came_after_the_last() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        var name = new ObjectName("org.apache.camel:type=test,name=comer");
        assertThat(http.get("/jolokia/list").body()).contains("web-status").doesNotContain("comer");

        server.registerMBean(new StandardMBean(() -> 1, Comer.class), name);
        try {
            assertThat(http.get("/jolokia/list").body()).contains("web-status", "comer");
        } finally {
            server.unregisterMBean(name);
        }
        assertThat(http.get("/jolokia/list").body()).doesNotContain("comer");
    }

    @Test
    void a_list_of_all_MBeans_is_packed_for_who_can_unpack_it() throws Exception {
        HttpResponse<InputStream> packed = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://localhost:" + mirror.port + "/jolokia/list"))
                .header("Accept-Encoding", "br, gzip;q=0.5").build(), BodyHandlers.ofInputStream());

        assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        try (var list = new GZIPInputStream(packed.body())) {
            assertThat(new String(list.readAllBytes(), StandardCharsets.UTF_8)).contains("web-status").endsWith("}");
        }
        assertThat(http.get("/jolokia/list", "Accept-Encoding: gzip;q=0").body()).contains("web-status").endsWith("}");
        assertThat(http.ask("HEAD", "/jolokia/list", "").body()).isEmpty();
    }

    @Test
    void who_asks_for_a_list_of_all_MBeans_and_does_not_take_it_keeps_nobody_from_it() throws IOException {
        assertThat(http.get("/jolokia/list").status()).isEqualTo(200);
        var unread = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 12; i++) {
                unread.add(new Socket(InetAddress.getLoopbackAddress(), mirror.port));
                unread.get(i).getOutputStream().write("GET /jolokia/list HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                Socket its = unread.get(i);
                await().atMost(TestService.SOON).until(() -> isAnswered(its));
            }
            assertThat(http.get("/jolokia/list").status()).isEqualTo(200);
        } finally {
            for (Socket each : unread) {
                each.close();
            }
        }
    }

    /** An MBean. */
    public interface Comer {
        int getAge();
    }

    @Test
    void many_lists_of_all_MBeans_are_answered_one_at_a_time_and_a_probe_does_not_wait_for_them() throws IOException {
        var lists = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 40; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), mirror.port, InetAddress.getByName("127.0.2." + (1 + i)), 0);
                lists.add(socket);
                socket.getOutputStream().write("GET /jolokia/list HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            var tooMany = new byte["HTTP/1.1 429".length()];
            await().atMost(TestService.SOON).until(() -> lists.stream().filter(DoorIT::isAnswered).count() >= 30);
            assertThat(lists.get(39).getInputStream().readNBytes(tooMany, 0, tooMany.length)).isEqualTo(tooMany.length);
            assertThat(tooMany).asString(StandardCharsets.US_ASCII).isEqualTo("HTTP/1.1 429");

            assertThat(http.get("/observe/health/live").status()).isEqualTo(200);

            assertThat(lists).anyMatch(each -> !isAnswered(each));
        } finally {
            for (Socket each : lists) {
                each.close();
            }
        }
    }

    private static boolean isAnswered(Socket socket) {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_probe_does_not_wait_for_a_database_that_hangs() throws Exception {
        var positions = new ArrayList<CompletableFuture<RawHttp.Answer>>();
        try (Connection connection = mirror.database.connect(); var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table kw_portfolio in access exclusive mode");
            // more than there are threads for them
            for (int i = 0; i < 30; i++) {
                positions.add(asked(http, "/api/positions"));
            }
            await().atMost(TestService.SOON).until(() -> !mirror.database.rows("select 1 from pg_locks where not granted").isEmpty());

            assertThat(http.get("/observe/health/live").status()).isEqualTo(200);
            assertThat(positions).anyMatch(each -> !each.isDone());
        }
        assertThat(positions).allSatisfy(each -> assertThat(each.join().status()).isIn(200, 503));
    }

    private static CompletableFuture<RawHttp.Answer> asked(RawHttp from, String path) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return from.get(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, THREADS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'type':'notification','command':'register'}", "{'type':'notification','command':'list'}", "{'type':'notification','command':'client'}",
        "{'type':'notification','command':'open','client':'x','mode':'sse'}", "{'type':'config'}", "{'type':'CONFIG','key':'maxDepth'}",
        "[{'type':'version'},{'type':'notification','command':'register'}]"})
    void notifications_and_configuration_are_not_offered(String request) throws IOException {
        String body = http.post("/jolokia/", request.replace('\'', '"')).body();

        assertThat(body).containsPattern("\"status\":(4|5)\\d\\d").doesNotContain("\"id\":", "backend", StandardCharsets.UTF_16.name());
    }

    /** Jolokia's own parser takes all of these. */
    @Test
    void what_cannot_be_judged_does_not_reach_Jolokia() throws IOException {
        String list = "{\"type\":\"list\"}";
        String deep = "[".repeat(1_500) + "]".repeat(1_500);
        for (String body : List.of("[{\"type\":\"list\",\"x\":\"\u00ff\"}" + ("," + list).repeat(2_000) + "]",
                "{\"type\":\"notification\",\"command\":\"register\",\"x\":\"\u00ff\"}", "{\"type\":\"notification\",\"command\":\"register\",\"x\":" + deep + "}",
                "{\"type\":\"config\",\"x\":" + "9".repeat(1_500) + "}", "{\"type\":\"version\"} {\"type\":\"config\"}", "{\"type\":'config'}", "\"config\"", "")) {
            RawHttp.Answer answer = http.ask("POST", "/jolokia/", body.getBytes(StandardCharsets.ISO_8859_1));

            assertThat(answer.status()).as(body.substring(0, Math.min(80, body.length()))).isEqualTo(400);
            assertThat(answer.body()).contains("This is no request in JSON");
        }
    }
}
