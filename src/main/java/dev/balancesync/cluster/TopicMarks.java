package dev.balancesync.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import dev.balancesync.journal.JournalPosition;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.time.Ticker;

/**
 * How far each shard's part of the topic is stored: from there on whoever takes the shard over reads it again. A mark never passes what may be
 * in the topic and is not known to be in the database, nor what an account of the shard has not read yet.
 */
final class TopicMarks {
    static final long UNKNOWN = -1;
    /** Less than the queue of {@code kafka-journal} takes. */
    static final int MOST_UNDER_WAY = 5_000;
    private static final long MOST_CHARS_UNDER_WAY = 4L * 1024 * 1024;
    /** Of a shard so many wait one by one for the database; of more an account's newest are one. */
    static final int MOST_UNSTORED = 1_000;
    /** Whoever has not begun by then is not served here any more. */
    static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Comparator<JournalPosition> ORDER = Comparator.comparing(JournalPosition::file).thenComparingLong(JournalPosition::offset);

    /**
     * From where on whoever takes the shard over reads.
     *
     * @param epoch of what was there: a record of an older one was sent by a node that did not know yet that another had taken over
     */
    record Mark(long offset, long epoch) {
        /** Of a part that nobody has had, or that Kafka has forgotten about. */
        static final Mark NONE = new Mark(0, 0);
    }

    /** A record of the topic. */
    record Found(long offset, Instant at, String frame) {
    }

    /**
     * What the topic held beyond the mark when the shard was taken over.
     *
     * @param end behind the last record; {@link #UNKNOWN} when that could not be learned
     * @param records of each account, by its key, in their order
     * @param loss why they are not all of them; {@code null} when they are
     */
    record Backlog(Mark mark, long end, Map<String, List<Found>> records, Bilingual loss) {
    }

    /** Frames that went to the topic together, or that the journal had of an account. */
    static final class Sent {
        private final Part part;
        private final String account;
        private JournalPosition position;
        private final long chars;
        /** None of them is before it. */
        private long from;
        private boolean answered;
        private boolean stored;

        private Sent(Part part, String account, JournalPosition position, long chars, long from) {
            this.part = part;
            this.account = account;
            this.position = position;
            this.chars = chars;
            this.from = from;
        }
    }

    private static final class Part {
        final long epoch;
        final Backlog backlog;
        final long opened;
        final Map<String, List<Found>> unread;
        final List<Sent> sent = new ArrayList<>();
        long next;

        Part(long epoch, Backlog backlog, long opened) {
            this.epoch = epoch;
            this.backlog = backlog;
            this.opened = opened;
            this.unread = new HashMap<>(backlog.records());
            this.next = backlog.end();
        }

        /** Where the first of an account may be that it has not read; without any, where the next would be. */
        long firstOf(String account) {
            return unread.containsKey(account) ? unread.get(account).get(0).offset() : next;
        }

        Mark mark() {
            LongStream unstored = sent.stream().filter(each -> !each.stored).mapToLong(each -> each.from);
            long offset = LongStream.concat(unstored, unread.keySet().stream().mapToLong(this::firstOf)).min().orElse(next);
            return new Mark(offset, offset < backlog.end() ? backlog.mark().epoch() : epoch);
        }
    }

    private final Ticker ticker;
    private final Map<Integer, Part> parts = new HashMap<>();
    private int underWay;
    private long charsUnderWay;

    TopicMarks(Ticker ticker) {
        this.ticker = ticker;
    }

    /** The shard is taken over under this epoch, and what there was has been read. */
    synchronized void open(int shard, long epoch, Backlog backlog) {
        parts.put(shard, new Part(epoch, backlog, ticker.nanos()));
    }

    /** Whether it is so already: nobody has had the shard since this node did, and all goes on. */
    synchronized boolean isOpen(int shard, Long epoch) {
        Part part = parts.get(shard);
        return part != null && epoch != null && part.epoch == epoch;
    }

    /** What the account is to read of what there was, in its order. */
    synchronized List<Found> unread(int shard, String account) {
        Part part = parts.get(shard);
        return part == null ? List.of() : part.unread.getOrDefault(account, List.of());
    }

    /** Why not all of what there was could be read; {@code null} when it could. */
    synchronized Bilingual loss(int shard) {
        Part part = parts.get(shard);
        return part == null ? null : part.backlog.loss();
    }

    /** The account has read it: this machine's journal has it up to the position; {@code null} when nothing there waits for the database. */
    synchronized void isRead(int shard, String account, JournalPosition position) {
        Part part = parts.get(shard);
        if (part != null) {
            if (position != null) {
                part.sent.add(answered(new Sent(part, account, position, 0, part.firstOf(account))));
            }
            part.unread.remove(account);
        }
    }

    private static Sent answered(Sent sent) {
        sent.answered = true;
        return sent;
    }

    /**
     * Frames that are about to go to the topic.
     *
     * @param position where this machine's journal has the last of them; {@code null} when it could not be written
     * @param chars how long they are together
     * @return {@code null} of a shard that is not open
     */
    synchronized Sent sending(int shard, String account, JournalPosition position, long chars) {
        Part part = parts.get(shard);
        if (part == null) {
            return null;
        }
        underWay++;
        charsUnderWay += chars;
        var sent = new Sent(part, account, position, chars, part.next);
        part.sent.add(sent);
        return sent;
    }

    /** The topic has them from the first offset to the last. */
    synchronized void taken(Sent sent, long first, long last) {
        sent.from = first;
        sent.part.next = Math.max(sent.part.next, last + 1);
        noMoreUnderWay(sent);
    }

    /** Whether the topic has them is not known; this machine's journal has. */
    synchronized void refused(Sent sent) {
        noMoreUnderWay(sent);
    }

    private void noMoreUnderWay(Sent sent) {
        sent.answered = true;
        underWay--;
        charsUnderWay -= sent.chars;
        if (sent.stored) {
            sent.part.sent.remove(sent);
        } else if (sent.part.sent.size() > MOST_UNSTORED) {
            joinTheOneBefore(sent);
        }
    }

    /** Its own before it is stored no later, so that both are stored once this one is: the mark may stay behind, and passes nothing. */
    private static void joinTheOneBefore(Sent sent) {
        List<Sent> all = sent.part.sent;
        for (int i = all.indexOf(sent) - 1; i >= 0; i--) {
            Sent before = all.get(i);
            if (before.account.equals(sent.account)) {
                if (before.answered) {
                    before.position = sent.position;
                    before.from = Math.min(before.from, sent.from);
                    all.remove(sent);
                }
                return;
            }
        }
    }

    /** So many are not known to be stored. */
    synchronized int unstored() {
        return parts.values().stream().mapToInt(each -> each.sent.size()).sum();
    }

    /** Everything of the account up to here is in the database. */
    synchronized void stored(int shard, String account, JournalPosition upTo) {
        Part part = parts.get(shard);
        if (part == null || upTo == null) {
            return;
        }
        List<Sent> own = part.sent.stream().filter(each -> each.account.equals(account)).toList();
        int last = own.size() - 1;
        while (last >= 0 && (own.get(last).position == null || ORDER.compare(own.get(last).position, upTo) > 0)) {
            last--;
        }
        own.subList(0, last + 1).forEach(each -> each.stored = true);
        part.sent.removeIf(each -> each.answered && each.stored);
    }

    /**
     * Up to where each of these shards is stored.
     *
     * @param epochs under which they are held; others are not told
     */
    synchronized Map<Integer, Mark> marks(Map<Integer, Long> epochs) {
        var marks = new HashMap<Integer, Mark>();
        parts.forEach((shard, part) -> {
            if (ticker.since(part.opened).compareTo(PATIENCE) > 0) {
                part.unread.clear();
            }
            Mark mark = part.mark();
            if (isOpen(shard, epochs.get(shard)) && mark.offset() != UNKNOWN) {
                marks.put(shard, mark);
            }
        });
        return marks;
    }

    /** Whether so much has not been answered that nothing more is to be sent. */
    synchronized boolean isCrowded() {
        return underWay > MOST_UNDER_WAY || charsUnderWay > MOST_CHARS_UNDER_WAY;
    }
}
