package dev.balancesync.docs;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import dev.balancesync.TestDatabase;
import dev.balancesync.TestProcess;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The thirty seconds of "change a route while it runs", done as each README prints them: paste the lines where it says, see the log,
 * break the file, read the message, undo. What is pasted, where, what is broken and what the log then says are read out of the README.
 */
class ReadmeRouteExerciseIT {
    /** A process of its own, which on a busy machine takes its time. */
    private static final Duration LIMIT = SOON.multipliedBy(6);

    @TempDir
    private Path folder;
    private KiwoomSimulator kiwoom;
    private TestProcess service;

    @BeforeEach
    void setUp() throws IOException {
        kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults());
        service = new TestProcess(folder, kiwoom, TestDatabase.create()).withoutManagement();
    }

    @AfterEach
    void tearDown() throws Exception {
        service.close();
        kiwoom.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.ko.md"})
    void the_exercise_works_as_it_is_printed(String readme) throws Exception {
        Exercise exercise = Exercise.of(Files.readString(Path.of(readme)));
        Path file = folder.resolve(exercise.file());
        String shipped = Files.readString(file);
        service.run();
        await().atMost(LIMIT).ignoreExceptions().until(service::isLive);

        String pasted = exercise.paste(shipped);
        Files.writeString(file, pasted);
        awaitLogged(exercise.taken(), 1);
        awaitFills(1);

        Files.writeString(file, exercise.breakLastLine(pasted));
        awaitLogged(exercise.refused(), 1);
        awaitFills(fills() + 1);

        Files.writeString(file, shipped);
        awaitLogged(exercise.taken(), 2);
        long before = fills();
        kiwoom.buy("005930", 1, 0);
        await().atMost(LIMIT).until(() -> service.get("/api/status").contains("\"waiting\":0"));
        assertThat(fills()).isEqualTo(before);
    }

    private void awaitLogged(String message, long times) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(log().stream().filter(line -> line.endsWith(" - " + message)).count())
                .as("times of %s in %s", message, log()).isEqualTo(times));
    }

    private void awaitFills(long wanted) {
        await().atMost(LIMIT).until(() -> {
            kiwoom.buy("005930", 1, 0);
            return fills() >= wanted;
        });
    }

    private long fills() throws IOException {
        return log().stream().filter(line -> line.matches(".* kiwoom\\.balance - Fill stock=005930 quantity=\\d+")).count();
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(folder.resolve("balance_sync.log"));
    }

    /**
     * What a README tells its reader to do.
     *
     * @param file the route file to open
     * @param step above the step of this id
     * @param dash the line under whose dash the pasted one goes
     * @param lines what to paste
     * @param taken what the log then says
     * @param words what to write in the last line for what, in the order of the language
     * @param refused what the log says to that
     */
    private record Exercise(String file, String step, String dash, String lines, String taken, List<String> words, String refused) {
        private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```\\n", Pattern.DOTALL);
        private static final Pattern TEXT = Pattern.compile("```text\\n(.*?)```\\n", Pattern.DOTALL);
        private static final Pattern QUOTED = Pattern.compile("`([^`\\n]+)`");

        static Exercise of(String readme) {
            String section = Arrays.stream(readme.split("\\n## ")).filter(each -> each.contains("id: log-fill")).findFirst().orElseThrow();
            MatchResult yaml = YAML.matcher(section).results().findFirst().orElseThrow();
            List<MatchResult> text = TEXT.matcher(section).results().toList();
            String instruction = section.substring(section.lastIndexOf("```\n", yaml.start()), yaml.start());
            List<String> where = quoted(instruction.substring("```\n".length()));
            List<String> words = quoted(section.substring(text.get(0).end(), text.get(1).start()));
            assertThat(where).as("file, step and dash in: %s", instruction).hasSize(3);
            assertThat(words).as("what is written for what").hasSize(2);
            return new Exercise(where.get(0), where.get(1), where.get(2), yaml.group(1), message(text.get(0)), words, message(text.get(1)));
        }

        private static List<String> quoted(String text) {
            return QUOTED.matcher(text).results().map(found -> found.group(1)).distinct().toList();
        }

        /** Of the first line; time and thread are those of another day. */
        private static String message(MatchResult text) {
            String line = text.group(1).lines().findFirst().orElseThrow();
            return line.replaceFirst(".*? kiwoom\\.reload - ", "");
        }

        String paste(String routes) {
            var all = new ArrayList<>(routes.lines().toList());
            int at = 0;
            while (!all.get(at).strip().equals("id: " + step)) {
                at++;
            }
            while (!all.get(at).strip().startsWith("- ")) {
                at--;
            }
            assertThat(all.get(at).strip()).isEqualTo(dash);
            assertThat(lines.indexOf('-')).as("blanks before the dash, as in the file").isEqualTo(all.get(at).indexOf('-'));
            all.addAll(at, lines.lines().toList());
            return String.join("\n", all) + "\n";
        }

        String breakLastLine(String routes) {
            int last = routes.stripTrailing().lastIndexOf('\n');
            String line = routes.substring(last);
            boolean firstIsThere = line.contains(words.get(0) + ":");
            String broken = firstIsThere ? line.replace(words.get(0), words.get(1)) : line.replace(words.get(1), words.get(0));
            assertThat(broken).as("the last line, with %s", words).isNotEqualTo(line);
            return routes.substring(0, last) + broken;
        }
    }
}
