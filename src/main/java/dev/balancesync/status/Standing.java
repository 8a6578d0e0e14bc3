package dev.balancesync.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.session.SessionState;
import dev.balancesync.session.Transition;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.time.Ticker;

/**
 * How the service stands: the one account, which health, status, {@code kw_sync_status}, meters, notifications and page print. Each room says
 * what it last saw; how old that is, and what follows from its age, is judged here, when somebody asks. It may see the next while it is
 * asked, so an answer on which two things hang is asked for once.
 */
public final class Standing {
    /** What waits for the database, and the database's last answer, must not be older. */
    static final Duration STALE = Duration.ofSeconds(10);
    /** How long the tables may be known to differ, or nobody may write them, before this is not ready. */
    static final Duration KNOWN_TO_DIFFER = Duration.ofMinutes(1);
    /** Longer than between two looks of {@link Watch}. */
    private static final Duration A_MOMENT = Duration.ofSeconds(1);
    private static final String WATCH = "standing-watch";

    private final Rooms rooms;
    private final Loops loops;
    private final Supplier<Collection<Loops.Round>> rounds;
    private final Ticker ticker;
    private final Noticed noticed;
    private final Changes changes;
    private final DatabaseStanding ofDatabase;
    private final SessionConditions ofSession;

    private Long watched;
    private List<Condition> latest;
    private long latestAt;

    /** @param rounds that run for it beside the loops */
    public Standing(Rooms rooms, Loops loops, Supplier<Collection<Loops.Round>> rounds, Supplier<DatabaseProbe.Answer> probe, Ticker ticker, Clock clock) {
        this.rooms = rooms;
        this.loops = loops;
        this.rounds = rounds;
        this.ticker = ticker;
        this.ofSession = new SessionConditions(ticker);
        this.noticed = new Noticed(ticker, clock);
        this.changes = new Changes(rooms, ticker);
        this.ofDatabase = new DatabaseStanding(rooms, probe, noticed, ticker);
    }

    /** All that holds, the worst first; never empty, since the session always gives one. */
    public synchronized List<Condition> all() {
        changes.observe();
        var now = new ArrayList<Condition>();
        List<Transition> transitions = rooms.transitions();
        boolean standingBy = isStandingBy(transitions);
        session(now, transitions, standingBy);
        if (now.get(0).kind() != Kind.STOPPED) {
            routes(now);
        }
        // what the tables have is the business of who writes them
        if (!standingBy) {
            database(now);
            tables(now);
        }
        Set<Kind> kinds = now.stream().map(Condition::kind).collect(Collectors.toCollection(() -> EnumSet.noneOf(Kind.class)));
        noticed.retain(kinds);
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
        return isSilent(current) ? new Transition(SessionState.RECONNECTING, noticed.since(Kind.LINE_SILENT),
                BrokerError.unavailable(null, tooLong(), Kind.LINE_SILENT.advice())) : current;
    }

    /** Whether the database answers, as whoever asked it last was told. */
    public synchronized DatabaseAnswers.State database() {
        List<Transition> transitions = rooms.transitions();
        if (isStandingBy(transitions)) {
            Bilingual failure = rooms.leaseFailure();
            return new DatabaseAnswers.State(failure == null, last(transitions).since(), failure == null ? null : failure.english());
        }
        return ofDatabase.look().state();
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
        return noticed.has(Kind.GAP) ? noticed.age(Kind.GAP) : Duration.ZERO;
    }

    /** How long ago the last snapshot was taken over; {@code null} before the first. */
    public synchronized Duration sinceSnapshot() {
        changes.observe();
        return changes.sinceSnapshot();
    }

    /** Looks although nobody asks, so that what is noticed here is noticed when it happens. */
    synchronized void watch() {
        all();
        watched = ticker.nanos();
    }

    private void session(List<Condition> now, List<Transition> transitions, boolean standingBy) {
        if (isSilent(last(transitions))) {
            ofSession.follow(transitions, rooms);
            now.add(new Condition(Kind.LINE_SILENT, Level.DOWN, noticed.since(Kind.LINE_SILENT), tooLong()));
        } else {
            now.addAll(ofSession.follow(transitions, rooms));
        }
        Bilingual lease = standingBy ? rooms.leaseFailure() : null;
        if (lease != null) {
            now.add(new Condition(Kind.LEASE_FAILING, Level.DOWN, noticed.since(Kind.LEASE_FAILING), lease));
        }
        // of when this machine served it last, nothing is said
        Bilingual kafka = standingBy ? rooms.kafkaFailure() : rooms.notReplicated();
        if (kafka != null) {
            Kind kind = standingBy ? Kind.KAFKA_FAILING : Kind.NOT_REPLICATED;
            now.add(new Condition(kind, kind.level(), noticed.since(kind), kafka));
        }
        if (standingBy && rooms.isAside()) {
            now.add(new Condition(Kind.STANDS_ASIDE, Level.WARNING, noticed.since(Kind.STANDS_ASIDE), null));
        }
    }

    private static boolean isStandingBy(List<Transition> transitions) {
        return last(transitions).state() == SessionState.STANDBY;
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
            stalled.add(new Loops.Fault(WATCH, noticed.since(Kind.LOOP_STALLED)));
        }
        add(now, Kind.LOOP_STALLED, stalled);
    }

    private void add(List<Condition> now, Kind kind, List<Loops.Fault> faults) {
        if (!faults.isEmpty()) {
            Instant first = faults.stream().map(Loops.Fault::since).min(Comparator.naturalOrder()).orElseThrow();
            now.add(new Condition(kind, kind.level(), kind == Kind.ROUTE_STOPPED ? first : noticed.since(kind),
                    Bilingual.both(faults.stream().map(Loops.Fault::route).collect(Collectors.joining(", ")))));
        }
    }

    private void database(List<Condition> now) {
        DatabaseStanding.Verdict database = ofDatabase.look();
        if (database.isAway()) {
            noticed.since(Kind.DATABASE_AWAY); // when nobody gets an answer next, it has been away since now
            now.add(database.away());
        } else if (database.state().reachable() == null) {
            now.add(new Condition(Kind.DATABASE_UNKNOWN, Level.DOWN, database.state().since(), null));
        }
        if (changes.waiting().compareTo(STALE) > 0 || rooms.behind().compareTo(STALE) > 0) {
            now.add(new Condition(Kind.STORE_STALLED, Level.DOWN, noticed.since(Kind.STORE_STALLED), null));
        }
        Bilingual journal = rooms.journalFailure();
        if (journal != null) {
            now.add(new Condition(Kind.JOURNAL_FAILING, Level.DOWN, noticed.since(Kind.JOURNAL_FAILING), journal));
        }
    }

    private void tables(List<Condition> now) {
        Snapshots.State snapshots = rooms.snapshots();
        BrokerError error = snapshots.error();
        boolean notOffered = rooms.isNotOffered();
        if (notOffered) {
            now.add(Condition.of(Kind.SNAPSHOT_NOT_OFFERED, Level.NOTE, noticed.since(Kind.SNAPSHOT_NOT_OFFERED), error));
        } else if (error != null) {
            now.add(Condition.of(Kind.SNAPSHOT_FAILING, growing(Kind.SNAPSHOT_FAILING, false), noticed.since(Kind.SNAPSHOT_FAILING), error));
        }
        if (snapshots.notKept() != null) {
            now.add(new Condition(Kind.NOT_KEPT, growing(Kind.NOT_KEPT, false), noticed.since(Kind.NOT_KEPT), snapshots.notKept()));
        }
        BrokerError cash = rooms.cashError();
        if (cash != null) {
            boolean curable = cash.kind() != BrokerError.Kind.NOT_OFFERED;
            Level level = curable && rooms.isCashBehind() ? growing(Kind.CASH_FAILING, false) : Level.WARNING;
            now.add(Condition.of(Kind.CASH_FAILING, level, noticed.since(Kind.CASH_FAILING), cash));
        }
        if (snapshots.gapSince() != null) {
            Condition failing = Condition.of(Kind.GAP, growing(Kind.GAP, notOffered), snapshots.gapSince(), error);
            now.add(new Condition(Kind.GAP, failing.level(), failing.since(), 0, failing.code(), failing.detail(), Kind.GAP.advice()));
        }
        if (changes.isQuarantined()) {
            now.add(new Condition(Kind.QUARANTINED, growing(Kind.QUARANTINED, notOffered), noticed.since(Kind.QUARANTINED), null));
        }
        if (changes.isDrift()) {
            now.add(new Condition(Kind.DRIFT, Level.NOTE, snapshots.driftAt(), new Bilingual(
                    "서비스가 시작된 뒤 고친 행: " + snapshots.driftRows(), snapshots.driftRows() + " rows corrected since the service started")));
        }
        if (rooms.onCredit() > 0) {
            now.add(new Condition(Kind.CREDIT_LEFT_OUT, Level.NOTE, noticed.since(Kind.CREDIT_LEFT_OUT), null));
        }
        if (changes.isOfOtherAccount()) {
            now.add(new Condition(Kind.OTHER_ACCOUNT, Level.NOTE, noticed.since(Kind.OTHER_ACCOUNT), null));
        }
    }

    private Level growing(Kind kind, boolean incurable) {
        Duration age = noticed.age(kind);
        return incurable ? Level.NOTE : age.compareTo(KNOWN_TO_DIFFER) > 0 ? Level.DOWN : kind.level();
    }
}
