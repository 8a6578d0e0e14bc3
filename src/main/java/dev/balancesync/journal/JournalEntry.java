package dev.balancesync.journal;

import dev.balancesync.time.Arrival;

/**
 * One frame as it was received and is read again.
 *
 * @param arrival its place in the order is that of its first arrival
 * @param frame the JSON text
 */
record JournalEntry(JournalPosition position, Arrival arrival, String frame) {
}
