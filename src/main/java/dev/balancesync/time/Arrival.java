package dev.balancesync.time;

import java.time.Instant;

/**
 * When something arrived or began, for each of the three that ask.
 *
 * @param sequence its place in the service's own order: what is newer
 * @param at the wall clock's time: what people read, never compared
 * @param nanos of the {@link Ticker}: how long ago
 */
public record Arrival(Sequence sequence, Instant at, long nanos) {
    public boolean isAfter(Arrival other) {
        return sequence.isAfter(other.sequence);
    }
}
