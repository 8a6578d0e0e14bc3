package dev.balancesync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import dev.balancesync.balance.BalanceType;
import dev.balancesync.balance.FieldMapping;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.balance.QuarantineFiles;
import dev.balancesync.feed.FrameCounts;
import dev.balancesync.feed.FrameFields;
import dev.balancesync.feed.SocketOptions;
import dev.balancesync.health.DatabaseHealth;
import dev.balancesync.health.FillToRow;
import dev.balancesync.health.JournalHealth;
import dev.balancesync.health.RouteMeters;
import dev.balancesync.health.SessionHealth;
import dev.balancesync.health.StageTimes;
import dev.balancesync.journal.Journal;
import dev.balancesync.journal.JournalAppend;
import dev.balancesync.journal.JournalPosition;
import dev.balancesync.journal.JournalReplay;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.Pace;
import dev.balancesync.kiwoom.RestAnswer;
import dev.balancesync.notify.Notifications;
import dev.balancesync.reload.RouteReload;
import dev.balancesync.session.Breaker;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionFrames;
import dev.balancesync.session.SessionLimits;
import dev.balancesync.snapshot.Cash;
import dev.balancesync.snapshot.CashBell;
import dev.balancesync.snapshot.LeftOutRow;
import dev.balancesync.snapshot.Lots;
import dev.balancesync.snapshot.OrderRings;
import dev.balancesync.snapshot.Refresh;
import dev.balancesync.snapshot.SnapshotLimits;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.snapshot.StreamWords;
import dev.balancesync.store.ConnectionPool;
import dev.balancesync.store.Database;
import dev.balancesync.store.Refusal;
import dev.balancesync.store.StoreRows;
import dev.balancesync.store.Tables;
import dev.balancesync.time.Ticker;
import dev.balancesync.token.TokenCache;
import dev.balancesync.web.EventStream;
import dev.balancesync.web.Fills;
import dev.balancesync.web.LiveStatus;
import dev.balancesync.web.LiveTables;
import dev.balancesync.web.Status;
import dev.balancesync.web.SyncStatus;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.spi.Registry;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/** Every bean that a route names or another bean needs, made once, on one page, by plain constructors. */
final class Wiring implements CamelConfiguration {
    private static final String CASH_LOTS_ONLY = "legacy";

    private final Clock clock;
    private final Ticker ticker;
    private CamelContext camel;
    private Registry beans;

    Wiring(Clock clock, Ticker ticker) {
        this.clock = clock;
        this.ticker = ticker;
    }

    @Override
    public void configure(CamelContext context) {
        camel = context;
        beans = context.getRegistry();
        ObjectMapper json = beans.findSingleByType(ObjectMapper.class);
        MeterRegistry meters = beans.findSingleByType(MeterRegistry.class);
        String schema = text("balance.schema");
        String userId = text("supabase.user-id");
        Path routes = Path.of(text("routes.dir"));
        Path data = Path.of(text("data.dir"));

        // the broker
        var account = bind("account", new Account(text("kiwoom.account-no"), text("balance.account-no")));
        var token = bind("accessToken", new TokenCache(text("kiwoom.app-key"), text("kiwoom.app-secret"),
                duration("kiwoom.token-renew-before"), json, clock));
        bind("countTokenRequests", token.countRequests());
        bind("leaveErrorsToCaller", TokenCache.leaveErrorsToCaller(camel));
        bind("restAnswer", new RestAnswer(json));
        bind("pace", new Pace(duration("kiwoom.rest-pace"), duration("kiwoom.rate-delay-max"), ticker, camel::isStopping));
        // Apache HttpClient asks again by itself after 429 and 503, behind the session's back
        bind("noRetries", (HttpClientConfigurer) HttpClientBuilder::disableAutomaticRetries);

        // the session and its socket
        var session = bind("session", new Session(new SessionLimits(duration("kiwoom.handshake-timeout"), duration("kiwoom.answer-timeout"),
                duration("kiwoom.silence-limit"), duration("kiwoom.reconnect-delay"), duration("kiwoom.rate-delay-max"),
                duration("kiwoom.credentials-delay"), duration("kiwoom.duplicate-delay"), duration("kiwoom.reconnect-jitter")), clock));
        bind("frameReceipt", (Processor) frame -> session.frameReceived());
        bind("sessionFrames", new SessionFrames(token, json));
        var breaker = bind("kiwoomBreaker", Breaker.of(number("kiwoom.circuit.failures"), duration("kiwoom.circuit.open-duration"), session));
        bind("kiwoomSocketOptions", SocketOptions.of(duration("kiwoom.handshake-timeout")));
        bind("frameCounts", new FrameCounts());
        bind("frameFields", new FrameFields());

        // from frames to holdings
        var journal = new Journal(data.resolve("journal"), number("data.journal-days"), json, clock);
        beans.bind("journal", Journal.class, journal, null, "close");
        bind("journalAppend", new JournalAppend(journal));
        bind("journalReplay", new JournalReplay(journal, camel));
        var pending = bind("pending", new Pending());
        boolean cashOnly = CASH_LOTS_ONLY.equals(schema);
        bind("fieldMapping", FieldMapping.ofStream(camel, account, cashOnly));
        var snapshotMapping = bind("snapshotMapping", FieldMapping.ofSnapshot(camel, account, cashOnly));
        bind("balanceType", new BalanceType());
        // processors, because a bean call by name costs each entry more
        var lots = new Lots();
        var cashBell = bind("cashBell", new CashBell(duration("kiwoom.snapshot-interval"), ticker));
        bind("keepNewest", (Processor) entry -> {
            Holding told = lots.named(entry.getMessage().getBody(Holding.class));
            pending.put(told);
            cashBell.ring(told.quantity() != null);
        });
        bind("orderRings", new OrderRings(cashBell));
        bind("frameRead", (Processor) frame -> pending.frameRead(frame.getVariable("journalPosition", JournalPosition.class)));
        bind("mustRing", (Predicate) frame -> pending.mustRing());
        var quarantine = bind("quarantine", new Quarantine(json, clock));
        bind("quarantineFiles", new QuarantineFiles(data.resolve("quarantine"), number("data.quarantine-days"), clock));

        // the store
        var dataSource = ConnectionPool.open(text("supabase.db-url"));
        beans.bind("dataSource", HikariDataSource.class, dataSource, null, "close");
        var database = bind("database", new Database(clock));
        bind("tables", new Tables(dataSource, routes.resolve("sql").resolve(schema), this::inUse, account, userId));
        var storeRows = bind("storeRows", new StoreRows(userId, json));
        bind("refusal", new Refusal(storeRows));
        var fillToRow = bind("fillToRow", new FillToRow(clock));
        bind("storeTimes", StageTimes.store(meters));

        // the snapshot
        var limits = new SnapshotLimits(duration("kiwoom.snapshot-interval"), duration("kiwoom.snapshot-retry"),
                duration("kiwoom.snapshot-settle"));
        var snapshots = bind("snapshots", new Snapshots(session, new StreamWords(pending, cashBell, clock), lots, account, snapshotMapping, limits, clock,
                ticker));
        bind("leftOutRow", new LeftOutRow(snapshotMapping));
        bind("cash", new Cash(account, userId, flag("balance.write-available-cash"), cashBell,
                () -> pending.isWaiting() || snapshots.isGap(), limits.settle(), json, clock, ticker));
        bind("refresh", new Refresh(snapshots, json));
        bind("snapshotTimes", StageTimes.snapshot(snapshots, meters));

        // how it stands
        bind("routeMeters", new RouteMeters(meters));
        bind("sessionHealth", new SessionHealth(session, breaker));
        bind("databaseHealth", new DatabaseHealth(database, pending));
        bind("journalHealth", new JournalHealth(journal));
        boolean demo = flag("kiwoom.is-demo");
        var status = bind("status", new Status(session, breaker, database, pending, quarantine, journal, snapshots, fillToRow, account,
                demo, json));
        bind("syncStatus", new SyncStatus(session, snapshots, pending, database, account, userId, json, clock));
        var events = bind("eventStream", new EventStream(json, clock));
        var fills = bind("fills", new Fills(events, pending, snapshots));
        bind("liveTables", new LiveTables(events, fills, account, json, clock));
        bind("liveStatus", new LiveStatus(status, events, clock));
        bind("notifications", Notifications.of(text("notify.url"), duration("notify.repeat"), duration("notify.circuit-after"),
                duration("notify.database-after"), duration("notify.gap-after"), demo, session, database, snapshots, account, json, clock));
    }

    private <T> T bind(String name, T bean) {
        beans.bind(name, bean);
        return bean;
    }

    private String text(String setting) {
        return camel.resolvePropertyPlaceholders("{{" + setting + "}}").strip();
    }

    private Duration duration(String setting) {
        return camel.getTypeConverter().convertTo(Duration.class, text(setting));
    }

    private int number(String setting) {
        return Integer.parseInt(text(setting));
    }

    private boolean flag(String setting) {
        return Boolean.parseBoolean(text(setting));
    }

    /** What the routes have of an SQL file; a replay watches no files. */
    private String inUse(Path file) throws IOException {
        RouteReload reload = camel.hasService(RouteReload.class);
        return reload == null ? Files.readString(file) : reload.inUse(file);
    }
}
