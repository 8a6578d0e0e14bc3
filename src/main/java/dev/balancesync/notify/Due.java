package dev.balancesync.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what is to be told, and when: a trouble at once or when it has lasted long enough, again no sooner than after {@code repeat}, and
 * its end if it was told. Knows nothing of where troubles come from or messages go to.
 */
final class Due {
    /** What is known of one cause. */
    private static final class Record {
        private Trouble trouble;
        private Instant seenAt;
        private boolean open;
        private boolean counted;
        private Instant toldAt;
        private boolean told;
        private boolean toldThisTime;
        private long times;
        private long untold;
    }

    private final Duration repeat;
    private final Map<Cause, Duration> after;
    private final Map<Cause, Record> records = new EnumMap<>(Cause.class);

    /** @param after how long a trouble must last before it is told; at once when it is not named */
    Due(Duration repeat, Map<Cause, Duration> after) {
        this.repeat = repeat;
        this.after = Map.copyOf(after);
        for (Cause cause : Cause.values()) {
            records.put(cause, new Record());
        }
    }

    /** Takes in what is wrong now; what is not named is over. */
    void look(List<Trouble> troubles, Instant now) {
        boolean sessionTold = troubles.stream().anyMatch(each -> each.cause().isOfSession());
        records.forEach((cause, known) -> {
            Optional<Trouble> found = troubles.stream().filter(each -> each.cause() == cause).findFirst();
            // a session that cannot be had says more than the gap that it leaves
            boolean saidAlready = cause == Cause.GAP && sessionTold && !known.counted;
            if (found.isPresent() && !saidAlready) {
                lasts(known, found.get(), now);
            } else {
                known.open = false;
                known.counted = false;
                known.toldThisTime = false;
            }
        });
    }

    private void lasts(Record known, Trouble trouble, Instant now) {
        if (!known.open) {
            known.open = true;
            known.seenAt = now;
        }
        if (!now.isBefore(known.seenAt.plus(after.getOrDefault(trouble.cause(), Duration.ZERO)))) {
            boolean anew = !known.counted || !trouble.lasting() && !trouble.since().equals(known.trouble.since());
            known.untold += Math.max(trouble.times() - known.times, anew ? 1 : 0);
            known.toldThisTime = known.toldThisTime && !anew;
            known.counted = true;
            known.times = trouble.times();
            known.trouble = trouble;
        }
    }

    /** @return the next message; it is due until {@link #sent} */
    Optional<Notice> next(Instant now) {
        for (Record known : records.values()) {
            if (known.counted) {
                boolean limited = known.toldAt != null && now.isBefore(known.toldAt.plus(repeat));
                boolean silent = known.toldThisTime && !known.trouble.lasting();
                if (!limited && !silent) {
                    return Optional.of(new Notice(known.trouble, false, known.told, Math.max(0, known.untold - 1), now));
                }
            } else if (known.told) {
                return Optional.of(new Notice(known.trouble, true, false, Math.max(0, known.untold), now));
            }
        }
        return Optional.empty();
    }

    /** The message is out. */
    void sent(Notice notice, Instant now) {
        Record known = records.get(notice.cause());
        known.untold = Math.max(0, known.untold - notice.repeats() - (notice.recovered() ? 0 : 1));
        known.told = !notice.recovered();
        if (!notice.recovered()) {
            known.toldAt = now;
            known.toldThisTime = true;
        }
    }
}
