package dev.balancesync;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.chaos.Life;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import dev.balancesync.time.Ticker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two machines that serve one account, each in this JVM, or as the packaged jar where its process is what is looked at. Each has a line of its own
 * to the database and to the broker, which can be cut.
 */
abstract class TwoMachines {
    static final Duration LIMIT = SOON.multipliedBy(2);
    /** Of what a machine has to answer: to be asked as often as other tests ask would cost it more than what it does. */
    static final Duration SELDOM = Duration.ofMillis(150);
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.measured");

    @TempDir
    Path folder;
    final TestDatabase database = TestDatabase.create();
    final Duration ttl;
    KiwoomSimulator kiwoom;
    Machine nas;
    Machine pc;
    /** Whether what starts from now on is the packaged jar. */
    boolean packaged;

    /** @param ttl of the lease, in seconds, unless {@code -Dttl} says another */
    TwoMachines(int ttl) {
        this.ttl = Duration.ofSeconds(Long.getLong("ttl", ttl));
    }

    final class Machine implements AutoCloseable {
        final String name;
        final TestProcess process;
        final TestProxy toDatabase;
        final TestProxy toBroker;
        Clock clock = Clock.systemUTC();
        /** To whom else it has one. */
        private final List<TestProxy> others;
        /** {@code null} while nothing of it runs in this JVM. */
        private Life.InProcess life;
        /** Whether its lines were cut by its death. */
        private boolean lost;

        /** @param checkout whose jar it runs */
        Machine(String name, Path checkout, Map<String, String> cluster, TestProxy... others) throws IOException {
            this.name = name;
            this.others = List.of(others);
            int server = URI.create(database.url()).getPort();
            toDatabase = TestProxy.to(server);
            toBroker = TestProxy.to(kiwoom.port());
            process = new TestProcess(checkout, Files.createDirectory(folder.resolve(name)), kiwoom, database).withoutManagement();
            process.environment.putAll(Map.of("NODE_NAME", name, "CLUSTER_LEASE_TTL", ttl.toSeconds() + "s",
                    "SUPABASE_DB_URL", database.url().replace(":" + server + "/", ":" + toDatabase.port() + "/"),
                    "KIWOOM_REST_URL", kiwoom.restUrl().replace(":" + kiwoom.port(), ":" + toBroker.port()),
                    "KIWOOM_WS_URL", kiwoom.websocketUrl().replace(":" + kiwoom.port(), ":" + toBroker.port()),
                    "KIWOOM_RECONNECT_DELAY", "500ms", "KIWOOM_SNAPSHOT_SETTLE", "0s", "KIWOOM_REST_PACE", "10ms"));
            process.environment.putAll(cluster);
        }

        Machine run() throws IOException {
            if (lost) {
                lines().forEach(TestProxy::restore);
                lost = false;
            }
            if (packaged) {
                process.run();
            } else {
                life = new Life.InProcess(process.environment, clock, Ticker.system());
            }
            return this;
        }

        private Stream<TestProxy> lines() {
            return Stream.concat(Stream.of(toDatabase, toBroker), others.stream());
        }

        /** SIGKILL. In this JVM its connections end at that moment, and nothing that it still does reaches anybody. */
        void kill() throws Exception {
            if (life == null) {
                process.kill();
            } else {
                lost = true;
                lines().forEach(TestProxy::cut);
                life.kill();
                life = null;
            }
        }

        /** SIGTERM; in this JVM until it has ended. */
        void stop() throws Exception {
            if (life == null) {
                process.terminate();
            } else {
                assertThat(life.stop()).isNull();
                life = null;
            }
        }

        JsonNode status() throws IOException, InterruptedException {
            return SampleFrames.JSON.readTree(process.get("/api/status"));
        }

        String state() throws IOException, InterruptedException {
            return status().path("state").asText();
        }

        List<String> conditions() throws IOException, InterruptedException {
            return status().path("conditions").findValuesAsText("name");
        }

        int health(String which) throws IOException {
            var asked = (HttpURLConnection) process.uri("/observe/health/" + which).toURL().openConnection();
            try {
                return asked.getResponseCode();
            } finally {
                asked.disconnect();
            }
        }

        Machine await(String state) {
            org.awaitility.Awaitility.await().pollInterval(SELDOM).atMost(LIMIT).ignoreExceptions().until(() -> state().equals(state));
            return this;
        }

        @Override
        public void close() throws Exception {
            if (life != null) {
                kill();
                others.forEach(TestProxy::restore); // which are the next test's, too
            }
            process.close();
            toDatabase.close();
            toBroker.close();
        }
    }

    /** Not running yet. */
    abstract Machine machine(String name) throws IOException;

    @BeforeEach
    void setUp() throws IOException {
        kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(true));
        nas = machine("nas");
        pc = machine("pc");
    }

    @AfterEach
    void tearDown() throws Exception {
        nas.close();
        pc.close();
        kiwoom.close();
        database.drop();
    }

    /** The account as the simulator has it, by stock and lot, and what the table says. */
    void awaitEqual() {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> assertThat(rows()).isEqualTo(held()));
    }

    Map<String, Long> rows() {
        var rows = new TreeMap<String, Long>();
        database.rows("select stock_code, sum(quantity)::bigint as quantity from kw_portfolio group by 1")
                .forEach(row -> rows.put((String) row.get("stock_code"), (Long) row.get("quantity")));
        return rows;
    }

    Map<String, Long> held() {
        var held = new TreeMap<String, Long>();
        ((Map<?, ?>) kiwoom.state().get("holdings")).forEach((key, lot) -> held.merge(key.toString().replaceFirst("^A", "").substring(0, 6),
                ((Number) ((Map<?, ?>) lot).get("quantity")).longValue(), Long::sum));
        return held;
    }

    /** Asked for with {@code -Dttl} on a machine that has nothing else to do, what the documentation says; otherwise more. */
    Duration limit(Duration documented, Duration otherwise) {
        return System.getProperty("ttl") == null ? otherwise : documented;
    }

    /** From then until the other is registered. */
    Duration takeover(String how, int registrations, long from) {
        await().pollInterval(Duration.ofMillis(5)).atMost(LIMIT).until(() -> kiwoom.count("registrations") == registrations);
        Duration took = Duration.ofNanos(System.nanoTime() - from);
        LOG.info("measured: {}: registered by the other after {} ms, ttl {} s", how, took.toMillis(), ttl.toSeconds());
        return took;
    }
}
