package dev.balancesync.reload;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceSupport;
import org.apache.camel.support.service.ServiceHelper;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Builds the routes of what {@link RouteFile} has parsed already; Camel 4.17.0 by itself parses each file twice more. */
final class ParsedRoutes extends YamlRoutesBuilderLoader {
    /** A file of the folder, and until it is used what was parsed of it. */
    private static final class Parsed extends ResourceSupport {
        private final byte[] content;
        private Node root;

        Parsed(String location, byte[] content, Node root) {
            super("mem", location);
            this.content = content;
            this.root = root;
        }

        @Override
        public boolean exists() {
            return true;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(content);
        }

        /** Routes keep their resource for life, and need no tree of its text. */
        Node take() {
            Node taken = root;
            root = null;
            return taken;
        }
    }

    /** From now on Camel has this in place of its own. */
    static void use(CamelContext context) {
        if (context.getRegistry().findByType(ParsedRoutes.class).isEmpty()) {
            var loader = new ParsedRoutes();
            loader.setCamelContext(context);
            ServiceHelper.startService(loader);
            context.getRegistry().bind("parsedRoutes", loader);
        }
    }

    /** @return the file for Camel, which parses one itself that holds anything but one document */
    static Resource resource(String location, RouteFile file) {
        List<Node> documents = file.documents();
        return new Parsed(location, file.content(), documents.size() == 1 ? documents.get(0) : null);
    }

    /** Beans are made before any route of another file; of nothing else is this the business. */
    @Override
    public void preParseRoute(Resource resource) throws Exception {
        if (!(resource instanceof Parsed parsed) || !(parsed.root instanceof SequenceNode list) || list.getValue().stream().anyMatch(ParsedRoutes::isBeans)) {
            super.preParseRoute(resource);
        }
    }

    private static boolean isBeans(Node part) {
        return !(part instanceof MappingNode map) || map.getValue().stream()
                .anyMatch(each -> !(each.getKeyNode() instanceof ScalarNode key) || key.getValue().equals("beans"));
    }

    @Override
    public RouteBuilder doLoadRouteBuilder(Resource resource) throws Exception {
        Node root = resource instanceof Parsed parsed ? parsed.take() : null;
        if (root == null) {
            return super.doLoadRouteBuilder(resource);
        }
        return builder(newYamlDeserializationContext(LoadSettings.builder().setLabel(resource.getLocation()).build(), resource), root);
    }
}
