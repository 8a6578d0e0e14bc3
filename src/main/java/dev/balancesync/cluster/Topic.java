package dev.balancesync.cluster;

import dev.balancesync.time.Ticker;

/** The topic into which the frames of all accounts go with CLUSTER=kafka, as far as it is known without Kafka's classes. */
public final class Topic {
    final TopicMarks marks;
    private volatile String failure;

    Topic(Ticker ticker) {
        this.marks = new TopicMarks(ticker);
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
