package dev.balancesync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import javax.sql.DataSource;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.balance.BalanceType;
import dev.balancesync.balance.FieldMapping;
import dev.balancesync.balance.KeepNewest;
import dev.balancesync.balance.KeepPlainFrames;
import dev.balancesync.balance.Losses;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Pending.Batch;
import dev.balancesync.balance.PlainFrames;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.balance.QuarantineFiles;
import dev.balancesync.cluster.Leadership;
import dev.balancesync.cluster.NodeName;
import dev.balancesync.cluster.PostgresClusterService;
import dev.balancesync.cluster.Takeover;
import dev.balancesync.feed.AsShipped;
import dev.balancesync.feed.Backlog;
import dev.balancesync.feed.FrameCounts;
import dev.balancesync.feed.FrameFields;
import dev.balancesync.feed.ReadBurst;
import dev.balancesync.feed.ReadFrame;
import dev.balancesync.feed.SocketOptions;
import dev.balancesync.http.Status;
import dev.balancesync.journal.Journal;
import dev.balancesync.journal.JournalAppend;
import dev.balancesync.journal.JournalPosition;
import dev.balancesync.journal.JournalReplay;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.kiwoom.Pace;
import dev.balancesync.kiwoom.RestAnswer;
import dev.balancesync.meters.FillToRow;
import dev.balancesync.meters.RouteMeters;
import dev.balancesync.meters.StageTimes;
import dev.balancesync.notify.Notifications;
import dev.balancesync.page.EventStream;
import dev.balancesync.page.Fills;
import dev.balancesync.page.LivePage;
import dev.balancesync.page.LiveStatus;
import dev.balancesync.page.LiveTables;
import dev.balancesync.reload.RouteReload;
import dev.balancesync.reload.StatementFiles;
import dev.balancesync.session.Breaker;
import dev.balancesync.session.Lease;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionFrames;
import dev.balancesync.session.SessionLimits;
import dev.balancesync.settings.DatabaseUrl;
import dev.balancesync.settings.Literal;
import dev.balancesync.snapshot.Cash;
import dev.balancesync.snapshot.CashBell;
import dev.balancesync.snapshot.LeftOutRow;
import dev.balancesync.snapshot.Lots;
import dev.balancesync.snapshot.OrderRings;
import dev.balancesync.snapshot.Refresh;
import dev.balancesync.snapshot.SnapshotLimits;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.snapshot.StreamWords;
import dev.balancesync.snapshot.TotalsCompared;
import dev.balancesync.status.ConditionCheck;
import dev.balancesync.status.DatabaseProbe;
import dev.balancesync.status.Loops;
import dev.balancesync.status.Rooms;
import dev.balancesync.status.Standing;
import dev.balancesync.status.SyncStatus;
import dev.balancesync.status.Watch;
import dev.balancesync.store.ConnectionPool;
import dev.balancesync.store.Database;
import dev.balancesync.store.Exposure;
import dev.balancesync.store.Fence;
import dev.balancesync.store.RefusedRows;
import dev.balancesync.store.StoreRows;
import dev.balancesync.store.Tables;
import dev.balancesync.time.Sequencer;
import dev.balancesync.time.Ticker;
import dev.balancesync.token.TokenCache;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/** Every bean that a route names or another bean needs, made once, on one page, by plain constructors. */
final class Wiring implements CamelConfiguration {
    private static final String CASH_LOTS_ONLY = "legacy";
    /** Of Pace: its longest wait after "too often", and its lease of a chain of pages. */
    private static final Duration AWAIT_TURN = Duration.ofSeconds(50);
    /** As await-renewal in token.camel.yaml says. */
    private static final Duration AWAIT_RENEWAL = Duration.ofSeconds(30);
    /** Four attempts of post-notice in notify.camel.yaml, each 5 s to connect and 5 s to answer, and the pauses between them. */
    private static final Duration NOTICE_WITH_REPEATS = Duration.ofSeconds(67);

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
        bind(StatementFiles.NAME, new StatementFiles(camel, routes, this::inUse));

        // one for the socket and the pages, which would each make their own
        beans.bind("vertx", Vertx.class, Vertx.vertx(), null, "close");

        // the broker
        var account = bind("account", new Account(text("kiwoom.account-no"), text("balance.account-no")));
        var token = bind("accessToken", new TokenCache(text("kiwoom.app-key"), text("kiwoom.app-secret"),
                duration("kiwoom.token-renew-before"), json, clock, ticker));
        bind("countTokenRequests", token.countRequests());
        bind("leaveErrorsToCaller", TokenCache.leaveErrorsToCaller(camel));
        bind("restAnswer", new RestAnswer(json));
        bind("pace", new Pace(duration("kiwoom.rest-pace"), duration("kiwoom.rate-delay-max"), ticker, camel::isStopping));
        // Apache HttpClient asks again by itself after 429 and 503, behind the session's back
        bind("noRetries", (HttpClientConfigurer) HttpClientBuilder::disableAutomaticRetries);

        // which of several machines serves the account
        var leadership = leadership();
        var lease = leadership == null ? Lease.ALONE : leadership;

        // the session and its socket
        var session = bind("session", new Session(new SessionLimits(duration("kiwoom.handshake-timeout"), duration("kiwoom.answer-timeout"),
                duration("kiwoom.silence-limit"), duration("kiwoom.reconnect-delay"), duration("kiwoom.rate-delay-max"),
                duration("kiwoom.credentials-delay"), duration("kiwoom.duplicate-delay"), duration("kiwoom.reconnect-jitter")), lease, clock, ticker));
        bind("frameReceipt", (Processor) frame -> session.frameReceived());
        bind("sessionFrames", new SessionFrames(token, json));
        var breaker = bind("kiwoomBreaker", Breaker.of(number("kiwoom.circuit.failures"), duration("kiwoom.circuit.open-duration"), session,
                ticker));
        bind("kiwoomSocketOptions", SocketOptions.of(duration("kiwoom.handshake-timeout")));
        var frameCounts = bind("frameCounts", new FrameCounts());
        var readFrame = bind("readFrame", new ReadFrame(json));
        bind("frameFields", new FrameFields());

        // from frames to holdings
        var sequencer = bind("sequencer", new Sequencer(Journal.nextEpoch(data.resolve("journal")), clock, ticker));
        var backlog = bind("backlog", new Backlog(ticker));
        var losses = bind("losses", new Losses(sequencer));
        var journal = new Journal(data.resolve("journal"), number("data.journal-days"), json, clock, sequencer);
        beans.bind("journal", Journal.class, journal, null, "close");
        bind("journalAppend", new JournalAppend(journal));
        var journalReplay = bind("journalReplay", new JournalReplay(journal, camel));
        var pending = bind("pending", new Pending());
        boolean cashOnly = CASH_LOTS_ONLY.equals(schema);
        var fieldMapping = bind("fieldMapping", FieldMapping.ofStream(camel, account, cashOnly));
        bind("readBurst", new ReadBurst(readFrame, frameCounts, fieldMapping, new AsShipped(this::taken)));
        bind("appendPlainFrames", (Processor) burst -> burst.setVariable("journalPosition",
                journal.append(burst.getMessage().getBody(PlainFrames.class).frames())));
        var snapshotMapping = bind("snapshotMapping", FieldMapping.ofSnapshot(camel, account, cashOnly));
        bind("balanceType", new BalanceType());
        // processors, because a bean call by name costs each entry more
        var lots = new Lots();
        var cashBell = bind("cashBell", new CashBell(duration("kiwoom.snapshot-interval"), ticker));
        var keepNewest = bind("keepNewest", new KeepNewest(pending, losses, lots::named, holding -> cashBell.ring(holding.quantity() != null)));
        var orderRings = bind("orderRings", new OrderRings(cashBell));
        bind("keepPlainFrames", new KeepPlainFrames(keepNewest, orderRings::told, pending));
        bind("frameRead", (Processor) frame -> pending.frameRead(frame.getVariable("journalPosition", JournalPosition.class)));
        bind("mustRing", (Predicate) frame -> pending.mustRing());
        bind("gatherMillis", expression(ring -> pending.gatherMillis()));
        bind("batchParts", expression(ring -> batch(ring).parts()));
        bind("batchWritten", (Processor) ring -> {
            journal.confirm(batch(ring).readUpTo());
            pending.written();
        });
        var quarantine = bind("quarantine", new Quarantine(json, clock, losses));
        bind("quarantineFiles", new QuarantineFiles(data.resolve("quarantine"), number("data.quarantine-days"), clock));

        // the store
        String address = text("supabase.db-url");
        var dataSource = ConnectionPool.open(address, ticker);
        beans.bind("dataSource", ConnectionPool.class, dataSource, null, "close");
        var fence = leadership == null ? null : new Fence(dataSource);
        beans.bind("writing", DataSource.class, fence == null ? dataSource : fence);
        var database = bind("database", new Database(clock, ticker));
        Path sql = routes.resolve("sql").resolve(schema);
        bind("mayTry", (Predicate) ring -> database.mayTry() && (fence == null || fence.prove(leadership.proof().stream().toList())));
        bind("drainPending", (Processor) ring -> {
            boolean may = fence == null || fence.prove(leadership.proof().stream().toList());
            ring.getMessage().setBody(may ? pending.drain() : null);
        });
        var tables = bind("tables", new Tables(dataSource, sql, this::inUse, account, userId, fence, database, DatabaseUrl.parse(address).namesSchema()));
        bind("mustPrepare", (Predicate) ring -> tables.areDue());
        bind("exposure", new Exposure.Teller(dataSource));
        var storeRows = bind("storeRows", new StoreRows(account, userId, json));
        bind("refusedRows", new RefusedRows(dataSource, sql, this::inUse, storeRows, account, userId, json));
        var fillToRow = bind("fillToRow", new FillToRow(ticker));
        var storeTimes = bind("storeTimes", StageTimes.store(meters));

        // the snapshot
        var limits = new SnapshotLimits(duration("kiwoom.snapshot-interval"), duration("kiwoom.snapshot-retry"),
                duration("kiwoom.snapshot-settle"));
        var snapshots = bind("snapshots", new Snapshots(session, new StreamWords(pending, losses, cashBell, sequencer), lots, account, snapshotMapping, limits, clock,
                ticker));
        bind("leftOutRow", new LeftOutRow(snapshotMapping));
        var cash = bind("cash", new Cash(account, userId, flag("balance.write-available-cash"), cashBell,
                () -> pending.isWaiting() || snapshots.isGap(), limits.settle(), json, clock, ticker));
        bind("mustWriteCash", (Predicate) ring -> cash.isWaiting());
        var totalsCompared = bind("totalsCompared", new TotalsCompared(snapshots, cash));
        bind("refresh", new Refresh(snapshots, json));
        bind("takeover", new Takeover(leadership, data.resolve("lease"), session::isFeedInUse, () -> {
            journalReplay.passOver();
            pending.forget();
            cash.forget();
            snapshots.forget(clock.instant().minus(duration("cluster.lease-ttl")));
        }, tables::adoptSpelling));
        bind("snapshotTimes", StageTimes.snapshot(snapshots, meters));

        // how it stands
        bind("routeMeters", new RouteMeters(meters));
        Language language = Language.of(text("language"));
        var loops = bind("loops", new Loops(ticker, clock, longestSteps()));
        var probe = new DatabaseProbe(DatabaseUrl.parse(text("supabase.db-url")), database, ticker, clock);
        var standing = bind("standing", new Standing(Rooms.of(session, duration("kiwoom.silence-limit"), database, () -> storeTimes.ended("stored"),
                backlog, pending, journal, snapshots, cash, quarantine, leadership), loops, probe::last, ticker, clock));
        bind("standingWatch", new Watch(standing, probe));
        ConditionCheck.all(standing, breaker, pending, language).forEach(this::bind);
        boolean demo = flag("kiwoom.is-demo");
        var status = bind("status", new Status(standing, session, breaker, pending, quarantine, journal, snapshots, cash, totalsCompared,
                fillToRow, account, leadership, demo, json));
        bind("syncStatus", new SyncStatus(standing, session, snapshots, pending, database, account, userId,
                () -> fence == null || fence.prove(leadership.proof().stream().toList()), language, json, clock, ticker));
        var events = bind("eventStream", new EventStream(json, clock));
        var fills = bind("fills", new Fills(events, pending, snapshots));
        var livePage = bind("livePage", new LivePage(context, fills, new LiveTables(events, fills, account, json, clock, ticker),
                new LiveStatus(status, events, ticker), loops, ticker));
        bind("batchCommitted", (Processor) part -> {
            database.answered();
            fillToRow.committed(batch(part));
            livePage.stored(batch(part));
        });
        bind("notifications", new Notifications(text("notify.url"), duration("notify.repeat"), duration("notify.circuit-after"),
                duration("notify.database-after"), duration("notify.gap-after"), demo, language, standing, account, json, clock, ticker));
    }

    /** What a loop's round may wait for in one step, longest: an attempt's answers, the token, the receiver of a notice, a turn to ask Kiwoom. */
    private Duration[] longestSteps() {
        // connect, wait for a connection, wait for the answer: each has the limit
        Duration rest = Duration.ofMillis(number("kiwoom.rest-timeout-millis")).multipliedBy(3);
        Duration attempt = duration("kiwoom.handshake-timeout").plus(duration("kiwoom.answer-timeout").multipliedBy(2)).plusSeconds(1);
        return new Duration[] {attempt, AWAIT_RENEWAL, NOTICE_WITH_REPEATS, rest.plus(duration("kiwoom.rest-pace")).plus(AWAIT_TURN)};
    }

    private static Batch batch(Exchange exchange) {
        return exchange.getVariable("batch", Batch.class);
    }

    private static Expression expression(Function<Exchange, Object> value) {
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return value.apply(exchange);
            }
        };
    }

    /** @return {@code null} where there is only this machine; {@code Service} starts what keeps it */
    private Leadership leadership() {
        if (!text("cluster").equals("postgres")) {
            return null;
        }
        String account = text("kiwoom.account-no");
        var service = bind("cluster", new PostgresClusterService(NodeName.unique(text("node-name")), version(), DatabaseUrl.parse(text("supabase.db-url")),
                duration("cluster.lease-ttl"), flag("balance.create-tables"), () -> List.of(account), shard -> isBusy(), ticker));
        service.setCamelContext(camel);
        return bind("leadership", new Leadership(service, account));
    }

    private boolean isBusy() {
        return beans.findSingleByType(Session.class).isFeedInUse() || beans.findSingleByType(Pending.class).isWaiting();
    }

    private static String version() {
        return Objects.requireNonNullElse(Wiring.class.getPackage().getImplementationVersion(), "unpackaged");
    }

    private <T> T bind(String name, T bean) {
        beans.bind(name, bean);
        return bean;
    }

    private String text(String setting) {
        return Literal.setting(camel, setting);
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

    private byte[] taken(String routeFile) {
        RouteReload reload = camel.hasService(RouteReload.class);
        return reload == null ? null : reload.taken(Path.of(routeFile));
    }

    /** What the routes have of an SQL file; a replay watches no files. */
    private String inUse(Path file) throws IOException {
        RouteReload reload = camel.hasService(RouteReload.class);
        return reload == null ? Files.readString(file) : reload.inUse(file);
    }
}
