package dev.balancesync.reload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.balancesync.settings.Literal;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.engine.DefaultResourceResolvers.FileResolver;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.ResourceResolverSupport;

/**
 * Resolves {@code file:} for routes. {@code sql:file:sql/standard/write-batch.sql} is the file below the folder of the routes, wherever that
 * is and whatever characters its name has, and in the version that was last taken into use. Any other file is the one that is called so; where
 * there is none, it is a file as Camel reads it, which decodes its name.
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
        String path = Literal.reveal(remaining);
        Path file = Path.of(path.startsWith("//") ? path.substring(2) : path);
        Path ours = file.startsWith("sql") ? folder.resolve(file) : file;
        boolean statement = ours.startsWith(folder) && ours.toString().endsWith(RouteFolder.SQL);
        if (statement || Files.isRegularFile(ours)) {
            try {
                return ResourceHelper.fromBytes(location, statement ? statements.read(ours).getBytes(StandardCharsets.UTF_8) : Files.readAllBytes(ours));
            } catch (IOException e) {
                getLogger().debug("{} cannot be read: {}", ours, e.toString());
            }
        }
        return others.resolve("file:" + path);
    }
}
