package dev.balancesync.journal;

/**
 * A place in the journal.
 *
 * @param file name of a file, such as {@code 000012-0001-2026-11-26.jsonl}
 * @param offset bytes from its start to the end of a line
 */
public record JournalPosition(String file, long offset) {
    private static final String ZEROS = "0".repeat(String.valueOf(Long.MAX_VALUE).length());

    /** @return what {@link #text()} has written; {@code null} of anything that is no place */
    static JournalPosition read(String file, String offset) {
        return offset.matches("0?\\d{1,18}") ? new JournalPosition(file, Long.parseLong(offset)) : null;
    }

    /** As it stands in a mark, whatever the offset of one length, so that a torn write cannot leave the tail of an older one. */
    String text() {
        String digits = Long.toString(offset);
        return file + ' ' + ZEROS.substring(digits.length()) + digits;
    }
}
