package dev.balancesync.cluster;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.balancesync.journal.Journal;
import dev.balancesync.journal.JournalPosition;
import dev.balancesync.journal.JournalReplay;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Frame;
import dev.balancesync.kiwoom.KoreanTime;
import dev.balancesync.time.Sequencer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of one account in the topic, beside the one on this machine's disk: what this machine has received and not stored, another finds
 * there. A frame that the topic does not take is in the journal on the disk all the same. Without CLUSTER=kafka it does nothing.
 */
public final class Replica {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.journal");
    private static final Pattern LINE = Pattern.compile("\\{\"epoch\":(\\d{1,18}),\"at\":\"([^\"]{1,40})\",\"frame\":(.*)\\}", Pattern.DOTALL);

    private final Topic topic;
    private final Leadership leadership;
    private final int shard;
    private final String key;
    private final Journal journal;
    private final Sequencer sequencer;

    /** Frames on their way into the topic, together. */
    public final class Parcel {
        private final TopicMarks.Sent sent;
        private final List<Frame> frames;
        private final long epoch;

        private Parcel(TopicMarks.Sent sent, List<Frame> frames, long epoch) {
            this.sent = sent;
            this.frames = frames;
            this.epoch = epoch;
        }

        /** Of the topic: the shard. */
        public int partition() {
            return shard;
        }

        /** By which the account's records are known: the eight digits that make an account. */
        public String key() {
            return key;
        }

        public List<String> lines() {
            var time = new KoreanTime();
            return frames.stream().map(each -> "{\"epoch\":" + epoch + ",\"at\":\"" + time.text(each.arrival().at()) + "\",\"frame\":" + each.text() + "}").toList();
        }

        /** The topic has them. */
        public void taken(long first, long last) {
            topic.marks.taken(sent, first, last);
            if (topic.works()) {
                LOG.info("Kafka takes frames again");
            }
        }

        /** The topic has not got them, as far as is known. */
        public void refused(Throwable why) {
            topic.marks.refused(sent);
            Replica.this.refused(KafkaObstacle.said(why));
        }
    }

    /** @param topic {@code null} where there is none */
    public Replica(Topic topic, Leadership leadership, String account, Journal journal, Sequencer sequencer) {
        this.topic = topic;
        this.leadership = leadership;
        this.shard = Shard.of(account).number();
        this.key = Shard.digits(account);
        this.journal = journal;
        this.sequencer = sequencer;
    }

    /**
     * Frames that have just been received.
     *
     * @param position where the journal on the disk has the last of them; {@code null} when it could not be written
     * @return {@code null} when they are not to be sent
     */
    public Parcel parcel(List<Frame> frames, JournalPosition position) {
        long epoch = topic == null ? 0 : leadership.epoch();
        TopicMarks.Sent sent = epoch == 0 ? null : topic.marks.sending(shard, key, position,
                frames.stream().mapToLong(each -> each.text().length()).sum());
        if (sent != null && topic.marks.isCrowded()) {
            topic.marks.refused(sent);
            refused(KafkaObstacle.CROWDED.words());
            return null;
        }
        return sent == null ? null : new Parcel(sent, frames, epoch);
    }

    private void refused(Bilingual why) {
        if (topic.failed(why)) {
            LOG.error("Kafka does not take frames: {}. They are stored all the same, and in this machine's journal", why.english());
        }
    }

    /** Everything up to here is in the database. */
    public void stored(JournalPosition position) {
        if (topic != null) {
            topic.marks.stored(shard, key, position);
        }
    }

    /**
     * Nobody has served the account since this machine did: what it received is in the journal on its disk. Of one that cannot be read nothing is,
     * here as where there is only one machine: who reads it next says so, and a snapshot makes up for it.
     */
    public void goOn() {
        if (topic != null) {
            topic.marks.isRead(shard, key, unstored());
        }
    }

    private JournalPosition unstored() {
        try {
            return journal.lastUnconfirmed();
        } catch (IOException e) {
            LOG.debug("The journal cannot be read: {}", e.getMessage());
            return null;
        }
    }

    /**
     * What another machine had put into the topic and not stored takes the place of what this one's journal had.
     *
     * @return whether there is something that is to be read before new frames come
     */
    public boolean inherit(JournalReplay replay) {
        if (topic == null) {
            return false;
        }
        List<Frame> frames = topic.marks.unread(shard, key).stream().map(each -> new Frame(each.frame(), sequencer.next(each.at()))).toList();
        JournalPosition position = frames.isEmpty() ? null : replay.instead(frames);
        topic.marks.isRead(shard, key, position);
        Bilingual loss = topic.marks.loss(shard);
        if (position == null && !frames.isEmpty()) {
            LOG.warn("The journal on the disk cannot take what another machine had put into Kafka and not stored. The next snapshot makes up for it");
        } else if (loss != null) {
            LOG.warn("What another machine had put into Kafka and not stored cannot be read: {}. The next snapshot makes up for it", loss.english());
        }
        return position != null;
    }

    /** A record as {@link Parcel#lines()} wrote it. */
    record Line(long epoch, Instant at, String frame) {
        /** @return {@code null} when it is none */
        static Line of(String text) {
            Matcher line = text == null ? null : LINE.matcher(text);
            try {
                return line == null || !line.matches() ? null
                        : new Line(Long.parseLong(line.group(1)), OffsetDateTime.parse(line.group(2)).toInstant(), line.group(3));
            } catch (DateTimeException e) {
                return null;
            }
        }
    }
}
