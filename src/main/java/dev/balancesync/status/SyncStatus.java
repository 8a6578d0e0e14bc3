package dev.balancesync.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.balance.Pending;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.kiwoom.Quoted;
import dev.balancesync.session.Session;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.store.Obstacle;
import dev.balancesync.store.OwnRefusal;
import dev.balancesync.store.Owner;
import dev.balancesync.time.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The row of {@code kw_sync_status}, which the user's own front end can subscribe to: written on change and once a minute. */
public final class SyncStatus {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.web");
    private static final Duration AT_LEAST = Duration.ofMinutes(1);
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(10);

    private final Standing standing;
    private final Session session;
    private final Snapshots snapshots;
    private final Pending pending;
    private final DatabaseAnswers database;
    private final OwnRefusal refusal;
    private final Account account;
    private final String userId;
    private final ObjectMapper json;
    private final BooleanSupplier mayWrite;
    private final Language language;
    private final Clock clock;
    private final Ticker ticker;
    private List<Object> written;
    private long nextAt;
    private String failure;

    /** @param mayWrite whether this machine serves the account */
    public SyncStatus(Standing standing, Session session, Snapshots snapshots, Pending pending, DatabaseAnswers database, OwnRefusal refusal, Owner owner,
            BooleanSupplier mayWrite, Language language, ObjectMapper json, Clock clock, Ticker ticker) {
        this.standing = standing;
        this.mayWrite = mayWrite;
        this.language = language;
        this.ticker = ticker;
        this.nextAt = ticker.nanos();
        this.session = session;
        this.snapshots = snapshots;
        this.pending = pending;
        this.database = database;
        this.refusal = refusal;
        this.account = owner.account();
        this.userId = owner.userId();
        this.json = json;
        this.clock = clock;
    }

    /** Whether something a reader acts on has changed, or a minute has passed; not while the database is away. */
    public synchronized boolean isDue() {
        if (!mayWrite.getAsBoolean() || !database.isPrepared()) {
            return false;
        }
        // what is refused of this account alone is told there, and there it turns out that it no longer is
        boolean refusedOnly = Boolean.TRUE.equals(database.state().reachable()) && refusal.state() != null;
        if (!refusedOnly && !Boolean.TRUE.equals(standing.database().reachable())) {
            return mustFindOut();
        }
        return ticker.isReached(nextAt) || failure == null && !essence(standing.lately()).equals(written);
    }

    /** Whether nothing else waits that could find out that the database takes writes again. */
    private boolean mustFindOut() {
        return Boolean.FALSE.equals(database.state().reachable()) && database.obstacle() != Obstacle.TABLE && database.mayTry()
                && !pending.isWaiting() && !pending.isRung();
    }

    /** What makes a change; PING and events alone do not. */
    private List<Object> essence(List<Condition> all) {
        Snapshots.State last = snapshots.state();
        return List.of(standing.session(), String.valueOf(detail(all)), String.valueOf(session.connectedSince()), String.valueOf(last.gapSince()),
                String.valueOf(last.lastAt()), account.spelling());
    }

    /** What is wrong, in words; {@code null} when nothing is that matters. */
    private String detail(List<Condition> all) {
        Condition worst = all.get(0);
        return worst.level().compareTo(Level.WARNING) < 0 ? null : worst.text(language);
    }

    /** A JSON object, the one parameter of {@code write-sync-status.sql}. */
    public synchronized String row() throws JsonProcessingException {
        List<Condition> all = standing.all();
        written = essence(all);
        nextAt = ticker.in(AT_LEAST);
        Snapshots.State last = snapshots.state();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("user_id", userId);
        row.put("account_number", account.spelling());
        // until Kiwoom has said what it calls the account, only a row that is there already is updated: one account, one row
        row.put("settled", account.isSettled());
        row.put("state", standing.session().state().name());
        row.put("detail", detail(all));
        row.put("connected_since", text(session.connectedSince()));
        row.put("last_ping_at", text(session.lastPingAt()));
        row.put("last_event_at", text(pending.lastEventAt()));
        row.put("last_snapshot_at", text(last.lastAt()));
        row.put("gap_since", text(last.gapSince()));
        row.put("version", Objects.requireNonNullElse(SyncStatus.class.getPackage().getImplementationVersion(), "unpackaged"));
        row.put("updated_at", clock.instant().toString());
        return json.writeValueAsString(row);
    }

    public synchronized void stored() {
        failure = null;
    }

    /** @param mayBeCured that it is no longer so is to be noticed soon; else it is tried again in a minute */
    public synchronized void failed(Throwable cause, boolean mayBeCured) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : Quoted.line(cause.getMessage());
        if (!reason.equals(failure)) {
            LOG.warn("kw_sync_status cannot be written: {}", reason);
        }
        failure = reason;
        if (mayBeCured) {
            nextAt = ticker.in(AFTER_REFUSAL);
        }
    }

    private static String text(Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
