package dev.balancesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.balancesync.Arrivals;
import dev.balancesync.MutableTicker;
import dev.balancesync.SampleFrames;
import dev.balancesync.cluster.TopicMarks.Backlog;
import dev.balancesync.cluster.TopicMarks.Found;
import dev.balancesync.cluster.TopicMarks.Mark;
import dev.balancesync.journal.Journal;
import dev.balancesync.journal.JournalReplay;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ReplicaTest {
    private static final String ACCOUNT = "81125100";
    private static final int SHARD = Shard.of(ACCOUNT).number();

    @TempDir
    Path folder;
    private final Topic topic = new Topic(new MutableTicker());

    /** It held the lease, told that it stands by while "nas" serves, and never began: nobody served the account. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/proc/self/mem is a regular file that cannot be read, whoever asks")
    void an_account_whose_journal_cannot_be_read_is_served_as_where_there_is_no_kafka() throws Exception {
        Files.createSymbolicLink(folder.resolve("000001-0001-2026-11-23.jsonl"), Path.of("/proc/self/mem"));
        var sequencer = Arrivals.sequencer(2, Clock.systemUTC());
        try (var camel = new DefaultCamelContext(); var journal = new Journal(folder, 7, SampleFrames.JSON, Clock.systemUTC(), sequencer)) {
            var replay = new JournalReplay(journal, camel, "account", Duration.ofMinutes(1), stored -> { }, () -> { });
            var replica = new Replica(topic, null, ACCOUNT, journal, sequencer);

            open(1);
            replica.goOn();
            assertMark(1);

            open(2);
            assertThat(replica.inherit(replay)).isFalse();
            assertMark(2);
            assertThat(journal.failure()).contains("could not be read");
        }
    }

    /** Until then a third machine, that takes over at this moment, is to read it too. */
    @Test
    void what_is_inherited_is_passed_by_the_mark_only_once_it_is_stored() throws Exception {
        var sequencer = Arrivals.sequencer(2, Clock.systemUTC());
        try (var camel = new DefaultCamelContext(); var journal = new Journal(folder, 7, SampleFrames.JSON, Clock.systemUTC(), sequencer)) {
            var replay = new JournalReplay(journal, camel, "account", Duration.ofMinutes(1), stored -> { }, () -> { });
            var replica = new Replica(topic, null, ACCOUNT, journal, sequencer);
            open(2);

            assertThat(replica.inherit(replay)).isTrue();
            assertThat(topic.marks.marks(Map.of(SHARD, 2L))).isEqualTo(Map.of(SHARD, new Mark(10, 1)));

            replica.stored(journal.lastUnconfirmed());
            assertMark(2);
        }
    }

    private void open(long epoch) {
        topic.marks.open(SHARD, epoch, new Backlog(new Mark(10, 1), 12, Map.of(ACCOUNT, List.of(new Found(10, Instant.EPOCH, "{}"))), null));
    }

    private void assertMark(long epoch) {
        assertThat(topic.marks.marks(Map.of(SHARD, epoch))).isEqualTo(Map.of(SHARD, new Mark(12, epoch)));
    }
}
