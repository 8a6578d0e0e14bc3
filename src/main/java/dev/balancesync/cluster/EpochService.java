package dev.balancesync.cluster;

import java.util.List;

import dev.balancesync.kiwoom.Bilingual;
import org.apache.camel.cluster.CamelClusterService;

/** What this service needs of a cluster beyond Camel's interface: whoever leads does so under an epoch that writes can prove. */
public interface EpochService extends CamelClusterService {
    /** Asks the cluster now, in one round trip, whether this node still leads there. */
    boolean confirm(String namespace);

    /** The service stops: nothing more is taken. */
    void stopping();

    /** Nothing is under way any more: the others may have everything at once. */
    void giveBack();

    /** Shards that are held. */
    int count();

    /** Whether another node has the account: else it does not serve it, though it holds its shard. */
    default boolean hasAccount(String other, String account) {
        return true;
    }

    /** The names of the other nodes that live. */
    List<String> others();

    /** Whether this node leaves all to the others, since the broker does not answer it. */
    boolean isAside();

    /** Why the database cannot be asked for leases; {@code null} when it can. */
    Bilingual failure();

    /** Why Kafka cannot be asked who serves what; {@code null} when it can, or is not asked. */
    default Bilingual kafkaFailure() {
        return null;
    }

    /** Into which the frames go; {@code null} without Kafka. */
    default Topic topic() {
        return null;
    }
}
