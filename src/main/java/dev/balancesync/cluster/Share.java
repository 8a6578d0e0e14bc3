package dev.balancesync.cluster;

/** How many shards fall to each of the nodes that live; some have one more than others where it does not come out even. */
record Share(int nodes) {
    int most() {
        return (Shard.COUNT + nodes - 1) / nodes;
    }

    private int least() {
        return Shard.COUNT / nodes;
    }

    /** @param wanted how many the others lack to their least, beyond what is free */
    int tooMany(int held, int wanted) {
        return Math.max(held - most(), Math.min(held - least(), wanted));
    }
}
