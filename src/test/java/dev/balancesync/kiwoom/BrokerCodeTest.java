package dev.balancesync.kiwoom;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BrokerCodeTest {
    private static final Path REFERENCE = Path.of("docs/reference/codes.md");
    private static final String CODES = "| code · 코드 | kind | 뜻 | meaning | 할 일 · to do |\n| --- | --- | --- | --- | --- |\n";
    private static final String ADVICE = "| | 할 일 | what to do |\n| --- | --- | --- |\n";

    /** The official table of 2026-09-04 and what clients have met beside it. */
    static Stream<String> known() {
        return Arrays.stream(("1501 1504 1505 1511 1512 1513 1514 1515 1516 1517 1687 1700 1701 1702 1901 1902 1903 1999 8001 8002 8003 8005 8006"
                + " 8009 8010 8011 8012 8015 8016 8020 8030 8031 8040 8050 8103 8104 8200"
                + " RC9000 RC4058 RC5006 RC7006 571489 308003 501307 800033"
                + " 100002 100013 105108 105110 105111 105115 105118 305003 805002 805004 R10001 R10002 R10003 R10004 429").split(" "));
    }

    @ParameterizedTest
    @MethodSource("known")
    void each_code_has_words_and_advice_in_both_languages(String code) {
        BrokerError error = BrokerError.of(code, "키움의 말");

        for (Language language : Language.values()) {
            assertThat(error.words(language)).isNotBlank().isNotEqualTo("키움의 말");
            assertThat(error.advice(language)).isNotBlank();
        }
        assertThat(error.words(Language.KO)).containsPattern("[가-힣]");
        assertThat(error.words(Language.EN)).doesNotContainPattern("[가-힣]");
        assertThat(error.advice(Language.KO)).containsPattern("[가-힣]").isNotEqualTo(error.advice(Language.EN));
        assertThat(error.toString()).isEqualTo(code + " 키움의 말 (" + error.advice() + ")");
    }

    /** The words and the number of the advice are those that the service shows; advice that several codes share is told once. */
    @Test
    void the_reference_is_this_table() throws IOException {
        List<Bilingual> advice = BrokerCode.all().stream().map(BrokerCode::advice).distinct().toList();
        String wanted = CODES + BrokerCode.all().stream().map(each -> rowOf(each, advice.indexOf(each.advice()) + 1)).collect(joining()) + "\n" + ADVICE
                + IntStream.range(0, advice.size()).mapToObj(i -> row(i + 1, advice.get(i).korean(), advice.get(i).english())).collect(joining());

        assertThat(Files.readString(REFERENCE)).as("in %s put these tables:%n%s%n", REFERENCE, wanted).endsWith("\n\n" + wanted);
    }

    private static String rowOf(BrokerCode code, int advice) {
        BrokerError shown = BrokerError.of(code.code(), "");
        return row(shown.code(), shown.kind(), shown.words(Language.KO), shown.words(Language.EN), advice);
    }

    private static String row(Object... cells) {
        return Arrays.stream(cells).map(cell -> cell.toString().replace("|", "\\|")).collect(joining(" | ", "| ", " |\n"));
    }
}
