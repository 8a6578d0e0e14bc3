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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference of the settings and of the mapping, in both languages, says what {@code application.properties} says. */
class SettingsTableTest {
    private static final Pattern SETTING = Pattern.compile("(?m)^[a-z][\\w.-]+ = \\{\\{(?<name>[A-Z][A-Z_]+):(?<byDefault>.*)}}$");
    private static final Pattern FIELD = Pattern.compile("(?m)^balance\\.(?:snapshot-)?fields\\.(\\w+) = (\\w+) (\\w+)$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z][A-Z_]+)` \\| ([^|]+) \\|[^|]*\\| \\S.*\\|$");
    private static final Pattern FIELD_ROW = Pattern.compile("(?m)^\\| `?(\\w+)`? \\| [^|]+ \\| `(\\w+)` \\| `(\\w+)`.*\\|$");

    @ParameterizedTest
    @ValueSource(strings = {"docs/reference/settings.md", "docs/ko/settings.md"})
    void each_setting_has_its_row_with_its_default(String page) throws IOException {
        Map<String, String> shipped = new LinkedHashMap<>();
        SETTING.matcher(properties()).results().forEach(found -> shipped.put(found.group(1), found.group(2)));
        Map<String, String> told = new LinkedHashMap<>();
        ROW.matcher(Files.readString(Path.of(page))).results().forEach(row -> assertThat(told.put(row.group(1), row.group(2))).as(row.group()).isNull());

        assertThat(shipped).hasSizeGreaterThan(40);
        assertThat(told.keySet()).containsExactlyInAnyOrderElementsOf(shipped.keySet());
        shipped.forEach((name, byDefault) -> assertThat(told.get(name)).as(name).satisfies(cell -> {
            if (byDefault.contains("{{")) {
                assertThat(cell).as("the default follows KIWOOM_IS_DEMO").matches(".*(KIWOOM_IS_DEMO|`1100ms`).*");
            } else if (byDefault.isEmpty()) {
                assertThat(cell).as("there is no default, or one in words").doesNotContain("`");
            } else {
                assertThat(cell).isEqualTo("`" + byDefault + "`");
            }
        }));
    }

    /** With Kiwoom's Korean names, so once for both languages. */
    @Test
    void the_mapping_stands_there_as_it_ships() throws IOException {
        List<List<String>> shipped = FIELD.matcher(properties()).results().map(SettingsTableTest::cells).toList();

        List<List<String>> told = FIELD_ROW.matcher(Files.readString(Path.of("docs/reference/settings.md"))).results().map(SettingsTableTest::cells).toList();

        assertThat(shipped).hasSizeGreaterThan(15);
        assertThat(told).isEqualTo(shipped);
    }

    private static List<String> cells(MatchResult found) {
        return List.of(found.group(1), found.group(2), found.group(3));
    }

    private static String properties() throws IOException {
        return Files.readString(Path.of("application.properties"));
    }
}
