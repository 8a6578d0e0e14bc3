package dev.balancesync.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

import dev.balancesync.time.Ticker;
import org.apache.camel.Component;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** How Kafka is reached: by the routes, by who belongs to the group, and by who reads again. */
public class KafkaAccess {
    private static final int BUFFER = 4 * 1024 * 1024;
    private static final Duration CLOSE = Duration.ofMillis(500);

    private final String servers;
    private final String topic;
    private final Map<String, String> own;
    private final String node;
    private final Duration ttl;

    /**
     * @param topic also the name of the group
     * @param own what Kafka asks for TLS and login, and nothing else
     * @param node this one's name there
     * @param ttl so long after its last word a machine counts as dead
     */
    public KafkaAccess(String servers, String topic, Map<String, String> own, String node, Duration ttl) {
        this.servers = servers;
        this.topic = topic;
        this.own = Map.copyOf(own);
        this.node = node;
        this.ttl = ttl;
    }

    String topic() {
        return topic;
    }

    String node() {
        return node;
    }

    Duration ttl() {
        return ttl;
    }

    TopicPartition part(int shard) {
        return new TopicPartition(topic, shard);
    }

    /** Of a member: the rest of the lease is for what comes after, so that the other is logged in when it is over. */
    Duration session() {
        return ttl.multipliedBy(9).dividedBy(10);
    }

    /** For each question of the member: two of them fit between two of its polls. */
    Duration limit() {
        return ttl.dividedBy(5);
    }

    /** So long after a poll the member has certainly not left by itself. */
    Duration certain() {
        return session().multipliedBy(9).dividedBy(10);
    }

    /** For each request, so that a line that has died is noticed before what is held is over. */
    private Duration request() {
        return ttl.dividedBy(3);
    }

    /** @param use one of those that this process has */
    Map<String, Object> client(String use) {
        var client = new HashMap<String, Object>(own);
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
        client.put(CommonClientConfigs.CLIENT_ID_CONFIG, node + "-" + use);
        client.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, millis(request()));
        client.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(ttl));
        client.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, (long) millis(request()));
        client.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return client;
    }

    private Map<String, Object> consumer(String use) {
        Map<String, Object> consumer = client(use);
        consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return consumer;
    }

    /** Of who reads again: what is not there any more must not be passed over in silence. */
    Map<String, Object> reader() {
        Map<String, Object> reader = consumer("reader");
        reader.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return reader;
    }

    Map<String, Object> member() {
        Map<String, Object> member = consumer("member");
        // by which the others know it
        member.put(CommonClientConfigs.CLIENT_ID_CONFIG, node);
        // it reads nothing
        member.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        member.put(ConsumerConfig.GROUP_ID_CONFIG, topic);
        member.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        member.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, millis(session()));
        member.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, millis(ttl.dividedBy(20)));
        // so long, too, the group waits for a member of whom nothing is heard, when another comes or goes: who is left out sooner would believe still
        member.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, millis(session()));
        return member;
    }

    Consumer<String, String> openMember() {
        return new KafkaConsumer<>(member());
    }

    Consumer<String, String> openReader() {
        return new KafkaConsumer<>(reader());
    }

    /** @param changed told when others have come or gone, or have other shards */
    Onlooker onlooker(Ticker ticker, Runnable changed) {
        return new Onlooker(this, ticker, changed);
    }

    /** What {@code kafka:} means in the routes. */
    public Component component() {
        var configuration = new KafkaConfiguration();
        configuration.setBrokers(servers);
        configuration.setRequestTimeoutMs(millis(request()));
        configuration.setMaxBlockMs(millis(request()));
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
