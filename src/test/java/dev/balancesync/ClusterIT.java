package dev.balancesync;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.simulator.Fault;
import org.junit.jupiter.api.Test;

/** With CLUSTER=postgres: only ever one is logged in, and the tables are right whoever dies. */
class ClusterIT extends TwoMachines {
    ClusterIT() {
        super(6); // longer than a busy machine may let a process wait
    }

    @Override
    Machine machine(String name) throws IOException {
        return new Machine(name, Path.of(""), Map.of("CLUSTER", "postgres"));
    }

    private void start() throws IOException {
        nas.run().await("LIVE");
        pc.run().await("STANDBY");
        awaitEqual();
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
        await().atMost(SOON).until(() -> database.rows("select from kw_sync_status").size() == 1);
        assertThat(logins()).isEqualTo(1);
    }

    @Test
    void after_kill_9_the_other_takes_over() throws Exception {
        packaged = true;
        start();
        long from = System.nanoTime();
        nas.kill();
        kiwoom.buy("005930", 7, 0);

        Duration took = takeover("kill -9", 2, from);

        assertThat(took).isLessThan(limit(ttl.plusSeconds(1), ttl.plusSeconds(5)));
        awaitEqual();
        assertThat(kiwoom.count("duplicates")).isZero();
        assertThat(logins()).isEqualTo(2);

        nas.run().await("STANDBY");
        assertThat(logins()).as("who comes back takes nothing away").isEqualTo(2);
    }

    @Test
    void after_sigterm_the_other_takes_over_at_once() throws Exception {
        packaged = true;
        start();
        long from = System.nanoTime();
        nas.stop();

        Duration took = takeover("SIGTERM", 2, from);

        assertThat(took).isLessThan(limit(Duration.ofMillis(1500), ttl));
        assertThat(nas.process.exitCode()).isZero();
        kiwoom.buy("005930", 7, 0);
        awaitEqual();
        assertThat(kiwoom.count("duplicates")).isZero();
    }

    /** No snapshot heals anything here: what the old leader would write stays. */
    @Test
    void who_was_stopped_and_goes_on_writes_nothing_and_logs_in_no_more() throws Exception {
        packaged = true;
        start();
        kiwoom.buy("005930", 5, 0);
        awaitEqual();
        kiwoom.next(new Fault.Refuse("kt00018", "RC9000"), 1000);
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
        nas.stop();
        assertThat(nas.process.exitCode()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - stopped)).as("waits for nobody to write it").isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void who_is_cut_off_from_the_database_closes_its_socket_before_the_other_logs_in() throws Exception {
        start();
        await().atMost(SOON).untilAsserted(() -> assertThat(nas.status().path("totals").path("total_asset").isObject()).isTrue());
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
        JsonNode status = nas.status();
        assertThat(List.of(status.path("totals").path("total_asset"), status.path("totals").path("profit_loss"), status.path("day_result"), status.path("snapshot").path("broker_totals"), status.path("cash").path("cash_at"),
                status.path("gap_since"), status.path("next_attempt_at")))
                .as("what Kiwoom told it while it served says nothing of now, and it tries nothing").allMatch(JsonNode::isNull);
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
        // who has stepped aside asks only a while later who serves now
        await().atMost(LIMIT).untilAsserted(() -> assertThat(nas.status().path("cluster").path("leader").asText()).isEqualTo("pc"));
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
        kiwoom.next(new Fault.Refuse("kt00018", "RC9000"), 1000);
        nas.toDatabase.pause();
        kiwoom.buy("000660", 3, 0);
        await().atMost(SOON).until(() -> journal(nas).contains("\"930\":\"3\""));
        nas.kill();
        pc.await("LIVE");
        kiwoom.sell("000660", 3, 0);
        kiwoom.buy("005930", 1, 0);
        long now = held().get("005930");
        await().atMost(SOON).until(() -> Long.valueOf(now).equals(rows().get("005930")));
        assertThat(rows()).doesNotContainKey("000660");
        nas.toDatabase.restore();

        try (var log = new LogLines()) {
            nas.run().await("STANDBY");
            pc.stop();
            nas.await("LIVE");

            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(rows()).doesNotContainKey("000660"));
            assertThat(log.all()).anyMatch(each -> each.contains("is not read again"));
        }
    }

    @Test
    void who_died_and_comes_back_while_nobody_served_the_account_reads_its_journal_again() throws Exception {
        nas.run().await("LIVE");
        awaitEqual();
        kiwoom.next(new Fault.Refuse("kt00018", "RC9000"), 1000);
        nas.toDatabase.pause();
        kiwoom.buy("000660", 3, 0);
        await().atMost(SOON).until(() -> journal(nas).contains("\"930\":\"3\""));
        nas.kill();
        nas.toDatabase.restore();

        nas.run().await("LIVE");

        await().atMost(SOON).untilAsserted(() -> assertThat(rows()).containsEntry("000660", held().get("000660")));
    }

    /** The machines' dates say nothing about anything. */
    @Test
    void machines_whose_clocks_are_nine_hours_apart_take_over_as_ever() throws Exception {
        pc.clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(9));
        pc.run().await("LIVE");
        nas.run().await("STANDBY");
        kiwoom.buy("005930", 7, 0);
        awaitEqual();

        pc.kill();
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
