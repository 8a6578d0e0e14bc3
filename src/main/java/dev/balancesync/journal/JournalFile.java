package dev.balancesync.journal;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of the journal by its name, {@code 000012-0001-2026-11-26.jsonl}. Epoch and part are its place in the order; the day is for people,
 * and decides only when a file whose frames are all stored is old enough to go. Before there were epochs a file was called
 * {@code 2026-11-26.jsonl}; such files come before all others.
 *
 * @param epoch 0 for a file of before
 * @param part counts up within the epoch, whenever the Korean date changes, to whatever side
 */
record JournalFile(long epoch, long part, LocalDate day) implements Comparable<JournalFile> {
    private static final String DAY = "(\\d{4}-\\d\\d-\\d\\d)\\.jsonl";
    private static final Pattern NAME = Pattern.compile("(?:(\\d{6,18})-(\\d{4,18})-)?" + DAY);
    private static final Comparator<JournalFile> ORDER = Comparator.comparingLong(JournalFile::epoch).thenComparingLong(JournalFile::part)
            .thenComparing(JournalFile::day);

    /** @return {@code null} when no file of the journal is called so */
    static JournalFile named(String name) {
        Matcher found = NAME.matcher(name);
        if (!found.matches()) {
            return null;
        }
        try {
            LocalDate day = LocalDate.parse(found.group(3));
            return found.group(1) == null ? new JournalFile(0, 0, day)
                    : new JournalFile(Long.parseLong(found.group(1)), Long.parseLong(found.group(2)), day);
        } catch (DateTimeException e) {
            return null;
        }
    }

    boolean isOfBefore() {
        return epoch == 0;
    }

    String name() {
        return isOfBefore() ? day + ".jsonl" : String.format(Locale.ROOT, "%06d-%04d-%s.jsonl", epoch, part, day);
    }

    @Override
    public int compareTo(JournalFile other) {
        return ORDER.compare(this, other);
    }
}
