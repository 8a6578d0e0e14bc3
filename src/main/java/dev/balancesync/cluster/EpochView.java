package dev.balancesync.cluster;

import org.apache.camel.cluster.CamelClusterView;

/** A view whose leader can prove to the database that nobody has led since. */
interface EpochView extends CamelClusterView {
    /** Grows by one each time somebody takes over; 0 while this node may write nothing there. */
    long epoch();
}
