package dev.balancesync.status;

import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.store.Obstacle;
import dev.balancesync.time.Ticker;

/** How the database stands, as the store or the probe was told, whichever asked it last. {@link Standing} asks under its own lock. */
final class DatabaseStanding {
    private static final Bilingual NOBODY = new Bilingual(Standing.STALE.toSeconds() + "초 넘게 아무도 답을 받지 못했습니다",
            "Nobody has got an answer from it for longer than " + Standing.STALE.toSeconds() + " s");

    private final Rooms rooms;
    private final Supplier<DatabaseProbe.Answer> probe;
    private final Noticed noticed;
    private final Ticker ticker;

    DatabaseStanding(Rooms rooms, Supplier<DatabaseProbe.Answer> probe, Noticed noticed, Ticker ticker) {
        this.rooms = rooms;
        this.probe = probe;
        this.noticed = noticed;
        this.ticker = ticker;
    }

    /**
     * @param obstacle what stands in the way; {@code null} when nothing does, or nobody knows
     * @param said by whom it was found; {@code null} when nothing is amiss
     */
    record Verdict(DatabaseAnswers.State state, Obstacle obstacle, Bilingual said) {
        Verdict(DatabaseAnswers.State state) {
            this(state, null, null);
        }

        boolean isAway() {
            return Boolean.FALSE.equals(state.reachable());
        }

        /** What stands in the way says more than that something does. */
        Condition away() {
            return obstacle == null ? new Condition(Kind.DATABASE_AWAY, Level.DOWN, state.since(), said)
                    : new Condition(Kind.DATABASE_AWAY, Level.DOWN, state.since(), 0, null, new Bilingual(obstacle.words(Locale.KOREAN) + " (" + said.korean() + ")",
                            obstacle.words(Locale.ENGLISH) + " (" + said.english() + ")"),
                            obstacle == Obstacle.AWAY ? Kind.DATABASE_AWAY.advice()
                                    : new Bilingual(obstacle.advice(Locale.KOREAN), obstacle.advice(Locale.ENGLISH)));
        }
    }

    /** Each answer is asked for once: the store may be told the next one meanwhile. */
    Verdict look() {
        DatabaseAnswers.State stored = rooms.database();
        DatabaseProbe.Answer asked = probe.get();
        if (stored.reachable() == null) {
            return new Verdict(stored);
        }
        if (!stored.reachable()) {
            return new Verdict(stored, rooms.obstacle(), Objects.requireNonNullElseGet(rooms.said(), () -> Bilingual.both(stored.reason())));
        }
        long answered = rooms.databaseAnswered();
        boolean askedLater = asked != null && asked.nanos() - answered > 0;
        if (askedLater && !asked.isGood()) {
            return new Verdict(new DatabaseAnswers.State(false, asked.since(), asked.reason().english()), asked.obstacle(), asked.reason());
        }
        long newest = askedLater ? asked.nanos() : answered;
        return ticker.since(newest).compareTo(Standing.STALE) <= 0 ? new Verdict(stored)
                : new Verdict(new DatabaseAnswers.State(false, noticed.since(Kind.DATABASE_AWAY), NOBODY.english()), asked == null ? null : asked.obstacle(), NOBODY);
    }
}
