package dev.balancesync.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.process.Fatal;
import dev.balancesync.time.Ticker;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's membership in the consumer group that decides who has which shard: each is a partition of the topic of frames. On a thread of its
 * own, which alone may speak for the member, and which reads nothing.
 *
 * <p>Whether this node is a member still is asked by committing how far the topic is stored, again and again: the coordinator takes that from
 * members alone, and counts a member's time anew with it. Nor does the group give up sooner a member of whom it hears nothing while another comes or goes.
 * So what is held may be believed for nine tenths of the session's time, counted from before the question, as with leases in the database.
 */
final class KafkaGroup {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.cluster");
    /** Questions in the time of a session. */
    static final int ROUNDS = 5;
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofMillis(500);

    /** What happens to the member, told on its thread. */
    interface Owner {
        /** Whether this node is to be in the group. */
        boolean belongs();

        /** Shards were given to this node. */
        void given();

        /** Up to where each shard that is in use is stored. */
        Map<Integer, TopicMarks.Mark> marks();

        /** This node is a member, by the latest {@link KafkaGroup#proven()}. */
        void proven();

        /** These are to be given back: nobody logs in any more. */
        void leave(Set<Integer> shards);

        /** Whether one of them still has a socket, or something that is to be written. */
        boolean isBusy(Set<Integer> shards);

        /** They are another's now, or may be soon. */
        void lost(Set<Integer> shards);
    }

    private final KafkaAccess access;
    private final Owner owner;
    private final Ticker ticker;
    private final Onlooker onlooker;
    private final MemberQuestions questions = new MemberQuestions();
    private final CommittedMarks committed;
    private volatile Bilingual failure;
    private volatile long proven;
    private volatile long polled;
    private volatile boolean closed;
    private Thread thread;

    /** Of the member's thread alone. */
    private final Set<Integer> fresh = new HashSet<>();
    private long nextProof;
    private long nextLook;

    /** @param changed told when others have come or gone, or have other shards */
    KafkaGroup(KafkaAccess access, Owner owner, Ticker ticker, Runnable changed) {
        this.access = access;
        this.owner = owner;
        this.ticker = ticker;
        this.onlooker = access.onlooker(ticker, changed);
        this.committed = new CommittedMarks(access::part);
        this.proven = ticker.nanos();
        this.polled = ticker.nanos();
    }

    void start() {
        thread = new Thread(this::belong, "cluster-kafka");
        thread.setDaemon(true);
        thread.start();
    }

    /** The others hear of it at once. */
    void leave() throws InterruptedException {
        closed = true;
        if (thread != null) {
            thread.join(CLOSE.multipliedBy(2).toMillis());
            thread.interrupt(); // it may wait for an answer as long as a lease
            thread.join(CLOSE.toMillis());
        }
    }

    private void belong() {
        while (!closed) {
            Consumer<String, String> consumer = null;
            try {
                prepare();
                consumer = access.openMember();
                boolean subscribed = false;
                while (!closed) {
                    boolean belongs = owner.belongs();
                    if (belongs && !subscribed) {
                        consumer.subscribe(List.of(access.topic()), new Shards(consumer));
                    } else if (!belongs && subscribed) {
                        consumer.unsubscribe();
                    }
                    subscribed = belongs;
                    round(consumer, subscribed);
                }
            } catch (RuntimeException e) {
                Fatal.check(e);
                failed(e);
            } finally {
                end(consumer);
            }
            if (!closed) {
                LockSupport.parkNanos(AGAIN.toNanos());
            }
        }
        onlooker.close();
    }

    private void prepare() {
        onlooker.prepare();
        nextLook = ticker.in(access.ttl());
    }

    private void end(Consumer<String, String> consumer) {
        try {
            if (consumer != null) {
                if (closed && !committed.isEmpty()) {
                    prove(consumer); // all is stored by now
                }
                consumer.close(CLOSE);
            }
        } catch (RuntimeException e) {
            LOG.debug("The group could not be left: {}", e.toString());
        }
        fresh.clear();
        lost(committed.marks().keySet());
    }

    private void round(Consumer<String, String> consumer, boolean subscribed) {
        polled = ticker.nanos();
        if (subscribed) {
            consumer.poll(POLL);
        } else {
            LockSupport.parkNanos(POLL.toNanos());
        }
        if (!fresh.isEmpty()) {
            learn(consumer);
        }
        if (ticker.isReached(nextProof) || !questions.isEmpty() || !committed.moved(owner.marks()).isEmpty()) {
            prove(consumer);
        }
        if (subscribed && ticker.isReached(nextLook)) {
            prepare(); // somebody may have deleted it: then the group gives nothing to anybody, and names no reason
        }
        Bilingual why = onlooker.look();
        if (committed.isEmpty()) { // nobody asks for anything else
            if (why != null) {
                failed(why);
            } else if (fresh.isEmpty()) {
                works();
            }
        }
    }

    /** Nobody else may commit for them meanwhile. */
    private void learn(Consumer<String, String> consumer) {
        try {
            Set<TopicPartition> parts = fresh.stream().map(access::part).collect(Collectors.toSet());
            committed.told(consumer.committed(parts, access.limit()));
            fresh.clear();
            owner.given();
        } catch (org.apache.kafka.common.errors.TimeoutException e) {
            failed(e);
        }
    }

    /** Commits how far the topic is stored; who may do that is a member. */
    private void prove(Consumer<String, String> consumer) {
        nextProof = ticker.in(access.ttl().dividedBy(ROUNDS));
        var asking = questions.take();
        boolean isMember = false;
        var offsets = committed.movedOrOne(owner.marks());
        // before the question: from then on the time runs
        long asked = ticker.nanos();
        try {
            if (!offsets.isEmpty()) {
                consumer.commitSync(offsets, access.limit());
                committed.told(offsets);
                isMember = true;
                proven = asked;
                nextLook = ticker.in(access.ttl());
                owner.proven();
                works();
            }
        } catch (RebalanceInProgressException | CommitFailedException e) {
            LOG.debug("The group is being divided anew"); // the next poll tells what this node has in it
        } catch (RuntimeException e) {
            Fatal.check(e);
            failed(e);
        } finally {
            boolean answer = isMember;
            asking.forEach(each -> each.complete(answer));
        }
    }

    /** What the group gives and takes. */
    private final class Shards implements ConsumerRebalanceListener {
        private final Consumer<String, String> consumer;

        Shards(Consumer<String, String> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> parts) {
            consumer.pause(parts);
            fresh.addAll(numbers(parts));
            nextProof = ticker.nanos(); // while the group was divided it could not be proven
        }

        /** Nobody else is given them before this returns. Whoever is not at rest by then may write nothing any more, and another reads what it had. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> parts) {
            Set<Integer> shards = numbers(parts);
            owner.leave(shards);
            long end = ticker.in(access.limit());
            while (!closed && owner.isBusy(shards) && !ticker.isReached(end)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
            prove(consumer);
            lost(shards);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> parts) {
            lost(numbers(parts));
        }
    }

    private static Set<Integer> numbers(Collection<TopicPartition> parts) {
        return parts.stream().map(TopicPartition::partition).collect(Collectors.toSet());
    }

    private void lost(Set<Integer> shards) {
        fresh.removeAll(shards);
        committed.lost(shards);
        owner.lost(shards);
    }

    private void failed(Throwable e) {
        failed(KafkaObstacle.said(e));
    }

    private void failed(Bilingual why) {
        if (failure == null && !closed) {
            LOG.warn("Kafka does not do its part: {}", why.english());
        }
        failure = why;
    }

    private void works() {
        if (failure != null) {
            LOG.info("Kafka does its part again");
            failure = null;
        }
    }

    /** Asks now whether this node is a member. */
    boolean isMember() {
        return questions.ask(access.ttl());
    }

    /** Whether the member's thread comes round: one that does not leaves the group by itself. */
    boolean isAwake() {
        return ticker.since(polled).compareTo(access.certain()) < 0;
    }

    /** Of the last proof that this node is a member: the ticker's nanos before it was asked for. */
    long proven() {
        return proven;
    }

    /** The shards that the group has given to this node, with the mark of each. */
    Map<Integer, TopicMarks.Mark> shards() {
        return committed.marks();
    }

    Optional<String> holder(int shard) {
        return onlooker.holder(shard);
    }

    List<String> others() {
        return onlooker.others();
    }

    Bilingual failure() {
        return failure;
    }
}
