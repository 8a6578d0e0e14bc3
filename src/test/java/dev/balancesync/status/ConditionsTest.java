package dev.balancesync.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.session.SessionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read of the conditions is what the code says. */
class ConditionsTest {
    private static final Path DOCUMENT = Path.of("docs", "reference", "conditions.md");

    private static String row(Kind kind) {
        String levels = kind.levels().stream().map(Level::name).collect(Collectors.joining(", "));
        Bilingual advice = kind.advice() == null ? Bilingual.both("–") : kind.advice();
        return "| `%s` | %s | %s | %s | %s | %s |".formatted(kind.name(), levels, kind.words().korean(), kind.words().english(), advice.korean(), advice.english());
    }

    @Test
    void the_document_has_every_condition_in_the_words_of_the_code() throws IOException {
        List<String> rows = Arrays.stream(Kind.values()).map(ConditionsTest::row).toList();

        List<String> documented = Files.readAllLines(DOCUMENT).stream().filter(line -> line.startsWith("| `")).toList();

        assertThat(documented).as("the rows of %s", DOCUMENT).isEqualTo(rows);
    }

    @Test
    void the_notifications_that_are_documented_are_those_that_are_told() throws IOException {
        Pattern name = Pattern.compile("`([A-Z_]+)`");

        List<String> documented = Files.readAllLines(Path.of("docs/reference/notifications.md")).stream().filter(line -> line.startsWith("| `"))
                .flatMap(line -> name.matcher(line.split("\\|")[1]).results().map(found -> found.group(1))).toList();

        assertThat(documented).containsExactlyInAnyOrderElementsOf(Arrays.stream(Kind.values()).filter(Kind::isTold).map(Kind::name).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/operations.md", "docs/ko/operations.md"})
    void the_page_of_who_operates_it_tells_what_to_do_about_every_condition(String page) throws IOException {
        assertThat(Files.readString(Path.of(page))).contains(Arrays.stream(Kind.values()).map(kind -> "`" + kind + "`").toList());
    }

    @ParameterizedTest
    @EnumSource(SessionState.class)
    void every_state_is_a_condition_and_the_page_calls_it_the_same(SessionState state) throws IOException {
        Kind kind = Kind.valueOf(state.name());

        for (Language language : Language.values()) {
            String words = Files.readString(Path.of("src/main/resources/web", "words-" + language.name().toLowerCase(Locale.ROOT) + ".js"));

            assertThat(words).contains("  " + state + ": ['" + kind.words().in(language) + "', ");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void no_sentence_ends_with_a_stop_since_others_may_follow(Kind kind) {
        for (Language language : Language.values()) {
            assertThat(kind.words().in(language)).isNotBlank().doesNotEndWith(".");
            if (kind.advice() != null) {
                assertThat(kind.advice().in(language)).isNotBlank().doesNotEndWith(".").isNotEqualTo(kind.words().in(language));
            }
        }
    }

    /** A list of accounts takes the place of these settings. */
    @Test
    void advice_about_an_account_of_its_own_names_the_list_too() {
        for (Kind kind : Kind.values()) {
            if (kind.advice() != null && kind.advice().english().matches("(?s).*KIWOOM_A(PP|CCOUNT).*")) {
                assertThat(kind.advice().english()).as(kind.name()).contains("of several accounts");
                assertThat(kind.advice().korean()).as(kind.name()).contains("여러 계좌면");
            }
        }
    }
}
