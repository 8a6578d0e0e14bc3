package dev.balancesync.cluster;

import java.time.Duration;

/** How long a node waits until it says again that it lives, and asks what it may have. */
record LeasePace(Duration ttl) {
    /** Rounds in the time of a lease: of who has all that it wants, and of who waits for something that another gives back. */
    private static final int ROUNDS = 5;
    private static final int ROUNDS_OF_WAITING = 15;
    static final Duration SHORTEST = Duration.ofMillis(50);

    Duration content() {
        return ttl.dividedBy(ROUNDS);
    }

    Duration waiting() {
        Duration period = ttl.dividedBy(ROUNDS_OF_WAITING);
        return period.compareTo(SHORTEST) < 0 ? SHORTEST : period;
    }

    /**
     * Of who waits, too, for the next of the others to be dead.
     *
     * @param expiry until that by its row; {@code null} when there is none
     * @param quiet until that by what this node has seen
     */
    Duration waiting(Duration expiry, Duration quiet) {
        Duration earliest = expiry == null ? waiting() : expiry.compareTo(quiet) > 0 ? expiry : quiet;
        return earliest.compareTo(waiting()) > 0 ? waiting() : earliest.plusMillis(1);
    }
}
