package dev.balancesync.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.camel.cluster.CamelClusterMember;
import org.apache.camel.support.cluster.AbstractCamelClusterView;

/** One shard. Its events only inform: nothing may start because of one, since the next moment may know better. */
final class ShardClusterView extends AbstractCamelClusterView implements EpochView {
    private final Leases leases;
    private final int shard;
    private Optional<String> told = Optional.empty();

    ShardClusterView(ShardClusterService service, String namespace, Leases leases) {
        super(service, namespace);
        this.leases = leases;
        this.shard = Shard.ofNamespace(namespace).number();
    }

    @Override
    public long epoch() {
        return leases.epoch(shard);
    }

    /** Its listeners hear of a new leader, or of none. */
    void tell() {
        Optional<CamelClusterMember> leader = getLeader();
        Optional<String> name = leader.map(CamelClusterMember::getId);
        if (!name.equals(told)) {
            told = name;
            fireLeadershipChangedEvent(leader.orElse(null));
        }
    }

    @Override
    public Optional<CamelClusterMember> getLeader() {
        return leases.holder(shard).map(name -> new Member(name, name.equals(getClusterService().getId())));
    }

    @Override
    public CamelClusterMember getLocalMember() {
        return new Member(getClusterService().getId(), true);
    }

    @Override
    public List<CamelClusterMember> getMembers() {
        var members = new ArrayList<CamelClusterMember>();
        members.add(getLocalMember());
        leases.others().forEach(name -> members.add(new Member(name, false)));
        return members;
    }

    private final class Member implements CamelClusterMember {
        private final String name;
        private final boolean local;

        Member(String name, boolean local) {
            this.name = name;
            this.local = local;
        }

        @Override
        public boolean isLeader() {
            return local ? leases.isHeld(shard) : leases.holder(shard).filter(name::equals).isPresent();
        }

        @Override
        public boolean isLocal() {
            return local;
        }

        @Override
        public String getId() {
            return name;
        }
    }

    @Override
    protected void doStart() {
        // the service keeps all leases in one round
    }

    @Override
    protected void doStop() {
        // the same
    }
}
