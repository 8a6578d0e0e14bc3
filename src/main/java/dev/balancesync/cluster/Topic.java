package dev.balancesync.cluster;

import java.time.Instant;

/** The topic into which the frames of all accounts go with CLUSTER=kafka, as far as it is known without Kafka's classes. */
public final class Topic {
    /** Takes a record of the topic that was read again. */
    interface Found {
        void take(long offset, Instant at, String frame);
    }

    /** Reads records again. */
    interface Reader {
        /**
         * Those of one account, in their order; while Kafka is away it waits.
         *
         * @return whether all were read; not when the service stops
         */
        boolean read(int shard, String account, TopicMarks.Backlog backlog, Found found);
    }

    final TopicMarks marks = new TopicMarks();
    private final Reader reader;
    private volatile String failure;

    Topic(Reader reader) {
        this.reader = reader;
    }

    Reader reader() {
        return reader;
    }

    /** Why frames cannot be sent; {@code null} when they can. */
    String failure() {
        return failure;
    }

    /** @return whether that is news */
    boolean failed(String why) {
        boolean news = failure == null;
        failure = why;
        return news;
    }

    /** @return whether that is news */
    boolean works() {
        boolean news = failure != null;
        failure = null;
        return news;
    }
}
