package dev.balancesync;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.balancesync.simulator.Fault;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With CLUSTER=kafka; the packaged jar is beside a folder with Kafka's two. */
class KafkaIT extends TwoMachines {
    @TempDir
    private static Path broker;
    private static TestKafka kafka;
    private static Path installed;
    private static int tests;

    private final String topic = "frames-" + ++tests;

    KafkaIT() {
        super(4);
    }

    @Override
    Machine machine(String name) throws IOException {
        return machine(name, installed);
    }

    private Machine machine(String name, Path checkout) throws IOException {
        TestProxy toKafka = kafka.lines().get(name.equals("nas") ? 1 : 2);
        return new Machine(name, checkout, Map.of("CLUSTER", "kafka", "KAFKA_TOPIC", topic, "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + toKafka.port()), toKafka);
    }

    @BeforeAll
    static void startKafka() throws IOException {
        kafka = new TestKafka(broker, 3);
        installed = TestKafka.installed(broker);
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @AfterEach
    void restoreKafka() {
        kafka.lines().forEach(TestProxy::restore);
    }

    private void start() throws IOException {
        for (Machine each : List.of(nas, pc)) {
            each.run();
        }
        awaitBoth();
        awaitEqual();
    }

    /** The group is divided, and the one that has the account serves it. */
    private void awaitBoth() {
        await().pollInterval(SELDOM).atMost(LIMIT).ignoreExceptions().until(() -> kafka.members(topic).equals(Map.of("nas", 32, "pc", 32))
                && List.of(nas.state(), pc.state()).containsAll(List.of("LIVE", "STANDBY")) && leader().status().path("cluster").path("others").size() == 1);
    }

    private Machine leader() throws IOException, InterruptedException {
        return nas.state().equals("LIVE") ? nas : pc;
    }

    private Machine other(Machine one) {
        return one == nas ? pc : nas;
    }

    private void assertNeverTwo() {
        assertThat(kiwoom.count("duplicates")).isZero();
        assertThat(kiwoom.count("most_open")).isEqualTo(1);
    }

    /** What the database took nothing of, and no snapshot tells. */
    private ConsumerRecord<String, String> receiveUnstored(Machine leader, int quantity) throws Exception {
        kiwoom.next(new Fault.Refuse("kt00018", "RC9000"), 1000);
        leader.toDatabase.pause();
        kiwoom.buy("000660", quantity, 0);
        String said = said(quantity);
        return await().pollInterval(SELDOM).atMost(SOON).until(() -> kafka.find(topic, said), Optional::isPresent).orElseThrow();
    }

    private static String said(int quantity) {
        return "\"930\":\"" + quantity + "\"";
    }

    /** As a machine sends it that does not know yet that another has taken over. */
    private void sendLate(ConsumerRecord<String, String> record, int quantity, long earlier) throws Exception {
        long epoch = Long.parseLong(record.value().replaceFirst("\\{\"epoch\":(\\d+).*", "$1")) - earlier;
        kafka.send(new ProducerRecord<>(topic, record.partition(), record.key(), record.value().replaceFirst("\"epoch\":\\d+", "\"epoch\":" + epoch)
                .replaceFirst("\"930\":\"\\d+\"", said(quantity))));
    }

    private void awaitRow(String stock, Long quantity) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(rows().get(stock)).isEqualTo(quantity));
    }

    @Test
    void what_the_dead_one_had_in_kafka_and_not_stored_the_other_stores_and_hands_over_when_it_is_stopped() throws Exception {
        packaged = true;
        start();
        Machine first = leader();
        Machine second = other(first);
        ConsumerRecord<String, String> fill = receiveUnstored(first, 3);
        sendLate(fill, 99, 1);
        await().pollInterval(SELDOM).during(ttl.dividedBy(2)).atMost(LIMIT).untilAsserted(() -> assertThat(first.state()).as("Kafka decides who serves, the database may be away").isEqualTo("LIVE"));
        assertThat(rows()).doesNotContainKey("000660");

        int before = kiwoom.count("registrations");
        long from = System.nanoTime();
        first.kill();

        assertThat(takeover("kill -9", before + 1, from)).isLessThan(ttl.plusSeconds(5)); // a second on a machine that has nothing else to do
        awaitRow("000660", 3L);
        assertThat(second.conditions()).as("no snapshot has told what came between the two").contains("GAP");
        assertNeverTwo();

        first.toDatabase.restore();
        kiwoom.sell("000660", 3, 0);
        awaitRow("000660", null);
        first.run();
        awaitBoth();
        kiwoom.buy("005930", 1, 0);
        awaitRow("005930", held().get("005930"));
        assertThat(rows()).as("neither journal brings it back").doesNotContainKey("000660");
        assertNeverTwo();

        int registered = kiwoom.count("registrations");
        Machine serves = leader();
        long asked = System.nanoTime();
        serves.stop();
        assertThat(takeover("SIGTERM", registered + 1, asked)).isLessThan(ttl);
        assertThat(serves.process.exitCode()).isZero();
        kiwoom.buy("005930", 7, 0);
        awaitRow("005930", held().get("005930"));
        assertNeverTwo();
    }

    /** The second is given the shard while the database is away, and cannot begin to serve the account before it dies as well. */
    @Test
    void who_comes_back_before_another_could_begin_goes_on_with_what_it_had() throws Exception {
        start();
        Machine first = leader();
        Machine second = other(first);
        receiveUnstored(first, 3);
        second.toDatabase.pause();
        first.kill();
        await().pollInterval(SELDOM).atMost(LIMIT).until(() -> kafka.members(topic).equals(Map.of(second.name, 64)));

        second.kill();
        first.toDatabase.restore();
        first.run();

        first.await("LIVE");
        awaitRow("000660", 3L);
        assertNeverTwo();
    }

    /** The second takes over what the first left, and dies as well before the database has taken any of it. */
    @Test
    void what_who_takes_over_cannot_store_either_the_next_one_stores() throws Exception {
        start();
        Machine first = leader();
        Machine second = other(first);
        try (Connection locked = database.connect(); Statement statement = locked.createStatement(); var log = new LogLines()) {
            locked.setAutoCommit(false);
            statement.execute("lock table kw_portfolio in access exclusive mode");
            ConsumerRecord<String, String> fill = receiveUnstored(first, 3);
            sendLate(fill, 4, 0); // which the journal of the first does not have
            first.kill();
            second.await("LIVE");
            await().pollInterval(SELDOM).atMost(LIMIT).until(() -> log.all().stream().anyMatch(each -> each.matches(".*Read [1-9]\\d* frames of the journal again.*")));

            second.kill();
            locked.rollback();
        }
        first.toDatabase.restore();
        first.run();

        first.await("LIVE");
        awaitRow("000660", 4L);
        assertNeverTwo();
    }

    @Test
    void neither_the_death_of_who_stands_by_nor_a_topic_that_cannot_be_read_ends_the_service() throws Exception {
        packaged = true;
        start();
        Machine first = leader();
        Machine second = other(first);
        second.kill();
        int registered = kiwoom.count("registrations");
        try (var guest = kafka.join(topic)) { // the group is divided anew, and waits for the dead one
            await().during(ttl.plusSeconds(1)).atMost(LIMIT).until(() -> {
                guest.poll(Duration.ofMillis(50));
                return true;
            });
        }
        assertThat(kiwoom.count("registrations")).as("who cannot prove meanwhile to be a member may stand by once").isLessThanOrEqualTo(registered + 1);
        second.run();
        awaitBoth();

        Machine serves = leader();
        Machine takes = other(serves);
        kafka.compress(topic, "zstd"); // for which nobody has the library
        receiveUnstored(serves, 3);
        serves.kill();

        takes.await("LIVE");
        assertThat(takes.conditions()).contains("GAP", "NOT_REPLICATED");
        assertThat(takes.process.isRunning()).isTrue();
        assertNeverTwo();
    }

    @Test
    void who_was_stopped_logs_in_no_more_and_while_kafka_is_away_it_is_told_and_nobody_serves_for_long() throws Exception {
        packaged = true;
        start();
        Machine stopped = leader();
        Machine other = other(stopped);
        long from = System.nanoTime();
        int registered = kiwoom.count("registrations");
        stopped.process.suspend();
        assertThat(takeover("SIGSTOP", registered + 1, from)).isLessThan(ttl.plusSeconds(5));
        other.await("LIVE");
        kiwoom.buy("005930", 1, 0);
        awaitEqual();
        int logins = kiwoom.count("logins");
        stopped.process.resume();
        awaitBoth();
        assertThat(kiwoom.count("logins")).isLessThanOrEqualTo(logins + 1); // where the group has given it the account again
        int duplicates = kiwoom.count("duplicates");

        Machine first = leader();
        kafka.lines().forEach(TestProxy::cut);
        kiwoom.buy("005930", 2, 0);
        awaitEqual();
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(first.conditions()).contains("NOT_REPLICATED"));
        for (Machine each : List.of(nas, pc)) {
            each.await("STANDBY");
            await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(each.conditions()).contains("KAFKA_FAILING"));
            assertThat(each.status().path("conditions").findValuesAsText("ko")).as("Kafka's English").noneMatch(text -> text.matches(".*[a-z]+ [a-z]+ [a-z]+.*"));
            assertThat(each.status().path("ready").asBoolean()).isFalse();
        }
        kiwoom.buy("005930", 7, 0);

        kafka.lines().forEach(TestProxy::restore);

        await().pollInterval(SELDOM).atMost(LIMIT).ignoreExceptions().until(() -> List.of(nas.state(), pc.state()).containsAll(List.of("LIVE", "STANDBY")));
        awaitEqual();
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(nas.conditions()).doesNotContain("KAFKA_FAILING", "NOT_REPLICATED"));
        assertThat(kiwoom.count("duplicates")).isEqualTo(duplicates);

        Machine last = leader();
        kafka.lines().forEach(TestProxy::cut);
        long asked = System.nanoTime();
        last.stop();
        assertThat(last.process.exitCode()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).as("a stop waits for no Kafka").isLessThan(Duration.ofSeconds(8));
        kafka.lines().forEach(TestProxy::restore);
    }

    @Test
    void a_topic_that_somebody_deletes_is_made_again_and_the_account_is_served_on() throws Exception {
        start();
        int registered = kiwoom.count("registrations");
        kafka.delete(topic);

        await().atMost(LIMIT).until(() -> kiwoom.count("registrations") > registered);
        awaitBoth();
        kiwoom.buy("005930", 7, 0);
        awaitEqual();
        receiveUnstored(leader(), 3);
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(nas.conditions()).doesNotContain("KAFKA_FAILING", "NOT_REPLICATED"));
        assertNeverTwo();
    }

    @Test
    void without_kafkas_jars_the_start_says_what_to_do() throws Exception {
        try (var machine = machine("bare", TestKafka.bare(folder))) {
            machine.process.runWith(List.of()); // in a place of its own, for which an archive of classes would be made

            assertThat(machine.process.exitCode()).isEqualTo(2);
            assertThat(machine.process.output()).contains("camel-kafka", "kafka-clients", "folder kafka", "docs/cluster.md");
        }
    }
}
