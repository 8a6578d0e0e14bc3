package dev.balancesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

import dev.balancesync.MutableTicker;
import dev.balancesync.cluster.TopicMarks.Found;
import dev.balancesync.cluster.TopicMarks.Mark;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** What is read again, and that reading ends whatever the topic does. */
class TopicReaderTest {
    private static final String ONE = "81125100";
    private static final String OTHER = "81125200";

    private final MutableTicker ticker = new MutableTicker();
    private final List<ConsumerRecord<String, String>> topic = new ArrayList<>();
    private LongConsumer whenRead = shard -> { };
    private long deletedUpTo;
    private int unanswered;
    private int opened;
    private RuntimeException unreachable;
    private final TopicReader reader = new TopicReader(TopicReaderTest::part, this::consumer, ticker);

    private static TopicPartition part(int shard) {
        return new TopicPartition("frames", shard);
    }

    /** Gives what the topic has of the shard that it is at. */
    private MockConsumer<String, String> consumer() {
        opened++;
        if (unreachable != null) {
            throw unreachable;
        }
        return new MockConsumer<>(OffsetResetStrategy.NONE) {
            @Override
            public Map<TopicPartition, Long> endOffsets(java.util.Collection<TopicPartition> parts, Duration limit) {
                TopicPartition part = parts.iterator().next();
                return Map.of(part, topic.stream().filter(each -> each.partition() == part.partition()).mapToLong(each -> each.offset() + 1).max().orElse(0));
            }

            @Override
            public Map<TopicPartition, Long> beginningOffsets(java.util.Collection<TopicPartition> parts, Duration limit) {
                if (unanswered-- > 0) {
                    throw new TimeoutException("later");
                }
                return Map.of(parts.iterator().next(), deletedUpTo);
            }

            @Override
            public ConsumerRecords<String, String> poll(Duration limit) {
                TopicPartition part = assignment().iterator().next();
                long from = position(part);
                if (from < deletedUpTo) {
                    throw new OffsetOutOfRangeException(Map.of(part, from));
                }
                whenRead.accept(part.partition());
                List<ConsumerRecord<String, String>> one = topic.stream().filter(each -> each.partition() == part.partition() && each.offset() >= from).limit(1).toList();
                one.forEach(each -> seek(part, each.offset() + 1));
                return one.isEmpty() ? ConsumerRecords.empty() : new ConsumerRecords<>(Map.of(part, one));
            }
        };
    }

    private void add(int shard, long offset, String account, long epoch) {
        topic.add(new ConsumerRecord<>("frames", shard, offset, account, "{\"epoch\":" + epoch + ",\"at\":\"2026-11-27T09:00:00+09:00\",\"frame\":{\"n\":" + offset + "}}"));
    }

    private TopicReader.Read readAll() {
        TopicReader.Read read = reader.round();
        for (int i = 0; read == null && i < 100; i++) {
            read = reader.round();
        }
        return read;
    }

    private static List<Long> offsets(TopicReader.Read read, String account) {
        return read.backlog().records().getOrDefault(account, List.of()).stream().map(Found::offset).toList();
    }

    @Test
    void it_finds_what_each_account_has_beyond_the_mark() {
        add(3, 9, ONE, 1);
        add(3, 10, ONE, 1);
        add(3, 11, OTHER, 1);
        add(3, 12, ONE, 1);
        add(4, 10, ONE, 1);
        topic.add(new ConsumerRecord<>("frames", 3, 13, null, "what somebody else has put there"));

        reader.read(3, 7, new Mark(10, 1));
        TopicReader.Read read = readAll();

        assertThat(read.shard()).isEqualTo(3);
        assertThat(read.epoch()).isEqualTo(7);
        assertThat(offsets(read, ONE)).containsExactly(10L, 12L);
        assertThat(offsets(read, OTHER)).containsExactly(11L);
        assertThat(read.backlog().end()).isEqualTo(14);
        assertThat(read.backlog().loss()).isNull();
        assertThat(reader.isBusy()).isFalse();
    }

    /** It then read from offset 0, and said that frames were deleted before they were stored. */
    @Test
    void where_a_topic_begins_is_asked_again_when_that_was_not_answered_in_time() {
        add(3, 11, ONE, 1);
        deletedUpTo = 10;
        unanswered = 1;
        reader.read(3, 7, new Mark(0, 0));

        TopicReader.Read read = readAll();

        assertThat(read.backlog().loss()).isNull();
        assertThat(read.backlog().records()).containsKey(ONE);
    }

    /** Kafka keeps marks for a week after the last machine has gone, and records as long: who comes back later finds neither, and has lost nothing. */
    @Test
    void where_no_mark_is_known_it_reads_from_where_the_topic_begins_and_what_it_has_deleted_beyond_one_is_a_loss() {
        add(3, 11, ONE, 1);
        deletedUpTo = 10;
        reader.read(3, 7, new Mark(0, 0));
        TopicReader.Read read = readAll();
        assertThat(read.backlog().loss()).isNull();
        assertThat(offsets(read, ONE)).containsExactly(11L);

        reader.read(3, 8, new Mark(9, 1));
        assertThat(readAll().backlog().loss().english()).startsWith("The topic has deleted it before it was stored: raise its retention.ms");
        reader.read(3, 9, new Mark(0, 1));
        assertThat(readAll().backlog().loss().english()).startsWith("The topic has deleted it before it was stored: raise its retention.ms");
    }

    /** The lease is taken before: what a write of the one before may have stored is in the topic by then. */
    @Test
    void it_reads_up_to_the_end_that_there_is_when_it_begins() {
        add(3, 10, ONE, 1);
        reader.read(3, 7, new Mark(10, 1));
        add(3, 11, ONE, 1);

        TopicReader.Read read = readAll();

        assertThat(offsets(read, ONE)).containsExactly(10L, 11L);
    }

    @Test
    void what_a_node_sends_that_has_been_taken_over_from_is_dropped() {
        add(3, 10, ONE, 4);
        add(3, 11, ONE, 5);
        add(3, 12, ONE, 6);
        add(3, 13, ONE, 5);

        reader.read(3, 7, new Mark(10, 5));

        assertThat(offsets(readAll(), ONE)).containsExactly(11L, 12L);
    }

    @Test
    void one_that_gives_nothing_is_a_loss_after_some_seconds_and_holds_up_no_other() {
        add(3, 20, ONE, 1);
        add(4, 10, ONE, 1);
        whenRead = shard -> {
            if (shard == 3) {
                topic.removeIf(each -> each.partition() == 3);
                ticker.advance(Duration.ofMillis(200));
            }
        };
        reader.read(3, 7, new Mark(10, 1));
        reader.read(4, 7, new Mark(10, 1));

        TopicReader.Read first = readAll();
        assertThat(first.shard()).isEqualTo(4);
        assertThat(offsets(first, ONE)).containsExactly(10L);
        TopicReader.Read second = readAll();

        assertThat(second.shard()).isEqualTo(3);
        assertThat(second.backlog().loss()).isEqualTo(KafkaObstacle.TOO_SLOW.words(10L));
        assertThat(second.backlog().records()).isEmpty();
        assertThat(reader.isBusy()).isFalse();
    }

    @Test
    void one_that_may_not_be_read_or_cannot_be_understood_is_a_loss_at_once() {
        add(3, 10, ONE, 1);
        add(3, 11, ONE, 1);
        for (Throwable each : List.of(new TopicAuthorizationException("Not authorized to access topics: [frames]"), new KafkaException("corrupt"),
                new NoClassDefFoundError("com/github/luben/zstd/RecyclingBufferPool"))) {
            reader.read(3, 7, new Mark(10, 1));
            int before = opened;
            var polls = new int[1];
            whenRead = shard -> {
                if (polls[0]++ > 0) {
                    throw TopicReaderTest.<RuntimeException>sneaky(each);
                }
            };

            TopicReader.Read read = readAll();

            assertThat(read.backlog().loss()).isEqualTo(KafkaObstacle.said(each));
            assertThat(read.backlog().records()).as("half of it may be older than what is stored").isEmpty();
            assertThat(read.backlog().end()).isEqualTo(12);
            assertThat(opened).as("none goes on with what has failed").isLessThanOrEqualTo(before + 1);
        }
        whenRead = shard -> { };
        reader.read(3, 7, new Mark(10, 1));
        assertThat(offsets(readAll(), ONE)).hasSize(2);
    }

    @Test
    void an_error_of_java_is_no_loss_and_goes_on_to_who_ends_the_process() {
        add(3, 10, ONE, 1);
        reader.read(3, 7, new Mark(10, 1));
        whenRead = shard -> {
            throw new OutOfMemoryError("Java heap space");
        };

        assertThatThrownBy(reader::round).isInstanceOf(OutOfMemoryError.class);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void a_topic_that_ends_before_the_mark_has_lost_something() {
        add(3, 5, ONE, 1);
        reader.read(3, 7, new Mark(10, 1));

        assertThat(readAll().backlog().loss()).isEqualTo(KafkaObstacle.SHORTENED.words(6, 10));
    }

    @Test
    void more_than_fits_into_the_memory_is_a_loss() {
        for (int i = 0; i < 10; i++) {
            topic.add(new ConsumerRecord<>("frames", 3, i, ONE, "{\"epoch\":1,\"at\":\"2026-11-27T09:00:00+09:00\",\"frame\":\"" + "x".repeat((int) TopicReader.MOST_CHARS / 9) + "\"}"));
        }
        reader.read(3, 7, new Mark(0, 1));

        assertThat(readAll().backlog().loss()).isEqualTo(KafkaObstacle.TOO_MUCH.words());
    }

    @Test
    void while_kafka_cannot_be_reached_it_tries_again_until_the_time_is_over() {
        add(3, 10, ONE, 1);
        unreachable = new KafkaException("No resolvable bootstrap urls");
        reader.read(3, 7, new Mark(10, 1));
        reader.read(4, 7, new Mark(10, 1));
        assertThat(reader.round()).isNull();
        unreachable = null;

        assertThat(reader.round().shard()).isEqualTo(4);
        assertThat(offsets(readAll(), ONE)).containsExactly(10L);
    }

    @Test
    void what_has_been_lost_and_given_again_meanwhile_is_read_from_its_mark_on() {
        add(3, 10, ONE, 1);
        add(3, 11, ONE, 1);
        add(3, 12, ONE, 1);
        reader.read(3, 7, new Mark(10, 1));
        assertThat(reader.round()).isNull();

        reader.keep(Map.of(3, 9L));
        reader.read(3, 9, new Mark(10, 1));

        assertThat(offsets(readAll(), ONE)).containsExactly(10L, 11L, 12L);
    }

    @Test
    void what_has_been_lost_meanwhile_is_not_read_any_more() {
        reader.read(3, 7, new Mark(10, 1));
        reader.read(4, 7, new Mark(10, 1));

        reader.keep(Map.of(3, 8L));

        assertThat(reader.isBusy()).isFalse();
    }
}
