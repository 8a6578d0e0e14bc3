package dev.balancesync;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two machines, each the packaged jar, that serve one account: only ever one is logged in, and the tables are right whoever dies. Each has a
 * line of its own to the database and to the broker, which can be cut.
 */
class ClusterIT {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.measured");
    /** Longer than a busy machine may let a process wait; measured with {@code -Dttl=3}. */
    private static final Duration TTL = Duration.ofSeconds(Long.getLong("ttl", 6));
    private static final Duration LIMIT = SOON.multipliedBy(2);
    private static final String NOT_OFFERED = "{\"return_code\":20,\"return_msg\":\"[2000](RC9000:모의투자에서는 해당업무가 제공되지 않습니다.)\"}";

    @TempDir
    private Path folder;
    private final TestDatabase database = TestDatabase.create();
    private KiwoomSimulator kiwoom;
    private Machine nas;
    private Machine pc;

    private final class Machine implements AutoCloseable {
        final String name;
        final TestProcess process;
        final TestProxy toDatabase;
        final TestProxy toBroker;

        Machine(String name) throws IOException {
            this.name = name;
            int server = URI.create(database.url()).getPort();
            toDatabase = TestProxy.to(server);
            toBroker = TestProxy.to(kiwoom.port());
            process = new TestProcess(Files.createDirectory(folder.resolve(name)), kiwoom, database).withoutManagement();
            process.environment.putAll(Map.of("CLUSTER", "postgres", "NODE_NAME", name, "CLUSTER_LEASE_TTL", TTL.toSeconds() + "s",
                    "SUPABASE_DB_URL", database.url().replace(":" + server + "/", ":" + toDatabase.port() + "/"),
                    "KIWOOM_REST_URL", kiwoom.restUrl().replace(":" + kiwoom.port(), ":" + toBroker.port()),
                    "KIWOOM_WS_URL", kiwoom.websocketUrl().replace(":" + kiwoom.port(), ":" + toBroker.port()),
                    "KIWOOM_RECONNECT_DELAY", "500ms", "KIWOOM_SNAPSHOT_SETTLE", "0s", "KIWOOM_REST_PACE", "10ms"));
        }

        Machine run() throws IOException {
            process.run();
            return this;
        }

        JsonNode status() throws IOException, InterruptedException {
            return SampleFrames.JSON.readTree(process.get("/api/status"));
        }

        String state() throws IOException, InterruptedException {
            return status().path("state").asText();
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
            org.awaitility.Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> state().equals(state));
            return this;
        }

        @Override
        public void close() {
            process.close();
            toDatabase.close();
            toBroker.close();
        }
    }

    @BeforeEach
    void setUp() throws IOException {
        kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(true));
        nas = new Machine("nas");
        pc = new Machine("pc");
    }

    @AfterEach
    void tearDown() {
        nas.close();
        pc.close();
        kiwoom.close();
        database.drop();
    }

    private void start() throws IOException {
        nas.run().await("LIVE");
        pc.run().await("STANDBY");
        awaitEqual();
    }

    /** The account as the simulator has it, by stock and lot, and what the table says. */
    private void awaitEqual() {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> assertThat(rows()).isEqualTo(held()));
    }

    private Map<String, Long> rows() {
        var rows = new TreeMap<String, Long>();
        database.rows("select stock_code, sum(quantity)::bigint as quantity from kw_portfolio group by 1")
                .forEach(row -> rows.put((String) row.get("stock_code"), (Long) row.get("quantity")));
        return rows;
    }

    private Map<String, Long> held() {
        var held = new TreeMap<String, Long>();
        ((Map<?, ?>) kiwoom.state().get("holdings")).forEach((key, lot) -> held.merge(key.toString().replaceFirst("^A", "").substring(0, 6),
                ((Number) ((Map<?, ?>) lot).get("quantity")).longValue(), Long::sum));
        return held;
    }

    /** From now until the other is registered. */
    private Duration takeover(String how, int registrations, long from) {
        await().pollInterval(Duration.ofMillis(5)).atMost(LIMIT).until(() -> kiwoom.count("registrations") == registrations);
        Duration took = Duration.ofNanos(System.nanoTime() - from);
        LOG.info("measured: {}: registered by the other after {} ms, ttl {} s", how, took.toMillis(), TTL.toSeconds());
        return took;
    }

    private int logins() {
        return kiwoom.count("logins");
    }

    @Test
    void one_serves_the_account_and_the_other_says_that_it_stands_by() throws Exception {
        start();

        assertThat(pc.status().path("cluster").path("leader").asText()).isEqualTo("nas");
        assertThat(pc.status().path("cluster").path("others").toString()).isEqualTo("[\"nas\"]");
        assertThat(pc.status().path("headline").path("name").asText()).isEqualTo("STANDBY");
        assertThat(pc.status().path("ready").asBoolean()).isTrue();
        assertThat(pc.health("live")).isEqualTo(200);
        assertThat(pc.health("ready")).isEqualTo(200);
        assertThat(nas.status().path("cluster").path("leads").asBoolean()).isTrue();
        assertThat(pc.process.get("/api/positions")).as("the page of either shows the account").contains(rows().keySet().iterator().next());
        assertThat(pc.process.get("/observe/metrics")).contains("kiwoom_session_state{state=\"STANDBY\"} 1.0");
        assertThat(database.rows("select count(*) as rows from kw_sync_status")).containsExactly(Map.of("rows", 1L));
        assertThat(logins()).isEqualTo(1);
    }

    @Test
    void after_kill_9_the_other_takes_over() throws Exception {
        start();
        long from = System.nanoTime();
        nas.process.kill();
        kiwoom.buy("005930", 7, 0);

        Duration took = takeover("kill -9", 2, from);

        assertThat(took).isLessThan(TTL.plusSeconds(5)); // a second on a machine that has nothing else to do
        awaitEqual();
        assertThat(kiwoom.count("duplicates")).isZero();
        assertThat(logins()).isEqualTo(2);

        nas.run().await("STANDBY");
        assertThat(logins()).as("who comes back takes nothing away").isEqualTo(2);
    }

    @Test
    void after_sigterm_the_other_takes_over_at_once() throws Exception {
        start();
        long from = System.nanoTime();
        nas.process.terminate();

        Duration took = takeover("SIGTERM", 2, from);

        assertThat(took).isLessThan(TTL);
        assertThat(nas.process.exitCode()).isZero();
        kiwoom.buy("005930", 7, 0);
        awaitEqual();
        assertThat(kiwoom.count("duplicates")).isZero();
    }

    /** No snapshot heals anything here: what the old leader would write stays. */
    @Test
    void who_was_stopped_and_goes_on_writes_nothing_and_logs_in_no_more() throws Exception {
        start();
        kiwoom.buy("005930", 5, 0);
        awaitEqual();
        kiwoom.next(new Fault.RestAnswer("kt00018", 200, NOT_OFFERED), 1000);
        long from = System.nanoTime();
        nas.process.suspend();
        // what lies in its buffer when it wakes
        kiwoom.buy("000660", 3, 0);
        takeover("SIGSTOP", 2, from);
        pc.await("LIVE");
        kiwoom.sell("000660", 3, 0);
        kiwoom.buy("005930", 1, 0);
        long now = held().get("005930");
        await().atMost(SOON).until(() -> Long.valueOf(now).equals(rows().get("005930")));
        Map<String, Long> right = rows();

        nas.process.resume();
        nas.await("STANDBY");

        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(rows()).isEqualTo(right);
            assertThat(logins()).isEqualTo(2);
        });
        assertThat(pc.state()).isEqualTo("LIVE");
        assertThat(nas.status().path("database").path("waiting").asInt()).as("what it may not write any more").isPositive();
        long stopped = System.nanoTime();
        nas.process.terminate();
        assertThat(nas.process.exitCode()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - stopped)).as("waits for nobody to write it").isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void who_is_cut_off_from_the_database_closes_its_socket_before_the_other_logs_in() throws Exception {
        start();
        long from = System.nanoTime();
        nas.toDatabase.pause();

        takeover("cut off from the database", 2, from);

        assertThat(kiwoom.count("duplicates")).as("the one had left when the other came").isZero();
        assertThat(kiwoom.count("most_open")).isEqualTo(1);
        nas.await("STANDBY");
        assertThat(nas.status().path("headline").path("name").asText()).isEqualTo("LEASE_FAILING");
        assertThat(nas.health("ready")).isEqualTo(503);
        assertThat(nas.health("live")).isEqualTo(200);
        kiwoom.buy("005930", 7, 0);
        awaitEqual();

        nas.toDatabase.restore();
        await().atMost(LIMIT).ignoreExceptions().until(() -> nas.health("ready") == 200);
        assertThat(nas.state()).isEqualTo("STANDBY");
        assertThat(logins()).isEqualTo(2);
    }

    /** Its line to the broker alone is dead: a cable of its own, a firewall, a resolver. */
    @Test
    void who_is_cut_off_from_the_broker_alone_leaves_the_account_to_the_other() throws Exception {
        nas.process.environment.put("KIWOOM_CIRCUIT_OPEN_DURATION", "5s"); // for which it would wait at the end
        start();
        long from = System.nanoTime();
        nas.toBroker.cut();

        takeover("cut off from the broker", 2, from);

        assertThat(kiwoom.count("duplicates")).isZero();
        assertThat(kiwoom.count("most_open")).isEqualTo(1);
        nas.await("STANDBY");
        assertThat(nas.status().path("headline").path("name").asText()).isEqualTo("STANDS_ASIDE");
        assertThat(nas.status().path("cluster").path("leader").asText()).isEqualTo("pc");
        kiwoom.buy("005930", 7, 0);
        awaitEqual();
        nas.toBroker.restore();
        pc.close();
        nas.await("LIVE");
        awaitEqual();
    }

    @Test
    void when_both_are_cut_off_from_the_database_for_longer_than_the_lease_one_goes_on_where_it_was() throws Exception {
        start();
        nas.toDatabase.cut();
        pc.toDatabase.cut();
        nas.await("STANDBY");
        kiwoom.buy("005930", 7, 0);

        nas.toDatabase.restore();
        pc.toDatabase.restore();

        await().atMost(LIMIT).ignoreExceptions().until(() -> List.of(nas.state(), pc.state()).contains("LIVE"));
        awaitEqual();
        assertThat(kiwoom.count("duplicates")).isZero();
    }

    @Test
    void the_journal_of_who_died_is_not_read_again_over_what_another_has_written_since() throws Exception {
        start();
        kiwoom.next(new Fault.RestAnswer("kt00018", 200, NOT_OFFERED), 1000);
        nas.toDatabase.pause();
        kiwoom.buy("000660", 3, 0);
        await().atMost(SOON).until(() -> journal(nas).contains("\"930\":\"3\""));
        nas.process.kill();
        pc.await("LIVE");
        kiwoom.sell("000660", 3, 0);
        kiwoom.buy("005930", 1, 0);
        long now = held().get("005930");
        await().atMost(SOON).until(() -> Long.valueOf(now).equals(rows().get("005930")));
        assertThat(rows()).doesNotContainKey("000660");
        nas.toDatabase.restore();

        nas.run().await("STANDBY");
        pc.process.terminate();
        nas.await("LIVE");

        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(rows()).doesNotContainKey("000660"));
        assertThat(nas.process.output()).contains("is not read again");
    }

    @Test
    void who_died_and_comes_back_while_nobody_served_the_account_reads_its_journal_again() throws Exception {
        nas.run().await("LIVE");
        awaitEqual();
        kiwoom.next(new Fault.RestAnswer("kt00018", 200, NOT_OFFERED), 1000);
        nas.toDatabase.pause();
        kiwoom.buy("000660", 3, 0);
        await().atMost(SOON).until(() -> journal(nas).contains("\"930\":\"3\""));
        nas.process.kill();
        nas.toDatabase.restore();

        nas.run().await("LIVE");

        await().atMost(SOON).untilAsserted(() -> assertThat(rows()).containsEntry("000660", held().get("000660")));
    }

    /** The machines' dates say nothing about anything. */
    @Test
    void machines_whose_clocks_are_nine_hours_apart_take_over_as_ever() throws Exception {
        Path library = FakeTimeIT.library().orElseGet(() -> "true".equals(System.getenv("CI")) ? fail("no libfaketime") : abort("No libfaketime is installed"));
        pc.process.environment.putAll(FakeTimeIT.onlyTheWallClock(library));
        pc.process.environment.put("FAKETIME", "+9h");
        pc.run().await("LIVE");
        nas.run().await("STANDBY");
        kiwoom.buy("005930", 7, 0);
        awaitEqual();

        pc.process.kill();
        nas.await("LIVE");

        kiwoom.sell("005930", 3, 0);
        awaitEqual();
        assertThat(logins()).isEqualTo(2);
        assertThat(kiwoom.count("duplicates")).isZero();
    }

    private static String journal(Machine machine) throws IOException {
        var all = new StringBuilder();
        try (var files = Files.walk(Path.of(machine.process.environment.get("DATA_DIR")).resolve("journal"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }
}
