package dev.balancesync.journal;

import java.time.Instant;

/**
 * One frame as it was received.
 *
 * @param position {@code null} when it could not be written
 * @param receivedAt later than that of every frame before it
 * @param frame the JSON text
 */
public record JournalEntry(JournalPosition position, Instant receivedAt, String frame) {
}
