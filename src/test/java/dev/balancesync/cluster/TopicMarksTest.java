package dev.balancesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;

import dev.balancesync.journal.JournalPosition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mark never passes what is in the topic and not in the database, in whatever order answers come. */
class TopicMarksTest {
    private static final int SHARD = 5;
    private static final String ONE = "81125100";
    private static final String OTHER = "81125200";

    private final TopicMarks marks = new TopicMarks();

    @BeforeEach
    void setUp() {
        open(1, 10, 10);
    }

    private void open(long epoch, long from, long end) {
        marks.open(SHARD, epoch, new TopicMarks.Backlog(from, end, 0), Set.of(ONE, OTHER));
    }

    private static JournalPosition at(long offset) {
        return new JournalPosition("000001-0001-2026-11-27.jsonl", offset);
    }

    private void assertMark(long offset) {
        assertThat(marks.marks()).isEqualTo(Map.of(SHARD, offset));
    }

    @Test
    void it_moves_over_what_is_stored_whether_kafka_or_the_database_answers_first() {
        TopicMarks.Sent first = marks.sending(SHARD, ONE, at(100), 700);
        TopicMarks.Sent second = marks.sending(SHARD, ONE, at(200), 700);
        marks.taken(first, 10, 12);
        assertMark(10);

        marks.stored(SHARD, ONE, at(200));
        assertMark(13);
        marks.taken(second, 13, 13);

        assertMark(14);
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
        assertMark(10);
        marks.stored(SHARD, ONE, at(100));

        assertMark(12);
    }

    @Test
    void what_kafka_refused_holds_up_nothing_and_still_tells_how_far_its_account_is_stored() {
        marks.taken(marks.sending(SHARD, ONE, null, 700), 10, 10);
        marks.refused(marks.sending(SHARD, ONE, at(200), 700));
        assertMark(10);

        marks.stored(SHARD, ONE, at(200));

        assertMark(11);
    }

    @Test
    void after_another_it_stays_until_each_account_has_read_and_stored_what_there_was() {
        open(2, 10, 13);
        marks.has(SHARD, ONE, at(100), 11);
        marks.isRead(SHARD, ONE);
        marks.stored(SHARD, ONE, at(100));
        assertMark(10);

        marks.has(SHARD, OTHER, at(50), 12);
        marks.isRead(SHARD, OTHER);
        assertMark(12);
        marks.stored(SHARD, OTHER, at(50));

        assertMark(13);
        assertThat(marks.unread(SHARD, ONE)).isNull();
    }

    @Test
    void a_shard_that_was_away_and_that_nobody_took_meanwhile_goes_on_where_it_was() {
        marks.taken(marks.sending(SHARD, ONE, at(100), 700), 10, 10);

        open(1, 10, 11);

        assertMark(10);
        assertThat(marks.unread(SHARD, ONE)).isNull();
        marks.stored(SHARD, ONE, at(100));
        assertMark(11);
    }
}
