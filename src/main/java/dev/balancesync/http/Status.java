package dev.balancesync.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.cluster.Leadership;
import dev.balancesync.journal.Journal;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.KoreanTime;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.meters.FillToRow;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.session.Transition;
import dev.balancesync.snapshot.Cash;
import dev.balancesync.snapshot.Comparison;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.snapshot.Totals;
import dev.balancesync.snapshot.TotalsCompared;
import dev.balancesync.status.Condition;
import dev.balancesync.status.Standing;
import dev.balancesync.store.DatabaseAnswers;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;

/** Everything {@code /api/status} tells: what the broker and the database have answered, and what waits. */
public final class Status {
    private static final Cash.State NO_CASH = new Cash.State(null, null, null, 0);

    private final String alias;
    private final Standing standing;
    private final Session session;
    private final CircuitBreaker breaker;
    private final Pending pending;
    private final Quarantine quarantine;
    private final Journal journal;
    private final Snapshots snapshots;
    private final Cash cash;
    private final TotalsCompared totalsCompared;
    private final FillToRow fillToRow;
    private final Account account;
    private final Leadership leadership;
    private final boolean demo;
    private final ObjectMapper json;
    private final Clock clock;

    /**
     * @param alias of the account, where there are several; {@code null} for the only one
     * @param leadership {@code null} where there is only this machine
     */
    public Status(String alias, Standing standing, Session session, CircuitBreaker breaker, Pending pending, Quarantine quarantine, Journal journal,
            Snapshots snapshots, Cash cash, TotalsCompared totalsCompared, FillToRow fillToRow, Account account, Leadership leadership, boolean demo,
            ObjectMapper json, Clock clock) {
        this.alias = alias;
        this.standing = standing;
        this.session = session;
        this.breaker = breaker;
        this.pending = pending;
        this.quarantine = quarantine;
        this.journal = journal;
        this.snapshots = snapshots;
        this.cash = cash;
        this.totalsCompared = totalsCompared;
        this.fillToRow = fillToRow;
        this.account = account;
        this.leadership = leadership;
        this.demo = demo;
        this.json = json;
        this.clock = clock;
    }

    /** @return a JSON object; times are Korean with their offset, absent things are {@code null} */
    public String collect() throws JsonProcessingException {
        return json.writeValueAsString(all());
    }

    /** What {@link #collect()} writes. */
    public Map<String, Object> all() {
        Map<String, Object> status = now();
        status.put("transitions", transitions());
        return status;
    }

    /** The last changes of state, oldest first. */
    public List<Map<String, Object>> transitions() {
        return session.transitions().stream().map(Status::transition).toList();
    }

    /** All but the history. */
    public Map<String, Object> now() {
        List<Condition> all = standing.all();
        Map<String, Object> status = transition(standing.session());
        status.put("ready", Standing.isReady(all));
        status.put("headline", condition(Standing.headline(all)));
        status.put("conditions", all.stream().map(Status::condition).toList());
        status.put("demo", demo);
        status.put("account", alias == null ? account.toString() : alias);
        status.put("account_number", account.toString());
        status.put("cluster", cluster());
        status.put("next_attempt_at", time(nextAttempt()));
        status.put("connected_since", time(session.connectedSince()));
        status.put("last_ping_at", time(session.lastPingAt()));
        status.put("last_frame_at", time(session.lastFrameAt()));
        status.put("last_event_at", time(pending.lastEventAt()));
        status.put("behind_millis", standing.behind().toMillis());
        Snapshots.State last = snapshots.state();
        status.put("last_snapshot_at", time(last.lastAt()));
        // who stands by has heard nothing, and another has
        boolean standsBy = standing.session().state() == SessionState.STANDBY;
        status.put("gap_since", standsBy ? null : time(last.gapSince()));
        var snapshot = new LinkedHashMap<String, Object>();
        snapshot.put("running", last.running());
        snapshot.put("error", last.error() == null ? null : last.error().toString());
        snapshot.put("drift_rows", last.driftRows());
        snapshot.put("drift_at", time(last.driftAt()));
        snapshot.put("broker_totals", totals(snapshots.totals()));
        snapshot.put("broker_totals_differ", snapshots.totalsDiffer());
        status.put("snapshot", snapshot);
        // of when this machine served it last says nothing of what is in the table
        status.put("cash", cash(standsBy ? NO_CASH : cash.state()));
        status.put("totals", compared());
        status.put("day_result", snapshots.dayResult());
        status.put("circuit_breaker", breaker.getState().name());
        DatabaseAnswers.State stored = standing.database();
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

    /** When the session tries again; {@code null} while there is nothing to wait for. */
    private Instant nextAttempt() {
        Duration left = session.nextAttemptIn();
        return left == null ? null : clock.instant().plus(left).truncatedTo(ChronoUnit.SECONDS);
    }

    private Map<String, Object> cluster() {
        if (leadership == null) {
            return null;
        }
        Bilingual failure = leadership.failure();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("node", leadership.node());
        fields.put("leader", leadership.leader().orElse(null));
        fields.put("leads", leadership.isHeld());
        fields.put("epoch", leadership.epoch());
        fields.put("others", leadership.others());
        fields.put("failure", failure == null ? null : failure.english());
        return fields;
    }

    private static Map<String, Object> transition(Transition transition) {
        BrokerError error = transition.error();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("state", transition.state().name());
        fields.put("since", time(transition.since()));
        fields.put("code", error == null ? null : error.code());
        fields.put("message", error == null ? null : error.words());
        fields.put("advice", error == null ? null : error.advice());
        fields.put("said", error == null ? null : said(error));
        return fields;
    }

    private static Map<String, Object> said(BrokerError error) {
        return languages(new Bilingual(error.words(Language.KO), error.words(Language.EN)));
    }

    /** One condition, as {@code conditions} and {@code headline} have it. */
    public static Map<String, Object> condition(Condition condition) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", condition.name());
        fields.put("level", condition.level().name());
        fields.put("since", time(condition.since()));
        fields.put("code", condition.code());
        fields.put("words", languages(condition.words()));
        fields.put("detail", languages(condition.detail()));
        fields.put("advice", languages(condition.advice()));
        return fields;
    }

    private static Map<String, Object> languages(Bilingual text) {
        return text == null ? null : Map.of("ko", text.korean(), "en", text.english());
    }

    private static Map<String, Object> cash(Cash.State state) {
        BrokerError error = state.error();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("cash_at", time(state.asOf()));
        fields.put("code", error == null ? null : error.code());
        fields.put("words", error == null ? null : said(error));
        fields.put("advice", error == null ? null : languages(error.remedy()));
        return fields;
    }

    /** By the column of {@code kw_account_balance}. */
    private Map<String, Object> compared() {
        var all = new LinkedHashMap<String, Object>();
        Map<Comparison.Total, Comparison> found = totalsCompared.all();
        for (Comparison.Total each : Comparison.Total.values()) {
            all.put(each.column(), found.containsKey(each) ? compared(found.get(each)) : null);
        }
        return all;
    }

    private static Map<String, Object> compared(Comparison comparison) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("at", time(comparison.at()));
        fields.put("kiwoom", comparison.kiwoom());
        fields.put("ours", comparison.ours());
        fields.put("difference", comparison.difference());
        fields.put("fees_and_tax", comparison.ofFeesAndTax());
        fields.put("unexplained", comparison.unexplained());
        fields.put("words", languages(comparison.words()));
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

    public static String time(Instant instant) {
        return instant == null ? null : instant.atZone(KoreanTime.ZONE).toOffsetDateTime().toString();
    }
}
