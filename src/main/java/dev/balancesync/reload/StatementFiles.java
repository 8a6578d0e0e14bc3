package dev.balancesync.reload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.engine.DefaultResourceResolvers.FileResolver;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.ResourceResolverSupport;

/**
 * Resolves {@code file:} for routes. {@code sql:file:sql/standard/write-batch.sql} is the file below the folder of the routes, wherever that
 * is and whatever characters its name has, and in the version that was last taken into use. Anything else is a file as Camel reads it.
 */
public final class StatementFiles extends ResourceResolverSupport {
    /** Under this name Camel takes a resolver out of the registry. */
    public static final String NAME = "resource-loader-file";

    /** What the routes have of an SQL file. */
    public interface InUse {
        String read(Path file) throws IOException;
    }

    private final Path folder;
    private final InUse statements;
    private final FileResolver others = new FileResolver();

    public StatementFiles(CamelContext context, Path folder, InUse statements) {
        super("file");
        setCamelContext(context);
        others.setCamelContext(context);
        this.folder = folder;
        this.statements = statements;
    }

    @Override
    protected Resource createResource(String location, String remaining) {
        Path file = Path.of(remaining.startsWith("//") ? remaining.substring(2) : remaining);
        Path ours = file.startsWith("sql") ? folder.resolve(file) : file;
        if (ours.startsWith(folder) && ours.toString().endsWith(RouteFolder.SQL)) {
            try {
                return ResourceHelper.fromBytes(location, statements.read(ours).getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                getLogger().debug("{} cannot be read: {}", ours, e.toString());
            }
        }
        return others.resolve(location);
    }
}
