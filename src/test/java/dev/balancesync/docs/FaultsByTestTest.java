package dev.balancesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every test that a page names is there; and each kind of fault, and of attack, is shown by one. */
class FaultsByTestTest {
    private static final Pattern NAME = Pattern.compile("`(\\w*[a-z](?:Test|IT))`");

    @Test
    void each_test_that_a_page_names_is_there() throws IOException {
        List<String> tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            tests = files.map(file -> file.getFileName().toString().replace(".java", "")).toList();
        }
        for (Path page : Documents.all()) {
            assertThat(named(Files.readString(page))).as(page.toString()).isSubsetOf(tests);
        }
    }

    @ParameterizedTest
    @CsvSource({"docs/proof.md, ## Faults by test", "docs/security.md, ## The attacks"})
    void each_row_names_one(Path page, String heading) throws IOException {
        List<String> rows = Files.readString(page).split(heading + "\n")[1].split("\n## ")[0].lines().filter(line -> line.matches("\\| [^-].*")).skip(1).toList();

        assertThat(rows).hasSizeGreaterThan(5).allSatisfy(row -> assertThat(named(row)).isNotEmpty());
    }

    private static List<String> named(String text) {
        return NAME.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toList());
    }
}
