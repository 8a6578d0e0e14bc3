package dev.balancesync.ops;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.Http;
import dev.balancesync.TestService;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What {@code ops/} names is there, in the running service, under that name and with that unit. */
class OpsFilesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path OPS = Path.of("ops");
    /** Prometheus makes these itself. */
    private static final Set<String> OF_PROMETHEUS = Set.of("up");
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");

    private static JsonNode yaml(String file) throws IOException {
        return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(OPS.resolve(file))));
    }

    private static JsonNode dashboard() throws IOException {
        return JSON.readTree(Files.readString(OPS.resolve("grafana-dashboard.json")));
    }

    private static List<JsonNode> rules() throws IOException {
        var rules = new ArrayList<JsonNode>();
        yaml("prometheus-alerts.yml").path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    private static List<String> expressions() throws IOException {
        var expressions = new ArrayList<String>();
        rules().forEach(rule -> expressions.add(rule.path("expr").asText()));
        dashboard().findValuesAsText("expr").forEach(expressions::add);
        assertThat(expressions).hasSizeGreaterThan(40).allMatch(each -> !each.isBlank());
        return expressions;
    }

    /** Every name that can be asked for, with its type: {@code counter}, {@code gauge}, {@code histogram}, {@code summary}. */
    private static Map<String, String> served() throws Exception {
        try (var mirror = new TestService().startLive()) {
            mirror.kiwoom.buy("005930", 1, 0);
            System.gc(); // the meter of its pauses is made at the first
            await().atMost(SOON).until(() -> get(mirror).contains("jvm_gc_pause_seconds_sum") && !mirror.portfolio().isEmpty());
            var names = new HashMap<String, String>();
            String text = get(mirror);
            var types = new HashMap<String, String>();
            for (Matcher type = TYPE.matcher(text); type.find();) {
                types.put(type.group(1), type.group(2));
            }
            text.lines().filter(line -> !line.startsWith("#")).map(line -> line.split("[{ ]")[0]).forEach(name ->
                    names.put(name, types.getOrDefault(name, types.get(name.replaceFirst("_(bucket|sum|count)$", "")))));
            return names;
        }
    }

    private static String get(TestService mirror) throws Exception {
        return Http.get(mirror.port, "/observe/metrics");
    }

    @Test
    void every_metric_that_is_named_exists_and_is_used_as_what_it_is() throws Exception {
        Map<String, String> served = served();
        var missing = new TreeSet<String>();
        for (String expression : expressions()) {
            for (String name : PromQl.metrics(expression)) {
                if (!served.containsKey(name) && !OF_PROMETHEUS.contains(name)) {
                    missing.add(name);
                }
                boolean grows = name.endsWith("_bucket") || name.endsWith("_sum") || name.endsWith("_count") || "counter".equals(served.get(name));
                boolean asRate = Pattern.compile("\\b(rate|increase)\\(" + name + "(\\{[^}]*})?\\[").matcher(expression).find();
                assertThat(asRate).as("%s in %s: what only grows is asked for as a rate, and nothing else is", name, expression).isEqualTo(grows);
            }
        }
        assertThat(missing).as("named in ops/ and not at /observe/metrics").isEmpty();
        assertThat(served).allSatisfy((name, type) -> {
            if (name.startsWith("kiwoom_")) {
                assertThat(name.endsWith("_total")).as(name + ": only counters end in _total").isEqualTo("counter".equals(type));
                assertThat(name).doesNotContain("millis").doesNotEndWith("_ms");
            }
        });
    }

    @Test
    void each_panel_has_the_unit_of_its_metric_and_the_datasource_of_the_variable() throws Exception {
        var ids = new HashSet<Integer>();
        for (JsonNode panel : dashboard().path("panels")) {
            String title = panel.path("title").asText();
            assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
            if (panel.path("type").asText().equals("row")) {
                continue;
            }
            assertThat(panel.path("description").asText()).as(title).isNotBlank();
            assertThat(panel.path("datasource").path("uid").asText()).as(title).isEqualTo("${datasource}");
            String unit = panel.path("fieldConfig").path("defaults").path("unit").asText();
            for (JsonNode target : panel.path("targets")) {
                String expression = target.path("expr").asText();
                assertThat(unit).as(title + ": " + expression).isEqualTo(unit(expression));
            }
        }
        assertThat(dashboard().path("templating").path("list")).extracting(each -> each.path("name").asText())
                .containsExactly("datasource", "job", "instance", "account");
    }

    /** As Grafana calls it: s, bytes, ops (a second), percentunit (a share of 1), short. */
    private static String unit(String expression) {
        boolean rate = expression.startsWith("rate(");
        boolean quotient = expression.contains(" / ");
        if (expression.contains("_cpu_usage") || expression.contains("sum(rate(jvm_gc_pause_seconds_sum")) {
            return "percentunit";
        }
        if (rate && !quotient) {
            return "ops";
        }
        return expression.contains("_bytes") ? "bytes" : expression.contains("_seconds") ? "s" : "short";
    }

    @Test
    void each_alert_says_what_is_wrong_and_what_to_do() throws Exception {
        assertThat(rules()).extracting(rule -> rule.path("alert").asText()).doesNotHaveDuplicates().contains("KiwoomNotLive",
                "KiwoomCredentialsRejected", "KiwoomDuplicateSession", "KiwoomCircuitOpen", "KiwoomDatabaseAway", "KiwoomJournalFailing",
                "KiwoomQuarantine", "KiwoomSnapshotTooOld", "KiwoomDrift", "KiwoomGap", "KiwoomSilence", "KiwoomTargetDown");
        for (JsonNode rule : rules()) {
            assertThat(rule.path("labels").path("severity").asText()).as(rule.toString()).isIn("critical", "warning");
            assertThat(rule.path("annotations").path("summary").asText()).as(rule.toString())
                    .containsAnyOf("$labels.instance", "every machine");
            assertThat(rule.path("annotations").path("action").asText()).as(rule.toString()).endsWith(".");
        }
    }

    @Test
    void the_example_scrapes_where_the_service_serves() throws Exception {
        JsonNode job = yaml("prometheus.yml").path("scrape_configs").path(0);

        assertThat(job.path("metrics_path").asText()).isEqualTo("/observe/metrics");
        assertThat(yaml("prometheus.yml").path("rule_files").path(0).asText()).isEqualTo("prometheus-alerts.yml");
        assertThat(rules()).anyMatch(rule -> rule.path("expr").asText().contains("job=\"" + job.path("job_name").asText() + "\""));
        assertThat(yaml("prometheus-alerts-test.yml").path("tests")).isNotEmpty();
    }
}
