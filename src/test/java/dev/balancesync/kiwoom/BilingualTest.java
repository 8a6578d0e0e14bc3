package dev.balancesync.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** What a trader reads is said in Korean and in English. */
public class BilingualTest {
    private static final Pattern HANGUL = Pattern.compile("\\p{IsHangul}");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final Pattern ENGLISH = Pattern.compile("[a-z]{2,} [a-z]{2,} [a-z]{2,}");
    private static final Pattern SQL = Pattern.compile(
            "(?i)\\b(?:select|from|where|join|alter|grant|create|begin|insert|revoke|exists|raise exception|pg_\\w+|not null|order by|current_setting|constraints)\\b"
                    + "|set default|add generated|add primary key|enable row level|coalesce\\(");
    /** Logs, patterns, bugs, the words of help, and what the log alone says of a refusal. */
    private static final Pattern NOBODYS = Pattern.compile("LOG\\.|\\.warn\\(|\\.contains\\(|Pattern\\.compile|new (?:IO|UnknownHost|IllegalState|SQL|SQLTransientConnection|"
            + "SQLFeatureNotSupported|BadEntry)Exception\\(|description = |HOLDINGS\\(");
    /** What ends the words of one call and begins those of the next. */
    private static final Pattern PART = Pattern.compile(";\n|\\{\n|->|\\bsay\\(|\\bCheck\\.(?:ok|warning|failed|skipped)\\(|new Bilingual\\(|(?<!Bilingual\\.)\\bboth\\(");

    /** Both there, each in its own language. */
    public static void assertBoth(Bilingual text) {
        assertThat(text.korean()).as(text.toString()).containsPattern(HANGUL);
        assertThat(text.english()).as(text.toString()).isNotBlank().doesNotContainPattern(HANGUL);
    }

    /** The rooms whose words doctor and the conditions tell: an English sentence stands beside its Korean one. Logs and bugs are told in English. */
    @Test
    void no_words_for_a_trader_exist_in_english_alone() throws IOException {
        var alone = new ArrayList<String>();
        for (String room : List.of("doctor", "settings", "store", "status")) {
            try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/balancesync", room))) {
                for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                    look(file, alone);
                }
            }
        }

        assertThat(alone).isEmpty();
    }

    private static void look(Path file, List<String> alone) throws IOException {
        for (String part : PART.split(Files.readString(file).replaceAll("(?s)/\\*\\*.*?\\*/|//[^\n]*|\"\"\".*?\"\"\"", ""))) {
            if (HANGUL.matcher(part).find() || NOBODYS.matcher(part).find()) {
                continue;
            }
            for (Matcher literal = LITERAL.matcher(part); literal.find();) {
                if (ENGLISH.matcher(literal.group(1)).find() && !SQL.matcher(literal.group(1)).find()) {
                    alone.add(file.getFileName() + ": " + literal.group(1));
                }
            }
        }
    }
}
