package dev.balancesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.balancesync.MutableTicker;
import dev.balancesync.cluster.TopicMarks.Backlog;
import dev.balancesync.cluster.TopicMarks.Found;
import dev.balancesync.cluster.TopicMarks.Mark;
import dev.balancesync.journal.JournalPosition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mark never passes what may be in the topic and is not known to be in the database, in whatever order answers come. */
class TopicMarksTest {
    private static final int SHARD = 5;
    private static final String ONE = "81125100";
    private static final String OTHER = "81125200";
    private static final long BEFORE = 6;
    private static final long NOW = 7;

    private final MutableTicker ticker = new MutableTicker();
    private final TopicMarks marks = new TopicMarks(ticker);

    @BeforeEach
    void setUp() {
        marks.open(SHARD, NOW, new Backlog(new Mark(10, BEFORE), 10, Map.of(), null));
    }

    private void openWithBacklog() {
        marks.open(SHARD, NOW, new Backlog(new Mark(10, BEFORE), 13, Map.of(ONE, List.of(found(10), found(12)), OTHER, List.of(found(11))), null));
    }

    private static Found found(long offset) {
        return new Found(offset, Instant.EPOCH, "{}");
    }

    private static JournalPosition at(long offset) {
        return new JournalPosition("000001-0001-2026-11-27.jsonl", offset);
    }

    private void assertMark(long offset, long epoch) {
        assertThat(marks.marks(Map.of(SHARD, NOW))).isEqualTo(Map.of(SHARD, new Mark(offset, epoch)));
    }

    @Test
    void it_moves_over_what_is_stored_whether_kafka_or_the_database_answers_first() {
        TopicMarks.Sent first = marks.sending(SHARD, ONE, at(100), 700);
        TopicMarks.Sent second = marks.sending(SHARD, ONE, at(200), 700);
        marks.taken(first, 10, 12);
        assertMark(10, NOW);

        marks.stored(SHARD, ONE, at(200));
        assertMark(13, NOW);
        marks.taken(second, 13, 13);

        assertMark(14, NOW);
    }

    @Test
    void what_has_not_been_answered_is_bounded_in_number_and_in_length() {
        TopicMarks.Sent long1 = marks.sending(SHARD, ONE, at(100), 5_000_000);
        assertThat(marks.isCrowded()).isTrue();
        marks.refused(long1);
        assertThat(marks.isCrowded()).isFalse();

        for (int i = 0; i < TopicMarks.MOST_UNDER_WAY; i++) {
            marks.sending(SHARD, ONE, at(200 + i), 1);
        }

        assertThat(marks.isCrowded()).isFalse();
        marks.sending(SHARD, ONE, null, 1);
        assertThat(marks.isCrowded()).isTrue();
    }

    @Test
    void one_account_of_a_shard_holds_it_back_for_all() {
        marks.taken(marks.sending(SHARD, ONE, at(100), 700), 10, 10);
        marks.taken(marks.sending(SHARD, OTHER, at(100), 700), 11, 11);

        marks.stored(SHARD, OTHER, at(100));
        assertMark(10, NOW);
        marks.stored(SHARD, ONE, at(100));

        assertMark(12, NOW);
    }

    /** A refusal says that nobody knows: it may have been appended all the same, right behind what was taken before it was sent. */
    @Test
    void it_stays_where_what_was_refused_may_be_until_that_is_stored() {
        marks.taken(marks.sending(SHARD, OTHER, at(100), 700), 10, 10);
        marks.stored(SHARD, OTHER, at(100));
        TopicMarks.Sent refused = marks.sending(SHARD, ONE, at(200), 700);
        marks.taken(marks.sending(SHARD, OTHER, at(300), 700), 12, 12);
        marks.refused(refused);

        marks.stored(SHARD, OTHER, at(300));
        assertMark(11, NOW);
        marks.stored(SHARD, ONE, at(250));

        assertMark(13, NOW);
    }

    @Test
    void frames_that_the_journal_on_the_disk_did_not_take_are_stored_with_what_came_after_them() {
        marks.taken(marks.sending(SHARD, ONE, null, 700), 10, 10);
        marks.taken(marks.sending(SHARD, ONE, at(200), 700), 11, 11);
        marks.taken(marks.sending(SHARD, ONE, null, 700), 12, 12);

        marks.stored(SHARD, ONE, at(200));

        assertMark(12, NOW);
    }

    /** A day of a disk that is full, or of a database that is away: it is looked through at every round, and must fit into a small heap. */
    @Test
    void what_is_not_stored_for_long_does_not_grow_for_ever() {
        marks.taken(marks.sending(SHARD, OTHER, at(50), 700), 10, 10);
        for (int i = 0; i < 20_000; i++) {
            marks.taken(marks.sending(SHARD, ONE, i < 10_000 ? at(100 + i) : null, 700), 11 + i, 11 + i);
        }
        assertThat(marks.unstored()).isLessThan(2 * TopicMarks.MOST_UNSTORED);
        assertMark(10, NOW);

        marks.stored(SHARD, OTHER, at(50));
        marks.stored(SHARD, ONE, at(10_099));
        assertThat(marks.marks(Map.of(SHARD, NOW)).get(SHARD).offset()).as("what the disk did not take may be unstored").isBetween(12L, 10_011L);
        marks.taken(marks.sending(SHARD, ONE, at(20_000), 700), 20_011, 20_011);
        marks.stored(SHARD, ONE, at(20_000));

        assertMark(20_012, NOW);
        assertThat(marks.unstored()).isZero();
    }

    /** Under the new epoch the next one to take over would drop what there was as that of a node that had been taken over from. */
    @Test
    void as_long_as_what_another_had_put_there_is_not_stored_the_mark_has_the_epoch_of_then() {
        openWithBacklog();
        assertMark(10, BEFORE);

        marks.isRead(SHARD, ONE, at(100));
        marks.isRead(SHARD, OTHER, at(50));
        marks.taken(marks.sending(SHARD, ONE, at(200), 700), 13, 13);
        assertMark(10, BEFORE);
        marks.stored(SHARD, ONE, at(200));
        assertMark(11, BEFORE);
        marks.stored(SHARD, OTHER, at(50));

        assertMark(14, NOW);
    }

    @Test
    void each_account_finds_what_is_its_own_whenever_it_begins_and_holds_the_mark_until_then() {
        openWithBacklog();

        assertThat(marks.unread(SHARD, ONE)).extracting(Found::offset).containsExactly(10L, 12L);
        marks.isRead(SHARD, ONE, null);
        assertMark(11, BEFORE);
        assertThat(marks.unread(SHARD, ONE)).isEmpty();
        assertThat(marks.unread(SHARD, OTHER)).extracting(Found::offset).containsExactly(11L);
    }

    @Test
    void an_account_that_is_not_served_any_more_holds_it_for_some_minutes() {
        openWithBacklog();
        marks.isRead(SHARD, ONE, null);

        ticker.advance(TopicMarks.PATIENCE.plusSeconds(1));

        assertMark(13, NOW);
    }

    /** Such as what waits in the memory of a machine that was away from the group for a moment. */
    @Test
    void what_the_own_journal_has_and_the_database_not_holds_it_too() {
        openWithBacklog();
        marks.isRead(SHARD, OTHER, null);

        marks.isRead(SHARD, ONE, at(700));
        marks.stored(SHARD, ONE, at(600));
        assertMark(10, BEFORE);
        marks.stored(SHARD, ONE, at(700));

        assertMark(13, NOW);
    }

    @Test
    void where_the_end_is_not_known_nothing_is_marked_before_kafka_has_told() {
        marks.open(SHARD, NOW, new Backlog(new Mark(10, BEFORE), TopicMarks.UNKNOWN, Map.of(), KafkaObstacle.TOO_SLOW.words(10)));
        TopicMarks.Sent sent = marks.sending(SHARD, ONE, at(100), 700);
        assertThat(marks.marks(Map.of(SHARD, NOW))).isEmpty();
        assertThat(marks.loss(SHARD)).isEqualTo(KafkaObstacle.TOO_SLOW.words(10));

        marks.taken(sent, 40, 40);
        assertMark(40, NOW);
        marks.stored(SHARD, ONE, at(100));

        assertMark(41, NOW);
    }

    @Test
    void under_an_epoch_that_is_not_held_any_more_nothing_is_marked() {
        assertThat(marks.marks(Map.of(SHARD, NOW + 1))).isEmpty();
        assertThat(marks.marks(Map.of())).isEmpty();
        assertThat(marks.isOpen(SHARD, NOW)).isTrue();
        assertThat(marks.isOpen(SHARD, NOW + 1)).isFalse();
    }
}
