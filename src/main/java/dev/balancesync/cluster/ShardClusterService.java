package dev.balancesync.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.store.OwnConnections;
import dev.balancesync.time.Ticker;
import org.apache.camel.support.cluster.AbstractCamelClusterService;

/**
 * The shards as Camel's cluster service, whichever engine decides who has them. Its views are named {@code shard-0} to {@code shard-63}.
 */
public final class ShardClusterService extends AbstractCamelClusterService<ShardClusterView> implements EpochService {
    private final Leases leases;
    private final Topic topic;
    private final List<ShardClusterView> views = new CopyOnWriteArrayList<>();

    /**
     * What the engines ask the service for.
     *
     * @param accounts whose shards are taken first and handed over last
     * @param isBusy whether an account of that shard still has a socket, or something that is to be written
     * @param unanswered for how long the broker has answered nothing, of each account that this node serves and that needs an answer; zero of
     *     one that is logged in
     */
    public record Served(Supplier<Collection<String>> accounts, IntPredicate isBusy, Supplier<Collection<Duration>> unanswered) {
        private LeaseKeeper.Accounts within(Duration ttl) {
            return new LeaseKeeper.Accounts() {
                @Override
                public Set<Integer> shards() {
                    return accounts.get().stream().map(each -> Shard.of(each).number()).collect(Collectors.toSet());
                }

                @Override
                public boolean isBusy(int shard) {
                    return isBusy.test(shard);
                }

                @Override
                public String told() {
                    return AccountsTold.of(accounts.get());
                }

                @Override
                public Aside.Line line() {
                    return unanswered.get().stream().min(Comparator.naturalOrder())
                            .map(each -> each.isZero() ? Aside.Line.GOOD : each.compareTo(ttl) > 0 ? Aside.Line.DEAD : Aside.Line.UNKNOWN).orElse(Aside.Line.UNKNOWN);
                }
            };
        }
    }

    /**
     * CLUSTER=postgres: leases in the tables' own database; no other engine is needed, and any pooler will do.
     *
     * @param node unique among all processes that there are and were
     * @param door the one that the store goes through
     * @param creates whether the tables are made where they are missing
     */
    public ShardClusterService(String node, String version, OwnConnections door, Duration ttl, boolean creates, Served served, Ticker ticker) {
        super(node);
        this.topic = null;
        this.leases = new LeaseKeeper(node, ttl, table(node, version, door, ttl, creates), served.within(ttl), ticker, this::tell);
    }

    /** CLUSTER=kafka: a consumer group decides, and the database knows the epochs. */
    public ShardClusterService(KafkaAccess kafka, String version, OwnConnections door, boolean creates, Served served, Ticker ticker) {
        super(kafka.node());
        var group = new KafkaLeases(kafka, table(kafka.node(), version, door, kafka.ttl(), creates), served.within(kafka.ttl()), ticker, this::tell);
        this.topic = group.topic();
        this.leases = group;
    }

    private static LeaseTable table(String node, String version, OwnConnections door, Duration ttl, boolean creates) {
        Duration third = ttl.dividedBy(3);
        return new LeaseTable(door, node, version, ttl, third.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : third, creates);
    }

    @Override
    protected ShardClusterView createView(String namespace) {
        var view = new ShardClusterView(this, namespace, leases);
        views.add(view);
        return view;
    }

    @Override
    protected void doStart() throws Exception {
        leases.start();
        super.doStart();
    }

    /** What is held stays so until it is {@link #giveBack given back}, or its time is over: only the service knows when all is written. */
    @Override
    protected void doStop() throws Exception {
        super.doStop();
        leases.giveAllBack();
    }

    private void tell() {
        views.forEach(ShardClusterView::tell);
    }

    @Override
    public boolean confirm(String namespace) {
        return leases.confirm(Shard.ofNamespace(namespace).number());
    }

    @Override
    public void stopping() {
        leases.stopping();
    }

    @Override
    public void giveBack() {
        leases.giveAllBack();
    }

    @Override
    public int count() {
        return leases.count();
    }

    @Override
    public boolean hasAccount(String other, String account) {
        return leases.hasAccount(other, account);
    }

    @Override
    public List<String> others() {
        return leases.others();
    }

    @Override
    public boolean isAside() {
        return leases.isAside();
    }

    @Override
    public Bilingual failure() {
        return leases.failure();
    }

    @Override
    public Bilingual kafkaFailure() {
        return leases.kafkaFailure();
    }

    @Override
    public Topic topic() {
        return topic;
    }
}
