package dev.balancesync.reload;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A route file as far as YAML goes, before Camel has looked at it.
 *
 * @param name below the folder
 * @param ids of its routes, route configurations and steps, in their order; no two files may have one in common
 * @param configurations those that its routes name, with the line
 * @param documents what stands in it; as a rule one
 */
record RouteFile(Path name, byte[] content, Set<String> ids, Map<String, Integer> configurations, List<Node> documents) {
    static final String SUFFIX = ".camel.yaml";
    /** The setting that routes name in the path of a statement. */
    static final String SCHEMA = "balance.schema";
    private static final String CONFIGURATION = "routeConfigurationId";
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
        var configurations = new LinkedHashMap<String, Integer>();
        var documents = new ArrayList<Node>();
        try {
            for (Node document : new Compose(LoadSettings.builder().setLabel(name.toString()).build()).composeAllFromString(new String(content, StandardCharsets.UTF_8))) {
                collect(document, ids, configurations, Collections.newSetFromMap(new IdentityHashMap<>()));
                documents.add(document);
            }
        } catch (MarkedYamlEngineException e) {
            throw new IllegalArgumentException(line(e.getProblemMark()) + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return new RouteFile(name, content, ids, configurations, documents);
    }

    private static String line(Optional<Mark> mark) {
        return mark.map(at -> "line " + (at.getLine() + 1) + ": ").orElse("");
    }

    /** @param seen what an alias names again is looked at once */
    private static void collect(Node node, Set<String> ids, Map<String, Integer> configurations, Set<Node> seen) {
        if (node.isRecursive()) {
            throw new IllegalArgumentException(line(node.getStartMark()) + "an alias stands within what it names");
        }
        if (!seen.add(node)) {
            return;
        }
        if (node instanceof SequenceNode all) {
            all.getValue().forEach(each -> collect(each, ids, configurations, seen));
        } else if (node instanceof MappingNode map) {
            var names = new HashSet<String>();
            for (NodeTuple each : map.getValue()) {
                String name = each.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
                if (!name.isEmpty() && !names.add(name)) {
                    throw new IllegalArgumentException(line(each.getKeyNode().getStartMark()) + "found duplicate key " + name);
                }
                if (name.equals(CONFIGURATION) && each.getValueNode() instanceof ScalarNode named) {
                    configurations.put(named.getValue(), named.getStartMark().map(at -> at.getLine() + 1).orElse(0));
                } else if (!name.equals("id")) {
                    if (!NOT_STEPS.contains(name)) {
                        collect(each.getValueNode(), ids, configurations, seen);
                    }
                } else if (each.getValueNode() instanceof ScalarNode id && id.getTag() != Tag.NULL) {
                    ids.add(id.getValue());
                }
            }
        }
    }

    /**
     * Camel would build its routes all the same, and what fails in them would neither be kept nor told.
     *
     * @param known whether an id is in any file
     * @return what is wrong with it; empty when each configuration is there
     */
    Optional<String> lacking(Predicate<String> known) {
        return configurations.entrySet().stream().filter(each -> each.getKey().matches("[\\w.-]+") && !known.test(each.getKey())).findFirst()
                .map(each -> "line " + each.getValue() + ": there is no routeConfiguration " + each.getKey());
    }

    /** Whether somebody has given the id there, told from the text alone. */
    static boolean hasId(byte[] routes, String id) {
        return Pattern.compile("\\bid:\\s*['\"]?" + Pattern.quote(id) + "(?![\\w.-])").matcher(new String(routes, StandardCharsets.UTF_8)).find();
    }

    static String twice(String id, Path owner) {
        return "the id " + id + " belongs to " + owner + " already; is one a copy of the other?";
    }

    /**
     * Where a mistake is that Camel found in a route.
     *
     * @param bean that is not there; {@code null} when it is something else
     */
    static String place(byte[] routes, String route, String bean) {
        List<String> lines = new String(routes, StandardCharsets.UTF_8).lines().map(String::strip).toList();
        int line = Math.max(lines.indexOf("id: " + route), lines.indexOf("ref: " + bean)) + 1;
        return (line == 0 ? "" : "line " + line + ", ") + "route " + route;
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
