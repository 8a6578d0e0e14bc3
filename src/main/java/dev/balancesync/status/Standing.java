package dev.balancesync.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.session.SessionState;
import dev.balancesync.session.Transition;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.store.Obstacle;
import dev.balancesync.time.Ticker;

/**
 * How the service stands: the one account, which health, status, {@code kw_sync_status}, meters, notifications and page print. Each room says
 * what it last saw; how old that is, and what follows from its age, is judged here, when somebody asks.
 */
public final class Standing {
    /** What waits for the database, and the database's last answer, must not be older. */
    static final Duration STALE = Duration.ofSeconds(10);
    /** How long the tables may be known to differ before this is not ready. */
    static final Duration KNOWN_TO_DIFFER = Duration.ofMinutes(1);
    /** How long the rows of a snapshot take to the tables; what is still refused then, it has not healed. */
    private static final Duration SETTLED = Duration.ofSeconds(3);
    /** An entry of another account is no longer worth a word after this. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    /** Longer than between two looks of {@link Watch}. */
    private static final Duration A_MOMENT = Duration.ofSeconds(1);
    private static final Bilingual NOBODY = new Bilingual(STALE.toSeconds() + "초 넘게 아무도 답을 받지 못했습니다",
            "Nobody has got an answer from it for longer than " + STALE.toSeconds() + " s");
    private static final String WATCH = "standing-watch";

    /** Since when something holds: for people, and by the ticker. */
    private record Since(Instant at, long nanos) {
    }

    private final Rooms rooms;
    private final Loops loops;
    private final Supplier<Collection<Loops.Round>> rounds;
    private final Supplier<DatabaseProbe.Answer> probe;
    private final Ticker ticker;
    private final Clock clock;
    private final SessionConditions ofSession = new SessionConditions();
    private final Map<Kind, Since> seen = new EnumMap<>(Kind.class);

    private long commitsSeen;
    private Long waitingSince;
    private long snapshotSeen;
    private long snapshotNanos;
    private long driftSeen;
    private long snapshotOfDrift;
    private long quarantinedSeen;
    private boolean isQuarantined;
    private long lossesThen;
    private Long healedAt;
    private long othersSeen;
    private Long othersAt;
    private Long watched;
    private List<Condition> latest;
    private long latestAt;

    /** @param rounds that run for it beside the loops */
    public Standing(Rooms rooms, Loops loops, Supplier<Collection<Loops.Round>> rounds, Supplier<DatabaseProbe.Answer> probe, Ticker ticker, Clock clock) {
        this.rooms = rooms;
        this.loops = loops;
        this.rounds = rounds;
        this.probe = probe;
        this.ticker = ticker;
        this.clock = clock;
    }

    /** All that holds, the worst first; never empty, since the session always gives one. */
    public synchronized List<Condition> all() {
        observe();
        var now = new ArrayList<Condition>();
        session(now);
        if (now.get(0).kind() != Kind.STOPPED) {
            routes(now);
        }
        // what the tables have is the business of who writes them
        if (!isStandingBy()) {
            database(now);
            tables(now);
        }
        Set<Kind> kinds = now.stream().map(Condition::kind).collect(Collectors.toCollection(() -> EnumSet.noneOf(Kind.class)));
        seen.keySet().retainAll(kinds);
        now.sort(Comparator.comparing(Condition::level).reversed().thenComparing(Condition::kind));
        latest = List.copyOf(now);
        latestAt = ticker.nanos();
        return latest;
    }

    /** The same as it was a moment ago, for who asks again and again. */
    synchronized List<Condition> lately() {
        return latest == null || ticker.since(latestAt).compareTo(A_MOMENT) > 0 ? all() : latest;
    }

    public Condition worst() {
        return all().get(0);
    }

    /** What there is to say first: the worst, or how the session stands when all the rest is worth a note at most. */
    public static Condition headline(List<Condition> all) {
        return all.get(0).level().compareTo(Level.WARNING) >= 0 ? all.get(0)
                : all.stream().filter(each -> each.kind() == Kind.LIVE || each.kind() == Kind.STANDBY).findFirst().orElse(all.get(0));
    }

    public static boolean isReady(List<Condition> all) {
        return all.get(0).level() != Level.DOWN;
    }

    public boolean isReady() {
        return isReady(all());
    }

    /** Whether it holds now, at this level. */
    public boolean has(Kind kind, Level level) {
        return all().stream().anyMatch(each -> each.kind() == kind && each.level() == level);
    }

    /** The state of the session, as far as it is true: LIVE of a line that has gone silent is not. */
    public synchronized Transition session() {
        Transition current = last(rooms.transitions());
        return isSilent(current) ? new Transition(SessionState.RECONNECTING, since(Kind.LINE_SILENT).at(),
                BrokerError.unavailable(null, tooLong(), Kind.LINE_SILENT.advice())) : current;
    }

    /** Whether the database answers, as whoever asked it last was told. */
    public synchronized DatabaseAnswers.State database() {
        if (isStandingBy()) {
            Bilingual failure = rooms.leaseFailure();
            return new DatabaseAnswers.State(failure == null, last(rooms.transitions()).since(), failure == null ? null : failure.english());
        }
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
        return ticker.since(newest).compareTo(STALE) <= 0 ? stored
                : new DatabaseAnswers.State(false, since(Kind.DATABASE_AWAY).at(), NOBODY.english());
    }

    /** How long ago that came which is being read; zero when nothing is. */
    public Duration behind() {
        return rooms.behind();
    }

    /** How long nothing has come from the broker; {@code null} before the first frame. */
    public Duration silence() {
        return rooms.silence();
    }

    /** How long fills may have been missed; zero when none. */
    public synchronized Duration gap() {
        all();
        return seen.containsKey(Kind.GAP) ? ticker.since(seen.get(Kind.GAP).nanos()) : Duration.ZERO;
    }

    /** How long ago the last snapshot was taken over; {@code null} before the first. */
    public synchronized Duration sinceSnapshot() {
        observe();
        return snapshotSeen == 0 ? null : ticker.since(snapshotNanos);
    }

    /** Looks although nobody asks, so that what is noticed here is noticed when it happens. */
    synchronized void watch() {
        all();
        watched = ticker.nanos();
    }

    /** Notes when what the rooms tell became another than it was. */
    private void observe() {
        long now = ticker.nanos();
        boolean committed = rooms.commits() != commitsSeen;
        commitsSeen = rooms.commits();
        if (!rooms.isWaiting()) {
            waitingSince = null;
        } else if (waitingSince == null || committed) {
            waitingSince = now;
        }
        Snapshots.State snapshots = rooms.snapshots();
        if (snapshots.taken() != snapshotSeen) {
            snapshotSeen = snapshots.taken();
            snapshotNanos = now;
        }
        if (snapshots.driftRows() != driftSeen) {
            driftSeen = snapshots.driftRows();
            snapshotOfDrift = snapshots.taken();
        }
        long quarantined = rooms.quarantined();
        if (quarantined != quarantinedSeen) {
            quarantinedSeen = quarantined;
            isQuarantined = true;
            lossesThen = rooms.losses();
            healedAt = null;
        } else if (isQuarantined && healedAt == null && snapshots.healed() >= lossesThen) {
            healedAt = now;
        } else if (healedAt != null && ticker.since(healedAt).compareTo(SETTLED) > 0) {
            isQuarantined = false;
            healedAt = null;
        }
        if (rooms.ofOtherAccount() != othersSeen) {
            othersSeen = rooms.ofOtherAccount();
            othersAt = now;
        }
    }

    private void session(List<Condition> now) {
        List<Transition> transitions = rooms.transitions();
        if (isSilent(last(transitions))) {
            ofSession.follow(transitions, rooms);
            now.add(new Condition(Kind.LINE_SILENT, Level.DOWN, since(Kind.LINE_SILENT).at(), tooLong()));
        } else {
            now.addAll(ofSession.follow(transitions, rooms));
        }
        if (isStandingBy() && rooms.leaseFailure() != null) {
            now.add(new Condition(Kind.LEASE_FAILING, Level.DOWN, since(Kind.LEASE_FAILING).at(), rooms.leaseFailure()));
        }
        // of when this machine served it last, nothing is said
        Bilingual kafka = isStandingBy() ? rooms.kafkaFailure() : rooms.notReplicated();
        if (kafka != null) {
            Kind kind = isStandingBy() ? Kind.KAFKA_FAILING : Kind.NOT_REPLICATED;
            now.add(new Condition(kind, kind.level(), since(kind).at(), kafka));
        }
        if (isStandingBy() && rooms.isAside()) {
            now.add(new Condition(Kind.STANDS_ASIDE, Level.WARNING, since(Kind.STANDS_ASIDE).at(), null));
        }
    }

    private boolean isStandingBy() {
        return last(rooms.transitions()).state() == SessionState.STANDBY;
    }

    private static Transition last(List<Transition> transitions) {
        return transitions.get(transitions.size() - 1);
    }

    private boolean isSilent(Transition current) {
        Duration silence = rooms.silence();
        return current.state() == SessionState.LIVE && silence != null && silence.compareTo(rooms.silenceLimit()) > 0;
    }

    private Bilingual tooLong() {
        long seconds = rooms.silenceLimit().toSeconds();
        return new Bilingual(seconds + "초 넘게 아무 프레임도 오지 않았습니다", "No frame for longer than " + seconds + " s");
    }

    private void routes(List<Condition> now) {
        add(now, Kind.ROUTE_STOPPED, loops.stopped());
        var stalled = new ArrayList<>(loops.stalled(rounds.get()));
        if (watched != null && ticker.since(watched).compareTo(STALE) > 0) {
            stalled.add(new Loops.Fault(WATCH, since(Kind.LOOP_STALLED).at()));
        }
        add(now, Kind.LOOP_STALLED, stalled);
    }

    private void add(List<Condition> now, Kind kind, List<Loops.Fault> faults) {
        if (!faults.isEmpty()) {
            Instant first = faults.stream().map(Loops.Fault::since).min(Comparator.naturalOrder()).orElseThrow();
            now.add(new Condition(kind, kind.level(), kind == Kind.ROUTE_STOPPED ? first : since(kind).at(),
                    Bilingual.both(faults.stream().map(Loops.Fault::route).collect(Collectors.joining(", ")))));
        }
    }

    private void database(List<Condition> now) {
        DatabaseAnswers.State database = database();
        if (Boolean.FALSE.equals(database.reachable())) {
            since(Kind.DATABASE_AWAY);
            now.add(away(database));
        } else if (database.reachable() == null) {
            now.add(new Condition(Kind.DATABASE_UNKNOWN, Level.DOWN, database.since(), null));
        }
        if (waitingSince != null && ticker.since(waitingSince).compareTo(STALE) > 0 || rooms.behind().compareTo(STALE) > 0) {
            now.add(new Condition(Kind.STORE_STALLED, Level.DOWN, since(Kind.STORE_STALLED).at(), null));
        }
        if (rooms.journalFailure() != null) {
            now.add(new Condition(Kind.JOURNAL_FAILING, Level.DOWN, since(Kind.JOURNAL_FAILING).at(), rooms.journalFailure()));
        }
    }

    /** What stands in the way says more than that something does. */
    private Condition away(DatabaseAnswers.State database) {
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

    private void tables(List<Condition> now) {
        Snapshots.State snapshots = rooms.snapshots();
        BrokerError error = snapshots.error();
        boolean notOffered = rooms.isNotOffered();
        if (notOffered) {
            now.add(Condition.of(Kind.SNAPSHOT_NOT_OFFERED, Level.NOTE, since(Kind.SNAPSHOT_NOT_OFFERED).at(), error));
        } else if (error != null) {
            now.add(Condition.of(Kind.SNAPSHOT_FAILING, growing(Kind.SNAPSHOT_FAILING, false), since(Kind.SNAPSHOT_FAILING).at(), error));
        }
        if (snapshots.notKept() != null) {
            now.add(new Condition(Kind.NOT_KEPT, growing(Kind.NOT_KEPT, false), since(Kind.NOT_KEPT).at(), snapshots.notKept()));
        }
        if (rooms.cashError() != null) {
            boolean curable = rooms.cashError().kind() != BrokerError.Kind.NOT_OFFERED;
            Level level = curable && rooms.isCashBehind() ? growing(Kind.CASH_FAILING, false) : Level.WARNING;
            now.add(Condition.of(Kind.CASH_FAILING, level, since(Kind.CASH_FAILING).at(), rooms.cashError()));
        }
        if (snapshots.gapSince() != null) {
            Condition failing = Condition.of(Kind.GAP, growing(Kind.GAP, notOffered), snapshots.gapSince(), error);
            now.add(new Condition(Kind.GAP, failing.level(), failing.since(), 0, failing.code(), failing.detail(), Kind.GAP.advice()));
        }
        if (isQuarantined) {
            now.add(new Condition(Kind.QUARANTINED, growing(Kind.QUARANTINED, notOffered), since(Kind.QUARANTINED).at(), null));
        }
        if (driftSeen > 0 && snapshotSeen == snapshotOfDrift) {
            now.add(new Condition(Kind.DRIFT, Level.NOTE, snapshots.driftAt(), new Bilingual(
                    "서비스가 시작된 뒤 고친 행: " + snapshots.driftRows(), snapshots.driftRows() + " rows corrected since the service started")));
        }
        if (rooms.onCredit() > 0) {
            now.add(new Condition(Kind.CREDIT_LEFT_OUT, Level.NOTE, since(Kind.CREDIT_LEFT_OUT).at(), null));
        }
        if (othersAt != null && ticker.since(othersAt).compareTo(REMEMBERED) < 0) {
            now.add(new Condition(Kind.OTHER_ACCOUNT, Level.NOTE, since(Kind.OTHER_ACCOUNT).at(), null));
        }
    }

    private Level growing(Kind kind, boolean incurable) {
        Since since = since(kind);
        return incurable ? Level.NOTE : ticker.since(since.nanos()).compareTo(KNOWN_TO_DIFFER) > 0 ? Level.DOWN : kind.level();
    }

    /** Since when it has been noticed; from now on when it was not. */
    private Since since(Kind kind) {
        return seen.computeIfAbsent(kind, each -> new Since(clock.instant(), ticker.nanos()));
    }
}
