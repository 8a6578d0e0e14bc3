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
import dev.balancesync.store.Door;
import dev.balancesync.time.Ticker;
import org.apache.camel.support.cluster.AbstractCamelClusterService;

/**
 * Leases in the tables' own database as Camel's cluster service: no other engine is needed, and any pooler will do. Its views are named
 * {@code shard-0} to {@code shard-63}.
 */
public final class PostgresClusterService extends AbstractCamelClusterService<PostgresClusterView> implements EpochService {
    private final LeaseKeeper keeper;
    private final List<PostgresClusterView> views = new CopyOnWriteArrayList<>();

    /**
     * @param node unique among all processes that there are and were
     * @param door the one that the store goes through
     * @param creates whether the tables are made where they are missing
     * @param accounts whose shards are taken first and handed over last
     * @param isBusy whether an account of that shard still has a socket, or something that is to be written
     * @param unanswered for how long the broker has answered nothing, of each account that this node serves and that needs an answer; zero of
     *     one that is logged in
     */
    public PostgresClusterService(String node, String version, Door door, Duration ttl, boolean creates, Supplier<Collection<String>> accounts,
            IntPredicate isBusy, Supplier<Collection<Duration>> unanswered, Ticker ticker) {
        super(node);
        Duration third = ttl.dividedBy(3);
        Duration limit = third.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : third;
        this.keeper = new LeaseKeeper(node, ttl, new LeaseTable(door, node, version, ttl, limit, creates), new LeaseKeeper.Accounts() {
            @Override
            public Set<Integer> shards() {
                return accounts.get().stream().map(each -> Shard.of(each).number()).collect(Collectors.toSet());
            }

            @Override
            public boolean isBusy(int shard) {
                return isBusy.test(shard);
            }

            @Override
            public Aside.Line line() {
                return unanswered.get().stream().min(Comparator.naturalOrder())
                        .map(each -> each.isZero() ? Aside.Line.GOOD : each.compareTo(ttl) > 0 ? Aside.Line.DEAD : Aside.Line.UNKNOWN).orElse(Aside.Line.UNKNOWN);
            }
        }, ticker, this::tell);
    }

    @Override
    protected PostgresClusterView createView(String namespace) {
        var view = new PostgresClusterView(this, namespace, keeper);
        views.add(view);
        return view;
    }

    @Override
    protected void doStart() throws Exception {
        keeper.start();
        super.doStart();
    }

    /** What is held stays so until it is {@link #giveBack given back}, or its time is over: only the service knows when all is written. */
    @Override
    protected void doStop() throws Exception {
        super.doStop();
        keeper.giveAllBack();
    }

    private void tell() {
        views.forEach(PostgresClusterView::tell);
    }

    @Override
    public boolean confirm(String namespace) {
        return keeper.confirm(Shard.ofNamespace(namespace).number());
    }

    @Override
    public void stopping() {
        keeper.stopping();
    }

    @Override
    public void giveBack() {
        keeper.giveAllBack();
    }

    @Override
    public int count() {
        return keeper.count();
    }

    @Override
    public List<String> others() {
        return keeper.others();
    }

    @Override
    public boolean isAside() {
        return keeper.isAside();
    }

    @Override
    public Bilingual failure() {
        return keeper.failure();
    }
}
