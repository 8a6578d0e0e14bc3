package dev.balancesync.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The route files are what visual editors open: canonical, with ids and descriptions, and valid by Camel's own schema. */
class RouteFilesTest {
    private static final String CATALOGUE = "4.22.1";

    static List<Path> files() throws IOException {
        return RouteFiles.all();
    }

    @ParameterizedTest
    @MethodSource("files")
    void each_file_is_valid_by_the_schema_of_the_yaml_dsl(Path file) throws IOException {
        try (InputStream ofCamel = getClass().getResourceAsStream("/schema/camelYamlDsl.json")) {
            assertThat(errors(ofCamel, file)).isEmpty();
        }
    }

    /** Only what timed two routes is called {@code routePolicyRef} there, which Camel 4.17 does not know. */
    @ParameterizedTest
    @MethodSource("files")
    void each_file_is_valid_by_the_schema_of_the_newest_catalogue_of_kaoto(Path file) throws IOException {
        try (InputStream ofKaoto = new GZIPInputStream(getClass().getResourceAsStream("/kaoto/schema-" + CATALOGUE + ".json.gz"))) {
            assertThat(errors(ofKaoto, file)).extracting(Error::getMessage).filteredOn(error -> !error.contains("'routePolicy'")).isEmpty();
        }
    }

    private static List<Error> errors(InputStream schema, Path file) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4).getSchema(schema).validate(RouteFiles.read(file));
    }

    /** Kaoto shows no other. Options that camel-http takes at an endpoint and tells of its component only are named here. */
    @Test
    void each_option_of_an_endpoint_stands_in_the_newest_catalogue_of_kaoto() throws IOException {
        JsonNode catalogue;
        try (InputStream options = getClass().getResourceAsStream("/kaoto/options-" + CATALOGUE + ".json")) {
            catalogue = new ObjectMapper().readTree(options);
        }
        for (String kind : List.of("route", "routeConfiguration")) {
            for (JsonNode route : RouteFiles.all(kind)) {
                for (JsonNode endpoint : route.findParents("uri")) {
                    String uri = endpoint.path("uri").asText();
                    String component = uri.startsWith("{{kiwoom.rest-url}}") ? "https" : uri.replaceFirst("[:?].*", "");
                    var known = catalogue.path(component).valueStream().map(each -> each.asText().replace(".", "\\.").replace("*", ".*")).toList();

                    assertThat(known).as(uri).isNotEmpty();
                    assertThat(endpoint.path("parameters").properties()).allSatisfy(option -> assertThat(option.getKey()).as(uri)
                            .matches(String.join("|", known) + "|connectTimeout|connectionRequestTimeout|responseTimeout"));
                }
            }
        }
    }

    @Test
    void every_route_has_an_id_of_its_stage_and_says_what_it_does() throws IOException {
        for (Path file : files()) {
            String stage = file.getFileName().toString().replace(".camel.yaml", "");
            for (JsonNode each : RouteFiles.read(file)) {
                JsonNode route = each.has("route") ? each.get("route") : each.get("routeConfiguration");
                assertThat(route.path("id").asText()).as(file.toString()).isNotEmpty();
                assertThat(route.path("description").asText()).as(route.path("id").asText()).isNotEmpty();
                if (each.has("route")) {
                    assertThat(route.path("id").asText()).startsWith(stage + "-");
                }
            }
        }
    }

    @Test
    void every_step_has_an_id_that_no_other_has() throws IOException {
        var ids = new HashSet<String>();
        for (String kind : List.of("route", "routeConfiguration")) {
            for (JsonNode route : RouteFiles.all(kind)) {
                for (JsonNode step : RouteFiles.steps(route)) {
                    String id = step.path("id").asText();
                    assertThat(id).as("a step of " + route.path("id").asText() + ": " + step).isNotEmpty();
                    assertThat(ids.add(id)).as("only one step may be called " + id).isTrue();
                }
            }
        }
    }

    /** A round gets on as it enters and leaves routes: a list of many accounts would look like one long step. */
    @Test
    void what_a_list_is_written_by_is_a_route_of_its_own() throws IOException {
        for (JsonNode route : RouteFiles.all("route")) {
            for (JsonNode split : route.findValues("split")) {
                assertThat(split.findValuesAsText("uri")).as(split.path("id").asText()).noneMatch(uri -> uri.startsWith("sql:"));
            }
        }
    }

    /** They are the broker's or the database's, perhaps: the bean {@code errors} says them cleaned. */
    @Test
    void no_route_repeats_the_words_of_an_exception_as_they_are() throws IOException {
        for (Path file : files()) {
            assertThat(Files.readString(file)).as(file.toString()).doesNotContain("exception.message", "exception.stacktrace", "CamelExceptionCaught");
        }
    }

    /** Camel reads nothing else, so that a file of another name or in a folder would be left out in silence. */
    @Test
    void nothing_lies_in_the_folder_that_is_neither_a_route_file_nor_sql() throws IOException {
        try (Stream<Path> all = Files.walk(RouteFiles.FOLDER)) {
            List<Path> files = all.filter(Files::isRegularFile).toList();

            assertThat(files).allSatisfy(file -> assertThat(file.toString()).matches("routes/[a-z]+\\.camel\\.yaml|routes/sql/([a-z]+/[a-z-]+|select-accounts|write-sync-status)\\.sql"));
        }
    }

    @Test
    void what_a_route_calls_by_name_is_there() throws IOException {
        List<String> routes = RouteFiles.all("route").stream().map(each -> each.path("id").asText()).toList();
        List<String> configurations = RouteFiles.all("routeConfiguration").stream().map(each -> each.path("id").asText()).toList();
        for (JsonNode route : RouteFiles.all("route")) {
            String id = route.path("id").asText();
            JsonNode configuration = route.path("routeConfigurationId");
            assertThat(configurations).as(id + " says what happens when a step fails").contains(configuration.asText());
            for (JsonNode step : RouteFiles.steps(route)) {
                if (step.path("uri").asText().equals("direct")) {
                    assertThat(routes).as(id).contains(step.path("parameters").path("name").asText());
                }
            }
        }
    }

    /** The folder is chosen by a setting, so that a file which only one of them has would be missed at run time. */
    @Test
    void each_sql_step_has_its_file_in_both_schemas_and_no_file_is_left_over() throws IOException {
        var named = new TreeSet<String>();
        for (JsonNode route : RouteFiles.all("route")) {
            for (JsonNode step : RouteFiles.steps(route)) {
                String uri = step.path("uri").asText();
                if (uri.startsWith("sql:file:sql/{{balance.schema}}/")) {
                    named.add(uri.substring(uri.lastIndexOf('/') + 1));
                } else if (uri.startsWith("sql:file:sql/")) {
                    assertThat(RouteFiles.FOLDER.resolve(uri.substring("sql:file:".length()))).exists();
                }
            }
        }

        for (String schema : List.of("standard", "legacy")) {
            try (Stream<Path> files = Files.list(RouteFiles.FOLDER.resolve("sql").resolve(schema))) {
                assertThat(files.map(file -> file.getFileName().toString())).as(schema).containsExactlyInAnyOrderElementsOf(named);
            }
        }
    }

    /** Where several machines may serve an account, what writes past the fence comes through for who has been taken over from; without a limit each try would leave one more session that waits for a lock. */
    @Test
    void whatever_writes_passes_the_fence_and_is_cancelled_at_the_server() throws IOException {
        var writing = new TreeSet<String>();
        for (JsonNode route : RouteFiles.all("route")) {
            for (JsonNode step : RouteFiles.steps(route)) {
                String uri = step.path("uri").asText();
                if (uri.startsWith("sql:") && uri.contains("/write-")) {
                    writing.add(uri.substring(uri.lastIndexOf('/') + 1));
                    assertThat(step.path("parameters").path("dataSource").asText()).as(uri).isEqualTo("#writing");
                    assertThat(step.path("parameters").path("template.queryTimeout").asInt()).as(uri).isEqualTo(20);
                }
            }
        }
        assertThat(writing).containsExactly("write-batch.sql", "write-cash.sql", "write-sync-status.sql");
    }

    /** Who does not answer keeps a thread of a loop; a client that asks again by itself does so past pace and breaker; and what another's answer left in the headers is nobody else's. */
    @Test
    void whoever_is_asked_over_http_has_a_limited_time_is_asked_once_and_gets_no_headers_of_others() throws IOException {
        var limits = Map.of("request-answer", "{{kiwoom.rest-timeout-millis}}", "request-token", "{{kiwoom.rest-timeout-millis}}", "post-notice", "5000");
        var asked = new TreeSet<String>();
        for (JsonNode route : RouteFiles.all("route")) {
            for (JsonNode step : RouteFiles.steps(route)) {
                if (step.path("uri").asText().matches("(\\{\\{kiwoom.rest-url}}|https?:).*")) {
                    String id = step.path("id").asText();
                    JsonNode options = step.path("parameters");
                    asked.add(id);

                    for (String each : List.of("connectTimeout", "connectionRequestTimeout", "responseTimeout")) {
                        assertThat(options.path(each).asText()).as("%s of %s", each, id).isEqualTo(limits.get(id));
                    }
                    assertThat(options.path("httpClientConfigurer").asText()).as(id).isEqualTo("#noRetries");
                    assertThat(RouteFiles.steps(route)).as(id).first().satisfies(first -> assertThat(first.path("pattern").asText()).isEqualTo("*"));
                }
            }
        }
        assertThat(asked).isEqualTo(new TreeSet<>(limits.keySet()));
    }

    /** The message, the topic's promise and the queue of readers: nothing fails at once where one of these is another. */
    @ParameterizedTest
    @CsvSource({"maximumRedeliveries, 3", "redeliveryDelay, 1000", "backOffMultiplier, 2", "useExponentialBackOff, true", "allowRedeliveryWhileStopping, false",
            "requestRequiredAcks, all", "enableIdempotence, true"})
    void a_message_comes_again_after_1_2_and_4_s_and_the_topic_has_what_it_confirms(String option, String value) throws IOException {
        var found = new ArrayList<String>();
        for (String kind : List.of("route", "routeConfiguration")) {
            RouteFiles.all(kind).forEach(route -> found.addAll(route.findValuesAsText(option)));
        }

        assertThat(found).containsExactly(value);
    }

    @ParameterizedTest
    @CsvSource({"notify-supervise, delay, 1000", "accounts-look, delay, 1000", "journal-tend, delay, 5000", "web-write-sync-status, delay, 500",
            "web-read-positions, concurrentConsumers, 1", "kafka-journal, concurrentConsumers, 1", "kafka-journal, size, 6000"})
    void how_often_a_loop_looks_and_how_many_read_at_once_is_what_pages_say(String route, String option, String value) throws IOException {
        JsonNode found = RouteFiles.all("route").stream().filter(each -> each.path("id").asText().equals(route)).findFirst().orElseThrow();

        assertThat(found.at("/from/parameters/" + option).asText()).isEqualTo(value);
    }

    /** Asked each second instead of each minute the database is none the wiser, and what steps have made of a frame is not what was received. */
    @ParameterizedTest
    @CsvSource({"accounts-look, filter-ask-due, ${bean:accountList?method=isAskDue}", "quarantine-frame, filter-frame-kept, '${variable.frame} != null || ${header[CamelVertxWebsocket.event]} == ''OPEN'''",
            "quarantine-frame, set-bad-frame, ${variable.frame}"})
    void what_fails_nowhere_at_once_where_it_is_not_asked_is_asked(String holder, String step, String expression) throws IOException {
        String kind = holder.startsWith("quarantine") ? "routeConfiguration" : "route";
        JsonNode found = RouteFiles.all(kind).stream().filter(each -> each.path("id").asText().equals(holder)).findFirst().orElseThrow();

        assertThat(found.findParents("id")).filteredOn(each -> each.path("id").asText().equals(step)).singleElement()
                .satisfies(each -> assertThat(each.at("/expression/simple/expression").asText()).isEqualTo(expression));
    }

    /** A kill may come between any two steps. */
    @ParameterizedTest
    @CsvSource({"feed-dispatch, append-journal split-frame", "feed-take-plain, append-plain keep-plain note-plain-read ring-store-for-plain",
            "balance-split, split-entries note-frame-read ring-store", "feed-replay-account, replay-journal release-pending note-ready store-replayed",
            "store-drain, filter-may-try prepare-tables drain-pending keep-batch write-pending write-cash-that-waits", "store-write, write-part confirm-journal",
            "store-write-rows, batch-to-json write-batch note-committed", "snapshot-take, begin-snapshot ask-page reconcile-snapshot note-snapshot-succeeded ring-for-cash-of-now"})
    void what_is_done_first_is_what_the_next_relies_on(String route, String steps) throws IOException {
        List<String> relied = List.of(steps.split(" "));
        JsonNode found = RouteFiles.all("route").stream().filter(each -> each.path("id").asText().equals(route)).findFirst().orElseThrow();

        assertThat(found.findValuesAsText("id").stream().filter(relied::contains)).containsExactlyElementsOf(relied);
    }

    @Test
    void no_secret_is_named_in_a_route() throws IOException {
        for (Path file : files()) {
            assertThat(Files.readString(file)).doesNotContainIgnoringCase("app-key").doesNotContainIgnoringCase("app-secret")
                    .doesNotContainIgnoringCase("db-url").doesNotContainIgnoringCase("notify.url");
        }
    }
}
