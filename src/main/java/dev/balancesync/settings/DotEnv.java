package dev.balancesync.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a {@code .env} file as docker compose and python-dotenv do: {@code NAME=value}, an optional {@code export} in front, quotes
 * around the value removed, {@code #} starting a comment. Camel would read it as a properties file and keep the quotes.
 */
public final class DotEnv {
    private DotEnv() {
    }

    /**
     * @return the names and values in the order of the file; empty when there is no file
     * @throws SettingsException when a line is not of the form {@code NAME=value}
     */
    public static Map<String, String> read(Path file) throws IOException {
        var values = new LinkedHashMap<String, String>();
        if (!Files.isRegularFile(file)) {
            return values;
        }
        int number = 0;
        // not readAllLines(): a comment in another encoding (CP949) is no reason to stop
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList()) {
            number++;
            String text = (number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line).strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            text = text.replaceFirst("^export\\s+", "");
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new SettingsException(".env line " + number + " is not NAME=value. Correct it in " + file.toAbsolutePath());
            }
            values.put(text.substring(0, equals).strip(), value(text.substring(equals + 1).strip()));
        }
        return values;
    }

    private static String value(String text) {
        if (text.length() > 1 && (text.charAt(0) == '"' || text.charAt(0) == '\'')) {
            char quote = text.charAt(0);
            int end = text.indexOf(quote, 1);
            if (end > 0) {
                return text.substring(1, end);
            }
        }
        return text.replaceFirst("\\s+#.*$", "");
    }
}
