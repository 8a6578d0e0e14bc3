package dev.balancesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.balancesync.BuiltRoutes;
import dev.balancesync.steps.OwnStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/steps.md}, the routes and the beans that there are say the same. */
class StepsTest {
    private static final Path JAVA = Path.of("src/main/java/dev/balancesync");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| `([\\w/]+)` \\| (.*) \\|$");
    private static final String BASE = "dev.balancesync.";
    /** Of these there are several, or a part of one is the bean. */
    private static final Set<String> PARTS = Set.of("Wiring", "Rounds", "Breakers", "RouteTimes", "ConnectionPool");
    /** A step, an expression or an option that names a bean; with the method, where there is one. */
    private static final Pattern NAMED = Pattern.compile(
            "\\$\\{bean:(\\w+)\\?method=(\\w+)|(?m)^ +ref: (\\w+)(?:\\n +method: (\\w+))?|ref:\\n +expression: (\\w+)|\"#(\\w+)\""
                    + "|routePolicy: (\\w+)|circuitBreaker: (\\w+)|onPrepare: (\\w+)|executorService: (\\w+)");

    @TempDir
    Path folder;

    @Test
    void the_page_names_what_the_routes_name() throws IOException {
        var routes = new TreeMap<String, TreeSet<String>>();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".camel.yaml")).toList()) {
                NAMED.matcher(Files.readString(file)).results().forEach(named -> {
                    String bean = group(named, 1, 3, 5, 6, 7, 8, 9, 10);
                    String method = group(named, 2, 4);
                    TreeSet<String> methods = routes.computeIfAbsent(bean, each -> new TreeSet<>());
                    if (method != null) {
                        methods.add(method);
                    }
                });
            }
        }

        Map<String, String[]> rows = rows();
        assertThat(rows.keySet()).isEqualTo(routes.keySet());
        routes.forEach((bean, methods) -> methods.forEach(each -> assertThat(rows.get(bean)[1]).as(bean).contains("`" + each + "`")));
    }

    @Test
    void each_bean_is_there_and_its_class_where_the_page_says() throws IOException {
        var settings = new Properties();
        settings.putAll(Map.of("kiwoom.app-key", "key", "kiwoom.app-secret", "secret", "kiwoom.account-no", "8112-5100",
                "data.dir", folder.toString()));
        try (var built = new BuiltRoutes(Path.of(""), settings, Map.of())) {
            rows().forEach((bean, row) -> {
                Object there = built.camel().getRegistry().lookupByName(bean);
                assertThat(there).as(bean).isNotNull();
                assertThat(JAVA.resolve(row[0] + ".java")).exists();
                // what a library made tells nothing of who had it made
                String type = (there instanceof OwnStep own ? own.type() : there.getClass()).getName();
                if (type.startsWith(BASE)) {
                    assertThat(row[0]).as(bean).isEqualTo(type.substring(BASE.length()).replaceFirst("\\$.*", "").replace('.', '/'));
                }
            });
        }
    }

    /** A class of {@code steps/} goes without its ending; what is made of a method or of options has a name of its own. */
    @Test
    void a_bean_bears_the_name_of_its_class() throws IOException {
        rows().forEach((bean, row) -> {
            String type = row[0].substring(row[0].indexOf('/') + 1);
            if (!PARTS.contains(type)) {
                assertThat(bean).isEqualToIgnoringCase(type.replaceFirst("Steps$", ""));
            }
        });
    }

    private static String group(MatchResult named, int... groups) {
        for (int each : groups) {
            if (named.group(each) != null) {
                return named.group(each);
            }
        }
        return null;
    }

    /** Class and purpose, by bean. */
    private static Map<String, String[]> rows() throws IOException {
        return ROW.matcher(Files.readString(Path.of("docs/steps.md"))).results()
                .collect(Collectors.toMap(row -> row.group(1), row -> new String[] {row.group(2), row.group(3)}, (a, b) -> a, TreeMap::new));
    }
}
