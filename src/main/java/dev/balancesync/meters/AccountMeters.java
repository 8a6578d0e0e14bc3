package dev.balancesync.meters;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.journal.Journal;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.snapshot.Comparison;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.snapshot.TotalsCompared;
import dev.balancesync.status.Condition;
import dev.balancesync.status.Kind;
import dev.balancesync.status.Level;
import dev.balancesync.status.Standing;
import dev.balancesync.token.TokenCache;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * What {@code /observe/metrics} tells of each account, read from its beans when somebody asks, so that it costs a frame nothing and a route
 * reload resets nothing. Nothing is kept in between: a hundred meters of each of a thousand accounts would be half of the heap.
 */
final class AccountMeters implements MultiCollector {
    private final Accounts accounts;

    public AccountMeters(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public MetricSnapshots collect() {
        var families = new Families();
        for (ServedAccount account : accounts.all()) {
            tell(account, accounts.areMany() ? families.of("account", account.alias()) : families.of());
        }
        return families.snapshots();
    }

    private static void tell(ServedAccount account, Families.Series series) {
        var standing = account.get(Standing.class);
        session(account, standing, series);
        entries(account, series);
        series.gauge("kiwoom_database_up", "1 while the database answers and takes what is written",
                flag(Boolean.TRUE.equals(standing.database().reachable())));
        snapshot(account, standing, series);
        conditions(standing.all(), series);
    }

    private static void session(ServedAccount account, Standing standing, Families.Series series) {
        var session = account.get(Session.class);
        SessionState now = standing.session().state();
        for (SessionState state : SessionState.values()) {
            series.gauge("kiwoom_session_state", "1 for the state the session is in", flag(now == state), "state", state.name());
            series.counter("kiwoom_transitions", "How often the state was entered", session.entered(state), "state", state.name());
        }
        CircuitBreaker.State breaker = account.get(CircuitBreaker.class).getState();
        for (CircuitBreaker.State state : CircuitBreaker.State.values()) {
            series.gauge("kiwoom_circuit_breaker_state", "1 for the state the circuit breaker is in", flag(breaker == state), "state", state.name());
        }
        series.gauge("kiwoom_last_frame_age_seconds", "Since the last frame of any kind, PING too", seconds(standing.silence()));
        var token = account.get(TokenCache.class);
        series.counter("kiwoom_token_requests", "Access tokens asked for", token.granted(), "result", "granted");
        series.counter("kiwoom_token_requests", "Access tokens asked for", token.failed(), "result", "failed");
    }

    private static void entries(ServedAccount account, Families.Series series) {
        var pending = account.get(Pending.class);
        var quarantine = account.get(Quarantine.class);
        var journal = account.get(Journal.class);
        String entries = "Entries of REAL frames, those read again from the journal too";
        series.counter("kiwoom_entries", entries, pending.taken(), "outcome", "taken");
        series.counter("kiwoom_entries", entries, pending.merged(), "outcome", "merged");
        series.counter("kiwoom_entries", entries, pending.passedOver(), "outcome", "filtered");
        series.counter("kiwoom_entries", entries, quarantine.badEntries(), "outcome", "quarantined");
        series.counter("kiwoom_entries", entries, quarantine.count(Quarantine.OTHER_ACCOUNT), "outcome", Quarantine.OTHER_ACCOUNT);
        quarantine.classes().forEach(reason -> series.counter("kiwoom_quarantined", "Frames, entries and rows that could not be stored",
                quarantine.count(reason), "reason", reason));
        series.gauge("kiwoom_pending_positions", "Holdings that wait for the database", pending.size());
        series.gauge("kiwoom_incomplete_positions", "Holdings told without a quantity, of which there is no row: not stored until there is one of them",
                pending.incomplete());
        series.gauge("kiwoom_journal_bytes", "All files of the journal", journal.bytes());
        series.gauge("kiwoom_journal_up", "1 while frames can be written down", flag(journal.failure() == null));
    }

    private static void snapshot(ServedAccount account, Standing standing, Families.Series series) {
        var snapshots = account.get(Snapshots.class);
        Snapshots.results().forEach(result ->
                series.counter("kiwoom_snapshots", "Snapshots of the account", snapshots.ended(result), "result", result));
        series.gauge("kiwoom_snapshot_holdings", "Holdings in the last snapshot taken over", snapshots.holdings());
        series.gauge("kiwoom_last_snapshot_age_seconds", "Since the last snapshot was taken over", seconds(standing.sinceSnapshot()));
        series.counter("kiwoom_drift_rows", "Rows that a snapshot had to correct while the stream was live", snapshots.state().driftRows());
        var compared = account.get(TotalsCompared.class).all();
        for (Comparison.Total total : Comparison.Total.values()) {
            difference(compared.get(total), total, "fees_and_tax", Comparison::ofFeesAndTax, series);
            difference(compared.get(total), total, "unknown", Comparison::unexplained, series);
        }
        series.gauge("kiwoom_gap_seconds", "Since when fills may be missing that no snapshot has healed; 0 when none", seconds(standing.gap()));
    }

    private static void difference(Comparison found, Comparison.Total total, String because, Function<Comparison, BigDecimal> part,
            Families.Series series) {
        BigDecimal won = found == null ? null : part.apply(found);
        series.gauge("kiwoom_totals_difference_won", "Kiwoom's own total less ours; NaN while one of them is unknown",
                won == null ? Double.NaN : won.doubleValue(), "total", total.column(), "because", because);
    }

    private static void conditions(List<Condition> all, Families.Series series) {
        series.gauge("kiwoom_ready", "1 while no condition is DOWN", flag(Standing.isReady(all)));
        for (Kind kind : Kind.values()) {
            for (Level level : kind.levels()) {
                series.gauge("kiwoom_condition", "1 while it holds at this level",
                        flag(all.stream().anyMatch(each -> each.kind() == kind && each.level() == level)), "name", kind.name(), "level", level.name());
            }
        }
    }

    private static double flag(boolean holds) {
        return holds ? 1 : 0;
    }

    private static double seconds(Duration duration) {
        return duration == null ? Double.NaN : duration.toMillis() / 1000.0;
    }
}
