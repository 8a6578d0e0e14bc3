package dev.balancesync.time;

import java.util.Comparator;

/**
 * A place in the service's own order of things. Which of two frames, or of a frame and a snapshot, is newer is asked of this alone: dates, file
 * names and columns of tables can be set back by others.
 *
 * @param epoch grows by at least one with every start of the service over the same {@code DATA_DIR}
 * @param number grows by one with everything that arrives or begins within the epoch
 */
public record Sequence(long epoch, long number) implements Comparable<Sequence> {
    private static final Comparator<Sequence> ORDER = Comparator.comparingLong(Sequence::epoch).thenComparingLong(Sequence::number);

    @Override
    public int compareTo(Sequence other) {
        return ORDER.compare(this, other);
    }

    public boolean isAfter(Sequence other) {
        return compareTo(other) > 0;
    }
}
