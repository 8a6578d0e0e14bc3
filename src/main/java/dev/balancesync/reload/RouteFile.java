package dev.balancesync.reload;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A route file as far as YAML goes, before Camel has looked at it.
 *
 * @param name below the folder
 * @param ids of its routes, route configurations and steps, in their order; no two files may have one in common
 */
record RouteFile(Path name, byte[] content, Set<String> ids) {
    static final String SUFFIX = ".camel.yaml";
    /** The setting that routes name in the path of a statement. */
    static final String SCHEMA = "balance.schema";
    /** What stands in there is an endpoint's, whose options may be called id, too. */
    private static final Set<String> NOT_STEPS = Set.of("parameters", "properties");

    /**
     * Of two files with the same ids one is a copy. What is named like the stage of its routes is the original; then, what has the shorter
     * name: copies are called {@code balance (copy).camel.yaml}, {@code balance 2.camel.yaml} or {@code Copy of balance.camel.yaml}.
     */
    static final Comparator<RouteFile> ORIGINALS_FIRST = Comparator.comparing((RouteFile file) -> !file.isNamedLikeItsRoutes())
            .thenComparing(file -> file.name.toString().length()).thenComparing(file -> file.name.toString());

    /** @throws IllegalArgumentException when it is no YAML; the message names the line, but not the file */
    static RouteFile parse(Path name, byte[] content) {
        var ids = new LinkedHashSet<String>();
        try {
            for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(new String(content, StandardCharsets.UTF_8))) {
                collect(document, ids);
            }
        } catch (MarkedYamlEngineException e) {
            throw new IllegalArgumentException(e.getProblemMark().map(mark -> "line " + (mark.getLine() + 1) + ": ").orElse("") + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return new RouteFile(name, content, ids);
    }

    private static void collect(Object node, Set<String> ids) {
        if (node instanceof Collection<?> all) {
            all.forEach(each -> collect(each, ids));
        } else if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if ("id".equals(key) && value != null) {
                    ids.add(value.toString());
                } else if (key == null || !NOT_STEPS.contains(key.toString())) {
                    collect(value, ids);
                }
            });
        }
    }

    static String twice(String id, Path owner) {
        return "the id " + id + " belongs to " + owner + " already; is one a copy of the other?";
    }

    /** Whether routes read a statement, which they do when they start. */
    static boolean mentions(byte[] routes, Path sql, String schema) {
        String text = new String(routes, StandardCharsets.UTF_8).replace("{{" + SCHEMA + "}}", schema);
        return text.contains(sql.toString().replace('\\', '/'));
    }

    private boolean isNamedLikeItsRoutes() {
        String stage = name.toString().substring(0, name.toString().length() - SUFFIX.length());
        return ids.stream().findFirst().map(id -> id.startsWith(stage + "-")).orElse(false);
    }

    boolean isEmpty() {
        return new String(content, StandardCharsets.UTF_8).lines().map(String::strip).allMatch(line -> line.isEmpty() || line.startsWith("#"));
    }
}
