package dev.balancesync.cluster;

import java.util.List;
import java.util.Optional;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.session.Lease;
import dev.balancesync.store.Fence;

/**
 * Whether this machine serves the account: asked each time by whoever logs in or writes, and told to nobody. What a shard's lease allows begins
 * only once {@link Takeover} has dealt with what is left of the time before.
 */
public final class Leadership implements Lease {
    private final EpochService service;
    private final EpochView view;
    private final String account;
    private final int shard;
    private volatile long begun;

    /** @throws IllegalArgumentException when the service's views know no epochs */
    public Leadership(EpochService service, String account) {
        this.service = service;
        this.account = account;
        Shard of = Shard.of(account);
        this.shard = of.number();
        try {
            this.view = service.getView(of.namespace()).unwrap(EpochView.class);
        } catch (Exception e) {
            throw new IllegalArgumentException("The cluster has no views with epochs", e);
        }
    }

    @Override
    public boolean isHeld() {
        return view.getLocalMember().isLeader() && epoch() > 0;
    }

    @Override
    public boolean confirm() {
        return service.confirm(view.getNamespace()) && isHeld();
    }

    @Override
    public long epoch() {
        long now = begun;
        return now > 0 && view.epoch() == now ? now : 0;
    }

    /** What a write proves; empty while nothing may be written. */
    public Optional<Fence.Proof> proof() {
        long now = epoch();
        return now == 0 ? Optional.empty() : Optional.of(new Fence.Proof(shard, now, service.getId()));
    }

    /** Epoch of the lease, whether what it allows has begun or not; 0 while there is none. */
    long granted() {
        return view.getLocalMember().isLeader() ? view.epoch() : 0;
    }

    public int shard() {
        return shard;
    }

    void begin(long epoch) {
        begun = epoch;
    }

    /** This machine's name, for people. */
    public String node() {
        return NodeName.forPeople(service.getId());
    }

    /** The name of the machine that serves the account, for people; empty while none does. */
    public Optional<String> leader() {
        return holder(true);
    }

    /** The name of the machine that holds the account's lease and has no such account, for people; empty when it is not so. */
    public Optional<String> stranger() {
        return holder(false);
    }

    private Optional<String> holder(boolean hasAccount) {
        return view.getLeader().filter(each -> hasAccount == (each.isLocal() || service.hasAccount(each.getId(), account))).map(each -> NodeName.forPeople(each.getId()));
    }

    /** The names of the other machines that live, for people. */
    public List<String> others() {
        return service.others().stream().map(NodeName::forPeople).toList();
    }

    /** Shards that this machine holds, with or without an account. */
    public int shards() {
        return service.count();
    }

    /** Whether this machine leaves the account to others, since the broker does not answer it. */
    public boolean isAside() {
        return service.isAside();
    }

    /** Why it cannot be asked who serves the account; {@code null} when it can. */
    public Bilingual failure() {
        return service.failure();
    }

    /** Why Kafka cannot be asked who serves the account; {@code null} when it can, or is not asked. */
    public Bilingual kafkaFailure() {
        return service.kafkaFailure();
    }

    /** Why what this machine receives does not get into Kafka; {@code null} when it does, or has not to. */
    public Bilingual notSent() {
        return service.topic() == null ? null : service.topic().failure();
    }

    /** Why what another machine had put into Kafka could not be read; {@code null} when it could. */
    public Bilingual loss() {
        return service.topic() == null ? null : service.topic().marks.loss(shard);
    }
}
