package dev.balancesync.journal;

/**
 * A place in the journal.
 *
 * @param file name of the day's file, such as {@code 2026-11-22.jsonl}
 * @param offset bytes from its start to the end of a line
 */
public record JournalPosition(String file, long offset) implements Comparable<JournalPosition> {
    @Override
    public int compareTo(JournalPosition other) {
        int byFile = file.compareTo(other.file);
        return byFile != 0 ? byFile : Long.compare(offset, other.offset);
    }
}
