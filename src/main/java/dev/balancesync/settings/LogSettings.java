package dev.balancesync.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.slf4j.LoggerFactory;

/**
 * Hands {@code LOG_DIR} and {@code LOG_FORMAT} to {@code log4j2.json} as system properties. This must happen before the first logger is
 * made, so it reads the settings without Camel; {@link SettingsRules#check} judges them later, with the others.
 */
public final class LogSettings {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\w+:(.*)}}");
    private static final String FOLDER = "balance.log-dir";
    private static final String ARCHIVE = "balance.log-archive";

    private LogSettings() {
    }

    /** A folder that cannot be written is no reason to stop: the console has the same lines. */
    public static void apply(Path folder, Map<String, String> environment) throws IOException {
        Properties given = Settings.read(folder, environment);
        Properties defaults = Settings.file(folder);
        System.setProperty("balance.log-format", value("log.format", given, defaults));
        if (System.getProperty(FOLDER) == null) {
            System.setProperty(FOLDER, folder.resolve(value("log.dir", given, defaults)).toString());
        }
        // in the pattern of the packed files a % begins something
        System.setProperty(ARCHIVE, System.getProperty(FOLDER).replace("%", "%%"));
        Path log = Path.of(System.getProperty(FOLDER), "balance_sync.log");
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
        } catch (IOException e) {
            System.setProperty("balance.log-file", "off");
            LoggerFactory.getLogger("kiwoom.log").warn("The log goes to the console only: {} cannot be written. Set LOG_DIR to a folder "
                    + "that can be written. reason={}", log.toAbsolutePath().normalize(), e.getClass().getSimpleName());
        }
    }

    private static String value(String name, Properties given, Properties defaults) {
        String set = given.getProperty(Settings.variable(name));
        Matcher placeholder = PLACEHOLDER.matcher(defaults.getProperty(name, "").strip());
        return set != null ? set : placeholder.matches() ? placeholder.group(1) : defaults.getProperty(name, "").strip();
    }
}
