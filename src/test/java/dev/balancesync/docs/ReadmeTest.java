package dev.balancesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both READMEs are short, tell the same, and name every route file. */
class ReadmeTest {
    private static final int MOST_LINES = 200;
    private static final int MOST_BYTES = 10 * 1024;
    private static final Pattern ROUTE_FILE = Pattern.compile("(?m)^\\| `routes/([\\w.]+\\.yaml)` \\|");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Pattern LOGGER = Pattern.compile("`(kiwoom\\.\\w+|simulator)`");
    private static final Pattern ORDER = Pattern.compile("kt1000\\d|dostk/ordr");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.ko.md"})
    void it_is_read_in_some_minutes(String readme) throws IOException {
        assertThat(Files.readAllLines(Path.of(readme))).hasSizeLessThanOrEqualTo(MOST_LINES);
        assertThat(Files.size(Path.of(readme))).isLessThanOrEqualTo(MOST_BYTES);
    }

    @Test
    void the_korean_one_has_the_same_headings_and_the_same_blocks() throws IOException {
        String english = Files.readString(Path.of("README.md"));
        String korean = Files.readString(Path.of("README.ko.md"));

        List<Documents.Block> blocks = Documents.blocks(english);

        assertThat(Documents.levels(korean)).isEqualTo(Documents.levels(english));
        assertThat(Documents.blocks(korean)).extracting(Documents.Block::language).isEqualTo(blocks.stream().map(Documents.Block::language).toList());
        assertThat(Documents.blocks(korean)).filteredOn(block -> !block.language().isEmpty())
                .isEqualTo(blocks.stream().filter(block -> !block.language().isEmpty()).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"operations.md", "migrating.md", "reference/settings.md"})
    void the_korean_page_of_the_same_name_has_the_same_headings(String page) throws IOException {
        Path english = Path.of("docs", page);

        assertThat(Documents.levels(Files.readString(Path.of("docs/ko").resolve(english.getFileName())))).isEqualTo(Documents.levels(Files.readString(english)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.ko.md"})
    void every_route_file_stands_there_once(String readme) throws IOException {
        List<String> named = ROUTE_FILE.matcher(Files.readString(Path.of(readme))).results().map(found -> found.group(1)).toList();

        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            assertThat(named).containsExactlyInAnyOrderElementsOf(
                    files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".camel.yaml")).toList());
        }
    }

    /** "It never places an order": nothing but the simulator knows what Kiwoom calls one. */
    @Test
    void no_route_and_no_class_but_the_simulators_names_an_order() throws IOException {
        try (Stream<Path> files = Stream.concat(Files.walk(Path.of("routes")), Files.walk(Path.of("src/main")))) {
            assertThat(files.filter(Files::isRegularFile).filter(file -> !file.toString().endsWith(".png")).filter(file -> !file.toString().contains("simulator")).filter(ReadmeTest::namesAnOrder)).isEmpty();
        }
    }

    private static boolean namesAnOrder(Path file) {
        try {
            return ORDER.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void the_rooms_of_architecture_and_the_loggers_of_contributing_are_complete() throws IOException {
        List<String> packages = firstCells(section(Files.readString(Path.of("docs/architecture.md")), "## Rooms"));
        List<String> loggers = LOGGER.matcher(section(Files.readString(Path.of("CONTRIBUTING.md")), "## Loggers")).results().map(found -> found.group(1)).toList();

        try (Stream<Path> folders = Files.list(Path.of("src/main/java/dev/balancesync"))) {
            assertThat(packages).containsExactlyInAnyOrderElementsOf(folders.filter(Files::isDirectory).map(folder -> folder.getFileName().toString()).toList());
        }
        assertThat(loggers).containsExactlyInAnyOrderElementsOf(loggersOfTheSource());
    }

    private static List<String> loggersOfTheSource() throws IOException {
        Pattern named = Pattern.compile("getLogger\\(\"([\\w.]+)\"\\)|logName: ([\\w.]+)");
        try (Stream<Path> files = Stream.concat(Files.walk(Path.of("routes")), Files.walk(Path.of("src/main/java")))) {
            return files.filter(Files::isRegularFile).flatMap(file -> {
                try {
                    return named.matcher(Files.readString(file)).results().map(ReadmeTest::first).toList().stream();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }).distinct().toList();
        }
    }

    private static String first(MatchResult found) {
        return found.group(1) == null ? found.group(2) : found.group(1);
    }

    private static String section(String text, String heading) {
        int begin = text.indexOf("\n" + heading + "\n");
        return text.substring(begin, text.indexOf("\n## ", begin + 1));
    }

    /** All names in the first cells of the table's rows. */
    private static List<String> firstCells(String text) {
        return text.lines().filter(line -> line.startsWith("| `")).flatMap(line -> NAME.matcher(line.split("\\|")[1]).results()).map(found -> found.group(1)).toList();
    }
}
