package dev.balancesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} names every meter of the package {@code meters}, once, and no other; Prometheus adds the unit and {@code _total} to some. */
class MetricsDocumentTest {
    private static final Path METERS = Path.of("src/main/java/dev/balancesync/meters");
    private static final Pattern IN_CODE = Pattern.compile("\"(kiwoom[._][a-z._]+)\"");
    private static final Pattern IN_CELL = Pattern.compile("`(kiwoom_[a-z_]+)`");

    @Test
    void each_meter_of_the_code_has_its_row_and_no_other_has() throws IOException {
        var told = new TreeSet<String>();
        Files.readAllLines(Path.of("docs", "metrics.md")).stream().filter(line -> line.startsWith("| `kiwoom_"))
                .flatMap(line -> IN_CELL.matcher(line.split("\\|")[1]).results())
                .forEach(name -> assertThat(told.add(bare(name.group(1)))).as(name.group()).isTrue());

        assertThat(told).hasSizeGreaterThan(25).isEqualTo(ofTheCode());
    }

    private static Set<String> ofTheCode() throws IOException {
        try (Stream<Path> files = Files.list(METERS)) {
            var names = new TreeSet<String>();
            for (Path file : files.toList()) {
                names.addAll(IN_CODE.matcher(Files.readString(file)).results().map(name -> bare(name.group(1))).collect(Collectors.toSet()));
            }
            return names;
        }
    }

    /** Without what Prometheus adds. */
    private static String bare(String name) {
        return name.replace('.', '_').replaceFirst("_(seconds|total)$", "");
    }
}
