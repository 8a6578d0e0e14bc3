package dev.balancesync.accounts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Quoted;

/**
 * Follows {@code ${NAME}} to the environment or {@code .env}, and {@code file:/run/secrets/name} to the content of a file. All else stands
 * for itself.
 */
final class References {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)\\}");
    /** As variables are usually written. What is not may be a key that was put between the brackets, and is not repeated. */
    private static final Pattern PRESENTABLE = Pattern.compile("[A-Z_][A-Z0-9_]*");
    private static final String FILE = "file:";
    private static final int LONGEST = 1 << 16;

    private final Function<String, String> variables;

    /** @param variables what the environment or {@code .env} has under a name; {@code null} for nothing */
    References(Function<String, String> variables) {
        this.variables = variables;
    }

    static boolean isOne(String written) {
        return written.contains("${") || written.startsWith(FILE);
    }

    /**
     * @throws NowhereException when it leads nowhere
     * @throws dev.balancesync.settings.SettingsException when nobody can tell, since {@code .env} cannot be read
     */
    String follow(String written) throws NowhereException {
        if (written.startsWith(FILE)) {
            return content(written.substring(FILE.length()).strip());
        }
        Matcher variable = VARIABLE.matcher(written);
        if (variable.matches()) {
            return variable(variable.group(1));
        }
        if (written.contains("${")) {
            throw new NowhereException("${이름} 하나만 쓸 수 있고, 앞뒤나 안에 다른 글자를 둘 수 없습니다",
                    "must be ${NAME} alone, with nothing before, behind or within");
        }
        return written;
    }

    private String variable(String name) throws NowhereException {
        String value = variables.apply(name);
        if (value == null || value.isBlank()) {
            String said = PRESENTABLE.matcher(name).matches() ? " " + Quoted.line(name) : "";
            throw new NowhereException("환경 변수" + said + "의 값이 환경에도 .env에도 없습니다",
                    "the variable" + said + " is set neither in the environment nor in .env");
        }
        return value.strip();
    }

    private static String content(String path) throws NowhereException {
        byte[] content = null;
        try {
            Path file = Path.of(path);
            if (Files.isRegularFile(file)) {
                try (var stream = Files.newInputStream(file)) {
                    content = stream.readNBytes(LONGEST + 1);
                }
            }
        } catch (IOException | InvalidPathException e) {
            // said below
        }
        String said = " " + Quoted.line(path);
        if (content == null) {
            throw new NowhereException("파일" + said + "을(를) 읽을 수 없습니다", "the file" + said + " cannot be read");
        }
        String text = new String(content, StandardCharsets.UTF_8).strip();
        if (text.isEmpty() || content.length > LONGEST) {
            throw new NowhereException("파일" + said + (text.isEmpty() ? "이(가) 비어 있습니다" : "이(가) 너무 큽니다"),
                    "the file" + said + (text.isEmpty() ? " is empty" : " is too long"));
        }
        return text;
    }

    /** Why a reference leads nowhere. */
    static final class NowhereException extends Exception {
        private final transient Bilingual words;

        NowhereException(String korean, String english) {
            super(english);
            this.words = new Bilingual(korean, english);
        }

        Bilingual words() {
            return words;
        }
    }
}
