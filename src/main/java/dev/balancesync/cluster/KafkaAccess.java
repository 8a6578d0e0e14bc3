package dev.balancesync.cluster;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

import dev.balancesync.settings.SettingsException;
import org.apache.camel.Component;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * How Kafka is reached: by the routes, and by who belongs to the group.
 *
 * @param topic also the name of the group
 * @param own what a file has of the user's: TLS, SASL
 * @param node this one's name there
 * @param ttl so long after its last word a machine counts as dead
 */
public record KafkaAccess(String servers, String topic, Map<String, String> own, String node, Duration ttl) {
    private static final int BUFFER = 4 * 1024 * 1024;
    private static final Duration CLOSE = Duration.ofMillis(500);

    /** @param file of client properties; blank for none */
    public static KafkaAccess of(String servers, String topic, String file, String node, Duration ttl) {
        var own = new Properties();
        if (!file.isBlank()) {
            try (Reader text = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
                own.load(text);
            } catch (IOException e) {
                throw new SettingsException("KAFKA_PROPERTIES cannot be read: " + e.getMessage());
            }
        }
        var names = new HashMap<String, String>();
        own.stringPropertyNames().forEach(name -> names.put(name, own.getProperty(name)));
        return new KafkaAccess(servers, topic, Map.copyOf(names), node, ttl);
    }

    /** For each question, so that what lies idle is noticed before what is held is over. */
    Duration limit() {
        return ttl.dividedBy(3);
    }

    /** @param use one of those that this process has */
    Map<String, Object> client(String use) {
        var client = new HashMap<String, Object>(own);
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
        client.put(CommonClientConfigs.CLIENT_ID_CONFIG, node + "-" + use);
        client.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, millis(limit()));
        client.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(ttl));
        client.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, (long) millis(limit()));
        client.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return client;
    }

    Map<String, Object> consumer() {
        Map<String, Object> consumer = client("reader");
        consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return consumer;
    }

    Map<String, Object> member() {
        Map<String, Object> member = consumer();
        // by which the others know it
        member.put(CommonClientConfigs.CLIENT_ID_CONFIG, node);
        member.put(ConsumerConfig.GROUP_ID_CONFIG, topic);
        member.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        member.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, millis(ttl));
        member.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, millis(ttl.dividedBy(10)));
        // so long a rebalance waits for a member that has something to write still
        member.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, millis(ttl.multipliedBy(3)));
        return member;
    }

    /** What {@code kafka:} means in the routes. */
    public Component component() {
        var configuration = new KafkaConfiguration();
        configuration.setBrokers(servers);
        configuration.setRequestTimeoutMs(millis(limit()));
        configuration.setMaxBlockMs(millis(limit()));
        configuration.setDeliveryTimeoutMs(millis(ttl));
        // the service's heap is small
        configuration.setBufferMemorySize(BUFFER);
        var component = new KafkaComponent();
        component.setConfiguration(configuration);
        component.setKafkaClientFactory(new DefaultKafkaClientFactory() {
            @Override
            @SuppressWarnings("rawtypes")
            public Producer getProducer(Properties properties) {
                properties.putAll(own);
                return new KafkaProducer<Object, Object>(properties) {
                    /** A stop does not wait for a Kafka that is away: the journal on the disk has what it would get. */
                    @Override
                    public void close() {
                        close(CLOSE);
                    }
                };
            }
        });
        return component;
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
