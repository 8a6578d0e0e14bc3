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

    DatabaseAnswers.State state() {
        DatabaseAnswers.State stored = rooms.database();
        DatabaseProbe.Answer asked = probe.get();
        if (!Boolean.TRUE.equals(stored.reachable())) {
            return stored;
        }
        long answered = rooms.databaseAnswered();
        boolean askedLater = asked != null && asked.nanos() - answered > 0;
        if (askedLater && !asked.isGood()) {
            return new DatabaseAnswers.State(false, asked.since(), asked.reason().english());
        }
        long newest = askedLater ? asked.nanos() : answered;
        return ticker.since(newest).compareTo(Standing.STALE) <= 0 ? stored
                : new DatabaseAnswers.State(false, noticed.since(Kind.DATABASE_AWAY), NOBODY.english());
    }

    /** What stands in the way says more than that something does. */
    Condition away(DatabaseAnswers.State database) {
        // when nobody gets an answer next, it has been away since now
        noticed.since(Kind.DATABASE_AWAY);
        DatabaseProbe.Answer asked = probe.get();
        boolean ofStore = Boolean.FALSE.equals(rooms.database().reachable());
        Obstacle obstacle = ofStore ? rooms.obstacle() : asked == null ? null : asked.obstacle();
        Bilingual said = ofStore ? Objects.requireNonNullElseGet(rooms.said(), () -> Bilingual.both(database.reason()))
                : NOBODY.english().equals(database.reason()) ? NOBODY : asked.reason();
        return obstacle == null ? new Condition(Kind.DATABASE_AWAY, Level.DOWN, database.since(), said)
                : new Condition(Kind.DATABASE_AWAY, Level.DOWN, database.since(), 0, null, new Bilingual(obstacle.words(Locale.KOREAN) + " (" + said.korean() + ")",
                        obstacle.words(Locale.ENGLISH) + " (" + said.english() + ")"),
                        obstacle == Obstacle.AWAY ? Kind.DATABASE_AWAY.advice()
                                : new Bilingual(obstacle.advice(Locale.KOREAN), obstacle.advice(Locale.ENGLISH)));
    }
}
