package dev.balancesync.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.balancesync.Asked;

/**
 * {@code mvn -Plab -Dlab=fuzz}: runs Jazzer over the targets, one after the other, each in a JVM of its own. Starts from the sample frames; what it finds worth keeping
 * is in {@code target/fuzz/corpus}, and what fails in {@code target/fuzz/crashes}: put that into {@code src/test/resources/fuzz}.
 */
public final class Fuzz {
    static final List<Class<?>> TARGETS = List.of(FrameFuzz.class, PendingFuzz.class, RestFuzz.class, SettingsFuzz.class);
    static final Path SEEDS = Path.of("src/test/resources/frames");
    /** Every input that ever failed. */
    static final Path FOUND = Path.of("src/test/resources/fuzz");
    private static final Path WORK = Path.of("target/fuzz");

    private Fuzz() {
    }

    public static void run() throws Exception {
        String wanted = Asked.text("target", "all");
        if (!wanted.equals("all") && TARGETS.stream().noneMatch(target -> target.getSimpleName().equals(wanted))) {
            throw new IllegalArgumentException("There is no target " + wanted);
        }
        boolean sound = true;
        var summary = new ArrayList<String>();
        for (Class<?> target : TARGETS) {
            if (wanted.equals("all") || wanted.equals(target.getSimpleName())) {
                long began = System.nanoTime();
                var last = new ArrayList<String>();
                int exit = run(target, last);
                sound &= exit == 0;
                summary.add(target.getSimpleName() + ": " + (exit == 0 ? "nothing found" : "FAILED") + ", "
                        + (System.nanoTime() - began) / 1_000_000_000 + " s; " + String.join("; ", last));
            }
        }
        summary.forEach(System.out::println);
        if (!sound) {
            throw new AssertionError("found something, see above");
        }
    }

    private static int run(Class<?> target, List<String> last) throws IOException, InterruptedException {
        Path corpus = Files.createDirectories(WORK.resolve("corpus").resolve(target.getSimpleName()));
        Path crashes = Files.createDirectories(WORK.resolve("crashes").resolve(target.getSimpleName()));
        Path seeds = Files.createDirectories(WORK.resolve("seeds"));
        for (Path folder : List.of(SEEDS, FOUND)) {
            copy(folder, seeds);
        }
        var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx1g", "-XX:+EnableDynamicAgentLoading",
                "-Dlog4j2.configurationFile=log4j2-fuzz.properties", "-cp", System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer", "--target_class=" + target.getName(),
                "--instrumentation_includes=dev.balancesync.**:com.fasterxml.jackson.core.**",
                "--instrumentation_excludes=dev.balancesync.fuzz.Must", "--keep_going=1", "--reproducer_path=" + crashes,
                "-artifact_prefix=" + crashes + "/", "-max_total_time=" + Asked.text("seconds", "60"),
                "-seed=" + Asked.text("seed", "1"), "-dict=src/test/resources/fuzz/words.dict", "-max_len=8192", "-timeout=20",
                "-rss_limit_mb=3000", "-print_final_stats=1", corpus.toString(), seeds.toString()));
        Process jazzer = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var lines = new BufferedReader(new InputStreamReader(jazzer.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(line);
                if (line.contains("DONE") || line.startsWith("stat::number_of_executed_units")) {
                    last.add(line.strip().replaceAll("\\s+", " "));
                }
            }
        }
        return jazzer.waitFor();
    }

    private static void copy(Path folder, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(folder.relativize(file).toString().replace('/', '-'));
                Files.write(copy, Files.readAllBytes(file));
            }
        }
    }
}
