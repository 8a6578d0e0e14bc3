package dev.balancesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.balancesync.TestFiles;
import org.junit.jupiter.api.Test;

/** The reference of the settings and of the mapping says what {@code application.properties} says. */
class SettingsTableTest {
    private static final Pattern SETTING = Pattern.compile("(?m)^[a-z][\\w.-]+ = \\{\\{(?<name>[A-Z][A-Z_]+):(?<byDefault>.*)}}$");
    private static final Pattern FIELD = Pattern.compile("(?m)^balance\\.((?:snapshot-)?fields\\.\\w+ = \\w+ \\w+)$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z][A-Z_]+)` \\| ([^|]+) \\|[^|]*\\| \\S.*\\|$");
    private static final Pattern FIELD_ROW = Pattern.compile("(?m)^\\| (\\d+) \\|(?: `(\\w+)`)? \\| [^|]+ \\| `(\\w+)` \\| `(\\w+)`.*\\|$");

    @Test
    void each_setting_has_its_row_with_its_default() throws IOException {
        Map<String, String> told = told("docs/reference/settings.md");

        assertThat(shipped()).hasSizeGreaterThan(40);
        assertThat(told.keySet()).containsExactlyInAnyOrderElementsOf(shipped().keySet());
        told.forEach(SettingsTableTest::assertDefault);
    }

    /** Those that a trader sets; when something is tried again, and after how long, is told in the English table alone. */
    @Test
    void the_korean_page_has_the_same_defaults_and_leaves_out_only_what_has_one() throws IOException {
        Map<String, String> told = told("docs/ko/settings.md");

        assertThat(shipped().keySet()).containsAll(told.keySet());
        assertThat(told.keySet()).containsAll(shipped().entrySet().stream().filter(each -> each.getValue().isEmpty()).map(Map.Entry::getKey).toList());
        told.forEach(SettingsTableTest::assertDefault);
    }

    private static void assertDefault(String name, String cell) {
        String byDefault = shipped().get(name);
        if (byDefault.contains("{{")) {
            assertThat(cell).as("%s: the default follows KIWOOM_IS_DEMO", name).matches(".*(KIWOOM_IS_DEMO|`1100ms`).*");
        } else if (byDefault.isEmpty()) {
            assertThat(cell).as("%s: there is no default, or one in words", name).doesNotContain("`");
        } else {
            assertThat(cell).as(name).isEqualTo("`" + byDefault + "`");
        }
    }

    private static Map<String, String> shipped() {
        return SETTING.matcher(properties()).results().collect(Collectors.toMap(found -> found.group(1), found -> found.group(2), (a, b) -> b, LinkedHashMap::new));
    }

    private static Map<String, String> told(String page) throws IOException {
        Map<String, String> told = new LinkedHashMap<>();
        ROW.matcher(Files.readString(Path.of(page))).results().forEach(row -> assertThat(told.put(row.group(1), row.group(2))).as(row.group()).isNull());
        return told;
    }

    /** With Kiwoom's Korean names, so once for both languages; a row is a field of the stream and, where there is one, of the snapshot. */
    @Test
    void the_mapping_stands_there_as_it_ships() throws IOException {
        List<String> shipped = FIELD.matcher(properties()).results().map(found -> found.group(1)).toList();

        List<MatchResult> rows = FIELD_ROW.matcher(Files.readString(Path.of("docs/reference/settings.md"))).results().toList();

        assertThat(shipped).hasSizeGreaterThan(15);
        assertThat(Stream.concat(rows.stream().map(row -> "fields." + row.group(1) + to(row)),
                rows.stream().filter(row -> row.group(2) != null).map(row -> "snapshot-fields." + row.group(2) + to(row)))).containsExactlyElementsOf(shipped);
    }

    private static String to(MatchResult row) {
        return " = " + row.group(3) + " " + row.group(4);
    }

    private static String properties() {
        return TestFiles.text(Path.of("application.properties"));
    }
}
