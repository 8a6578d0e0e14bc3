package dev.balancesync.notify;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.balancesync.status.Condition;
import dev.balancesync.status.Kind;
import dev.balancesync.status.Level;
import dev.balancesync.time.Ticker;

/**
 * Decides which conditions are to be told, and when: at once or when one has lasted long enough, again no sooner than after {@code repeat},
 * and its end if it was told. Knows nothing of where conditions come from or messages go to.
 */
final class Due {
    /** What is known of one kind. */
    private static final class Record {
        private Condition condition;
        /** Since when it lasts, as far as nobody was told that it was over. */
        private long firstAt;
        private long openedAt;
        private long closedAt;
        private boolean open;
        private boolean counted;
        private long toldAt;
        private boolean toldEver;
        private boolean told;
        private boolean toldThisTime;
        private long times;
        private long untold;
    }

    private final Duration repeat;
    private final Map<Kind, Duration> after;
    private final Ticker ticker;
    private final Map<Kind, Record> records = new EnumMap<>(Kind.class);
    private boolean live;
    private boolean standsBy;

    /** @param after how long a condition must last before it is told; at once when it is not named */
    Due(Duration repeat, Map<Kind, Duration> after, Ticker ticker) {
        this.repeat = repeat;
        this.after = Map.copyOf(after);
        this.ticker = ticker;
        for (Kind kind : Kind.values()) {
            if (kind.isTold()) {
                records.put(kind, new Record());
            }
        }
    }

    /** Takes in how it stands now; what is not named is over. */
    void look(List<Condition> conditions) {
        live = conditions.stream().anyMatch(each -> each.kind() == Kind.LIVE);
        standsBy = conditions.stream().anyMatch(each -> each.kind() == Kind.STANDBY);
        records.forEach((kind, known) -> {
            Optional<Condition> found = conditions.stream().filter(each -> each.kind() == kind).findFirst();
            boolean saidAlready = !known.counted && conditions.stream().anyMatch(each -> kind.isExplainedBy(each.kind()));
            if (found.isPresent() && !saidAlready) {
                lasts(known, found.get());
            } else {
                if (known.open) {
                    known.closedAt = ticker.nanos();
                }
                known.open = false;
                known.counted = false;
                known.toldThisTime = false;
            }
        });
    }

    private void lasts(Record known, Condition condition) {
        if (!known.open) {
            known.open = true;
            known.openedAt = ticker.nanos();
            known.firstAt = known.told ? known.firstAt : known.openedAt;
        }
        if (ticker.since(known.openedAt).compareTo(after.getOrDefault(condition.kind(), Duration.ZERO)) >= 0) {
            boolean anew = !known.counted || !isLasting(condition) && !condition.since().equals(known.condition.since());
            known.untold += Math.max(condition.times() - known.times, anew ? 1 : 0);
            known.toldThisTime = known.toldThisTime && !anew;
            known.counted = true;
            known.times = condition.times();
            known.condition = condition;
        }
    }

    /** Whether it is worth telling again while it lasts. */
    private static boolean isLasting(Condition condition) {
        return condition.level().compareTo(Level.WARNING) >= 0;
    }

    /** @return the next message; it is due until {@link #sent} */
    Optional<Notice> next() {
        for (Map.Entry<Kind, Record> each : records.entrySet()) {
            Record known = each.getValue();
            if (known.counted) {
                boolean limited = known.toldEver && ticker.since(known.toldAt).compareTo(repeat) < 0;
                boolean silent = known.toldThisTime && !isLasting(known.condition);
                if (!limited && !silent) {
                    return Optional.of(new Notice(known.condition, false, known.told, Math.max(0, known.untold - 1), Duration.ZERO));
                }
            } else if (known.told && !known.open && (live || !each.getKey().isOfSession()) && !(standsBy && each.getKey().isOfWhoServes())) {
                // a refusal that is over while there is no session again would be good news that is none; so would be what who stands by does not look at
                return Optional.of(new Notice(known.condition, true, false, Math.max(0, known.untold), lasted(known)));
            }
        }
        return Optional.empty();
    }

    private static Duration lasted(Record known) {
        return Duration.ofNanos(known.closedAt - known.firstAt);
    }

    /** The message is out. */
    void sent(Notice notice) {
        Record known = records.get(notice.cause());
        known.untold = Math.max(0, known.untold - notice.repeats() - (notice.recovered() ? 0 : 1));
        known.told = !notice.recovered();
        if (!notice.recovered()) {
            known.toldAt = ticker.nanos();
            known.toldEver = true;
            known.toldThisTime = true;
        }
    }
}
