package dev.balancesync.cluster;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Quoted;
import dev.balancesync.store.Obstacle;
import dev.balancesync.store.Statements;
import dev.balancesync.store.WordedException;
import dev.balancesync.time.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's leases: says again and again that it lives, takes its share of the shards, and hands over what is too much once another
 * node wants it. On a thread of its own that waits for nobody else.
 */
final class LeaseKeeper implements Leases {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.cluster");

    /** What the accounts of the shards are at. */
    interface Accounts {
        /** Shards that have one. They are taken first and handed over last. */
        Set<Integer> shards();

        /** Whether an account of the shard still has a socket, or something that is to be written. */
        boolean isBusy(int shard);

        /** Which they are, as {@link AccountsTold}. */
        String told();

        /** How those that this node serves reach the broker. */
        Aside.Line line();
    }

    private final String node;
    private final Duration ttl;
    private final LeasePace pace;
    private final LeaseTable table;
    private final Accounts accounts;
    private final Ticker ticker;
    private final Belief belief;
    private final Neighbours neighbours;
    private final Aside aside;
    private final SeenEpochs seen = new SeenEpochs();
    private final Runnable changed;
    /** Read by whoever asks, who must not wait for a question under way. */
    private volatile Map<Integer, LeaseTable.Lease> leases = Map.of();
    private volatile List<String> others = List.of();
    private volatile Map<String, String> accountsOfOthers = Map.of();
    private volatile Bilingual failure;
    private volatile boolean standsAside;
    private Map<Integer, Long> raised = Map.of();
    private boolean present;
    private boolean stopping;
    private boolean given;
    private Thread thread;

    /** @param changed told after each round in which what this node holds, or who holds the rest, has changed */
    LeaseKeeper(String node, Duration ttl, LeaseTable table, Accounts accounts, Ticker ticker, Runnable changed) {
        this.node = node;
        this.ttl = ttl;
        this.pace = new LeasePace(ttl);
        this.table = table;
        this.accounts = accounts;
        this.ticker = ticker;
        this.changed = changed;
        this.belief = new Belief(ticker);
        this.neighbours = new Neighbours(ticker);
        this.aside = new Aside(ticker);
    }

    @Override
    public synchronized void start() {
        if (thread == null && !given) {
            thread = new Thread(this::run, "cluster-lease");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        while (isRunning()) {
            LockSupport.parkNanos(tend().toNanos());
        }
    }

    private synchronized boolean isRunning() {
        return thread == Thread.currentThread();
    }

    /** @return how long until the next round is due */
    synchronized Duration tend() {
        return round().orElseGet(pace::waiting);
    }

    /** @return how long until the next is due; empty when this one was not answered */
    private synchronized Optional<Duration> round() {
        if (given) {
            return Optional.empty();
        }
        // before the question: from then on the time runs
        long asked = ticker.nanos();
        try {
            if (aside.isLeaving() && belief.told().keySet().stream().noneMatch(accounts::isBusy)) {
                leave();
            }
            boolean takes = !stopping && !aside.isLeaving();
            return Optional.of(answered(asked, table.ask(new LeaseTable.Question(!present && !aside.isAway(), takes, neighbours.quiet(), neighbours.silent(),
                    handedOver(), accounts.shards().stream().map(String::valueOf).toList(), accounts.told()))));
        } catch (SQLException e) {
            failed(e);
        } catch (RuntimeException e) {
            LOG.error("A round of the leases failed: {}. Report it if it comes again", e.toString());
            table.close();
        }
        return Optional.empty();
    }

    /** The others share all among themselves. */
    private void leave() throws SQLException {
        table.giveAllBack();
        present = false;
        belief.told(ticker.nanos(), Duration.ZERO, Map.of());
        aside.gone();
    }

    /** {@code shard:epoch} of what leaves and is at rest. */
    private List<String> handedOver() {
        return belief.leaving().entrySet().stream().filter(each -> !accounts.isBusy(each.getKey())).map(each -> each.getKey() + ":" + each.getValue())
                .toList();
    }

    private Duration answered(long asked, LeaseTable.Answer answer) throws SQLException {
        Map<Integer, Long> before = belief.told();
        var share = new Share(answer.others().size() + 1);
        boolean isNews = !leases.equals(answer.leases()) || present != answer.present() || !Set.copyOf(others).equals(answer.others().keySet());
        present = answer.present();
        leases = answer.leases();
        neighbours.told(answer.others());
        accountsOfOthers = answer.accounts();
        others = neighbours.names();
        aside.look(accounts.line(), others.size() > neighbours.quiet().size());
        standsAside = aside.isLeaving() || aside.isAway();
        Map<Integer, Long> mine = present ? mine() : new HashMap<>();
        Map<Integer, Long> repeated = seen.repeated(leases);
        mine.keySet().removeAll(repeated.keySet());
        belief.told(asked, ttl, mine);
        if (!repeated.isEmpty()) {
            raise(repeated);
            return LeasePace.SHORTEST;
        }
        Optional<String> ofKafka = leases.values().stream().map(LeaseTable.Lease::holder).filter(each -> each != null && NodeName.isOfKafka(each)).findFirst();
        if (ofKafka.isPresent()) {
            String other = NodeName.forPeople(ofKafka.get());
            failed(new Bilingual(other + "이(가) CLUSTER=kafka로 계좌를 맡고 있습니다. 모든 컴퓨터의 CLUSTER가 같아야 합니다. 그 컴퓨터가 죽었다면 실행하세요: update kw_sync_lease set holder = null",
                    other + " holds leases with CLUSTER=kafka, and all machines must have the same CLUSTER. If it has died: update kw_sync_lease set holder = null"));
        } else if (failure != null) {
            LOG.info("The leases can be renewed again");
            failure = null;
        }
        if (!before.equals(mine)) {
            LOG.info("Shards held: {} of {}, nodes={}", mine.size(), Shard.COUNT, share.nodes());
        }
        if (aside.isLeaving()) {
            mine.keySet().forEach(belief::leave);
        } else if (!stopping) {
            handOver(mine.keySet(), share, answer.wanted());
        }
        if (isNews) {
            changed.run();
        }
        if (aside.isAway()) {
            return pace.waiting();
        }
        boolean below = mine.size() < share.most();
        if (!present || below && answer.isLeftFree() && !stopping || !belief.leaving().isEmpty()) {
            return LeasePace.SHORTEST;
        }
        if (mine.keySet().containsAll(accounts.shards())) {
            return pace.content();
        }
        return pace.waiting(answer.nextExpiry(), neighbours.untilQuiet());
    }

    /** A row that a write holds is tried again, and told once. */
    private void raise(Map<Integer, Long> repeated) throws SQLException {
        if (!repeated.equals(raised)) {
            LOG.warn("The database is as it was before: {} of its leases are older than some that there were. They are given out anew", repeated.size());
            raised = repeated;
        }
        table.raise(repeated);
    }

    private Map<Integer, Long> mine() {
        var mine = new HashMap<Integer, Long>();
        leases.forEach((shard, lease) -> {
            if (node.equals(lease.holder())) {
                mine.put(shard, lease.epoch());
            }
        });
        return mine;
    }

    /** Those without an account first, so that nobody's session ends without need. */
    private void handOver(Set<Integer> mine, Share share, int wanted) {
        Set<Integer> leaving = belief.leaving().keySet();
        int tooMany = share.tooMany(mine.size(), wanted) - leaving.size();
        if (tooMany > 0) {
            Set<Integer> used = accounts.shards();
            mine.stream().filter(each -> !leaving.contains(each)).sorted(Comparator.comparing((Integer each) -> used.contains(each)).thenComparing(each -> -each))
                    .limit(tooMany).forEach(belief::leave);
        }
    }

    private void failed(SQLException e) {
        failed(words(e));
    }

    private void failed(Bilingual words) {
        if (!words.equals(failure)) {
            LOG.warn("The leases cannot be renewed: {}. What is held counts for {} s more", words.english(), belief.left().toSeconds());
            failure = words;
        }
    }

    /** What stands in the way, the database's own words, and what to do; of our own words both are part. */
    static Bilingual words(SQLException e) {
        Bilingual said = Statements.said(e);
        Obstacle obstacle = Obstacle.of(e);
        return e instanceof WordedException ? said : new Bilingual(words(obstacle, Locale.KOREAN, said.korean()), words(obstacle, Locale.ENGLISH, said.english()));
    }

    private static String words(Obstacle obstacle, Locale language, String said) {
        // that what has come in waits is said of the store
        return obstacle.words(language) + " (" + Quoted.line(said) + ")" + (obstacle.isUsersToCure() ? ". " + obstacle.advice(language) : "");
    }

    @Override
    public synchronized boolean confirm(int shard) {
        long epoch = belief.epoch(shard);
        return round().isPresent() && belief.isHeld(shard) && belief.epoch(shard) == epoch;
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
        LeaseTable.Lease lease = leases.get(shard);
        return Optional.ofNullable(lease == null ? null : lease.holder())
                .filter(holder -> holder.equals(node) ? belief.epoch(shard) > 0 : others.contains(holder));
    }

    @Override
    public boolean hasAccount(String other, String account) {
        return AccountsTold.has(accountsOfOthers.getOrDefault(other, ""), account);
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
    public Bilingual failure() {
        return failure;
    }

    @Override
    public synchronized void stopping() {
        stopping = true;
    }

    @Override
    public synchronized void giveAllBack() {
        if (given) {
            return;
        }
        given = true;
        Optional.ofNullable(thread).ifPresent(LockSupport::unpark);
        thread = null;
        belief.told(ticker.nanos(), Duration.ZERO, Map.of());
        try {
            if (present) {
                table.giveAllBack();
                LOG.info("All shards given back");
            }
        } catch (SQLException e) {
            LOG.warn("The leases could not be given back, and end within {} s: {}", ttl.toSeconds(), Quoted.line(String.valueOf(e.getMessage())));
        }
        present = false;
        table.close();
    }
}
