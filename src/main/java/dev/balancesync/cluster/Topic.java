package dev.balancesync.cluster;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.time.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic into which the frames of all accounts go with CLUSTER=kafka, as far as it is known without Kafka's classes. */
public final class Topic {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.cluster");

    final TopicMarks marks;
    private volatile Bilingual failure;

    Topic(Ticker ticker) {
        this.marks = new TopicMarks(ticker);
    }

    /** Why frames cannot be sent; {@code null} when they can. */
    Bilingual failure() {
        return failure;
    }

    /** The route files are of a version before CLUSTER=kafka. */
    public void notFed() {
        failed(KafkaObstacle.NO_ROUTE.words());
        LOG.error("{}. Fills are stored all the same, and in this machine's journal", failure.english());
    }

    /** @return whether that is news */
    boolean failed(Bilingual why) {
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
