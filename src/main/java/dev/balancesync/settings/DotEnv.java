package dev.balancesync.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.balancesync.kiwoom.Bilingual;

/**
 * Reads a {@code .env} file as docker compose and python-dotenv do: {@code NAME=value}, an optional {@code export} in front, quotes
 * around the value removed, {@code #} starting a comment. Camel would read it as a properties file and keep the quotes.
 */
public final class DotEnv {
    /** What Java makes of bytes that are not UTF-8. */
    private static final char UNREADABLE = '\uFFFD';

    private DotEnv() {
    }

    /**
     * @return the names and values in the order of the file; empty when there is no file
     * @throws SettingsException when a line is not of the form {@code NAME=value}
     */
    public static Map<String, String> read(Path file) throws IOException {
        var values = new LinkedHashMap<String, String>();
        // a folder of that name is Python's environment, or what Docker makes of a file to mount that is not there
        if (!Files.exists(file) || Files.isDirectory(file)) {
            return values;
        }
        int number = 0;
        for (String line : text(file).lines().toList()) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            text = text.replaceFirst("^export\\s+", "");
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new SettingsException(new Bilingual(".env " + number + "번째 줄이 NAME=value 꼴이 아닙니다. " + file.toAbsolutePath() + "에서 고치세요",
                        ".env line " + number + " is not NAME=value. Correct it in " + file.toAbsolutePath()));
            }
            String value = value(text.substring(equals + 1));
            if (value.indexOf(UNREADABLE) >= 0) {
                throw new SettingsException(new Bilingual(".env " + number + "번째 줄에 UTF-8이 아닌 글자가 있습니다. " + file.toAbsolutePath() + "을(를) UTF-8로 저장하세요",
                        ".env line " + number + " has letters that are not UTF-8. Save " + file.toAbsolutePath() + " as UTF-8"));
            }
            values.put(text.substring(0, equals).strip(), value);
        }
        return values;
    }

    /** A comment in another encoding (CP949) is no reason to stop. */
    private static String text(Path file) throws IOException {
        String text = TextFile.ofUser(file);
        if (text.indexOf('\0') >= 0) {
            throw new SettingsException(new Bilingual(file.toAbsolutePath() + "은(는) UTF-8 텍스트가 아닙니다. UTF-8로 저장하세요",
                    file.toAbsolutePath() + " is no text in UTF-8. Save it as UTF-8"));
        }
        return text;
    }

    private static String value(String assigned) {
        String text = assigned.strip();
        if (text.length() > 1 && (text.charAt(0) == '"' || text.charAt(0) == '\'')) {
            char quote = text.charAt(0);
            int end = text.indexOf(quote, 1);
            if (end > 0) {
                return text.substring(1, end);
            }
        }
        return assigned.replaceFirst("\\s+#.*$", "").strip();
    }
}
