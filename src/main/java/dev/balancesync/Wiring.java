package dev.balancesync;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.accounts.AccountDefaults;
import dev.balancesync.accounts.AccountList;
import dev.balancesync.accounts.AccountSettings;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.AccountsFile;
import dev.balancesync.accounts.AccountsFromRows;
import dev.balancesync.accounts.Problem;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.balance.BalanceType;
import dev.balancesync.balance.FieldMapping;
import dev.balancesync.balance.KeepNewest;
import dev.balancesync.balance.KeepPlainFrames;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.PlainFrames;
import dev.balancesync.balance.PreviousCloses;
import dev.balancesync.cluster.EpochService;
import dev.balancesync.cluster.KafkaAccess;
import dev.balancesync.cluster.Leadership;
import dev.balancesync.cluster.NodeName;
import dev.balancesync.cluster.ShardClusterService;
import dev.balancesync.feed.AsShipped;
import dev.balancesync.feed.FeedSockets;
import dev.balancesync.feed.FrameCounts;
import dev.balancesync.feed.FrameFields;
import dev.balancesync.feed.ReadBurst;
import dev.balancesync.feed.ReadFrame;
import dev.balancesync.feed.SocketOptions;
import dev.balancesync.journal.Journal;
import dev.balancesync.journal.JournalAppend;
import dev.balancesync.journal.JournalPosition;
import dev.balancesync.journal.JournalReplay;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.AnswerLimit;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.kiwoom.RestAnswer;
import dev.balancesync.meters.FillToRow;
import dev.balancesync.meters.RouteMeters;
import dev.balancesync.meters.StageTimes;
import dev.balancesync.notify.Notifications;
import dev.balancesync.page.AccountPage;
import dev.balancesync.page.EventStreams;
import dev.balancesync.page.LivePage;
import dev.balancesync.page.Overview;
import dev.balancesync.reload.RouteReload;
import dev.balancesync.reload.StatementFiles;
import dev.balancesync.session.Breakers;
import dev.balancesync.session.Session;
import dev.balancesync.settings.DatabaseUrl;
import dev.balancesync.settings.InForce;
import dev.balancesync.settings.KafkaFile;
import dev.balancesync.settings.Schema;
import dev.balancesync.settings.TextFile;
import dev.balancesync.snapshot.LeftOutRow;
import dev.balancesync.snapshot.OrderRings;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.status.ConditionCheck;
import dev.balancesync.status.DatabaseProbe;
import dev.balancesync.status.Loops;
import dev.balancesync.status.Watch;
import dev.balancesync.steps.AccountSteps;
import dev.balancesync.steps.CashSteps;
import dev.balancesync.steps.ErrorSteps;
import dev.balancesync.steps.KafkaSteps;
import dev.balancesync.steps.OwnStep;
import dev.balancesync.steps.PaceSteps;
import dev.balancesync.steps.QuarantineSteps;
import dev.balancesync.steps.RefreshSteps;
import dev.balancesync.steps.Rounds;
import dev.balancesync.steps.SessionSteps;
import dev.balancesync.steps.SnapshotSteps;
import dev.balancesync.steps.StoreSteps;
import dev.balancesync.steps.SyncStatusSteps;
import dev.balancesync.steps.TokenSteps;
import dev.balancesync.steps.WebSteps;
import dev.balancesync.steps.WriteRight;
import dev.balancesync.store.AccountRows;
import dev.balancesync.store.ConnectionPool;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.store.Exposure;
import dev.balancesync.store.Fence;
import dev.balancesync.store.MappedColumns;
import dev.balancesync.store.NamedParameters;
import dev.balancesync.store.OwnConnections;
import dev.balancesync.store.OwnRefusal;
import dev.balancesync.store.RefusedRows;
import dev.balancesync.store.Statements;
import dev.balancesync.store.StoreRows;
import dev.balancesync.store.Tables;
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

/**
 * Every bean that a route names or another bean needs, made once, on one page, by plain constructors. What an account has of its own is made by
 * {@link AccountWiring}; a route reaches it through the steps here, which take that of the exchange's account.
 */
final class Wiring implements CamelConfiguration {
    /** Of Pace: its longest wait after "too often", and its lease of a chain of pages. */
    private static final Duration AWAIT_TURN = Duration.ofSeconds(50);
    /** Four attempts of post-notice in notify.camel.yaml, each 5 s to connect and 5 s to answer, and the pauses between them. */
    private static final Duration NOTICE_WITH_REPEATS = Duration.ofSeconds(67);
    /** So many accounts may wait for their broker at a time, each on a thread that ends when nobody needs it. */
    private static final int MOST_ROUNDS = 72;
    private static final long ROUND_IDLE_SECONDS = 10;

    private final Clock clock;
    private final Ticker ticker;
    private final UnaryOperator<String> variables;
    private CamelContext camel;
    private Registry beans;
    private Accounts accounts;

    /** @param variables what the environment or {@code .env} has under a name; {@code null} for nothing */
    Wiring(Clock clock, Ticker ticker, UnaryOperator<String> variables) {
        this.clock = clock;
        this.ticker = ticker;
        this.variables = variables;
    }

    @Override
    public void configure(CamelContext context) {
        camel = context;
        beans = context.getRegistry();
        var settings = new InForce(context);
        ObjectMapper json = beans.findSingleByType(ObjectMapper.class);
        MeterRegistry meters = beans.findSingleByType(MeterRegistry.class);
        Path routes = Path.of(settings.text("routes.dir"));
        bind(StatementFiles.NAME, new StatementFiles(camel, routes, this::inUse));
        boolean many = !settings.text("accounts.file").isEmpty() || !settings.text("accounts.sql").isEmpty();
        accounts = bind("accounts", new Accounts(many));

        // the one door to the database
        String address = settings.text("supabase.db-url");
        var dataSource = ConnectionPool.open(address, ticker);
        beans.bind("dataSource", ConnectionPool.class, dataSource, null, "close");

        // which of several machines serves which account
        EpochService cluster = cluster(settings, dataSource);

        // one for the socket and the pages, which would each make their own
        beans.bind("vertx", Vertx.class, Vertx.vertx(), null, "close");

        // the broker
        bind("account", new AccountSteps(accounts));
        bind("token", new TokenSteps(accounts));
        bind("restAnswer", new RestAnswer(json));
        bind("pace", new PaceSteps(accounts));
        // Apache HttpClient asks again by itself after 429 and 503, behind the session's back
        bind("noRetries", (HttpClientConfigurer) client -> client.disableAutomaticRetries().disableCookieManagement()
                .addExecInterceptorFirst("limit", new AnswerLimit(ticker)));

        // the session and its socket
        var session = bind("session", new SessionSteps(accounts));
        bind("frameReceipt", (Processor) session::frameReceived);
        var breakers = new Breakers(settings.number("kiwoom.circuit.failures"), settings.duration("kiwoom.circuit.open-duration"), ticker);
        bind("kiwoomBreaker", breakers.door());
        bind("enterBreaker", (Processor) attempt -> breakers.enter(accounts.of(attempt)));
        bind("socketOptions", SocketOptions.of(settings.duration("kiwoom.handshake-timeout")));
        var sockets = bind("feedSockets", new FeedSockets(accounts::of));
        var frameCounts = bind("frameCounts", new FrameCounts());
        bind("readFrame", new ReadFrame(json));
        bind("frameFields", new FrameFields());

        // from frames to holdings; processors, because a bean call by name costs each entry more
        bind("readBurst", new OwnStep(accounts, ReadBurst.class));
        bind("appendPlainFrames", (Processor) burst -> burst.setVariable("journalPosition",
                accounts.of(burst, Journal.class).append(burst.getMessage().getBody(PlainFrames.class).frames())));
        bind("journalAppend", new OwnStep(accounts, JournalAppend.class));
        bind("journalReplay", (Processor) start -> {
            try (var named = accounts.of(start).named()) {
                accounts.of(start, JournalReplay.class).run();
            }
        });
        var kafka = new KafkaSteps(accounts, cluster == null ? null : cluster.topic());
        bind("mustReplicate", (Predicate) kafka::mustSend);
        bind("kafkaRecords", (Processor) kafka::records);
        bind("kafkaTaken", (Processor) kafka::taken);
        bind("kafkaRefused", (Processor) kafka::refused);
        bind("fieldMapping", new OwnStep(accounts, FieldMapping.class));
        bind("balanceType", new BalanceType());
        bind("keepNewest", new OwnStep(accounts, KeepNewest.class));
        bind("orderRings", new OwnStep(accounts, OrderRings.class));
        bind("keepPlainFrames", new OwnStep(accounts, KeepPlainFrames.class));
        bind("frameRead", (Processor) frame -> accounts.of(frame, Pending.class)
                .frameRead(frame.getVariable("journalPosition", JournalPosition.class)));
        bind("quarantine", new QuarantineSteps(accounts));
        bind("error", new ErrorSteps());

        // the store
        var fence = cluster == null ? null : new Fence(dataSource);
        beans.bind("writing", DataSource.class, fence == null ? dataSource : fence);
        var right = new WriteRight(fence);
        var database = bind("databaseAnswers", new DatabaseAnswers(clock, ticker));
        Path sql = routes.resolve("sql").resolve(settings.text("balance.schema"));
        bind("mayTry", (Predicate) ring -> database.mayTry() && right.proveAll(accounts.all()));
        var mapped = bind("mappedColumns", mappedColumns(settings));
        var tables = bind("tables", new Tables(dataSource, sql, this::inUse, () -> Statements.named(camel, routes), mapped,
                () -> accounts.all().stream().filter(right::isHeld).map(each -> each.get(AccountRows.class)).toList(), fence, database, DatabaseUrl.parse(address).schema()));
        bind("mustPrepare", (Predicate) ring -> tables.areDue());
        bind("exposure", new Exposure.Teller(dataSource));
        bind("storeRows", new StoreRows(json));
        bind("namedParameters", new NamedParameters());
        bind("refusedRows", new RefusedRows(dataSource, sql, this::inUse, json, many));
        var storeTimes = bind("storeTimes", StageTimes.store(meters));
        var store = bind("store", new StoreSteps(accounts, database, right));
        bind("mustRing", (Predicate) store::mustRing);
        bind("gatherMillis", expression(ring -> store.gatherMillis()));
        bind("drainPending", (Processor) store::drain);
        bind("batchParts", expression(store::parts));
        bind("batchCommitted", (Processor) store::committed);
        bind("batchWritten", (Processor) store::written);

        // the snapshot and the cash
        bind("snapshot", new SnapshotSteps(accounts));
        bind("leftOutRow", new OwnStep(accounts, LeftOutRow.class));
        bind("cash", new CashSteps(accounts, database, right));
        bind("refresh", new RefreshSteps(accounts, json));
        bind("snapshotTimes", StageTimes.snapshot(exchange -> accounts.of(exchange, Snapshots.class), meters));

        // how it stands
        bind("routeMeters", new RouteMeters(meters));
        Language language = Language.of(settings.text("language"));
        var loops = bind("loops", new Loops(ticker, clock, longestSteps(settings)));
        bind("rounds", new Rounds(accounts, loops)).beginnings().forEach(this::bind);
        bind("accountThreads", roundThreads());
        var probe = new DatabaseProbe(dataSource, database, ticker, clock);
        bind("standingWatch", new Watch(accounts::judged, probe));
        bind("syncStatus", new SyncStatusSteps(accounts, database, right));
        var streams = bind("eventStreams", new EventStreams(json, clock));
        var list = bind("accountList", accountList(settings, language));
        ConditionCheck.all(accounts::judged, () -> list.problems().stream().map(Problem::words).toList(), language).forEach(this::bind);
        var status = bind("web", new WebSteps(accounts, list, json));
        var overview = bind("overview", new Overview(streams, status::all, ticker));
        var livePage = bind("livePage", new LivePage(context, () -> accounts.all().stream().map(each -> each.get(AccountPage.class)).toList(), overview,
                loops));
        var perAccount = new AccountWiring(new AccountWiring.Shared(camel, settings, json, clock, ticker, breakers, frameCounts,
                new AsShipped(this::taken), database, () -> storeTimes.ended("stored"), loops, probe, streams, livePage, cluster, tables,
                FillToRow.timer(meters)), many);
        bind("accountDesk", new AccountDesk(accounts, perAccount, sockets, breakers, ticker));
        if (!many) {
            serveOnly(perAccount, settings);
        }
        bind("notifications", new Notifications(settings.text("notify.url"), settings.duration("notify.repeat"), settings.duration("notify.circuit-after"),
                settings.duration("notify.database-after"), settings.duration("notify.gap-after"), language, accounts, json, clock, ticker));
    }

    /** The mapping is the same for all accounts. */
    private MappedColumns mappedColumns(InForce settings) {
        var anybodys = new Account("00000000", "");
        boolean cashOnly = Schema.LEGACY.is(settings.text("balance.schema"));
        return new MappedColumns(FieldMapping.ofStream(camel, anybodys, cashOnly, PreviousCloses.ofOneDay()),
                FieldMapping.ofSnapshot(camel, anybodys, cashOnly, PreviousCloses.ofOneDay()));
    }

    /** @return {@code null} where there is only this machine; {@code Service} starts what keeps the leases */
    private EpochService cluster(InForce settings, OwnConnections door) {
        String engine = settings.text("cluster");
        if (engine.equals("off")) {
            return null;
        }
        String version = Objects.requireNonNullElse(Wiring.class.getPackage().getImplementationVersion(), "unpackaged");
        String node = NodeName.unique(settings.text("node-name"));
        Duration ttl = settings.duration("cluster.lease-ttl");
        boolean creates = settings.flag("balance.create-tables");
        var served = new ShardClusterService.Served(() -> accounts.all().stream().map(each -> each.settings().accountNo()).toList(), this::isBusy, this::unanswered);
        ShardClusterService service;
        if (engine.equals("kafka")) {
            var access = new KafkaAccess(settings.text("kafka.bootstrap-servers"), settings.text("kafka.topic"), KafkaFile.read(settings.text("kafka.properties")), NodeName.ofKafka(node), ttl);
            bind("kafka", access.component());
            service = new ShardClusterService(access, version, door, creates, served, ticker);
        } else {
            service = new ShardClusterService(node, version, door, ttl, creates, served, ticker);
        }
        service.setCamelContext(camel);
        return bind("cluster", service);
    }

    /** What the tables do not take of one account may wait for ever, and holds up no other of its shard: the next machine takes a snapshot. */
    private boolean isBusy(int shard) {
        return accounts.all().stream().filter(each -> each.get(Leadership.class).shard() == shard).anyMatch(each -> each.get(Session.class).isFeedInUse()
                || each.get(Pending.class).isWaiting() && !each.get(OwnRefusal.class).holdsRows());
    }

    private Collection<Duration> unanswered() {
        return accounts.all().stream().filter(each -> each.get(Leadership.class).isHeld()).map(each -> each.get(Session.class).unanswered())
                .filter(Objects::nonNull).toList();
    }

    private AccountList accountList(InForce settings, Language language) {
        var defaults = new AccountDefaults(settings.flag("kiwoom.is-demo"), Schema.LEGACY.is(settings.text("balance.schema")), hosts(settings, true),
                hosts(settings, false));
        String file = settings.text("accounts.file");
        return new AccountList(accounts, new AccountsFile(defaults, variables), new AccountsFromRows(defaults, variables),
                file.isEmpty() ? null : Path.of(file), !settings.text("accounts.sql").isEmpty(), settings.duration("accounts.start-spread"), language, ticker);
    }

    /** Kiwoom's, or the simulator's that KIWOOM_REST_URL and KIWOOM_WS_URL name. */
    private AccountDefaults.Hosts hosts(InForce settings, boolean demo) {
        String rest = variables.apply("KIWOOM_REST_URL");
        String ws = variables.apply("KIWOOM_WS_URL");
        return new AccountDefaults.Hosts(rest == null ? settings.text("kiwoom.rest-url.demo-" + demo) : rest,
                ws == null ? settings.text("kiwoom.ws-url.demo-" + demo) : ws);
    }

    /** The one account of {@code KIWOOM_*}; what is its own can be found by its type, since there is one of each. */
    private void serveOnly(AccountWiring wiring, InForce settings) {
        ServedAccount only = wiring.serve(new AccountSettings(Accounts.ONLY, settings.text("kiwoom.app-key"), settings.text("kiwoom.app-secret"),
                settings.text("kiwoom.account-no"), settings.flag("kiwoom.is-demo"), settings.text("supabase.user-id"), settings.text("kiwoom.rest-url"),
                settings.text("kiwoom.ws-url")));
        accounts.add(only);
        only.beans().forEach((type, bean) -> beans.bind(type.getSimpleName() + " of the account", type, bean));
    }

    private static ThreadPoolExecutor roundThreads() {
        var threads = new ThreadPoolExecutor(MOST_ROUNDS, MOST_ROUNDS, ROUND_IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            var thread = new Thread(work, "account-round");
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** What a loop's round may wait for in one step, longest: an attempt's answers, the token, the receiver of a notice, a turn to ask Kiwoom. */
    private static Duration[] longestSteps(InForce settings) {
        // connect, wait for a connection, wait for the answer: each has the limit
        Duration rest = Duration.ofMillis(settings.number("kiwoom.rest-timeout-millis")).multipliedBy(3);
        Duration attempt = settings.duration("kiwoom.handshake-timeout").plus(settings.duration("kiwoom.answer-timeout").multipliedBy(2)).plusSeconds(1);
        return new Duration[] {attempt, TokenCache.TURN, NOTICE_WITH_REPEATS, rest.plus(settings.duration("kiwoom.rest-pace")).plus(AWAIT_TURN)};
    }

    private static Expression expression(Function<Exchange, Object> value) {
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return value.apply(exchange);
            }
        };
    }

    private <T> T bind(String name, T bean) {
        beans.bind(name, bean);
        return bean;
    }

    private byte[] taken(String routeFile) {
        RouteReload reload = camel.hasService(RouteReload.class);
        return reload == null ? null : reload.taken(Path.of(routeFile));
    }

    /** What the routes have of an SQL file; a replay watches no files. */
    private String inUse(Path file) throws IOException {
        RouteReload reload = camel.hasService(RouteReload.class);
        return reload == null ? TextFile.read(file) : reload.inUse(file);
    }
}
