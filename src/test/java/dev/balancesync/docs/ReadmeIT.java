package dev.balancesync.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.balancesync.FreePort;
import dev.balancesync.Http;
import dev.balancesync.TestDatabase;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the shell blocks of the README and of the reference as they are written, in order, in one folder with the jar, the routes and the
 * settings. Changed are only the ports, the addresses of broker and database, and the day of the journal: a machine that runs tests has no
 * others to give.
 */
class ReadmeIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** In the order in which they are run. */
    private static final List<Path> PAGES = List.of(Path.of("README.md"), Path.of("docs/reference/api.md"), Path.of("docs/reference/simulator.md"),
            Path.of("docs/reference/replay.md"));
    private static final Pattern KEY = Pattern.compile("\"(\\w+)\":");

    @TempDir
    private Path folder;
    private KiwoomSimulator kiwoom;
    private TestDatabase database;
    private TestDatabase scratch;
    private final int port = FreePort.find();
    private final int simulatorPort = FreePort.find();
    private final List<Process> background = new ArrayList<>();

    ReadmeIT() throws IOException {
    }

    @BeforeEach
    void setUp() throws IOException {
        kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults());
        database = TestDatabase.create();
        scratch = TestDatabase.create();
        copy(Path.of("routes"));
        for (String file : List.of("application.properties", "jvm.options")) {
            Files.copy(Path.of(file), folder.resolve(file));
        }
        Path target = Files.createDirectory(folder.resolve("target"));
        Files.createSymbolicLink(target.resolve("kiwoom-balance-sync.jar"), Path.of("target", "kiwoom-balance-sync.jar").toAbsolutePath());
        Files.createSymbolicLink(target.resolve("lib"), Path.of("target", "lib").toAbsolutePath());
        // what the blocks call java: without the compiler for long runs, since each lives for seconds
        Path java = Files.writeString(Files.createDirectory(folder.resolve("bin")).resolve("java"),
                "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -XX:TieredStopAtLevel=1 \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
    }

    @AfterEach
    void tearDown() throws Exception {
        for (Process each : background) {
            each.destroyForcibly().waitFor();
        }
        kiwoom.close();
    }

    @Test
    void each_shell_block_says_whether_it_is_run_and_the_korean_readme_has_the_same() throws IOException {
        for (Path page : PAGES) {
            List<Readme.Block> blocks = Readme.blocks(page);

            assertThat(blocks).as(page.toString()).isNotEmpty().allSatisfy(block -> assertThat(block.mark()).as(block.text()).matches("runnable.*|run by FreshCopyIT|not run: .+"));
            assertThat(Files.readString(page).lines().filter(line -> line.equals("```sh")).count()).isEqualTo(blocks.size());
        }
        assertThat(Readme.blocks(Path.of("README.ko.md"))).isEqualTo(Readme.blocks(Path.of("README.md")));
    }

    @Test
    void each_runnable_block_works_as_it_is_written() throws Exception {
        var blocks = new ArrayList<Readme.Block>();
        for (Path page : PAGES) {
            blocks.addAll(Readme.blocks(page));
        }
        for (Readme.Block block : blocks) {
            if (block.isDotEnv()) {
                Files.writeString(folder.resolve(".env"), block.text());
            } else if (block.isInTheBackground()) {
                background.add(start("exec " + block.text(), "background" + background.size()));
                awaitUp(block);
            } else if (block.isRunnable()) {
                String printed = run(block.text());
                if (block.answer() != null) {
                    assertThat(keys(printed)).as(block.text() + printed).containsAll(keys(block.answer()));
                }
            }
        }
        assertThat(Files.readString(folder.resolve("masked.jsonl"))).contains("\"04\"").doesNotContain("81125100");
        assertThat(scratch.rows("select from kw_portfolio")).isNotEmpty();
    }

    private void awaitUp(Readme.Block block) {
        if (block.text().contains(" simulator")) {
            await().atMost(LIMIT).ignoreExceptions().until(() -> Http.get(simulatorPort, "/api/simulator").startsWith("{"));
            return;
        }
        await().atMost(LIMIT).ignoreExceptions().until(() -> Http.get(port, "/api/status").contains("\"gap_since\":null"));
        kiwoom.buy("005930", 1, 0);
        await().atMost(LIMIT).ignoreExceptions().until(() -> !Http.get(port, "/api/status").contains("\"last_event_at\":null"));
    }

    private String run(String text) throws IOException, InterruptedException {
        Process process = start(text, "printed");
        boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        String printed = Files.readString(folder.resolve("printed"));
        assertThat(ended).as("ends in time: " + text + printed).isTrue();
        assertThat(process.exitValue()).as(text + printed).isZero();
        return printed;
    }

    private Process start(String text, String output) throws IOException {
        var builder = new ProcessBuilder("bash", "-euc", "exec 2>&1\n" + here(text));
        builder.environment().keySet().removeIf(name -> name.matches("(KIWOOM|SUPABASE|BALANCE|HTTP|LOG|DATA|ROUTES|NOTIFY)_.*"));
        builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().putAll(Map.of("KIWOOM_REST_URL", kiwoom.restUrl(), "KIWOOM_WS_URL", kiwoom.websocketUrl(),
                "SUPABASE_DB_URL", database.url(), "HTTP_PORT", String.valueOf(port)));
        return builder.directory(folder.toFile()).redirectOutput(folder.resolve(output).toFile()).start();
    }

    /** The block, with what another machine has in other places. */
    private String here(String text) throws IOException {
        String changed = text.replace("localhost:8080", "127.0.0.1:" + port).replace("localhost:9443", "127.0.0.1:" + simulatorPort)
                .replaceAll("(?m)\\.jar simulator$", ".jar simulator --port " + simulatorPort)
                .replace("postgresql://postgres@localhost:5432/scratch", scratch.url());
        return text.contains("data/journal/") ? changed.replaceAll("data/journal/[\\d-]+\\.jsonl", "data/journal/" + journalOfToday()) : changed;
    }

    private String journalOfToday() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data").resolve("journal"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".jsonl")).sorted().findFirst().orElseThrow();
        }
    }

    private static TreeSet<String> keys(String json) {
        var keys = new TreeSet<String>();
        for (Matcher found = KEY.matcher(json.replace("\": ", "\":")); found.find();) {
            keys.add(found.group(1));
        }
        return keys;
    }

    private void copy(Path from) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path to = folder.resolve(file.toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
    }
}
