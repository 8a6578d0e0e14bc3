package dev.balancesync.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.balancesync.journal.JournalPosition;

/**
 * How far each shard's part of the topic is stored: from there on whoever takes the shard over reads it again. A mark never passes a frame
 * that is in the topic and not stored, nor what an account of the shard has not read yet.
 */
final class TopicMarks {
    private static final long UNKNOWN = -1;
    /** Less than the queue of {@code kafka-journal} takes. */
    static final int MOST_UNDER_WAY = 5_000;
    private static final long MOST_CHARS_UNDER_WAY = 4L * 1024 * 1024;

    /** Frames that went to the topic together. */
    static final class Sent {
        private final Part part;
        private final String account;
        private final JournalPosition position;
        private final long chars;
        private long offset;
        private boolean answered;
        private boolean stored;

        private Sent(Part part, String account, JournalPosition position, long offset, long chars) {
            this.chars = chars;
            this.part = part;
            this.account = account;
            this.position = position;
            this.offset = offset;
            this.answered = offset != UNKNOWN;
        }
    }

    /**
     * What the topic held when the shard was taken over.
     *
     * @param from the first offset that may not be stored
     * @param end behind the last one
     * @param epoch of who marked it: a record of an older one was sent by a node that did not know yet that another had taken over
     */
    record Backlog(long from, long end, long epoch) {
    }

    private static final class Part {
        final long epoch;
        final Backlog backlog;
        final Set<String> unread;
        final List<Sent> sent = new ArrayList<>();
        long next;

        Part(long epoch, Backlog backlog, Set<String> unread) {
            this.epoch = epoch;
            this.backlog = backlog;
            this.unread = new HashSet<>(unread);
            this.next = backlog.end();
        }
    }

    private final Map<Integer, Part> parts = new HashMap<>();
    private int underWay;
    private long charsUnderWay;

    /**
     * The shard is taken over; when nobody has had it since this node did, all goes on.
     *
     * @param accounts that are to read the backlog before the mark may pass it
     */
    synchronized void open(int shard, long epoch, Backlog backlog, Set<String> accounts) {
        Part before = parts.get(shard);
        if (before == null || before.epoch != epoch) {
            parts.put(shard, new Part(epoch, backlog, backlog.from() < backlog.end() ? accounts : Set.of()));
        }
    }

    /** What the account is to read; {@code null} when there is nothing. */
    synchronized Backlog unread(int shard, String account) {
        Part part = parts.get(shard);
        return part == null || !part.unread.contains(account) ? null : part.backlog;
    }

    /** The account has read it, or has all of it in its own journal. */
    synchronized void isRead(int shard, String account) {
        Part part = parts.get(shard);
        if (part != null) {
            part.unread.remove(account);
        }
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
        return add(part, account, position, UNKNOWN, chars);
    }

    /** The topic has something of the account from this offset on, which this machine's journal has up to the position. */
    synchronized void has(int shard, String account, JournalPosition position, long offset) {
        Part part = parts.get(shard);
        if (part != null) {
            add(part, account, position, offset, 0);
        }
    }

    private static Sent add(Part part, String account, JournalPosition position, long offset, long chars) {
        var sent = new Sent(part, account, position, offset, chars);
        part.sent.add(sent);
        return sent;
    }

    /** The topic has them from the first offset to the last. */
    synchronized void taken(Sent sent, long first, long last) {
        sent.offset = first;
        sent.part.next = Math.max(sent.part.next, last + 1);
        answered(sent);
    }

    /** The topic has not got them; this machine's journal has. */
    synchronized void refused(Sent sent) {
        answered(sent);
    }

    private void answered(Sent sent) {
        sent.answered = true;
        underWay--;
        charsUnderWay -= sent.chars;
        if (sent.stored) {
            sent.part.sent.remove(sent);
        }
    }

    /** Everything of the account up to here is in the database. */
    synchronized void stored(int shard, String account, JournalPosition upTo) {
        Part part = parts.get(shard);
        if (part == null || upTo == null) {
            return;
        }
        List<Sent> own = part.sent.stream().filter(each -> each.account.equals(account)).toList();
        int last = own.size() - 1;
        while (last >= 0 && !upTo.equals(own.get(last).position)) {
            last--;
        }
        own.subList(0, last + 1).forEach(each -> each.stored = true);
        part.sent.removeIf(each -> each.answered && each.stored);
    }

    /** Up to where each part of the topic is stored. */
    synchronized Map<Integer, Long> marks() {
        var marks = new HashMap<Integer, Long>();
        parts.forEach((shard, part) -> marks.put(shard, !part.unread.isEmpty() ? part.backlog.from()
                : part.sent.stream().filter(each -> each.offset != UNKNOWN && !each.stored).mapToLong(each -> each.offset).min().orElse(part.next)));
        return marks;
    }

    /** Whether so much has not been answered that nothing more is to be sent. */
    synchronized boolean isCrowded() {
        return underWay > MOST_UNDER_WAY || charsUnderWay > MOST_CHARS_UNDER_WAY;
    }
}
