package dev.balancesync.doctor;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that somebody meant. */
final class Spelling {
    private Spelling() {
    }

    /** @return the nearest of the names, when no more than {@code most} letters were added, left out or changed */
    static Optional<String> nearest(String written, Collection<String> names, int most) {
        return names.stream().filter(name -> distance(written, name) <= most).min(Comparator.comparingInt(name -> distance(written, name)));
    }

    /** Levenshtein's. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
