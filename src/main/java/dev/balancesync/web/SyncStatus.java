package dev.balancesync.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.balance.Pending;
import dev.balancesync.session.Session;
import dev.balancesync.session.Transition;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.store.Database;
import org.apache.camel.ExchangeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The row of {@code kw_sync_status}, which the user's own front end can subscribe to: written on change and once a minute. */
public final class SyncStatus {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.web");
    private static final Duration AT_LEAST = Duration.ofMinutes(1);

    private final Session session;
    private final Snapshots snapshots;
    private final Pending pending;
    private final Database database;
    private final Account account;
    private final String userId;
    private final ObjectMapper json;
    private final Clock clock;
    private List<Object> written;
    private Instant nextAt = Instant.EPOCH;
    private String failure;

    public SyncStatus(Session session, Snapshots snapshots, Pending pending, Database database, Account account, String userId, ObjectMapper json,
            Clock clock) {
        this.session = session;
        this.snapshots = snapshots;
        this.pending = pending;
        this.database = database;
        this.account = account;
        this.userId = userId.isBlank() ? null : userId;
        this.json = json;
        this.clock = clock;
    }

    /** Whether something a reader acts on has changed, or a minute has passed; not while the database is away. */
    public synchronized boolean isDue() {
        if (!database.isPrepared() || !Boolean.TRUE.equals(database.state().reachable())) {
            return false;
        }
        boolean timeIsUp = !clock.instant().isBefore(nextAt);
        return timeIsUp || failure == null && !essence().equals(written);
    }

    /** What makes a change; PING and events alone do not. */
    private List<Object> essence() {
        Snapshots.State picture = snapshots.state();
        return List.of(session.current(), String.valueOf(session.connectedSince()), String.valueOf(picture.gapSince()),
                String.valueOf(picture.lastAt()), account.spelling());
    }

    /** A JSON object, the one parameter of {@code write-sync-status.sql}. */
    public synchronized String row() throws JsonProcessingException {
        written = essence();
        nextAt = clock.instant().plus(AT_LEAST);
        Transition current = session.current();
        Snapshots.State picture = snapshots.state();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("user_id", userId);
        row.put("account_number", account.spelling());
        // until Kiwoom has said what it calls the account, only a row that is there already is updated: one account, one row
        row.put("settled", account.isSettled());
        row.put("state", current.state().name());
        row.put("detail", current.error() == null ? null : current.error().toString());
        row.put("connected_since", text(session.connectedSince()));
        row.put("last_ping_at", text(session.lastPingAt()));
        row.put("last_event_at", text(pending.lastEventAt()));
        row.put("last_snapshot_at", text(picture.lastAt()));
        row.put("gap_since", text(picture.gapSince()));
        row.put("version", Objects.requireNonNullElse(SyncStatus.class.getPackage().getImplementationVersion(), "unpackaged"));
        row.put("updated_at", clock.instant().toString());
        return json.writeValueAsString(row);
    }

    public synchronized void stored() {
        failure = null;
    }

    /** It is tried again in a minute; the tables that matter are the store's business. */
    public synchronized void failed(@ExchangeException Throwable cause) {
        String reason = String.valueOf(cause.getMessage());
        if (!reason.equals(failure)) {
            LOG.warn("kw_sync_status cannot be written: {}", reason.replaceAll("\\s+", " "));
        }
        failure = reason;
    }

    private static String text(Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
