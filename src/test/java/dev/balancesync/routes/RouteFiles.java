package dev.balancesync.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The shipped route files, as data. */
final class RouteFiles {
    static final Path FOLDER = Path.of("routes");
    private static final ObjectMapper JSON = new ObjectMapper();

    private RouteFiles() {
    }

    static List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml")).sorted().toList();
        }
    }

    static JsonNode read(Path file) throws IOException {
        return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
    }

    /** @param kind {@code route} or {@code routeConfiguration} */
    static List<JsonNode> all(String kind) throws IOException {
        var found = new ArrayList<JsonNode>();
        for (Path file : all()) {
            read(file).forEach(each -> {
                if (each.has(kind)) {
                    found.add(each.get(kind));
                }
            });
        }
        return found;
    }

    /** Every element of a {@code steps} list, however deep. */
    static List<JsonNode> steps(JsonNode node) {
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
}
