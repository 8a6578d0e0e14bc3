package dev.balancesync.settings;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

import org.apache.camel.spi.PropertiesFunction;

/**
 * <code>{{file:accounts.sql}}</code>: a setting that names a file, for {@code sql:file:}. That reads what it is given for placeholders again after it
 * has decoded it, and takes {@code #} for a parameter, so that a path with any sign beside the plainest comes in a disguise, which
 * {@link Literal#reveal} lifts where the file is opened.
 */
public final class FileFunction implements PropertiesFunction {
    private final UnaryOperator<String> settings;

    public FileFunction(UnaryOperator<String> settings) {
        this.settings = settings;
    }

    @Override
    public String getName() {
        return "file";
    }

    /** @return absolute, since a path that begins with {@code sql} would be one below the folder of the routes */
    @Override
    public String apply(String setting) {
        String file = settings.apply(setting).strip();
        String path = file.isEmpty() ? "" : Path.of(file).toAbsolutePath().toString();
        return path.matches("[\\w./-]*") ? path : Literal.hide(path);
    }
}
