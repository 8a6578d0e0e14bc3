package dev.balancesync.meters;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.feed.FrameCounts;
import dev.balancesync.journal.Journal;
import dev.balancesync.kiwoom.Wire;
import dev.balancesync.notify.Notifications;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.settings.InForce;
import dev.balancesync.snapshot.Comparison;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.snapshot.TotalsCompared;
import dev.balancesync.status.Kind;
import dev.balancesync.status.Level;
import dev.balancesync.status.Standing;
import dev.balancesync.token.TokenCache;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/**
 * What {@code /observe/metrics} tells of the stages; read from the beans when somebody asks, so that it costs a frame nothing and a route
 * reload resets nothing. Histograms are at the routes that they time ({@link RouteTimes}), Camel's own meters in {@link RouteMeters}.
 */
public final class Meters {
    private final MeterRegistry meters;
    private final ServedAccount account;
    private final Tags whose;
    private final Standing standing;

    private Meters(MeterRegistry meters, ServedAccount account, Tags whose) {
        this.meters = meters;
        this.account = account;
        this.whose = whose;
        this.standing = bean(Standing.class);
    }

    /** What the accounts share. */
    public static void register(CamelContext context) {
        Registry beans = context.getRegistry();
        MeterRegistry meters = beans.findSingleByType(MeterRegistry.class);
        var shared = new Meters(meters, null, Tags.empty());
        shared.seconds("kiwoom.silence.limit", "KIWOOM_SILENCE_LIMIT: the connection is dead after so long without a frame",
                new InForce(context).duration("kiwoom.silence-limit"), Meters::seconds);
        shared.frames(beans.findSingleByType(FrameCounts.class));
        shared.notifications(beans.findSingleByType(Notifications.class));
    }

    /** @param tagged whether its meters say whose they are */
    public static void register(MeterRegistry meters, ServedAccount account, boolean tagged) {
        var own = new Meters(meters, account, tagged ? Tags.of("account", account.alias()) : Tags.empty());
        own.session();
        own.entries();
        own.store();
        own.snapshot();
        own.conditions();
    }

    /** Takes away those of an account that is not served any more. */
    public static void remove(MeterRegistry meters, ServedAccount account) {
        meters.getMeters().stream().filter(each -> account.alias().equals(each.getId().getTag("account"))).forEach(meters::remove);
    }

    private void session() {
        Session session = bean(Session.class);
        CircuitBreaker breaker = bean(CircuitBreaker.class);
        TokenCache token = bean(TokenCache.class);
        for (SessionState state : SessionState.values()) {
            gauge("kiwoom.session.state", "1 for the state the session is in", session,
                    each -> standing.session().state() == state ? 1 : 0, "state", state.name());
            counter("kiwoom.transitions", "How often the state was entered", session, each -> each.entered(state), "state", state.name());
        }
        for (CircuitBreaker.State state : CircuitBreaker.State.values()) {
            gauge("kiwoom.circuit.breaker.state", "1 for the state the circuit breaker is in", breaker,
                    each -> each.getState() == state ? 1 : 0, "state", state.name());
        }
        seconds("kiwoom.last.frame.age", "Since the last frame of any kind, PING too", standing,
                each -> seconds(each.silence()));
        counter("kiwoom.token.requests", "Access tokens asked for", token, TokenCache::granted, "result", "granted");
        counter("kiwoom.token.requests", "Access tokens asked for", token, TokenCache::failed, "result", "failed");
    }

    private void frames(FrameCounts frames) {
        frames.kinds().forEach(trnm ->
                counter("kiwoom.frames", "Frames of the broker that could be read", frames, each -> each.counted(trnm), Wire.TRNM, trnm));
    }

    private void entries() {
        Pending pending = bean(Pending.class);
        Quarantine quarantine = bean(Quarantine.class);
        Journal journal = bean(Journal.class);
        String entries = "Entries of REAL frames, those read again from the journal too";
        counter("kiwoom.entries", entries, pending, Pending::taken, "outcome", "taken");
        counter("kiwoom.entries", entries, pending, Pending::merged, "outcome", "merged");
        counter("kiwoom.entries", entries, pending, Pending::passedOver, "outcome", "filtered");
        counter("kiwoom.entries", entries, quarantine, Quarantine::badEntries, "outcome", "quarantined");
        counter("kiwoom.entries", entries, quarantine, each -> each.count(Quarantine.OTHER_ACCOUNT), "outcome", Quarantine.OTHER_ACCOUNT);
        quarantine.classes().forEach(reason -> counter("kiwoom.quarantined", "Frames, entries and rows that could not be stored",
                quarantine, each -> each.count(reason), "reason", reason));
        gauge("kiwoom.pending.positions", "Holdings that wait for the database", pending, Pending::size);
        Gauge.builder("kiwoom.journal", journal, Journal::bytes).tags(whose).description("All files of the journal").baseUnit("bytes").register(meters);
        gauge("kiwoom.journal.up", "1 while frames can be written down", journal, each -> each.failure() == null ? 1 : 0);
    }

    private void store() {
        gauge("kiwoom.database.up", "1 while the database answers and takes what is written", standing,
                each -> Boolean.TRUE.equals(each.database().reachable()) ? 1 : 0);
        bean(FillToRow.class).register(meters);
    }

    private void snapshot() {
        Snapshots snapshots = bean(Snapshots.class);
        Snapshots.results().forEach(result ->
                counter("kiwoom.snapshots", "Full pictures of the account", snapshots, each -> each.ended(result), "result", result));
        gauge("kiwoom.snapshot.holdings", "Holdings in the last picture taken over", snapshots, Snapshots::holdings);
        seconds("kiwoom.last.snapshot.age", "Since the last picture was taken over", standing,
                each -> seconds(each.sinceSnapshot()));
        counter("kiwoom.drift.rows", "Rows that a picture had to correct while the stream was live", snapshots,
                each -> each.state().driftRows());
        var compared = bean(TotalsCompared.class);
        for (Comparison.Total total : Comparison.Total.values()) {
            difference(compared, total, "fees_and_tax", Comparison::ofFeesAndTax);
            difference(compared, total, "unknown", Comparison::unexplained);
        }
        seconds("kiwoom.gap", "Since when fills may be missing that no picture has healed; 0 when none", standing,
                each -> seconds(each.gap()));
    }

    private void difference(TotalsCompared compared, Comparison.Total total, String because, Function<Comparison, BigDecimal> part) {
        Gauge.builder("kiwoom.totals.difference", compared, each -> {
            Comparison found = each.all().get(total);
            BigDecimal won = found == null ? null : part.apply(found);
            return won == null ? Double.NaN : won.doubleValue();
        }).description("Kiwoom's own total less ours; NaN while one of them is unknown").baseUnit("won")
                .tags(whose.and("total", total.column(), "because", because)).register(meters);
    }

    private void notifications(Notifications notifications) {
        counter("kiwoom.notifications", "Messages to NOTIFY_URL", notifications, Notifications::messagesSent, "result", "sent");
        counter("kiwoom.notifications", "Messages to NOTIFY_URL", notifications, Notifications::messagesFailed, "result", "failed");
    }

    private void conditions() {
        gauge("kiwoom.ready", "1 while no condition is DOWN", standing, each -> each.isReady() ? 1 : 0);
        for (Kind kind : Kind.values()) {
            for (Level level : kind.levels()) {
                gauge("kiwoom.condition", "1 while it holds at this level", standing, each -> each.has(kind, level) ? 1 : 0,
                        "name", kind.name(), "level", level.name());
            }
        }
    }

    private static double seconds(Duration duration) {
        return duration == null ? Double.NaN : duration.toMillis() / 1000.0;
    }

    private <T> T bean(Class<T> type) {
        return account == null ? null : account.get(type);
    }

    private <T> void counter(String name, String description, T of, ToDoubleFunction<T> value, String... tags) {
        FunctionCounter.builder(name, of, value).description(description).tags(whose.and(tags)).register(meters);
    }

    private <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value, String... tags) {
        Gauge.builder(name, of, value).description(description).tags(whose.and(tags)).register(meters);
    }

    private <T> void seconds(String name, String description, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value).description(description).tags(whose).baseUnit("seconds").strongReference(true).register(meters);
    }
}
