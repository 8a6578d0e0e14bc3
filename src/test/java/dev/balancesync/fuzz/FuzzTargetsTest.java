package dev.balancesync.fuzz;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The targets of {@code mvn -Plab -Dlab=fuzz}, without Jazzer: over its first corpus, everything that ever failed, and some bytes by chance. */
class FuzzTargetsTest {
    private static final int BY_CHANCE = 2_000;

    static Stream<Named<Class<?>>> targets() {
        return Fuzz.TARGETS.stream().map(target -> Named.of(target.getSimpleName(), target));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void no_sample_and_nothing_that_ever_failed_fails_again(Class<?> target) throws Exception {
        for (Path folder : List.of(Fuzz.SEEDS, Fuzz.FOUND)) {
            for (Path file : files(folder)) {
                run(target, Files.readAllBytes(file), file.toString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void bytes_by_chance_are_taken_or_refused_as_they_should_be(Class<?> target) throws Exception {
        var random = new Random(1);
        for (int i = 0; i < BY_CHANCE; i++) {
            var bytes = new byte[1 + random.nextInt(600)];
            random.nextBytes(bytes);
            run(target, bytes, "number " + i + " of seed 1");
        }
    }

    private static void run(Class<?> target, byte[] bytes, String what) throws Exception {
        try {
            target.getMethod("fuzzerTestOneInput", byte[].class).invoke(null, bytes);
        } catch (InvocationTargetException e) {
            throw new AssertionError(target.getSimpleName() + " over " + what, e.getCause());
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return new ArrayList<>(files.filter(Files::isRegularFile).sorted().toList());
        }
    }
}
