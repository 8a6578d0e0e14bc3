package dev.balancesync.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.balancesync.kiwoom.Language;
import dev.balancesync.settings.Literal;
import dev.balancesync.settings.PropertyFunctions;
import dev.balancesync.settings.Settings;
import dev.balancesync.settings.TextFile;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;

/** The settings in force in a working folder, read as the service reads them. */
final class Configuration {
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{([A-Z][A-Z0-9_]*)");
    /** Taken from the old Python service's file and not read. */
    private static final Set<String> OF_THE_OLD_SERVICE = Set.of("SUPABASE_URL", "SUPABASE_SERVICE_ROLE_KEY");

    private final Path folder;
    private final Properties given;
    private final PropertiesComponent placeholders;

    private Configuration(Path folder, Properties given, PropertiesComponent placeholders) {
        this.folder = folder;
        this.given = given;
        this.placeholders = placeholders;
    }

    /** @throws dev.balancesync.settings.SettingsException when a file is missing or a line of {@code .env} cannot be read */
    static Configuration read(Path folder, Map<String, String> environment) throws IOException {
        var given = Settings.read(folder, environment);
        var placeholders = new PropertiesComponent();
        placeholders.setInitialProperties(Settings.file(folder));
        placeholders.setCamelContext(new DefaultCamelContext());
        placeholders.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        placeholders.setPropertiesFunctionResolver(new PropertyFunctions());
        CamelContextAware.trySetCamelContext(placeholders.getPropertiesFunctionResolver(), placeholders.getCamelContext());
        placeholders.setOverrideProperties(Literal.disguise(given));
        placeholders.start();
        return new Configuration(folder, given, placeholders);
    }

    /** Never {@code null}; a folder is given as an absolute path. */
    String value(String name) {
        String value = Literal.reveal(placeholders.resolveProperty(name).orElse("")).strip();
        return (name.equals("routes.dir") || name.equals("data.dir")) && !value.isEmpty()
                ? folder.resolve(value).toAbsolutePath().normalize().toString() : value;
    }

    Path folder() {
        return folder;
    }

    Language language() {
        return Language.of(value("language"));
    }

    /** What environment and {@code .env} say, with the folders where {@link #value} has them. */
    Properties given() {
        var copy = new Properties();
        copy.putAll(given);
        copy.setProperty("routes.dir", value("routes.dir"));
        copy.setProperty("data.dir", value("data.dir"));
        return copy;
    }

    /** The names that may stand in the environment or {@code .env}. */
    Set<String> variables() throws IOException {
        var names = new TreeSet<>(OF_THE_OLD_SERVICE);
        Matcher matcher = VARIABLE.matcher(TextFile.read(folder.resolve(Settings.FILE)));
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
