package dev.balancesync.cluster;

import java.util.List;
import java.util.Optional;

import dev.balancesync.kiwoom.Bilingual;

/** What this node holds of the shards, whichever engine decides it. Whoever asks never waits for a question under way, but for {@link #confirm}. */
interface Leases {
    void start();

    /** Asks now, whatever was believed: a clock that stood still with its machine cannot tell. */
    boolean confirm(int shard);

    /** Whether its accounts may be logged in here. */
    boolean isHeld(int shard);

    /** What is written for its accounts must prove this; 0 while nothing may be. */
    long epoch(int shard);

    /** Which node holds it, this one included; empty while none does that lives. */
    Optional<String> holder(int shard);

    /** Whether another node has the account; also when it has not told. */
    default boolean hasAccount(String other, String account) {
        return true;
    }

    List<String> others();

    int count();

    /** Whether all is left to the others, since the broker does not answer this node. */
    boolean isAside();

    /** Why the database cannot be asked for leases; {@code null} when it can. */
    Bilingual failure();

    /** Why Kafka cannot be asked who serves what; {@code null} when it can, or is not asked. */
    default Bilingual kafkaFailure() {
        return null;
    }

    /** The service stops: what is held is kept until nothing is under way any more, and nothing new is taken. */
    void stopping();

    /** The last word, once no socket is open and nothing is to be written: from here on this node holds nothing and asks nothing. */
    void giveAllBack();
}
