package dev.balancesync.journal;

/**
 * A place in the journal.
 *
 * @param file name of a file, such as {@code 000012-0001-2026-11-26.jsonl}
 * @param offset bytes from its start to the end of a line
 */
public record JournalPosition(String file, long offset) {
}
