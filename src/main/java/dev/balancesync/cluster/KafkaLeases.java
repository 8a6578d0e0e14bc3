package dev.balancesync.cluster;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

import dev.balancesync.kiwoom.Quoted;
import dev.balancesync.time.Ticker;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's consumer group decides which node has which shard: each is a partition of the topic of frames. For what it is given a node takes the
 * lease in the database, under a new epoch, so that the same fence stands before every write. Nobody's lease runs out there: to take one, a
 * node must have been given the shard.
 *
 * <p>Whether this node is a member still is asked by committing how far the topic is stored, again and again: the coordinator takes that from
 * members alone, and counts a member's time anew with it. So what is held may be believed for nine tenths of the session's time, counted from
 * before the question, as with leases in the database.
 */
final class KafkaLeases implements Leases, Topic.Reader {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.cluster");
    /** Questions in the time of a session. */
    private static final int ROUNDS = 5;
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofMillis(500);

    private final KafkaAccess access;
    private final Duration ttl;
    private final LeaseTable table;
    private final LeaseKeeper.Accounts accounts;
    private final IntFunction<Set<String>> keys;
    private final Ticker ticker;
    private final Belief belief;
    private final Aside aside;
    private final Topic topic = new Topic(this);
    private final Runnable changed;
    private final Queue<CompletableFuture<Boolean>> questions = new ConcurrentLinkedQueue<>();
    /** Given to this node by the group, with what the topic held then. */
    private final Map<Integer, TopicMarks.Backlog> given = new ConcurrentHashMap<>();
    private volatile Map<Integer, Long> epochs = Map.of();
    private volatile Map<Integer, String> holders = Map.of();
    private volatile List<String> others = List.of();
    private volatile String failure;
    private volatile String kafkaFailure;
    private volatile boolean standsAside;
    private volatile boolean closed;
    private volatile long proven;
    private Thread member;
    private Thread taker;

    /** Of the thread of the member alone. */
    private final Set<Integer> fresh = new HashSet<>();
    private final Map<Integer, OffsetAndMetadata> committed = new HashMap<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private boolean subscribed;
    private long nextProof;
    private long nextLook;

    /**
     * @param keys of the accounts of a shard
     * @param changed told after each change of what this node holds, or of who holds the rest
     */
    KafkaLeases(KafkaAccess access, LeaseTable table, LeaseKeeper.Accounts accounts, IntFunction<Set<String>> keys, Ticker ticker, Runnable changed) {
        this.access = access;
        this.ttl = access.ttl();
        this.table = table;
        this.accounts = accounts;
        this.keys = keys;
        this.ticker = ticker;
        this.changed = changed;
        this.belief = new Belief(ticker);
        this.aside = new Aside(ticker);
        this.proven = ticker.nanos();
    }

    Topic topic() {
        return topic;
    }

    @Override
    public synchronized void start() {
        if (member == null && !closed) {
            member = thread("cluster-kafka", this::belong);
            taker = thread("cluster-epochs", this::takeEpochs);
        }
    }

    private static Thread thread(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    // --- the group: on a thread of its own, which alone may speak for the member ---

    private void belong() {
        while (!closed) {
            Admin admin = null;
            KafkaConsumer<String, String> consumer = null;
            try {
                admin = Admin.create(access.client("admin"));
                looking.set(false);
                prepare(admin);
                consumer = new KafkaConsumer<>(access.member());
                subscribed = false;
                while (!closed) {
                    round(admin, consumer);
                }
            } catch (RuntimeException e) {
                kafkaFailed(e);
            } finally {
                end(admin, consumer);
            }
            if (!closed) {
                LockSupport.parkNanos(AGAIN.toNanos());
            }
        }
    }

    /** The others hear of it at once, once nothing is under way. */
    private void end(Admin admin, KafkaConsumer<String, String> consumer) {
        try {
            if (consumer != null) {
                consumer.close(CLOSE);
            }
        } catch (RuntimeException e) {
            LOG.debug("The group could not be left: {}", e.toString());
        }
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
        lost(Set.copyOf(given.keySet()));
    }

    private void prepare(Admin admin) {
        try {
            int parts = answer(admin.describeTopics(List.of(access.topic())).allTopicNames()).get(access.topic()).partitions().size();
            if (parts != Shard.COUNT) {
                throw new IllegalStateException("Topic " + access.topic() + " has " + parts + " partitions and must have " + Shard.COUNT
                        + ". Name another in KAFKA_TOPIC, on every machine");
            }
        } catch (UnknownTopicOrPartitionException missing) {
            try {
                answer(admin.createTopics(List.of(new NewTopic(access.topic(), Optional.of(Shard.COUNT), Optional.empty()))).all());
                LOG.info("Topic {} made, with {} partitions", access.topic(), Shard.COUNT);
            } catch (TopicExistsException e) {
                LOG.debug("Another machine has made the topic");
            } catch (AuthorizationException e) {
                throw new IllegalStateException("There is no topic " + access.topic() + ", and this user may not make it. Make it with " + Shard.COUNT + " partitions", e);
            }
        }
    }

    /** @throws KafkaException why there is none */
    private <T> T answer(KafkaFuture<T> question) {
        try {
            return question.get(ttl.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("Kafka has not answered for " + ttl.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }

    private void round(Admin admin, KafkaConsumer<String, String> consumer) {
        if (!subscribed && !aside.isAway()) {
            consumer.subscribe(List.of(access.topic()), new Shards(consumer));
            subscribed = true;
        }
        if (subscribed) {
            consumer.poll(POLL);
        } else {
            LockSupport.parkNanos(POLL.toNanos());
        }
        if (!fresh.isEmpty()) {
            open(consumer);
        }
        if (ticker.isReached(nextProof) || !questions.isEmpty()) {
            prove(consumer);
        }
        aside.look(accounts.line(), !others.isEmpty());
        standsAside = aside.isLeaving() || aside.isAway();
        if (aside.isLeaving()) {
            given.keySet().forEach(belief::leave);
            if (given.keySet().stream().noneMatch(accounts::isBusy)) {
                consumer.unsubscribe();
                subscribed = false;
                aside.gone();
            }
        }
        if (ticker.isReached(nextLook)) {
            nextLook = ticker.in(ttl.dividedBy(ROUNDS));
            lookAround(admin);
        }
    }

    /** What the topic holds that may not be stored yet, of shards that were given just now. Nothing is fetched here: whoever serves the account reads. */
    private void open(KafkaConsumer<String, String> consumer) {
        Set<TopicPartition> parts = fresh.stream().map(this::part).collect(Collectors.toSet());
        try {
            Map<TopicPartition, OffsetAndMetadata> marks = consumer.committed(parts, access.limit());
            Map<TopicPartition, Long> firsts = consumer.beginningOffsets(parts, access.limit());
            Map<TopicPartition, Long> ends = consumer.endOffsets(parts, access.limit());
            for (TopicPartition each : parts) {
                OffsetAndMetadata mark = marks.get(each);
                long from = Math.min(ends.get(each), Math.max(firsts.get(each), mark == null ? 0 : mark.offset()));
                String by = mark == null ? "" : mark.metadata();
                committed.put(each.partition(), mark == null ? new OffsetAndMetadata(from) : mark);
                if (from < ends.get(each)) {
                    LOG.info("Of shard {} Kafka has {} records that may not be stored yet", each.partition(), ends.get(each) - from);
                }
                given.put(each.partition(), new TopicMarks.Backlog(from, ends.get(each), by.matches("\\d{1,18}") ? Long.parseLong(by) : 0));
            }
            fresh.clear();
            LockSupport.unpark(taker);
        } catch (org.apache.kafka.common.errors.TimeoutException e) {
            kafkaFailed(e);
        }
    }

    /** Commits how far the topic is stored; who may do that is a member. */
    private void prove(KafkaConsumer<String, String> consumer) {
        nextProof = ticker.in(ttl.dividedBy(ROUNDS));
        var asking = new HashSet<CompletableFuture<Boolean>>();
        for (var each = questions.poll(); each != null; each = questions.poll()) {
            asking.add(each);
        }
        boolean isMember = false;
        Map<TopicPartition, OffsetAndMetadata> offsets = offsets();
        // before the question: from then on the time runs
        long asked = ticker.nanos();
        try {
            if (!offsets.isEmpty()) {
                consumer.commitSync(offsets, access.limit());
                offsets.forEach((part, mark) -> committed.put(part.partition(), mark));
                isMember = true;
                proven = asked;
                tell();
                works();
            }
        } catch (RebalanceInProgressException | CommitFailedException e) {
            LOG.debug("The group is being divided anew"); // the next poll tells what this node has in it
        } catch (RuntimeException e) {
            kafkaFailed(e);
        } finally {
            boolean answer = isMember;
            asking.forEach(each -> each.complete(answer));
        }
    }

    /** All that have changed, and one in any case. */
    private Map<TopicPartition, OffsetAndMetadata> offsets() {
        Map<Integer, Long> marks = topic.marks.marks();
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (Integer shard : given.keySet()) {
            Long epoch = epochs.get(shard);
            Long mark = marks.get(shard);
            if (epoch != null && mark != null) {
                var now = new OffsetAndMetadata(mark, epoch.toString());
                if (!now.equals(committed.get(shard))) {
                    offsets.put(part(shard), now);
                }
            }
        }
        if (offsets.isEmpty()) {
            given.keySet().stream().findFirst().ifPresent(any -> offsets.put(part(any), committed.get(any)));
        }
        return offsets;
    }

    private TopicPartition part(int shard) {
        return new TopicPartition(access.topic(), shard);
    }

    /** Who else is in the group, and who has what; for people, and for who thinks of standing aside. */
    private void lookAround(Admin admin) {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        // the coordinator of the first group of all has to be made
        var options = new DescribeConsumerGroupsOptions().timeoutMs(Math.toIntExact(ttl.toMillis()));
        admin.describeConsumerGroups(List.of(access.topic()), options).describedGroups().get(access.topic()).whenComplete((group, e) -> {
            looking.set(false);
            if (e == null) {
                seen(group);
            }
            if (given.isEmpty() && !closed) { // nobody asks for anything else
                if (e == null) {
                    works();
                } else {
                    kafkaFailed(e);
                }
            }
        });
    }

    private void seen(ConsumerGroupDescription group) {
        var now = new HashMap<Integer, String>();
        for (MemberDescription each : group.members()) {
            each.assignment().topicPartitions().forEach(part -> now.put(part.partition(), each.clientId()));
        }
        List<String> names = group.members().stream().map(MemberDescription::clientId).filter(each -> !each.equals(access.node())).distinct().sorted().toList();
        boolean isNews = !now.equals(holders) || !names.equals(others);
        holders = Map.copyOf(now);
        others = names;
        if (isNews) {
            changed.run();
        }
    }

    /** What the group gives and takes. */
    private final class Shards implements ConsumerRebalanceListener {
        private final KafkaConsumer<String, String> consumer;

        Shards(KafkaConsumer<String, String> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> parts) {
            consumer.pause(parts);
            parts.forEach(each -> fresh.add(each.partition()));
        }

        /** Nobody else is given them before this returns. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> parts) {
            Set<Integer> shards = parts.stream().map(TopicPartition::partition).collect(Collectors.toSet());
            shards.forEach(belief::leave);
            long end = ticker.in(ttl);
            while (!closed && shards.stream().anyMatch(accounts::isBusy) && !ticker.isReached(end) && !belief.left().isZero()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                if (ticker.isReached(nextProof)) {
                    prove(consumer);
                }
            }
            prove(consumer);
            lost(shards);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> parts) {
            lost(parts.stream().map(TopicPartition::partition).collect(Collectors.toSet()));
        }
    }

    private void lost(Set<Integer> shards) {
        fresh.removeAll(shards);
        committed.keySet().removeAll(shards);
        synchronized (this) {
            given.keySet().removeAll(shards);
            var left = new HashMap<>(epochs);
            left.keySet().removeAll(shards);
            epochs = Map.copyOf(left);
            tell();
        }
    }

    private void kafkaFailed(Throwable e) {
        String said = Quoted.line(e.getMessage() == null ? e.toString() : e.getMessage());
        if (kafkaFailure == null && !closed) {
            LOG.warn("Kafka does not do its part: {}. What is held counts for {} s more", said, belief.left().toSeconds());
        }
        kafkaFailure = said;
    }

    private void works() {
        if (kafkaFailure != null) {
            LOG.info("Kafka does its part again");
            kafkaFailure = null;
        }
    }

    // --- the epochs: on a thread of its own, since the database may hang while the group goes on ---

    private void takeEpochs() {
        while (!closed) {
            boolean all = true;
            try {
                all = take();
            } catch (SQLException e) {
                failed(e);
            } catch (RuntimeException e) {
                LOG.error("The leases could not be taken: {}. Report it if it comes again", e.toString());
            }
            LockSupport.parkNanos(all ? ttl.dividedBy(ROUNDS).toNanos() : POLL.toNanos());
        }
    }

    /**
     * A lease that is held by this node's name is its own still; for another the group is asked first whether it is this node's to take.
     *
     * @return whether all that was given is held
     */
    private boolean take() throws SQLException {
        Map<Integer, TopicMarks.Backlog> mine = Map.copyOf(given);
        if (mine.isEmpty()) {
            return true;
        }
        Set<Integer> wanted = mine.keySet().stream().filter(each -> !epochs.containsKey(each)).collect(Collectors.toSet());
        var held = new HashMap<>(table.take(!wanted.isEmpty() && isMember() ? wanted : Set.of()));
        if (failure != null) {
            LOG.info("The leases can be taken again");
            failure = null;
        }
        synchronized (this) {
            // what was lost meanwhile may be another's, even if it was given again
            held.keySet().removeIf(each -> !mine.containsKey(each) || given.get(each) != mine.get(each));
            held.forEach((shard, epoch) -> topic.marks.open(shard, epoch, mine.get(shard), keys.apply(shard)));
            epochs = Map.copyOf(held);
            tell();
        }
        return held.keySet().containsAll(given.keySet());
    }

    private void failed(SQLException e) {
        String said = Quoted.line(String.valueOf(e.getMessage()));
        if (!said.equals(failure)) {
            LOG.warn("The leases cannot be taken: {}", said);
            failure = said;
        }
    }

    private boolean isMember() {
        var question = new CompletableFuture<Boolean>();
        questions.add(question);
        try {
            return question.get(ttl.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    // --- what is held ---

    private synchronized void tell() {
        Map<Integer, Long> before = belief.told();
        var held = new HashMap<>(epochs);
        held.keySet().retainAll(given.keySet());
        belief.told(proven, ttl, held);
        if (!before.equals(held)) {
            LOG.info("Shards held: {} of {}", held.size(), Shard.COUNT);
            changed.run();
        }
    }

    @Override
    public boolean confirm(int shard) {
        long epoch = belief.epoch(shard);
        return isMember() && belief.isHeld(shard) && belief.epoch(shard) == epoch;
    }

    @Override
    public boolean isHeld(int shard) {
        return belief.isHeld(shard);
    }

    @Override
    public long epoch(int shard) {
        return belief.epoch(shard);
    }

    @Override
    public Optional<String> holder(int shard) {
        return belief.epoch(shard) > 0 ? Optional.of(access.node()) : Optional.ofNullable(holders.get(shard)).filter(others::contains);
    }

    @Override
    public List<String> others() {
        return others;
    }

    @Override
    public int count() {
        return (int) belief.told().keySet().stream().filter(belief::isHeld).count();
    }

    @Override
    public boolean isAside() {
        return standsAside;
    }

    @Override
    public String failure() {
        return failure;
    }

    @Override
    public String kafkaFailure() {
        String of = kafkaFailure;
        return of == null ? topic.failure() : of;
    }

    @Override
    public void stopping() {
        // what the group gives meanwhile goes on to the others at once, when it is left
    }

    @Override
    public void giveAllBack() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            if (member != null) {
                member.join(CLOSE.multipliedBy(2).toMillis());
                LockSupport.unpark(taker);
                table.giveAllBack();
                LOG.info("All shards given back");
            }
        } catch (SQLException e) {
            LOG.debug("The database was not told: {}", e.getMessage()); // who is given them takes them all the same
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // --- the topic ---

    @Override
    public boolean read(int shard, String account, TopicMarks.Backlog backlog, Topic.Found found) {
        long newest = backlog.epoch();
        long next = backlog.from();
        while (!closed && next < backlog.end()) {
            try (var reader = new KafkaConsumer<String, String>(access.consumer())) {
                reader.assign(List.of(part(shard)));
                reader.seek(part(shard), next);
                while (!closed && next < backlog.end()) {
                    for (ConsumerRecord<String, String> each : reader.poll(POLL)) {
                        Replica.Line line = each.offset() < backlog.end() ? Replica.Line.of(each.value()) : null;
                        // one of an older epoch is of a node that had been taken over from, and did not know yet
                        if (line != null && line.epoch() >= newest) {
                            newest = line.epoch();
                            if (account.equals(each.key())) {
                                found.take(each.offset(), line.at(), line.frame());
                            }
                        }
                    }
                    next = reader.position(part(shard));
                }
            } catch (KafkaException e) {
                kafkaFailed(e);
                LockSupport.parkNanos(AGAIN.toNanos());
            }
        }
        return next >= backlog.end();
    }
}
