package dev.balancesync.web;

import dev.balancesync.kiwoom.KoreanTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.health.FillToRow;
import dev.balancesync.journal.Journal;
import dev.balancesync.session.Session;
import dev.balancesync.session.Transition;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.snapshot.Totals;
import dev.balancesync.store.Database;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;

/** Everything {@code /api/status} tells: what the broker and the database have answered, and what waits. */
public final class Status {

    private final Session session;
    private final CircuitBreaker breaker;
    private final Database database;
    private final Pending pending;
    private final Quarantine quarantine;
    private final Journal journal;
    private final Snapshots snapshots;
    private final FillToRow fillToRow;
    private final Account account;
    private final boolean demo;
    private final ObjectMapper json;

    public Status(Session session, CircuitBreaker breaker, Database database, Pending pending, Quarantine quarantine, Journal journal,
            Snapshots snapshots, FillToRow fillToRow, Account account, boolean demo, ObjectMapper json) {
        this.session = session;
        this.breaker = breaker;
        this.database = database;
        this.pending = pending;
        this.quarantine = quarantine;
        this.journal = journal;
        this.snapshots = snapshots;
        this.fillToRow = fillToRow;
        this.account = account;
        this.demo = demo;
        this.json = json;
    }

    /** @return a JSON object; times are Korean with their offset, absent things are {@code null} */
    public String collect() throws JsonProcessingException {
        Map<String, Object> status = now();
        status.put("transitions", transitions());
        return json.writeValueAsString(status);
    }

    /** The last changes of state, oldest first. */
    List<Map<String, Object>> transitions() {
        return session.transitions().stream().map(Status::transition).toList();
    }

    /** All but the history. */
    Map<String, Object> now() {
        Transition current = session.current();
        Map<String, Object> status = transition(current);
        status.put("demo", demo);
        status.put("account", account.toString());
        status.put("connected_since", time(session.connectedSince()));
        status.put("last_ping_at", time(session.lastPingAt()));
        status.put("last_frame_at", time(session.lastFrameAt()));
        status.put("last_event_at", time(pending.lastEventAt()));
        Snapshots.State picture = snapshots.state();
        status.put("last_snapshot_at", time(picture.lastAt()));
        status.put("gap_since", time(picture.gapSince()));
        var snapshot = new LinkedHashMap<String, Object>();
        snapshot.put("running", picture.running());
        snapshot.put("error", picture.error() == null ? null : picture.error().toString());
        snapshot.put("drift_rows", picture.driftRows());
        snapshot.put("drift_at", time(picture.driftAt()));
        snapshot.put("broker_totals", totals(snapshots.totals()));
        snapshot.put("broker_totals_differ", snapshots.totalsDiffer());
        snapshot.put("broker_profit_compared", snapshots.profitCompared());
        status.put("snapshot", snapshot);
        status.put("circuit_breaker", breaker.getState().name());
        Database.State stored = database.state();
        var store = new LinkedHashMap<String, Object>();
        store.put("reachable", stored.reachable());
        store.put("since", time(stored.since()));
        store.put("reason", stored.reason());
        store.put("waiting", pending.size());
        status.put("database", store);
        status.put("journal_failure", journal.failure());
        status.put("quarantined", quarantine.count());
        status.put("fillToRow", fillToRow.summary());
        return status;
    }

    private static Map<String, Object> transition(Transition transition) {
        BrokerError error = transition.error();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("state", transition.state().name());
        fields.put("since", time(transition.since()));
        fields.put("code", error == null ? null : error.code());
        fields.put("message", error == null ? null : error.words());
        fields.put("advice", error == null ? null : error.advice());
        return fields;
    }

    private static Map<String, Object> totals(Totals totals) {
        if (totals == null) {
            return null;
        }
        var fields = new LinkedHashMap<String, Object>();
        fields.put("total_purchase_amount", totals.purchase());
        fields.put("evaluated_amount", totals.evaluation());
        fields.put("profit_loss", totals.profitLoss());
        fields.put("estimated_assets", totals.estimatedAssets());
        return fields;
    }

    static String time(Instant instant) {
        return instant == null ? null : instant.atZone(KoreanTime.ZONE).toOffsetDateTime().toString();
    }
}
