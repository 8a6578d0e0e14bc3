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
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The route files are what visual editors open: canonical, with ids and descriptions, and valid by Camel's own schema. */
class RouteFilesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml")).sorted().toList();
        }
    }

    private static JsonNode read(Path file) throws IOException {
        return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
    }

    private static List<JsonNode> routes() throws IOException {
        var routes = new ArrayList<JsonNode>();
        for (Path file : files()) {
            read(file).forEach(each -> {
                if (each.has("route")) {
                    routes.add(each.get("route"));
                }
            });
        }
        return routes;
    }

    @ParameterizedTest
    @MethodSource("files")
    void each_file_is_valid_by_the_schema_of_the_yaml_dsl(Path file) throws IOException {
        Schema schema;
        try (InputStream text = getClass().getResourceAsStream("/schema/camelYamlDsl.json")) {
            schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4).getSchema(text);
        }

        List<Error> errors = schema.validate(read(file));

        assertThat(errors).isEmpty();
    }

    @Test
    void every_route_has_an_id_of_its_stage_and_says_what_it_does() throws IOException {
        for (Path file : files()) {
            String stage = file.getFileName().toString().replace(".camel.yaml", "");
            for (JsonNode each : read(file)) {
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
        for (JsonNode route : routes()) {
            for (JsonNode step : steps(route.path("from"))) {
                String id = step.path("id").asText();
                assertThat(id).as("a step of " + route.path("id").asText() + ": " + step).isNotEmpty();
                assertThat(ids.add(id)).as("only one step may be called " + id).isTrue();
            }
        }
    }

    /** Every element of a {@code steps} list, however deep. */
    private static List<JsonNode> steps(JsonNode node) {
        var found = new ArrayList<JsonNode>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (field.getKey().equals("steps")) {
                field.getValue().forEach(step -> step.forEach(found::add));
            }
            found.addAll(steps(field.getValue()));
        }
        if (node.isArray()) {
            node.forEach(each -> found.addAll(steps(each)));
        }
        return found;
    }

    @Test
    void no_secret_is_named_in_a_route() throws IOException {
        for (Path file : files()) {
            assertThat(Files.readString(file)).doesNotContainIgnoringCase("app-key").doesNotContainIgnoringCase("app-secret")
                    .doesNotContainIgnoringCase("db-url").doesNotContainIgnoringCase("notify.url");
        }
    }
}
