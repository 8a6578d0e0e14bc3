package dev.balancesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Every test that {@code docs/proof.md} names is there, and each fault of its list is shown by one. */
class FaultsByTestTest {
    private static final Path TESTS = Path.of("src/test/java");
    private static final Pattern NAME = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");

    @Test
    void each_test_that_is_named_exists_and_each_fault_names_one() throws IOException {
        String text = Files.readString(Path.of("docs/proof.md"));
        List<String> faults = text.split("## Faults by test")[1].split("\n## ")[0].lines().filter(line -> line.startsWith("| ")).skip(1).toList();

        assertThat(faults).hasSizeGreaterThan(40).allMatch(line -> NAME.matcher(line).find());
        NAME.matcher(text).results().forEach(named -> assertThat(source(named.group(1)))
                .as(named.group()).contains(named.group(2) == null ? "class " + named.group(1) : "void " + named.group(2) + "("));
    }

    private static String source(String test) {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return Files.readString(files.filter(file -> file.endsWith(test + ".java")).findFirst().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
