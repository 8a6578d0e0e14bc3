package dev.balancesync.cluster;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.process.Fatal;
import dev.balancesync.time.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's consumer group decides which node has which shard. For what it is given a node takes the lease in the database, under a new epoch, so
 * that the same fence stands before every write; then it reads again what the topic has beyond the shard's mark; and only then is the lease held.
 * Nobody's lease runs out in the database: to take one, a node must have been given the shard.
 */
final class KafkaLeases implements Leases, KafkaGroup.Owner {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.cluster");
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration CLOSE = Duration.ofMillis(500);

    private final KafkaAccess access;
    private final LeaseTable table;
    private final LeaseKeeper.Accounts accounts;
    private final Ticker ticker;
    private final Belief belief;
    private final Aside aside;
    private final Topic topic;
    private final KafkaGroup group;
    private final TopicReader reader;
    private final Runnable changed;
    /** Epoch by shard of what was taken in the database, whether it has been read or not. */
    private volatile Map<Integer, Long> taken = Map.of();
    private volatile Bilingual failure;
    private volatile boolean standsAside;
    private volatile boolean closed;
    /** Grows with each loss: what was asked before one may be another's when it is answered. */
    private volatile int losses;
    private Thread taker;
    private volatile long nextTake;

    /** @param changed told after each change of what this node holds, or of who holds the rest */
    KafkaLeases(KafkaAccess access, LeaseTable table, LeaseKeeper.Accounts accounts, Ticker ticker, Runnable changed) {
        this.access = access;
        this.table = table;
        this.accounts = accounts;
        this.ticker = ticker;
        this.changed = changed;
        this.belief = new Belief(ticker);
        this.aside = new Aside(ticker);
        this.topic = new Topic(ticker);
        this.group = new KafkaGroup(access, this, ticker, changed);
        this.reader = new TopicReader(access::part, access::openReader, ticker);
    }

    Topic topic() {
        return topic;
    }

    @Override
    public synchronized void start() {
        if (taker == null && !closed) {
            group.start();
            taker = new Thread(this::run, "cluster-epochs");
            taker.setDaemon(true);
            taker.start();
        }
    }

    // --- the epochs: on a thread of its own, since the database may hang while the group goes on ---

    private void run() {
        nextTake = ticker.nanos();
        while (!closed) {
            Duration pause = SOON;
            try {
                if (ticker.isReached(nextTake)) {
                    nextTake = ticker.in(access.ttl().dividedBy(KafkaGroup.ROUNDS));
                    take();
                }
                pause = read() ? Duration.ZERO : SOON;
            } catch (SQLException e) {
                failed(e);
            } catch (RuntimeException e) {
                Fatal.check(e);
                LOG.error("The leases could not be taken: {}. Report it if it comes again", e.toString());
            }
            LockSupport.parkNanos(pause.toNanos());
        }
        reader.close();
    }

    /** A lease that is held by this node's name is its own still; for another the group is asked first whether it is this node's to take. */
    private void take() throws SQLException {
        Map<Integer, TopicMarks.Mark> given = group.shards();
        int lossesBefore = losses;
        if (given.isEmpty() && failure == null) { // what failed last is asked again, or it would be told for ever
            nextTake = ticker.in(SOON);
            return;
        }
        Set<Integer> wanted = given.keySet().stream().filter(each -> !taken.containsKey(each)).collect(Collectors.toSet());
        var held = new HashMap<>(table.take(!wanted.isEmpty() && group.isMember() ? wanted : Set.of()));
        if (failure != null) {
            LOG.info("The leases can be taken again");
            failure = null;
        }
        held.keySet().retainAll(given.keySet());
        if (!held.keySet().containsAll(given.keySet())) {
            nextTake = ticker.in(SOON);
        }
        synchronized (this) {
            if (losses != lossesBefore) {
                nextTake = ticker.in(SOON);
                return;
            }
            taken = Map.copyOf(held);
            tell();
        }
        reader.keep(held);
        Set<Integer> used = accounts.shards();
        held.entrySet().stream().filter(each -> !topic.marks.isOpen(each.getKey(), each.getValue()))
                .sorted(Comparator.comparing(each -> !used.contains(each.getKey())))
                .forEach(each -> reader.read(each.getKey(), each.getValue(), given.get(each.getKey())));
    }

    /** @return whether there is more to read */
    private boolean read() {
        TopicReader.Read read = reader.round();
        if (read != null) {
            synchronized (this) {
                if (Long.valueOf(read.epoch()).equals(taken.get(read.shard()))) {
                    topic.marks.open(read.shard(), read.epoch(), read.backlog());
                    if (!reader.isBusy() || accounts.shards().contains(read.shard())) { // the others together
                        tell();
                    }
                }
            }
            if (read.backlog().loss() != null) {
                LOG.error("What Kafka has of shard {} beyond what is stored cannot be read: {}. It is served without", read.shard(), read.backlog().loss().english());
            }
        }
        return reader.isBusy();
    }

    private void failed(SQLException e) {
        Bilingual words = LeaseKeeper.words(e);
        if (!words.equals(failure)) {
            LOG.warn("The leases cannot be taken: {}", words.english());
            failure = words;
        }
    }

    // --- the group ---

    @Override
    public boolean belongs() {
        aside.look(accounts.line(), !group.others().isEmpty());
        if (aside.isLeaving()) {
            Set<Integer> all = group.shards().keySet();
            leave(all);
            if (!isBusy(all)) {
                aside.gone();
            }
        }
        standsAside = aside.isLeaving() || aside.isAway();
        return !aside.isAway();
    }

    @Override
    public void given() {
        nextTake = ticker.nanos();
        LockSupport.unpark(taker);
    }

    @Override
    public Map<Integer, TopicMarks.Mark> marks() {
        return topic.marks.marks(taken);
    }

    @Override
    public void proven() {
        tell();
    }

    @Override
    public void leave(Set<Integer> shards) {
        shards.forEach(belief::leave);
    }

    @Override
    public boolean isBusy(Set<Integer> shards) {
        return shards.stream().anyMatch(accounts::isBusy);
    }

    @Override
    public synchronized void lost(Set<Integer> shards) {
        losses++;
        var left = new HashMap<>(taken);
        left.keySet().removeAll(shards);
        taken = Map.copyOf(left);
        tell();
    }

    // --- what is held ---

    private synchronized void tell() {
        Map<Integer, Long> before = belief.told();
        var held = new HashMap<>(taken);
        held.entrySet().removeIf(each -> !topic.marks.isOpen(each.getKey(), each.getValue()));
        belief.told(group.proven(), access.session(), held);
        if (!before.equals(held)) {
            LOG.info("Shards held: {} of {}", held.size(), Shard.COUNT);
            changed.run();
        }
    }

    @Override
    public boolean confirm(int shard) {
        long epoch = belief.epoch(shard);
        return group.isMember() && isHeld(shard) && belief.epoch(shard) == epoch;
    }

    @Override
    public boolean isHeld(int shard) {
        return group.isAwake() && belief.isHeld(shard);
    }

    @Override
    public long epoch(int shard) {
        return group.isAwake() ? belief.epoch(shard) : 0;
    }

    @Override
    public Optional<String> holder(int shard) {
        return belief.epoch(shard) > 0 ? Optional.of(access.node()) : group.holder(shard);
    }

    @Override
    public List<String> others() {
        return group.others();
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
    public Bilingual failure() {
        return failure;
    }

    @Override
    public Bilingual kafkaFailure() {
        return group.failure();
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
            if (taker != null) {
                group.leave();
                LockSupport.unpark(taker);
                taker.join(CLOSE.toMillis());
                table.giveAllBack();
                LOG.info("All shards given back");
            }
        } catch (SQLException e) {
            LOG.debug("The database was not told: {}", e.getMessage()); // who is given them takes them all the same
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
