package dev.balancesync.kiwoom;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BrokerCodeTest {
    private static final Path REFERENCE = Path.of("docs/reference/codes.md");
    private static final String TABLE = "| codes · 코드 | 할 일 | what to do |\n| --- | --- | --- |\n";

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

    /** What to do, once for all codes that share it; what a code means is told with it. */
    @Test
    void the_reference_is_this_table() throws IOException {
        Map<Bilingual, Map<BrokerError.Kind, List<String>>> shared = BrokerCode.all().stream().collect(groupingBy(BrokerCode::advice, LinkedHashMap::new,
                groupingBy(BrokerCode::kind, LinkedHashMap::new, mapping(BrokerCode::code, toList()))));
        String wanted = TABLE + shared.entrySet().stream().map(each -> row(codes(each.getValue()), each.getKey().korean(), each.getKey().english())).collect(joining("\n"));

        assertThat(Files.readString(REFERENCE)).as("in %s put this table:%n%s%n", REFERENCE, wanted).endsWith("\n\n" + wanted + "\n");
    }

    private static String codes(Map<BrokerError.Kind, List<String>> byKind) {
        return byKind.entrySet().stream().map(each -> "`" + each.getKey() + "` " + String.join(", ", each.getValue())).collect(joining(" "));
    }

    private static String row(String... cells) {
        return Arrays.stream(cells).map(cell -> cell.replace("|", "\\|")).collect(joining(" | ", "| ", " |"));
    }
}
