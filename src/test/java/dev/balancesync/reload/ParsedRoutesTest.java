package dev.balancesync.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;

class ParsedRoutesTest {
    private static final Path NAME = Path.of("mine.camel.yaml");
    private static final String ROUTE = "- route:\n    id: mine\n    from:\n      uri: direct:mine\n      steps:\n        - log: x\n";

    private static RouteFile parse(String yaml) {
        return RouteFile.parse(NAME, yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static Resource resource(RouteFile file) {
        return ParsedRoutes.resource("file:" + NAME, file);
    }

    private static void load(CamelContext context, Resource resource) throws Exception {
        for (RoutesBuilder each : PluginHelper.getRoutesLoader(context).findRoutesBuilders(List.of(resource))) {
            context.addRoutes(each);
        }
    }

    @Test
    void a_text_that_was_parsed_is_not_read_again() throws Exception {
        RouteFile parsed = parse(ROUTE);
        var unreadable = new RouteFile(NAME, "- route: [".getBytes(StandardCharsets.UTF_8), parsed.ids(), parsed.configurations(), parsed.documents());
        try (var context = new DefaultCamelContext()) {
            ParsedRoutes.use(context);
            load(context, resource(unreadable));

            assertThat(context.getRouteDefinition("mine")).isNotNull();
        }
    }

    @Test
    void the_beans_of_a_file_are_there_before_its_routes_are() throws Exception {
        try (var context = new DefaultCamelContext()) {
            ParsedRoutes.use(context);
            PluginHelper.getRoutesLoader(context).findRoutesBuilders(List.of(resource(parse("- beans:\n    - name: list\n      type: java.util.ArrayList\n" + ROUTE))));

            assertThat(context.getRegistry().lookupByName("list")).isInstanceOf(List.class);
        }
    }

    /** By itself Camel refuses two documents, and so it does here. */
    @Test
    void of_two_documents_none_is_lost_without_a_word() throws Exception {
        try (var context = new DefaultCamelContext()) {
            ParsedRoutes.use(context);

            assertThat(catchThrowable(() -> load(context, resource(parse(ROUTE + "---\n" + ROUTE.replace("mine", "yours")))))).isNotNull();
        }
    }
}
