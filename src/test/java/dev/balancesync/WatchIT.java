package dev.balancesync;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.session.SessionState;
import dev.balancesync.simulator.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person or a program sees of the service from outside. */
class WatchIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BREAKER = "org.apache.camel:context=*,type=processors,name=\"kiwoom-breaker\"";

    @RegisterExtension
    private final TestService mirror = new TestService().withManagement();

    private HttpResponse<String> get(String path) throws Exception {
        return Http.answer(mirror.port, path);
    }

    private JsonNode json(String path) throws Exception {
        return JSON.readTree(get(path).body());
    }

    private String jolokia(String operation, String mbean, String what) throws Exception {
        return get("/jolokia/" + operation + "/" + URLEncoder.encode(mbean, StandardCharsets.UTF_8).replace("+", "%20") + "/" + what).body();
    }

    @Test
    void a_live_session_is_up_everywhere() throws Exception {
        mirror.startLive();
        await().atMost(SOON).until(() -> get("/observe/health/ready").statusCode() == 200);

        JsonNode status = json("/api/status");

        assertThat(status.path("state").asText()).isEqualTo("LIVE");
        assertThat(OffsetDateTime.parse(status.path("since").asText()).getOffset()).hasToString("+09:00");
        assertThat(status.path("circuit_breaker").asText()).isEqualTo("CLOSED");
        assertThat(status.path("account").asText()).isEqualTo("****5100");
        assertThat(status.path("transitions")).extracting(each -> each.path("state").asText())
                .containsExactly("STARTING", "AUTHENTICATING", "CONNECTING", "LOGGING_IN", "REGISTERING", "LIVE");
        assertThat(get("/observe/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/observe/metrics").body()).contains("kiwoom_session_state{state=\"LIVE\"} 1.0",
                "kiwoom_transitions_total{state=\"LIVE\"} 1.0", "kiwoom_token_requests_total{result=\"granted\"} 1.0");
    }

    @Test
    void an_open_circuit_is_told_everywhere_with_its_reason() throws Exception {
        mirror.kiwoom.next(new Fault.TokenAnswer(503, "<html>점검</html>"), 10);
        mirror.start();
        mirror.awaitState(SessionState.CIRCUIT_OPEN);

        JsonNode health = json("/observe/health?data=true");

        assertThat(get("/observe/health").statusCode()).isEqualTo(503);
        assertThat(get("/observe/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/observe/health/live").statusCode()).isEqualTo(200);
        assertThat(health.toString()).contains("kiwoom-session").contains("CIRCUIT_OPEN").contains("maintenance").contains("\"OPEN\"");
        assertThat(health.toString()).as("what the broker has not given").doesNotContain("\"null\"");
        assertThat(json("/api/status").path("state").asText()).isEqualTo("CIRCUIT_OPEN");
        assertThat(json("/api/status").path("circuit_breaker").asText()).isEqualTo("OPEN");
        assertThat(json("/api/status").path("code").asText()).isEqualTo("503");
        assertThat(json("/api/status").path("advice").asText()).contains("maintenance");
        assertThat(get("/observe/metrics").body()).contains("kiwoom_circuit_breaker_state{state=\"OPEN\"} 1.0",
                "kiwoom_session_state{state=\"CIRCUIT_OPEN\"} 1.0", "kiwoom_token_requests_total{result=\"failed\"} 3.0");
        assertThat(jolokia("read", BREAKER, "CircuitBreakerState")).contains("\"CircuitBreakerState\":\"OPEN\"");
    }

    @Test
    void a_database_that_is_away_is_told_and_what_waits_is_counted() throws Exception {
        mirror.with("SUPABASE_DB_URL", "postgresql://postgres@127.0.0.1:" + FreePort.find() + "/nothing").startLive();

        mirror.kiwoom.buy("005930", 1, 0);

        await().atMost(SOON).until(() -> json("/api/status").path("database").path("waiting").asInt() == 1
                && json("/api/status").path("database").path("reachable").isBoolean());
        assertThat(json("/api/status").path("database").path("reachable").asBoolean()).isFalse();
        assertThat(json("/api/status").path("database").path("reason").asText()).contains("refused");
        assertThat(get("/observe/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/api/positions").statusCode()).isEqualTo(503);
        assertThat(mirror.state()).isEqualTo(SessionState.LIVE);
    }

    private Map<String, Object> syncStatus() {
        List<Map<String, Object>> rows = mirror.database.has("kw_sync_status") ? mirror.database.rows("select * from kw_sync_status") : List.of();
        assertThat(rows).as("one account, one row").hasSizeLessThanOrEqualTo(1);
        return rows.isEmpty() ? Map.of() : rows.get(0);
    }

    @Test
    void the_table_for_front_ends_tells_the_state_and_the_gap_until_it_is_healed() throws Exception {
        mirror.with("SUPABASE_USER_ID", "6d9f0f0e-4a44-4a4e-9a0d-1c1d7a3f6b11").with("KIWOOM_DUPLICATE_DELAY", "2s").startLive();
        await().atMost(SOON).until(() -> "LIVE".equals(syncStatus().get("state")) && syncStatus().get("gap_since") == null
                && syncStatus().get("last_snapshot_at") != null);
        assertThat(syncStatus()).containsEntry("account_number", "8112510011")
                .containsEntry("user_id", UUID.fromString("6d9f0f0e-4a44-4a4e-9a0d-1c1d7a3f6b11"));

        mirror.kiwoom.next(new Fault.Duplicate());

        await().atMost(SOON).until(() -> "DUPLICATE_SESSION".equals(syncStatus().get("state")));
        await().atMost(SOON).until(() -> syncStatus().get("gap_since") != null);
        assertThat(syncStatus().get("detail").toString()).contains("R10001");
        await().atMost(SOON).until(() -> "LIVE".equals(syncStatus().get("state")) && syncStatus().get("gap_since") == null);
    }

    @Test
    void a_refresh_is_asked_for_and_its_outcome_told() throws Exception {
        mirror.startLive();

        HttpResponse<String> asked = post("/api/refresh", null);

        assertThat(asked.statusCode()).isEqualTo(202);
        long id = JSON.readTree(asked.body()).path("id").asLong();
        await().atMost(SOON).until(() -> json("/api/refresh?id=" + id).path("state").asText().equals("done"));
        assertThat(get("/api/refresh?id=x").statusCode()).isEqualTo(400);
        assertThat(post("/api/refresh", "http://evil.example").statusCode()).isEqualTo(403);
        assertThat(post("/api/refresh", "http://127.0.0.1:" + mirror.port).statusCode()).isIn(202, 409);
    }

    @Test
    void a_refresh_without_a_session_is_refused_with_the_reason() throws Exception {
        mirror.kiwoom.next(new Fault.TokenAnswer(500, "down"), 10);
        mirror.start();
        mirror.awaitState(SessionState.CIRCUIT_OPEN);

        HttpResponse<String> asked = post("/api/refresh", null);

        assertThat(asked.statusCode()).isEqualTo(409);
        assertThat(asked.body()).contains("CIRCUIT_OPEN");
    }

    private HttpResponse<String> post(String path, String origin) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + mirror.port + path)).POST(HttpRequest.BodyPublishers.noBody());
        if (origin != null) {
            request.header("Origin", origin);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void a_route_reload_does_not_reset_the_meters() throws Exception {
        mirror.startLive();

        mirror.service().camel().getRouteController().reloadAllRoutes();

        mirror.awaitRegistrations(2);
        long entered = mirror.session().entered(SessionState.LIVE);
        assertThat(entered).isGreaterThan(1);
        assertThat(get("/observe/metrics").body()).contains("kiwoom_transitions_total{state=\"LIVE\"} " + entered + ".0");
    }

    @Test
    void no_file_of_the_working_folder_is_served() throws Exception {
        mirror.startLive();

        for (String path : List.of("/.env", "/application.properties", "/routes/token.camel.yaml", "/../application.properties",
                "/%2e%2e/application.properties", "/..%2fapplication.properties", "/data/journal/confirmed", "/balance_sync.log", "/pom.xml")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void jolokia_reads_camels_mbeans_and_nothing_else() throws Exception {
        mirror.startLive();
        String context = "org.apache.camel:context=*,type=context,name=*";

        assertThat(jolokia("read", BREAKER, "CircuitBreakerState")).contains("CLOSED");
        assertThat(jolokia("read", "org.apache.camel:context=*,type=routes,name=\"feed-receive\"", "State")).contains("Started");
        assertThat(jolokia("read", context, "Uptime")).contains("\"status\":200");
        for (String forbidden : new String[] {
            jolokia("read", "java.lang:type=Runtime", "SystemProperties"),
            jolokia("exec", "java.lang:type=Memory", "gc"),
            jolokia("exec", "com.sun.management:type=DiagnosticCommand", "vmSystemProperties"),
            jolokia("exec", "com.sun.management:type=HotSpotDiagnostic", "dumpHeap/x/true"),
            jolokia("exec", context, "dumpRoutesAsXml(boolean)/true"),
            jolokia("exec", context, "stop()"),
            jolokia("write", BREAKER, "x/1")}) {
            assertThat(forbidden).contains("\"error\"").doesNotContain("test-app-secret");
        }
        assertThat(mirror.state()).isEqualTo(SessionState.LIVE);
    }
}
