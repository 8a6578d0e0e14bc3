package dev.balancesync.fuzz;

import java.util.Arrays;

/** What a fuzz target finds wrong. Not AssertJ, which would take most of the time. */
final class Must {
    private Must() {
    }

    static void hold(boolean what, String otherwise, Object... values) {
        if (!what) {
            throw new AssertionError(otherwise + " " + Arrays.deepToString(values));
        }
    }

    static void equal(Object found, Object wanted, String what) {
        if (found == null ? wanted != null : !found.equals(wanted)) {
            throw new AssertionError(what + " is " + found + ", should be " + wanted);
        }
    }

    /** A reason that a person reads: something, in one line of the log, and nothing that PostgreSQL refuses. */
    static void beSayable(String words) {
        hold(words != null && !words.isBlank(), "nothing is said");
        hold(words.length() <= 1_000, "what is said has no end", words.length());
        hold(words.lines().count() == 1, "what is said is more than a line", words);
        hold(isStorable(words), "PostgreSQL cannot store what is said", words);
    }

    static boolean isStorable(String text) {
        return text.indexOf('\0') < 0 && text.codePoints().noneMatch(each -> each >= 0xd800 && each <= 0xdfff);
    }
}
