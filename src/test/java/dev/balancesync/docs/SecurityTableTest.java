package dev.balancesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** Each attack in {@code docs/security.md} is a test that there is. */
class SecurityTableTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))#(\\w+)`");

    @Test
    void every_row_names_a_test_that_is_there() throws IOException {
        List<String> rows = Files.readString(Path.of("docs/security.md")).split("## The attacks")[1].lines().filter(line -> line.startsWith("| ")).skip(1).toList();

        assertThat(rows).hasSizeGreaterThan(20);
        for (String row : rows) {
            List<MatchResult> tests = TEST.matcher(row).results().toList();
            assertThat(tests).as(row).isNotEmpty().allSatisfy(test -> assertThat(source(test.group(1))).contains("void " + test.group(2) + "("));
        }
    }

    private static String source(String test) throws IOException {
        try (var files = Files.walk(Path.of("src/test/java"))) {
            return Files.readString(files.filter(each -> each.getFileName().toString().equals(test + ".java")).findFirst().orElseThrow());
        }
    }
}
