package dev.balancesync.store;

import static dev.balancesync.TestFrames.balance;
import static dev.balancesync.TestFrames.real;
import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.SampleFrames;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestFrames.Entry;
import dev.balancesync.TestProcess;
import dev.balancesync.TestProxy;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The packaged jar is killed and stopped under a stream of fills, and the broker refuses the account query, so that no snapshot heals
 * anything. What had arrived is what the journal on disk holds; the tables must come to exactly that. The journal itself is held
 * against what the service had already told: the rows it had committed, and the time of the last event in its status.
 */
class KillIT {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.measured");
    /** More of them: {@code -Dkills=20}. */
    private static final int ROUNDS = Integer.getInteger("kills", 5);
    private static final int STOCKS = 10;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private KiwoomSimulator kiwoom;
    private TestDatabase database;
    private TestProxy proxy;
    private TestProcess service;
    private Fills fills;
    private long number;

    @BeforeEach
    void setUp() throws IOException {
        LOG.info("seed={}", seed);
        kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(false));
        kiwoom.next(new Fault.Refuse("kt00018", "RC9000"), 1000);
        database = TestDatabase.create();
        int server = URI.create(database.url()).getPort();
        proxy = TestProxy.to(server);
        service = new TestProcess(folder, kiwoom, database).withoutManagement();
        service.environment.put("SUPABASE_DB_URL", database.url().replace(":" + server + "/", ":" + proxy.port() + "/"));
    }

    @AfterEach
    void tearDown() throws Exception {
        if (fills != null) {
            fills.end();
        }
        service.close();
        proxy.close();
        kiwoom.close();
    }

    @Test
    void after_a_kill_at_any_moment_the_tables_come_to_what_had_arrived() throws Exception {
        List<JsonNode> frames = List.of();
        for (int round = 1; round <= ROUNDS; round++) {
            boolean databaseAway = round % 2 == 0;
            boolean whileStarting = round % 5 == 0;
            String when = "round " + round + " of seed " + seed + (databaseAway ? ", database away" : "") + (whileStarting ? ", starting" : "");
            service.run();
            if (whileStarting) {
                pause(random.nextInt(1500));
            } else {
                awaitStored(model(frames), when);
                awaitLive();
                fills = new Fills();
                pause(random.nextInt(150));
                if (databaseAway) {
                    proxy.cut();
                }
                pause(50 + random.nextInt(350));
            }
            String told = whileStarting ? "{}" : service.get("/api/status");
            List<String> committed = rows();
            service.kill();
            if (fills != null) {
                fills.end();
                fills = null;
            }
            proxy.restore();

            int before = frames.size();
            frames = journal();
            assertHoldsWhatWasTold(frames, told, committed, when);
            assertThat(frames.size()).as(when).isGreaterThanOrEqualTo(whileStarting ? before : before + 1);
        }
        service.run();
        awaitStored(model(frames), "the end of seed " + seed);
        LOG.info("measured: {} kills, {} frames in the journal, {} entries sent", ROUNDS, frames.size(), number);
    }

    @Test
    void sigterm_under_a_stream_of_fills_commits_the_last_of_them() throws Exception {
        service.run();
        awaitLive();
        fills = new Fills();
        await().atMost(SOON).until(() -> rows().size() > 1);
        long before = System.nanoTime();

        service.terminate();

        assertThat(service.exitCode()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        assertThat(rows()).containsExactlyElementsOf(model(journal()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sigterm_while_the_database_is_away_ends_in_time_and_the_next_start_stores_it_all(boolean hangs) throws Exception {
        service.run();
        awaitLive();
        fills = new Fills();
        await().atMost(SOON).until(() -> rows().size() > 1);
        if (hangs) {
            proxy.pause();
        } else {
            proxy.cut();
        }
        await().atMost(SOON).until(() -> SampleFrames.JSON.readTree(service.get("/api/status")).path("database").path("waiting").asInt() > 5);
        long before = System.nanoTime();

        service.terminate();

        assertThat(service.exitCode()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        fills.end();
        proxy.restore();
        List<String> model = model(journal());
        assertThat(rows()).isNotEqualTo(model);
        service.run();
        awaitStored(model, "after SIGTERM without a database");
    }

    /** A random moment is what this test is about. */
    private static void pause(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private void awaitLive() {
        await().atMost(SOON.multipliedBy(3)).pollInterval(Duration.ofMillis(50)).ignoreExceptions().until(service::isLive);
    }

    private void awaitStored(List<String> model, String when) {
        await().atMost(SOON.multipliedBy(3)).pollInterval(Duration.ofMillis(50)).ignoreExceptions()
                .untilAsserted(() -> assertThat(rows()).as(when).containsExactlyElementsOf(model));
    }

    /** {@code code quantity price}, by code. */
    private List<String> rows() {
        if (!database.has("kw_portfolio")) {
            return List.of();
        }
        return database.rows("select stock_code || ' ' || quantity || ' ' || trunc(current_price) as row from kw_portfolio order by stock_code")
                .stream().map(row -> (String) row.get("row")).toList();
    }

    /** Nothing may be in the database or in the status that the journal did not hold first. */
    private static void assertHoldsWhatWasTold(List<JsonNode> frames, String told, List<String> committed, String when)
            throws JsonProcessingException {
        String event = SampleFrames.JSON.readTree(told).path("last_event_at").asText("null");
        if (!event.equals("null")) {
            assertThat(OffsetDateTime.parse(frames.get(frames.size() - 1).path("at").asText())).as(when)
                    .isAfterOrEqualTo(OffsetDateTime.parse(event));
        }
        var model = new Model();
        var history = new HashSet<List<String>>(Set.of(List.of()));
        frames.forEach(frame -> frame.path("frame").path("data").forEach(entry -> {
            model.take(entry);
            history.add(model.rows());
        }));
        assertThat(history.contains(committed)).as("the rows %s are a state of the journal, %s", committed, when).isTrue();
    }

    /** The whole lines of the journal; one that the kill has torn is not received. */
    private List<JsonNode> journal() throws IOException {
        Path journal = folder.resolve("data/journal");
        var frames = new ArrayList<JsonNode>();
        if (Files.exists(journal)) {
            try (var files = Files.list(journal)) {
                for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).sorted().toList()) {
                    String text = Files.readString(file, StandardCharsets.UTF_8);
                    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
                        try {
                            frames.add(SampleFrames.JSON.readTree(line));
                        } catch (JsonProcessingException e) {
                            LOG.info("a torn line in {}", file.getFileName());
                        }
                    }
                }
            }
        }
        return frames;
    }

    private static List<String> model(List<JsonNode> frames) {
        var model = new Model();
        frames.forEach(frame -> frame.path("frame").path("data").forEach(model::take));
        return model.rows();
    }

    /** What the tables must say after a sequence of entries, in the plainest words. */
    private static final class Model {
        private final Map<String, String[]> held = new TreeMap<>();

        void take(JsonNode entry) {
            String code = entry.path("item").asText();
            JsonNode values = entry.path("values");
            String price = values.path("10").asText();
            if (!values.has("930")) {
                held.computeIfPresent(code, (key, row) -> new String[] {row[0], price});
            } else if (values.path("930").asText().equals("0")) {
                held.remove(code);
            } else {
                held.put(code, new String[] {values.path("930").asText(), price});
            }
        }

        List<String> rows() {
            return held.entrySet().stream().map(each -> each.getKey() + " " + each.getValue()[0] + " " + each.getValue()[1]).toList();
        }
    }

    /** A stream of about 500 frames a second: fills, prices without a quantity, and the last share sold. */
    private final class Fills {
        private final Thread thread = new Thread(this::send, "fills");
        private volatile boolean ended;

        Fills() {
            thread.setDaemon(true);
            thread.start();
        }

        private void send() {
            var chance = new Random(seed + number);
            while (!ended) {
                Entry entry = entry(chance);
                kiwoom.send(chance.nextInt(4) == 0 ? real(entry, entry(chance)) : entry.frame());
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
        }

        private Entry entry(Random chance) {
            String code = StoreDrive.code(chance.nextInt(STOCKS));
            number++;
            return switch (chance.nextInt(8)) {
                case 0 -> StoreDrive.entry(code, 0, number);
                case 1, 2 -> balance(code).price(number);
                default -> StoreDrive.entry(code, number, number);
            };
        }

        void end() throws InterruptedException {
            ended = true;
            thread.join();
        }
    }
}
