package dev.balancesync.cluster;

import java.util.HashMap;
import java.util.Map;

/**
 * The newest epoch of each shard that this node has seen, and whose it was. A database that was put back to an older state gives the same
 * epochs out again, and who led under one before would take itself for the last that did.
 */
final class SeenEpochs {
    private final Map<Integer, LeaseTable.Lease> newest = new HashMap<>();

    /** @return of the shards whose lease is older than one that was seen, or another's under the same epoch, the epoch that was */
    Map<Integer, Long> repeated(Map<Integer, LeaseTable.Lease> now) {
        var repeated = new HashMap<Integer, Long>();
        now.forEach((shard, lease) -> {
            LeaseTable.Lease seen = newest.get(shard);
            if (seen == null || lease.epoch() > seen.epoch()) {
                newest.put(shard, lease);
            } else if (lease.epoch() < seen.epoch() || isAnothers(lease, seen)) {
                repeated.put(shard, seen.epoch());
            } else if (lease.holder() != null) {
                newest.put(shard, lease);
            }
        });
        return repeated;
    }

    private static boolean isAnothers(LeaseTable.Lease lease, LeaseTable.Lease seen) {
        return lease.holder() != null && seen.holder() != null && !lease.holder().equals(seen.holder());
    }
}
