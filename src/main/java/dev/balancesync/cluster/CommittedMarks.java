package dev.balancesync.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The shards that the group has given to this node, and up to where each is committed. Changed by the member's thread, read by whoever asks. */
final class CommittedMarks {
    private final IntFunction<TopicPartition> part;
    private final Map<Integer, OffsetAndMetadata> committed = new ConcurrentHashMap<>();

    CommittedMarks(IntFunction<TopicPartition> part) {
        this.part = part;
    }

    boolean isEmpty() {
        return committed.isEmpty();
    }

    /** The coordinator has these; {@code null} where nothing was committed ever. */
    void told(Map<TopicPartition, OffsetAndMetadata> marks) {
        marks.forEach((each, mark) -> committed.put(each.partition(), mark == null ? new OffsetAndMetadata(0) : mark));
    }

    void lost(Set<Integer> shards) {
        committed.keySet().removeAll(shards);
    }

    /** By shard. */
    Map<Integer, TopicMarks.Mark> marks() {
        return committed.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, each -> mark(each.getValue())));
    }

    private static TopicMarks.Mark mark(OffsetAndMetadata committed) {
        return new TopicMarks.Mark(committed.offset(), committed.metadata().matches("\\d{1,18}") ? Long.parseLong(committed.metadata()) : 0);
    }

    /** What is stored and not committed yet would be read again, and shown for a moment, by who is given it while no more can be committed. */
    Map<TopicPartition, OffsetAndMetadata> moved(Map<Integer, TopicMarks.Mark> stored) {
        var moved = new HashMap<TopicPartition, OffsetAndMetadata>();
        stored.forEach((shard, mark) -> {
            var now = new OffsetAndMetadata(mark.offset(), String.valueOf(mark.epoch()));
            if (committed.containsKey(shard) && !now.equals(committed.get(shard))) {
                moved.put(part.apply(shard), now);
            }
        });
        return moved;
    }

    /** All that have moved, and one in any case. */
    Map<TopicPartition, OffsetAndMetadata> movedOrOne(Map<Integer, TopicMarks.Mark> stored) {
        Map<TopicPartition, OffsetAndMetadata> moved = moved(stored);
        if (moved.isEmpty()) {
            committed.keySet().stream().findFirst().ifPresent(any -> moved.put(part.apply(any), committed.get(any)));
        }
        return moved;
    }
}
