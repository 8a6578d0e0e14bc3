package dev.balancesync;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A Kafka of one node, KRaft, as a child process, behind a line that can be cut. */
public final class TestKafka implements AutoCloseable {
    private final Process process;
    private final List<TestProxy> lines = new ArrayList<>();
    private final Admin admin;

    /** @param count of lines, each of which leads to where the broker says that it is reached */
    public TestKafka(Path folder, int count) throws IOException {
        int controller = FreePort.find();
        var listeners = new ArrayList<String>();
        var advertised = new ArrayList<String>();
        var protocols = new ArrayList<>(List.of("CONTROLLER:PLAINTEXT"));
        int port = 0;
        for (int i = 0; i < count; i++) {
            port = FreePort.find();
            lines.add(TestProxy.to(port));
            listeners.add("LINE" + i + "://127.0.0.1:" + port);
            advertised.add("LINE" + i + "://127.0.0.1:" + lines.get(i).port());
            protocols.add("LINE" + i + ":PLAINTEXT");
        }
        int last = port;
        listeners.add("CONTROLLER://127.0.0.1:" + controller);
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.write(data.resolve("meta.properties"), List.of("version=1", "cluster.id=" + Uuid.randomUuid(), "node.id=1", "directory.id=" + Uuid.randomUuid()));
        Path settings = folder.resolve("server.properties");
        Files.write(settings, List.of("process.roles=broker,controller", "node.id=1", "controller.quorum.voters=1@127.0.0.1:" + controller,
                "listeners=" + String.join(",", listeners), "advertised.listeners=" + String.join(",", advertised),
                "listener.security.protocol.map=" + String.join(",", protocols), "inter.broker.listener.name=LINE0", "controller.listener.names=CONTROLLER", "log.dirs=" + data, "offsets.topic.replication.factor=1", "offsets.topic.num.partitions=1",
                "default.replication.factor=1", "group.initial.rebalance.delay.ms=0", "group.min.session.timeout.ms=1000"));
        Path log = folder.resolve("log.xml");
        Files.writeString(log, "<Configuration><Appenders><Console name='out'/></Appenders><Loggers><Root level='warn'><AppenderRef ref='out'/></Root></Loggers></Configuration>");
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-Dlog4j2.configurationFile=" + log, "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), "kafka.Kafka", settings.toString())
                .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile()).start();
        await().atMost(TestService.SOON).failFast("the broker has ended, see " + folder.resolve("out"), () -> !process.isAlive()).ignoreExceptions().until(() -> {
            new Socket(InetAddress.getLoopbackAddress(), last).close();
            return true;
        });
        admin = Admin.create(Map.of("bootstrap.servers", servers()));
    }

    /** The jar as a user has it who has put Kafka's two where docs/cluster.md says. */
    public static Path installed(Path folder) throws IOException {
        Path checkout = bare(folder);
        Path kafka = Files.createDirectory(checkout.resolve("target/kafka"));
        for (Class<?> each : List.of(KafkaComponent.class, KafkaConsumer.class)) {
            Path jar = Path.of(URI.create(each.getProtectionDomain().getCodeSource().getLocation().toString()));
            Files.createSymbolicLink(kafka.resolve(jar.getFileName()), jar);
        }
        return checkout;
    }

    /** As it ships. */
    static Path bare(Path folder) throws IOException {
        Path checkout = Files.createDirectories(folder.resolve("installed"));
        Path target = Files.createDirectory(checkout.resolve("target"));
        Files.copy(Path.of("target/kiwoom-balance-sync.jar"), target.resolve("kiwoom-balance-sync.jar"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createSymbolicLink(target.resolve("lib"), Path.of("target/lib").toAbsolutePath());
        Files.copy(Path.of("application.properties"), checkout.resolve("application.properties"));
        TestFiles.copyRoutes(checkout.resolve("routes"));
        return checkout;
    }

    public void delete(String topic) {
        admin.deleteTopics(List.of(topic));
    }

    String servers() {
        return "127.0.0.1:" + lines.get(0).port();
    }

    public List<TestProxy> lines() {
        return lines;
    }

    void send(ProducerRecord<String, String> text) throws Exception {
        try (var producer = new KafkaProducer<String, String>(Map.of("bootstrap.servers", servers(), "key.serializer", StringSerializer.class, "value.serializer",
                StringSerializer.class))) {
            producer.send(text).get();
        }
    }

    /** The first record of the topic with this text. */
    Optional<ConsumerRecord<String, String>> find(String topic, String text) {
        try (var reader = new KafkaConsumer<String, String>(Map.of("bootstrap.servers", servers(), "key.deserializer", StringDeserializer.class,
                "value.deserializer", StringDeserializer.class, "auto.offset.reset", "earliest", "enable.auto.commit", false))) {
            List<TopicPartition> parts = IntStream.range(0, 64).mapToObj(each -> new TopicPartition(topic, each)).collect(Collectors.toList());
            reader.assign(parts);
            long end = reader.endOffsets(parts).values().stream().mapToLong(each -> each).sum();
            reader.seekToBeginning(parts);
            while (parts.stream().mapToLong(reader::position).sum() < end) {
                for (ConsumerRecord<String, String> each : reader.poll(Duration.ofMillis(100))) {
                    if (each.value().contains(text)) {
                        return Optional.of(each);
                    }
                }
            }
            return Optional.empty();
        }
    }

    /** How many parts of the topic each member of its group has, by the name of its machine. */
    Map<String, Integer> members(String topic) throws Exception {
        return admin.describeConsumerGroups(List.of(topic)).all().get().get(topic).members().stream()
                .collect(Collectors.toMap(each -> each.clientId().replaceFirst("~.*", ""), each -> each.assignment().topicPartitions().size(), Integer::sum));
    }

    /** Somebody who comes into the group and wants nothing of this topic. */
    KafkaConsumer<String, String> join(String group) throws Exception {
        admin.createTopics(List.of(new NewTopic(group + "-other", 1, (short) 1))).all().get();
        var guest = new KafkaConsumer<String, String>(Map.of("bootstrap.servers", servers(), "key.deserializer", StringDeserializer.class, "value.deserializer",
                StringDeserializer.class, "group.id", group, "session.timeout.ms", 4000, "heartbeat.interval.ms", 400, "max.poll.interval.ms", 2000,
                "partition.assignment.strategy", CooperativeStickyAssignor.class.getName()));
        guest.subscribe(List.of(group + "-other"));
        guest.poll(Duration.ofMillis(50));
        return guest;
    }

    void compress(String topic, String how) throws Exception {
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry("compression.type", how), AlterConfigOp.OpType.SET)))).all().get();
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
        process.destroyForcibly().onExit().join();
        lines.forEach(TestProxy::close);
    }
}
