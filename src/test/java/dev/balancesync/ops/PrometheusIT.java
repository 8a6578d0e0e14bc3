package dev.balancesync.ops;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.FreePort;
import dev.balancesync.TestService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code docker compose --profile watch}, with Debian's Prometheus and Alertmanager in the place of the images: what is in {@code ops/} works with them. */
class PrometheusIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path OPS = Path.of("ops").toAbsolutePath();
    private static final String PASSWORD = "pa$$ 'w\\ \"rd: %s";
    private static final Pattern ALERTNAME = Pattern.compile("Kiwoom\\w+");

    @TempDir
    private Path folder;

    private static JsonNode yaml(Path file) throws IOException {
        return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
    }

    private static Set<String> alerts() throws IOException {
        var names = new TreeSet<String>();
        yaml(OPS.resolve("prometheus-alerts.yml")).path("groups").forEach(group -> group.path("rules").forEach(rule -> names.add(rule.path("alert").asText())));
        return names;
    }

    @Test
    void their_own_tools_find_no_fault_in_settings_and_rules() throws Exception {
        assertThat(WatchProgram.answer(OPS, "promtool", "check", "config", "prometheus.yml")).contains(alerts().size() + " rules found");
        WatchProgram.answer(OPS, "promtool", "test", "rules", "prometheus-alerts-test.yml");
        WatchProgram.answer(OPS, "amtool", "check-config", "alertmanager.yml");
    }

    @Test
    void prometheus_started_as_compose_does_reads_the_service_behind_its_password() throws Exception {
        String prometheus = WatchProgram.find("prometheus");
        try (var mirror = new TestService().with("HTTP_HOST", "0.0.0.0").with("HTTP_PASSWORD", PASSWORD).startLive()) {
            Path settings = folder.resolve("prometheus.yml");
            Files.writeString(settings, here(Files.readString(OPS.resolve("prometheus.yml"))).replace("balance-sync:8080", "127.0.0.1:" + mirror.port)
                    .replace("scrape_interval: 15s", "scrape_interval: 1s"));
            Files.copy(OPS.resolve("prometheus-alerts.yml"), folder.resolve("prometheus-alerts.yml"));
            int port = FreePort.find();
            JsonNode service = yaml(Path.of("docker-compose.yml")).path("services").path("prometheus");
            var command = new ArrayList<String>();
            for (JsonNode words : List.of(service.path("entrypoint"), service.path("command"))) {
                words.forEach(word -> command.add(here(word.asText()).replace("$$", "$").replace("/bin/prometheus", prometheus)
                        .replace("/etc/prometheus/prometheus.yml", settings.toString()).replace("path=/prometheus", "path=" + folder.resolve("tsdb"))));
            }
            command.add("--web.listen-address=127.0.0.1:" + port);

            try (var running = WatchProgram.start(folder, port, Map.of("HTTP_PASSWORD", PASSWORD), command)) {
                await().atMost(SOON).untilAsserted(() -> assertThat(running.get("/api/v1/targets").path("data").path("activeTargets").path(0).path("health").asText())
                        .as(running.toString()).isEqualTo("up"));
                await().atMost(SOON).until(() -> !query(running, "kiwoom_session_state{state=\"LIVE\"} == 1").path("data").path("result").isEmpty());
                for (String each : expressions()) {
                    assertThat(query(running, each).path("status").asText()).as(each).isEqualTo("success");
                }
                assertThat(running.get("/api/v1/rules").path("data").path("groups").path(0).path("rules")).hasSize(alerts().size());
            }
        }
    }

    /** In place of {@code /tmp}, which in the container is its own. */
    private String here(String text) {
        return text.replace("/tmp/http_password", folder.resolve("http_password").toString());
    }

    /** As Grafana would ask, with its variables filled in. */
    private static List<String> expressions() throws IOException {
        return JSON.readTree(Files.readString(OPS.resolve("grafana-dashboard.json"))).findValuesAsText("expr").stream()
                .map(each -> each.replace("$__rate_interval", "1m").replace("$job", "kiwoom-balance-sync").replace("$instance", ".*")).toList();
    }

    private static JsonNode query(WatchProgram prometheus, String expression) throws Exception {
        return prometheus.get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    }

    @Test
    void where_one_cause_makes_several_alerts_the_cause_alone_is_told() throws Exception {
        var cases = new LinkedHashMap<List<String>, List<String>>();
        cases.put(List.of("KiwoomTargetDown", "KiwoomNotLive", "KiwoomDatabaseAway", "KiwoomQuarantine"), List.of("KiwoomTargetDown"));
        cases.put(List.of("KiwoomCredentialsRejected", "KiwoomNotLive", "KiwoomCircuitOpen", "KiwoomTokenRequestsFail", "KiwoomSilence"),
                List.of("KiwoomCredentialsRejected"));
        cases.put(List.of("KiwoomDuplicateSession", "KiwoomNotLive", "KiwoomSilence"), List.of("KiwoomDuplicateSession"));
        cases.put(List.of("KiwoomCircuitOpen", "KiwoomNotLive", "KiwoomSilence", "KiwoomTokenRequestsFail"), List.of("KiwoomCircuitOpen"));
        cases.put(List.of("KiwoomDatabaseAway", "KiwoomPartDead STORE_STALLED", "KiwoomNotReady", "KiwoomGap"), List.of("KiwoomDatabaseAway"));
        cases.put(List.of("KiwoomDatabaseAway", "KiwoomPartDead ROUTE_STOPPED"), List.of("KiwoomDatabaseAway", "KiwoomPartDead ROUTE_STOPPED"));
        cases.put(List.of("KiwoomPartDead LOOP_STALLED", "KiwoomNotLive", "KiwoomSilence", "KiwoomNotReady"), List.of("KiwoomPartDead LOOP_STALLED"));
        cases.put(List.of("KiwoomSnapshotTooOld", "KiwoomGap", "KiwoomNotReady"), List.of("KiwoomSnapshotTooOld"));
        cases.put(List.of("KiwoomDatabaseAway", "KiwoomNotLive"), List.of("KiwoomDatabaseAway", "KiwoomNotLive"));
        var all = new ArrayList<List<String>>(cases.keySet());
        List<List<String>> pairs = pairs();
        all.addAll(pairs);

        Map<String, Set<String>> told = told(all);

        for (int i = 0; i < cases.size(); i++) {
            assertThat(told.get("host-" + i)).as("of %s", all.get(i)).containsExactlyInAnyOrderElementsOf(cases.get(all.get(i)));
        }
        for (int i = cases.size(); i < all.size(); i++) {
            assertThat(told.get("host-" + i)).as("of %s one is told", all.get(i)).isNotEmpty();
        }
    }

    @Test
    void whatever_silences_or_is_silenced_is_a_rule() throws IOException {
        String text = Files.readString(OPS.resolve("alertmanager.yml"));

        assertThat(ALERTNAME.matcher(text.substring(text.indexOf("inhibit_rules"))).results().map(found -> found.group()).distinct()).isSubsetOf(alerts());
    }

    private static List<List<String>> pairs() throws IOException {
        var names = new ArrayList<String>();
        for (String alert : alerts()) {
            names.addAll(alert.equals("KiwoomPartDead") ? List.of(alert + " STORE_STALLED", alert + " ROUTE_STOPPED") : List.of(alert));
        }
        var pairs = new ArrayList<List<String>>();
        for (String first : names) {
            for (String second : names.subList(names.indexOf(first) + 1, names.size())) {
                pairs.add(List.of(first, second));
            }
        }
        return pairs;
    }

    /** @return which alerts are not silenced by another, by host; each set of alerts fires at a host of its own */
    private Map<String, Set<String>> told(List<List<String>> sets) throws Exception {
        var firing = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < sets.size(); i++) {
            for (String alert : sets.get(i)) {
                var labels = new HashMap<>(Map.of("alertname", alert.split(" ")[0], "job", "kiwoom-balance-sync", "instance", "host-" + i));
                Arrays.stream(alert.split(" ")).skip(1).forEach(name -> labels.put("name", name));
                firing.add(Map.of("labels", labels));
            }
        }
        int port = FreePort.find();
        try (var alertmanager = WatchProgram.start(folder, port, Map.of(), List.of(WatchProgram.find("prometheus-alertmanager"), "--config.file=" + OPS.resolve("alertmanager.yml"),
                "--storage.path=" + folder.resolve("alerts"), "--cluster.listen-address=", "--web.listen-address=127.0.0.1:" + port))) {
            alertmanager.post("/api/v2/alerts", firing);
            await().atMost(SOON).until(() -> alertmanager.get("/api/v2/alerts").findValuesAsText("state").stream().filter(state -> !state.equals("unprocessed")).count() == firing.size());
            var told = new HashMap<String, Set<String>>();
            for (JsonNode alert : alertmanager.get("/api/v2/alerts?inhibited=false")) {
                JsonNode labels = alert.path("labels");
                told.computeIfAbsent(labels.path("instance").asText(), host -> new HashSet<>())
                        .add((labels.path("alertname").asText() + " " + labels.path("name").asText()).strip());
            }
            return told;
        }
    }
}
