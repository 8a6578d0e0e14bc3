package dev.balancesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** Each attack in {@code docs/security.md} is a test that there is, and a number in front of it is what the test counts. */
class SecurityTableTest {
    private static final Pattern COUNT = Pattern.compile("\\d{1,3},\\d{3}|\\d{3}");
    private static final Pattern ASIDE = Pattern.compile("\\([^)]*\\)");
    private static final Pattern LAB = Pattern.compile("\\(lab: ([\\d,]+)\\)");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))#(\\w+)`");

    @Test
    void every_row_names_a_test_that_is_there() throws IOException {
        List<String> rows = Files.readString(Path.of("docs/security.md")).split("## The attacks")[1].lines().filter(line -> line.startsWith("| ")).skip(1).toList();

        assertThat(rows).hasSizeGreaterThan(20);
        for (String row : rows) {
            List<MatchResult> tests = TEST.matcher(row).results().toList();
            List<String> counts = COUNT.matcher(ASIDE.matcher(row.split("\\|")[1]).replaceAll("")).results().map(count -> count.group().replace(',', '_')).toList();

            assertThat(tests).as(row).isNotEmpty().allSatisfy(test -> assertThat(source(test)).isNotNull());
            assertThat(counts).as(row).allSatisfy(count -> assertThat(source(tests.get(0))).contains(count));
        }
    }

    @Test
    void what_the_lab_does_more_often_is_counted_there() throws IOException {
        String lab = Files.readString(Path.of("src/lab/java/dev/balancesync/http/HostileClient.java"));
        List<String> counts = LAB.matcher(Files.readString(Path.of("docs/security.md"))).results().map(count -> count.group(1).replace(',', '_')).toList();

        assertThat(counts).hasSize(2).allSatisfy(count -> assertThat(lab).contains(" = " + count + ";"));
    }

    /** {@code null} when it is not there. */
    private static String source(MatchResult test) throws IOException {
        try (var files = Files.walk(Path.of("src/test/java"))) {
            String all = Files.readString(files.filter(each -> each.getFileName().toString().equals(test.group(1) + ".java")).findFirst().orElseThrow());
            int begin = all.indexOf("void " + test.group(2) + "(");
            return begin < 0 ? null : all.substring(begin, all.indexOf("\n    }", begin));
        }
    }
}
