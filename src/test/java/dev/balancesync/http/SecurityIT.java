package dev.balancesync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.LogLines;
import dev.balancesync.TestService;
import dev.balancesync.session.SessionState;
import dev.balancesync.simulator.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on the port as it is by default: on loopback, without a password. */
class SecurityIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static TestService mirror;
    private static RawHttp http;
    private static int asked;

    @BeforeAll
    static void start() throws IOException {
        mirror = new TestService().withManagement().startLive();
        http = new RawHttp(mirror.port);
    }

    @AfterAll
    static void stop() throws Exception {
        mirror.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../application.properties", "/%2e%2e/application.properties", "/..%2fapplication.properties", "//application.properties",
        "//../application.properties", "/.env", "/./.env", "/%2eenv", "/hawtio/../application.properties", "/hawtio/../../application.properties",
        "/hawtio/%2e%2e/%2e%2e/application.properties", "/hawtio/..%2f..%2fapplication.properties", "/hawtio/..%5c..%5capplication.properties",
        "/hawtio/....//application.properties", "/hawtio/%252e%252e/application.properties", "/hawtio//application.properties",
        "/hawtio/../HttpGuard.class", "/hawtio/static/../../HttpGuard.class", "/hawtio/..%2fHttpGuard.class", "/hawtio/.env",
        "/api/status/../../application.properties", "/observe/../application.properties", "/hawtio/application.properties%00.js",
        "/hawtio/log4j2.json", "/log4j2.json", "/jolokia-access.xml", "/pom.xml", "/routes/token.camel.yaml"})
    void no_file_but_the_pages_own_is_served(String path) throws IOException {
        RawHttp.Answer answer = http.get(path);

        assertThat(answer.status()).isIn(400, 403, 404);
        assertThat(answer.body()).doesNotContain("kiwoom.app-key", "<project", "routeConfiguration", "<restrict>");
    }

    /** From an address of its own now and then, since who asks very much is slowed. */
    private static RawHttp somebody() {
        return new RawHttp(mirror.port, "127.3." + asked++ / Attacks.PER_ADDRESS + ".1");
    }

    @Test
    void no_way_out_of_a_folder_leads_to_a_file() throws IOException {
        List<String> paths = Attacks.paths();

        assertThat(paths).hasSize(2_400).doesNotHaveDuplicates();
        for (String path : paths) {
            RawHttp.Answer answer = somebody().get(path);
            // Hawtio's own pages are many addresses of one file
            assertThat(answer.status() == 200 && answer.body().contains("<div id=\"root\">") ? 404 : answer.status()).as(path).isIn(400, 403, 404);
            assertThat(answer.body()).as(path).doesNotContain("kiwoom.app-key", "<project", "routeConfiguration", "root:x:0");
        }
    }

    @Test
    void no_other_name_is_taken_for_this_machine() throws IOException {
        List<String> hosts = Attacks.hosts(mirror.port);

        assertThat(hosts).hasSize(375).doesNotHaveDuplicates();
        for (String host : hosts) {
            RawHttp.Answer answer = somebody().get("/api/status", host);
            assertThat(answer.status()).as(host).isIn(400, 421);
            assertThat(answer.body()).as(host).doesNotContain("LIVE");
        }
    }

    @Test
    void nothing_that_a_page_of_somebody_else_can_send_is_obeyed() throws IOException {
        List<Attacks.Forged> all = Attacks.forged(mirror.port);
        long before = mirror.snapshot().requested();

        assertThat(all).hasSize(480);
        for (Attacks.Forged each : all) {
            String body = each.path().startsWith("/jolokia") ? "{\"type\":\"version\"}" : "";
            assertThat(somebody().ask(each.method(), each.path(), body, each.headers()).status()).as(each.toString()).isEqualTo(403);
        }
        assertThat(mirror.snapshot().requested()).isEqualTo(before);
    }

    @Test
    void no_header_of_a_caller_is_one_of_Camels() throws IOException {
        List<List<String>> requests = Attacks.camelHeaders();
        String positions = http.get("/api/positions").body();
        List<String> names = new ArrayList<>();
        JSON.readTree(http.get("/api/status").body()).fieldNames().forEachRemaining(names::add);

        assertThat(2 * requests.stream().mapToInt(List::size).sum()).isEqualTo(1_848);
        for (List<String> headers : requests) {
            RawHttp.Answer status = somebody().get("/api/status", headers.toArray(String[]::new));
            RawHttp.Answer holdings = somebody().get("/api/positions", headers.toArray(String[]::new));
            assertThat(status.status()).as(headers.get(0)).isEqualTo(200);
            assertThat(JSON.readTree(status.body()).fieldNames()).toIterable().isEqualTo(names);
            assertThat(holdings.body()).as(headers.get(0)).isEqualTo(positions);
            assertThat(status.head() + holdings.head()).doesNotContainIgnoringCase("camel");
        }
    }

    private static JsonNode jolokia(String request) throws IOException {
        return JSON.readTree(http.post("/jolokia/", request).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{'type':'read','mbean':'java.lang:type=Runtime','attribute':'SystemProperties'}",
        "{'type':'read','mbean':'java.lang:type=Runtime'}",
        "{'type':'read','mbean':'java.lang:*'}",
        "{'type':'read','mbean':'JMImplementation:type=MBeanServerDelegate'}",
        "{'type':'exec','mbean':'java.lang:type=Memory','operation':'gc'}",
        "{'type':'exec','mbean':'com.sun.management:type=HotSpotDiagnostic','operation':'dumpHeap','arguments':['/tmp/h.hprof',true]}",
        "{'type':'exec','mbean':'com.sun.management:type=HotSpotDiagnostic','operation':'setVMOption','arguments':['HeapDumpPath','/tmp']}",
        "{'type':'exec','mbean':'com.sun.management:type=DiagnosticCommand','operation':'vmSystemProperties'}",
        "{'type':'exec','mbean':'com.sun.management:type=DiagnosticCommand','operation':'compilerDirectivesAdd','arguments':[['/etc/passwd']]}",
        "{'type':'exec','mbean':'com.sun.management:type=DiagnosticCommand','operation':'jvmtiAgentLoad','arguments':[['/tmp/x.so']]}",
        "{'type':'write','mbean':'java.util.logging:type=Logging','attribute':'LoggerLevel','value':'x'}",
        "{'type':'exec','mbean':'java.util.logging:type=Logging','operation':'setLoggerLevel','arguments':['','ALL']}",
        "{'type':'exec','mbean':'org.apache.logging.log4j2:type=*','operation':'setConfigText','arguments':['x','UTF-8']}",
        "{'type':'write','mbean':'org.apache.logging.log4j2:type=*,component=Loggers,name=','attribute':'Level','value':'TRACE'}",
        "{'type':'exec','mbean':'org.apache.camel:context=kiwoom-balance-sync,type=context,name=CONTEXT','operation':'dumpRoutesAsXml(boolean)','arguments':[true]}",
        "{'type':'exec','mbean':'org.apache.camel:context=kiwoom-balance-sync,type=context,name=CONTEXT','operation':'dumpRoutesAsXml','arguments':[true]}",
        "{'type':'exec','mbean':'org.apache.camel:context=kiwoom-balance-sync,type=context,name=CONTEXT','operation':'dumpRoutesAsXml(boolean,boolean)','arguments':[true,true]}",
        "{'type':'exec','mbean':'org.apache.camel:context=kiwoom-balance-sync,type=context,name=CONTEXT','operation':'dumpRoutesAsYaml(boolean)','arguments':[true]}",
        "{'type':'exec','mbean':'org.apache.camel:context=kiwoom-balance-sync,type=context,name=CONTEXT','operation':'stop()'}",
        "{'type':'exec','mbean':'org.apache.camel:context=kiwoom-balance-sync,type=context,name=CONTEXT','operation':'sendBody(java.lang.String,java.lang.Object)','arguments':['direct:x','y']}",
        "{'type':'exec','mbean':'org.apache.camel:context=kiwoom-balance-sync,type=context,name=CONTEXT','operation':'requestBody(java.lang.String,java.lang.Object)','arguments':['file:/etc?fileName=passwd','y']}",
        "{'type':'exec','mbean':'org.apache.camel:context=kiwoom-balance-sync,type=context,name=CONTEXT','operation':'addOrUpdateRoutesFromXml(java.lang.String)','arguments':['<routes/>']}",
        "{'type':'write','mbean':'org.apache.camel:context=kiwoom-balance-sync,type=context,name=CONTEXT','attribute':'Tracing','value':true}",
        "{'type':'exec','mbean':'org.apache.camel:context=kiwoom-balance-sync,type=routes,name=ROUTE','operation':'dumpRouteAsXml(boolean)','arguments':[true]}",
        "{'type':'exec','mbean':'org.apache.camel:context=kiwoom-balance-sync,type=routes,name=ROUTE','operation':'stop()'}",
        "{'type':'exec','mbean':'org.apache.camel:context=kiwoom-balance-sync,type=routes,name=ROUTE','operation':'remove()'}",
        "{'type':'exec','mbean':'org.apache.camel:context=kiwoom-balance-sync,type=routes,name=ROUTE','operation':'updateRouteFromXml(java.lang.String)','arguments':['x']}",
        "{'type':'write','mbean':'org.apache.camel:context=kiwoom-balance-sync,type=tracer,name=BacklogTracer','attribute':'Enabled','value':true}",
        "{'type':'exec','mbean':'org.apache.camel:context=kiwoom-balance-sync,type=tracer,name=BacklogTracer','operation':'dumpAllTracedMessages()'}",
        "{'type':'exec','mbean':'org.apache.camel:context=kiwoom-balance-sync,type=tracer,name=BacklogDebugger','operation':'enableDebugger()'}",
        "{'type':'exec','mbean':'org.apache.camel:context=*,type=endpoints,name=*','operation':'browseAllMessagesAsXml(java.lang.Boolean)','arguments':[true]}",
        "{'type':'exec','mbean':'org.apache.camel:context=*,type=services,name=*','operation':'stop()'}",
        "not json"})
    void jolokia_refuses(String attack) throws IOException {
        RawHttp.Answer answer = http.post("/jolokia/", attack.replace('\'', '"')
                .replace("CONTEXT", "\\\"kiwoom-balance-sync\\\"").replace("ROUTE", "\\\"web-status\\\""));

        assertThat(JSON.readTree(answer.body()).path("status").asInt()).as(answer.body()).isBetween(400, 599);
        assertThat(answer.body()).doesNotContain("java.class.path", "stacktrace", "test-app-secret", "SIMULATED-TOKEN");
        assertThat(mirror.state()).isEqualTo(SessionState.LIVE);
    }

    @Test
    void jolokia_refuses_every_operation_there_is_but_those_of_the_diagrams() throws Exception {
        List<String> operations = Attacks.operations();

        assertThat(operations).hasSizeGreaterThan(1_216);
        for (int i = 0; i < operations.size(); i += JolokiaLimits.MOST_EXECUTIONS) {
            List<String> some = operations.subList(i, Math.min(operations.size(), i + JolokiaLimits.MOST_EXECUTIONS));
            JsonNode answers = JSON.readTree(somebody().post("/jolokia/", some.toString()).body());
            assertThat(answers).hasSameSizeAs(some).allSatisfy(each -> assertThat(each.path("status").asInt()).as(each.toString()).isBetween(403, 404));
        }
        assertThat(mirror.state()).isEqualTo(SessionState.LIVE);
    }

    @Test
    void jolokia_is_no_proxy() throws IOException {
        try (var other = new ServerSocket(0)) {
            other.setSoTimeout(500);
            String target = "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + other.getLocalPort() + "/jmxrmi";

            http.post("/jolokia/", "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"target\":{\"url\":\"" + target + "\"}}");

            assertThatThrownBy(other::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void all_that_jolokia_gives_holds_no_secret() throws IOException {
        String everything = http.post("/jolokia/", "{\"type\":\"read\",\"mbean\":\"org.apache.camel:*\"}").body();
        String routes = http.post("/jolokia/", """
                {"type":"exec","mbean":"org.apache.camel:context=kiwoom-balance-sync,type=context,name=\\"kiwoom-balance-sync\\"","operation":"dumpRoutesAsXml()"}
                """).body();

        assertThat(everything).contains("web-status", "ExchangesTotal");
        assertThat(routes).contains("web-status", "\"status\":200");
        assertThat(everything + routes).doesNotContain("test-app-key", "test-app-secret", "SIMULATED-TOKEN", mirror.environment.get("SUPABASE_DB_URL"),
                "8112510011", "8112-5100");
    }

    @Test
    void list_and_search_show_camels_mbeans_only() throws IOException {
        JsonNode list = jolokia("{\"type\":\"list\"}").path("value");
        JsonNode found = jolokia("{\"type\":\"search\",\"mbean\":\"*:*\"}").path("value");

        assertThat(list.fieldNames()).toIterable().containsExactly("org.apache.camel");
        assertThat(found).isNotEmpty().allSatisfy(each -> assertThat(each.asText()).startsWith("org.apache.camel:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/jolokia/exec/org.apache.camel:type=routes,name=x/stop()", "/x/../jolokia/exec/a:b=c/d", "/%6aolokia/exec/a:b=c/d",
        "//jolokia/exec/a:b=c/d", "/jolokia?p=exec/a:b=c/d", "/jolokia/?p=/exec/a:b=c/d", "/jolokia/read%2f..%2fexec/a:b=c/d", "/jolokia/write/a:b=c/d/1",
        "/jolokia/notification/register", "/jolokia//exec/a:b=c/d"})
    void a_link_executes_nothing(String path) throws IOException {
        assertThat(http.get(path).status()).as(path).isIn(403, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin: http://evil.example", "Origin: null", "Origin: http://localhost.evil.example", "Origin: http://localhost:1",
        "Referer: http://evil.example/page", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Origin: ://"})
    void a_page_of_another_origin_may_not_ask(String header) throws IOException {
        RawHttp.Answer refresh = http.post("/api/refresh", "", header);

        assertThat(refresh.status()).isEqualTo(403);
        assertThat(refresh.body()).contains("X-Requested-With");
        assertThat(http.post("/jolokia/", "{\"type\":\"version\"}", header).status()).isEqualTo(403);
        assertThat(http.get("/jolokia/version", header).status()).isEqualTo(403);
    }

    @Test
    void the_own_page_and_programs_may_ask() throws IOException {
        List<String[]> fair = List.of(new String[0], new String[] {"Origin: http://localhost:" + mirror.port},
                new String[] {"Origin: http://127.0.0.1:" + mirror.port, "Host: 127.0.0.1:" + mirror.port},
                new String[] {"Sec-Fetch-Site: same-origin"}, new String[] {"Origin: https://my.example", "Sec-Fetch-Site: same-origin"},
                new String[] {"Origin: https://proxy.example", "X-Requested-With: proxy"});

        for (String[] headers : fair) {
            assertThat(http.post("/api/refresh", "", headers).status()).as(String.join(", ", headers)).isIn(202, 409);
            assertThat(http.post("/jolokia/", "{\"type\":\"version\"}", headers).body()).contains("\"status\":200");
        }
    }

    @Test
    void another_origin_is_never_let_in_by_a_preflight() throws IOException {
        RawHttp.Answer answer = http.ask("OPTIONS", "/api/refresh", "", "Origin: http://evil.example", "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: X-Requested-With");

        assertThat(answer.head().toLowerCase()).doesNotContain("access-control-allow");
        assertThat(http.get("/api/status", "Origin: http://evil.example").head().toLowerCase()).doesNotContain("access-control-allow");
    }

    @ParameterizedTest
    @CsvSource({"evil.example, 421", "evil.example:8080, 421", "localhost.evil.example, 421", "127.0.0.1.evil.example, 421", "192.168.0.9, 421",
        "localhost, 200", "LOCALHOST:9000, 200", "127.0.0.1, 200", "127.0.0.1:9000, 200", "[::1]:9000, 200"})
    void a_name_that_was_pointed_here_is_refused(String host, int status) throws IOException {
        for (String path : List.of("/api/status", "/jolokia/version", "/hawtio/", "/observe/health/live")) {
            assertThat(http.get(path, "Host: " + host).status()).as(path).isEqualTo(status);
        }
    }

    @Test
    void hawtio_needs_no_login_and_its_pages_may_not_be_framed() throws IOException {
        assertThat(http.get("/hawtio").status()).isEqualTo(302);
        assertThat(http.get("/hawtio/").body()).contains("<div id=\"root\">");
        assertThat(http.get("/hawtio/camel/routes").body()).contains("<div id=\"root\">");
        assertThat(http.get("/hawtio/user").body()).isEqualTo("\"public\"");
        assertThat(http.get("/hawtio/hawtconfig.json").body()).contains("kiwoom-balance-sync");
        assertThat(http.get("/hawtio/").head().toLowerCase()).contains("x-frame-options: sameorigin", "x-content-type-options: nosniff");
    }

    /** Whoever answers in the broker's place names stocks as he likes. */
    @Test
    void hostile_names_are_stored_and_told_as_they_are_and_the_log_is_not_written_by_them() throws Exception {
        List<String> texts = Attacks.texts();
        List<String> statements = Attacks.statements();
        assertThat(texts).hasSizeGreaterThanOrEqualTo(345);
        assertThat(statements).hasSize(140).doesNotHaveDuplicates();
        List<String> names = Stream.concat(texts.stream(), statements.stream()).toList();
        for (int i = 0; i < names.size(); i++) {
            mirror.kiwoom.hold(String.valueOf(300_000 + i), names.get(i), 1, 1_000, 1_000);
        }

        try (var log = new LogLines()) {
            http.post("/api/refresh", "");

            await().atMost(TestService.SOON).until(() -> mirror.portfolio().size() == names.size());
            assertThat(log.all()).noneMatch(line -> line.matches("(?s).*[\\p{Cc}\\u2028\\u202e].*"));
        }
        assertThat(mirror.portfolio()).extracting(row -> row.get("stock_name")).containsExactlyElementsOf(names);
        JsonNode told = JSON.readTree(http.get("/api/positions").body());
        assertThat(told).extracting(row -> row.path("stock_name").asText()).containsExactlyInAnyOrderElementsOf(names);
        for (String statement : statements) {
            String address = URLEncoder.encode(statement, StandardCharsets.UTF_8);
            assertThat(somebody().get("/api/refresh?id=" + address).status()).as(statement).isIn(400, 404);
            assertThat(somebody().get("/api/positions?account=" + address).status()).as(statement).isEqualTo(404);
        }
        assertThat(mirror.portfolio()).hasSameSizeAs(names);
    }

    @Test
    void many_who_come_and_go_leave_no_trace() throws IOException {
        long before = System.nanoTime();
        try (var log = new LogLines()) {
            Attacks.connect(mirror.port, 2_500);

            await().atMost(TestService.SOON).ignoreExceptions().until(() -> http.get("/api/status").status() == 200);
            assertThat(log.all()).hasSizeLessThanOrEqualTo((int) ((System.nanoTime() - before) / 1_000_000_000L) + 1);
        }
        assertThat(mirror.state()).isEqualTo(SessionState.LIVE);
    }

    @Test
    void refreshes_without_end_are_one_after_the_other() throws IOException {
        assertThat(Attacks.refresh(mirror.port, 1_600).keySet()).isSubsetOf(202, 409);
        assertThat(mirror.state()).isEqualTo(SessionState.LIVE);

        mirror.kiwoom.next(new Fault.RestSlow("kt00018", 3_000), 3); // whichever comes first
        int before = snapshots();
        await().atMost(TestService.SOON).until(() -> {
            Attacks.refresh(mirror.port, 1);
            return snapshots() > before;
        });
        Map<Integer, Integer> whileOneRuns = Attacks.refresh(mirror.port, 20);

        assertThat(whileOneRuns.get(409)).as(whileOneRuns + ": another one waits at most").isGreaterThanOrEqualTo(19);
    }

    private static int snapshots() {
        return ((Map<?, ?>) mirror.kiwoom.state().get("calls")).get("kt00018") instanceof Integer count ? count : 0;
    }
}
