package dev.balancesync.docs;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What the README has a newcomer type first, as it is printed, in a copy of the project in which nothing was built. */
@EnabledIfSystemProperty(named = "fresh-copy", matches = "true", disabledReason = "it builds everything a second time, for minutes; .ci/run has it after all others")
class FreshCopyIT {
    /** It compiles everything. */
    private static final Duration BUILD = SOON.multipliedBy(10);
    private static final Set<String> NOT_COPIED = Set.of(".git", "target", "data", ".env");

    @TempDir
    private Path folder;
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process each : started) {
            List<ProcessHandle> children = each.descendants().toList();
            each.destroy(); // the demo and its PostgreSQL end with Maven
            each.waitFor();
            children.forEach(child -> child.onExit().join());
        }
    }

    @Test
    void the_demo_is_to_be_seen_its_log_followed_and_the_package_made() throws Exception {
        copy();
        String readme = Files.readString(Path.of("README.md"));
        List<String> commands = Readme.blocks(Path.of("README.md")).stream().filter(block -> "run by FreshCopyIT".equals(block.mark())).map(block -> block.text().strip()).toList();
        assertThat(commands).containsExactly("mvn -Pdemo", "mvn package -DskipTests", "tail -f target/demo/balance_sync.log");

        Path demo = start(commands.get(0));
        printed(demo, BUILD).untilAsserted(() -> assertThat(Files.readString(demo)).contains("kiwoom-balance-sync demo: "));
        printed(demo, SOON.multipliedBy(2)).untilAsserted(() -> assertThat(Files.readAllLines(demo)).anyMatch(line -> line.contains(" shares at ")));
        assertThat(Files.readString(demo)).containsPattern(asPrinted(readme));
        Path log = start(commands.get(2));
        printed(log, SOON).untilAsserted(() -> assertThat(Files.readString(log)).contains(" - LIVE"));
        end();
        started.clear();

        Path build = start(commands.get(1));
        assertThat(started.get(0).waitFor(BUILD.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(started.get(0).exitValue()).as(Files.readString(build)).isZero();
        assertThat(folder.resolve("target/kiwoom-balance-sync.jar")).isRegularFile();
        assertThat(folder.resolve(readme.replaceFirst("(?s).*It also makes `(\\S+)`.*", "$1"))).isRegularFile();
    }

    /** What the README shows of the demo, up to the first line that changes in the tables; numbers are others each time. */
    private static Pattern asPrinted(String readme) {
        String shown = Documents.blocks(readme).stream().map(Documents.Block::text).filter(text -> text.startsWith("kiwoom-balance-sync demo")).findFirst().orElseThrow();
        String begin = shown.substring(0, shown.indexOf(" portfolio ") + " portfolio ".length());
        return Pattern.compile("\\Q" + begin.replaceAll("\\d+", "\\\\E\\\\d+\\\\Q").replaceAll("\\n+", "\\\\E\\\\n(?:.*\\\\n)*?\\\\Q") + "\\E");
    }

    private ConditionFactory printed(Path output, Duration limit) {
        return await().atMost(limit).pollInterval(Duration.ofMillis(200)).failFast("it has ended", () -> {
            assertThat(started.get(0).isAlive()).as(Files.readString(output)).isTrue();
        });
    }

    /** @return the file into which it prints */
    private Path start(String command) throws IOException {
        Path output = folder.resolve("printed-" + command.replaceAll("\\W+", "-"));
        var builder = new ProcessBuilder("bash", "-euc", "exec 2>&1\nexec " + command);
        builder.environment().keySet().removeIf(name -> name.matches("(KIWOOM|SUPABASE|BALANCE|HTTP|LOG|DATA|ROUTES|NOTIFY|MAVEN)_.*"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        started.add(0, builder.directory(folder.toFile()).redirectOutput(output.toFile()).start());
        return output;
    }

    private void copy() throws IOException {
        Path from = Path.of("").toAbsolutePath();
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
                if (NOT_COPIED.contains(directory.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(folder.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!NOT_COPIED.contains(file.getFileName().toString())) {
                    Files.copy(file, folder.resolve(from.relativize(file)));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
