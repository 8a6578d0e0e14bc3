package dev.balancesync.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.time.Ticker;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the topic and at the group from outside: who else is in it and has what, for people and for who thinks of standing aside. */
class Onlooker {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.cluster");

    private final KafkaAccess access;
    private final Ticker ticker;
    private final Runnable changed;
    private Admin admin;
    private KafkaFuture<ConsumerGroupDescription> asked;
    private long nextLook;
    private Bilingual failure;
    private volatile Map<Integer, String> holders = Map.of();
    private volatile List<String> others = List.of();

    Onlooker(KafkaAccess access, Ticker ticker, Runnable changed) {
        this.access = access;
        this.ticker = ticker;
        this.changed = changed;
        this.nextLook = ticker.nanos();
    }

    /** Makes the topic where it is missing. */
    void prepare() {
        if (admin == null) {
            admin = Admin.create(access.client("admin"));
        }
        try {
            int parts = answer(admin.describeTopics(List.of(access.topic())).allTopicNames()).get(access.topic()).partitions().size();
            if (parts != Shard.COUNT) {
                throw KafkaObstacle.PARTITIONS.thrown(access.topic(), parts);
            }
        } catch (UnknownTopicOrPartitionException missing) {
            try {
                answer(admin.createTopics(List.of(new NewTopic(access.topic(), Optional.of(Shard.COUNT), Optional.empty()))).all());
                LOG.info("Topic {} made, with {} partitions", access.topic(), Shard.COUNT);
            } catch (TopicExistsException e) {
                LOG.debug("Another machine has made the topic");
            } catch (AuthorizationException e) {
                throw KafkaObstacle.NOT_MADE.thrown(access.topic());
            }
        }
    }

    /** @throws KafkaException why there is none */
    private <T> T answer(KafkaFuture<T> question) {
        try {
            return question.get(access.ttl().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("not within " + access.ttl().toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }

    /**
     * Takes the answer, if there is one, and asks again when it is time.
     *
     * @return why the last one was none; {@code null} otherwise
     */
    Bilingual look() {
        if (asked != null && asked.isDone()) {
            try {
                seen(answer(asked));
                failure = null;
            } catch (KafkaException e) {
                failure = KafkaObstacle.said(e);
            }
            asked = null;
        }
        if (asked == null && ticker.isReached(nextLook)) {
            nextLook = ticker.in(access.ttl().dividedBy(KafkaGroup.ROUNDS));
            // the coordinator of the first group of all has to be made
            var options = new DescribeConsumerGroupsOptions().timeoutMs(Math.toIntExact(access.ttl().toMillis()));
            asked = admin.describeConsumerGroups(List.of(access.topic()), options).describedGroups().get(access.topic());
        }
        return failure;
    }

    private void seen(ConsumerGroupDescription group) {
        var now = new HashMap<Integer, String>();
        for (MemberDescription each : group.members()) {
            each.assignment().topicPartitions().forEach(part -> now.put(part.partition(), each.clientId()));
        }
        List<String> names = group.members().stream().map(MemberDescription::clientId).filter(each -> !each.equals(access.node())).distinct().sorted().toList();
        boolean isNews = !now.equals(holders) || !names.equals(others);
        holders = Map.copyOf(now);
        others = names;
        if (isNews) {
            changed.run();
        }
    }

    Optional<String> holder(int shard) {
        return Optional.ofNullable(holders.get(shard)).filter(others::contains);
    }

    List<String> others() {
        return others;
    }

    void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
