package dev.balancesync.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.time.Ticker;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads again what the topic has beyond the marks of shards that were taken over. A little of one shard at a time and each for so long at most:
 * one that cannot be read holds up none of the others, and is served without, as a loss. On one thread.
 */
final class TopicReader implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration SLICE = Duration.ofMillis(200);
    /** Of all that is being read, since the service's heap is small. */
    static final long MOST_CHARS = 8L * 1024 * 1024;

    /** A shard of which nothing more is to be read. */
    record Read(int shard, long epoch, TopicMarks.Backlog backlog) {
    }

    private final IntFunction<TopicPartition> parts;
    private final Supplier<Consumer<String, String>> consumers;
    private final Ticker ticker;
    private final Deque<Reading> readings = new ArrayDeque<>();
    private Consumer<String, String> consumer;
    /** For which the consumer has read last. */
    private Reading at;

    TopicReader(IntFunction<TopicPartition> parts, Supplier<Consumer<String, String>> consumers, Ticker ticker) {
        this.parts = parts;
        this.consumers = consumers;
        this.ticker = ticker;
    }

    private final class Reading {
        final int shard;
        final long epoch;
        final TopicMarks.Mark mark;
        final long began = ticker.nanos();
        final Map<String, List<TopicMarks.Found>> records = new HashMap<>();
        long end = TopicMarks.UNKNOWN;
        long next;
        long newest;
        long chars;

        Reading(int shard, long epoch, TopicMarks.Mark mark) {
            this.shard = shard;
            this.epoch = epoch;
            this.mark = mark;
            this.next = mark.offset();
            this.newest = mark.epoch();
        }

        /** @return whether all is read */
        boolean goOn(TopicPartition part) {
            if (end == TopicMarks.UNKNOWN) {
                // first, since either may not be answered in time
                next = mark.equals(TopicMarks.Mark.NONE) ? consumer.beginningOffsets(Set.of(part), SLICE).get(part) : next;
                end = consumer.endOffsets(Set.of(part), SLICE).get(part);
                if (next > end) {
                    throw KafkaObstacle.SHORTENED.thrown(end, next);
                }
            }
            if (next < end) {
                if (at != this) { // also where the one before was of the same shard
                    consumer.assign(List.of(part));
                    consumer.seek(part, next);
                    at = this;
                }
                consumer.poll(SLICE).records(part).forEach(this::take);
                next = consumer.position(part, SLICE);
                if (chars + readings.stream().mapToLong(each -> each.chars).sum() > MOST_CHARS) {
                    throw KafkaObstacle.TOO_MUCH.thrown();
                }
            }
            return next >= end;
        }

        private void take(ConsumerRecord<String, String> each) {
            Replica.Line line = each.key() == null || each.offset() >= end ? null : Replica.Line.of(each.value());
            // one of an older epoch is of a node that had been taken over from, and did not know yet
            if (line != null && line.epoch() >= newest) {
                newest = line.epoch();
                records.computeIfAbsent(each.key(), key -> new ArrayList<>()).add(new TopicMarks.Found(each.offset(), line.at(), line.frame()));
                chars += line.frame().length();
            }
        }
    }

    /** To be called once no write of who had the shard before comes through any more: so what there is holds all that it may have stored. */
    void read(int shard, long epoch, TopicMarks.Mark mark) {
        if (readings.stream().noneMatch(each -> each.shard == shard && each.epoch == epoch)) {
            readings.add(new Reading(shard, epoch, mark));
        }
    }

    /** The others have been lost. */
    void keep(Map<Integer, Long> epochs) {
        readings.removeIf(each -> !Long.valueOf(each.epoch).equals(epochs.get(each.shard)));
    }

    boolean isBusy() {
        return !readings.isEmpty();
    }

    /** @return a shard that has just been read, as far as it can be; {@code null} for none */
    Read round() {
        Reading next = readings.poll();
        if (next == null) {
            close();
            return null;
        }
        Bilingual loss;
        try {
            open();
            if (next.goOn(parts.apply(next.shard))) {
                return read(next, next.records, null);
            }
            loss = KafkaObstacle.TOO_SLOW.words(LIMIT.toSeconds());
        } catch (RetriableException e) {
            loss = KafkaObstacle.said(e);
        } catch (KafkaException | IllegalStateException | LinkageError e) {
            // without the library for what it is compressed with, it is an Error that ends no process
            close();
            return read(next, Map.of(), KafkaObstacle.said(e));
        }
        if (ticker.since(next.began).compareTo(LIMIT) >= 0) {
            return read(next, Map.of(), loss);
        }
        readings.add(next);
        return null;
    }

    private void open() {
        try {
            consumer = consumer == null ? consumers.get() : consumer;
        } catch (KafkaException e) {
            LockSupport.parkNanos(SLICE.toNanos());
            throw new TimeoutException(e); // as when its name cannot be looked up at this moment
        }
    }

    private Read read(Reading done, Map<String, List<TopicMarks.Found>> records, Bilingual loss) {
        return new Read(done.shard, done.epoch, new TopicMarks.Backlog(done.mark, done.end, records, loss));
    }

    @Override
    public void close() {
        if (consumer != null) {
            try {
                consumer.close(Duration.ZERO);
            } catch (RuntimeException e) {
                // it is of no use any more either way
            }
            consumer = null;
            at = null;
        }
    }
}
