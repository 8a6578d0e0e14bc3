package dev.balancesync.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Leaves steps out of a bad day as long as it stays bad. */
final class Shrinker {
    /** A day that depends on luck is tried so often before a step counts as needed. */
    private static final int TRIES = 2;

    /** Whether a day ends badly. */
    interface Trial {
        boolean isBad(Day day) throws Exception;
    }

    private Shrinker() {
    }

    /** @return the shortest that was found in time */
    static Day shrink(Day bad, Trial trial, Duration most) throws Exception {
        Instant end = Instant.now().plus(most);
        List<String> steps = new ArrayList<>(bad.steps());
        for (int size = Math.max(1, steps.size() / 2); size > 0; size = size == 1 ? 0 : size / 2) {
            for (int from = 0; from < steps.size() && Instant.now().isBefore(end);) {
                var fewer = new ArrayList<>(steps.subList(0, from));
                fewer.addAll(steps.subList(Math.min(steps.size(), from + size), steps.size()));
                if (isBad(bad.with(fewer), trial)) {
                    steps = fewer;
                } else {
                    from += size;
                }
            }
        }
        return bad.with(steps);
    }

    private static boolean isBad(Day day, Trial trial) throws Exception {
        for (int i = 0; i < TRIES; i++) {
            if (trial.isBad(day)) {
                return true;
            }
        }
        return false;
    }
}
