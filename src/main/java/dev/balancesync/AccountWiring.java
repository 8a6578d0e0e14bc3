package dev.balancesync;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.accounts.AccountSettings;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.balance.FieldMapping;
import dev.balancesync.balance.KeepNewest;
import dev.balancesync.balance.KeepPlainFrames;
import dev.balancesync.balance.Losses;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.PreviousCloses;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.balance.QuarantineFiles;
import dev.balancesync.cluster.EpochService;
import dev.balancesync.cluster.Leadership;
import dev.balancesync.cluster.Replica;
import dev.balancesync.cluster.Takeover;
import dev.balancesync.feed.AsShipped;
import dev.balancesync.feed.Backlog;
import dev.balancesync.feed.FrameCounts;
import dev.balancesync.feed.ReadBurst;
import dev.balancesync.http.Status;
import dev.balancesync.journal.AccountFolders;
import dev.balancesync.journal.Journal;
import dev.balancesync.journal.JournalAppend;
import dev.balancesync.journal.JournalReplay;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.kiwoom.Pace;
import dev.balancesync.meters.FillToRow;
import dev.balancesync.page.AccountPage;
import dev.balancesync.page.EventStream;
import dev.balancesync.page.EventStreams;
import dev.balancesync.page.Fills;
import dev.balancesync.page.LivePage;
import dev.balancesync.page.LiveStatus;
import dev.balancesync.page.LiveTables;
import dev.balancesync.session.Breakers;
import dev.balancesync.session.Lease;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionFrames;
import dev.balancesync.session.SessionLimits;
import dev.balancesync.session.Spread;
import dev.balancesync.settings.InForce;
import dev.balancesync.settings.Schema;
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
import dev.balancesync.status.DatabaseProbe;
import dev.balancesync.status.Loops;
import dev.balancesync.status.Rooms;
import dev.balancesync.status.Standing;
import dev.balancesync.status.SyncStatus;
import dev.balancesync.store.AccountRows;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.store.OwnRefusal;
import dev.balancesync.store.Owner;
import dev.balancesync.store.Tables;
import dev.balancesync.time.Sequencer;
import dev.balancesync.time.Ticker;
import dev.balancesync.token.TokenCache;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Timer;
import org.apache.camel.CamelContext;

/** All that one account has of its own, made on one page, by plain constructors. */
final class AccountWiring {
    /** So many connect again in the time in which one makes its first attempt: they were LIVE, and are missed. */
    private static final int RECONNECTS = 5;
    private static final Duration ASK_TABLES = Duration.ofSeconds(2);

    /**
     * What the accounts share, as far as their own parts need it.
     *
     * @param cluster {@code null} where there is only this machine
     */
    record Shared(CamelContext camel, InForce settings, ObjectMapper json, Clock clock, Ticker ticker, Breakers breakers,
            FrameCounts frameCounts, AsShipped asShipped, DatabaseAnswers database, LongSupplier commits, Loops loops, DatabaseProbe probe, EventStreams streams,
            LivePage livePage, EpochService cluster, Tables tables, Timer fillTimes) {
    }

    private final Shared shared;
    private final boolean many;
    private final PreviousCloses closes;
    private final Spread reconnects;
    private final AccountFolders folders;
    private final AtomicLong refreshes = new AtomicLong();

    /** @param many each has a folder of its own below {@code DATA_DIR}, and a page that is kept while somebody looks */
    AccountWiring(Shared shared, boolean many) {
        this.shared = shared;
        this.closes = new PreviousCloses(shared.clock());
        this.many = many;
        this.folders = new AccountFolders(Path.of(shared.settings().text("data.dir")).resolve("accounts"));
        this.reconnects = new Spread(shared.settings().duration("accounts.start-spread").dividedBy(RECONNECTS), shared.ticker());
    }

    ServedAccount serve(AccountSettings of) {
        InForce settings = shared.settings();
        ObjectMapper json = shared.json();
        Clock clock = shared.clock();
        Ticker ticker = shared.ticker();
        CamelContext camel = shared.camel();
        boolean cashOnly = Schema.LEGACY.is(settings.text("balance.schema"));
        var account = new Account(of.accountNo(), many ? "" : settings.text("balance.account-no"));
        var served = new ServedAccount(of, new Owner(of.alias(), account, of.userId()), many ? of.alias() : "");
        served.with(Account.class, account);

        // which of several machines serves it
        var leadership = shared.cluster() == null ? null : served.with(Leadership.class, new Leadership(shared.cluster(), of.accountNo()));

        // its folder; before anything that others keep of it, since one that cannot be looked at is tried again and again
        Path data = Path.of(settings.text("data.dir"));
        Path own = many ? folders.of(of.alias(), of.digits()) : data;
        if (!many && camel.getRegistry().lookupByName("dataLock") != null) {
            // KIWOOM_ACCOUNT_NO may have been another's
            new AccountFolders(data).of("journal", of.digits());
        }

        // the broker
        var token = served.with(TokenCache.class, new TokenCache(of.appKey(), of.appSecret(), settings.duration("kiwoom.token-renew-before"), json,
                clock, ticker));
        served.with(Pace.class, new Pace(pace(settings, of),
                settings.duration("kiwoom.rate-delay-max"), ticker, camel::isStopping));
        var session = served.with(Session.class, new Session(new SessionLimits(settings.duration("kiwoom.handshake-timeout"),
                settings.duration("kiwoom.answer-timeout"), settings.duration("kiwoom.silence-limit"), settings.duration("kiwoom.reconnect-delay"),
                settings.duration("kiwoom.rate-delay-max"), settings.duration("kiwoom.credentials-delay"),
                settings.duration("kiwoom.duplicate-delay"), settings.duration("kiwoom.reconnect-jitter"), reconnects::turn), leadership == null ? Lease.ALONE : leadership, clock, ticker));
        served.with(SessionFrames.class, new SessionFrames(token, json));
        var breaker = served.with(CircuitBreaker.class, shared.breakers().add(served, session));

        // from frames to holdings
        var sequencer = served.with(Sequencer.class, new Sequencer(Journal.nextEpoch(own.resolve("journal")), clock, ticker));
        var backlog = served.with(Backlog.class, new Backlog(ticker));
        var losses = served.with(Losses.class, new Losses(sequencer));
        var journal = served.with(Journal.class, new Journal(own.resolve("journal"), settings.number("data.journal-days"), json, clock, sequencer));
        served.with(JournalAppend.class, new JournalAppend(journal));
        var pending = served.with(Pending.class, new Pending());
        var fieldMapping = served.with(FieldMapping.class, FieldMapping.ofStream(camel, account, cashOnly, closes));
        var readBurst = served.with(ReadBurst.class, new ReadBurst(json, shared.frameCounts(), fieldMapping, OrderRings.FIELDS, shared.asShipped()));
        var lots = new Lots();
        var cashBell = served.with(CashBell.class, new CashBell(settings.duration("kiwoom.snapshot-interval"), ticker));
        var keepNewest = served.with(KeepNewest.class, new KeepNewest(pending, losses, lots::named, holding -> {
            cashBell.ring(holding.quantity() != null);
            if (holding.isWithoutCost()) {
                served.get(Snapshots.class).wanted();
            }
        }));
        var orderRings = served.with(OrderRings.class, new OrderRings(cashBell, losses, account));
        var journalReplay = served.with(JournalReplay.class, new JournalReplay(journal, camel, served, settings.duration("kiwoom.snapshot-settle"),
                stored -> readBurst.remember(stored, holding -> {
                    pending.remember(lots.named(holding));
                    if (holding.quantity() != null) {
                        cashBell.ring(true);
                    }
                }), served::lost));
        served.with(KeepPlainFrames.class, new KeepPlainFrames(keepNewest, orderRings::told, pending));
        var quarantine = served.with(Quarantine.class, new Quarantine(json, clock, losses));
        served.with(QuarantineFiles.class, new QuarantineFiles(data, own.resolve("quarantine"), settings.number("data.quarantine-days"), clock));

        // the store
        var refusal = served.with(OwnRefusal.class, new OwnRefusal(clock, ticker));
        var rows = served.with(AccountRows.class, shared.tables().rowsOf(served.owner(), many ? refusal : null, () -> served.get(Cash.class).totalsGone()));
        var fillToRow = served.with(FillToRow.class, new FillToRow(shared.fillTimes(), ticker));

        // the snapshot
        var limits = new SnapshotLimits(settings.duration("kiwoom.snapshot-interval"), settings.duration("kiwoom.snapshot-retry"),
                settings.duration("kiwoom.snapshot-settle"));
        var snapshotMapping = FieldMapping.ofSnapshot(camel, account, cashOnly, closes);
        var snapshots = served.with(Snapshots.class, new Snapshots(session, new StreamWords(pending, losses, cashBell, sequencer), lots, account,
                snapshotMapping, limits, refreshes::incrementAndGet, clock, ticker));
        served.with(LeftOutRow.class, new LeftOutRow(snapshotMapping));
        var cash = served.with(Cash.class, new Cash(account, served.owner().userId(), settings.flag("balance.write-available-cash"), cashBell,
                () -> pending.isWaiting() || snapshots.isGap() || losses.isAwaited(), limits.settle(), json, clock, ticker));
        var totals = served.with(TotalsCompared.class, new TotalsCompared(snapshots, cash));
        served.with(Refresh.class, new Refresh(snapshots));
        var replica = served.with(Replica.class, new Replica(shared.cluster() == null ? null : shared.cluster().topic(), leadership, of.accountNo(), journal, sequencer));
        served.with(Takeover.class, new Takeover(leadership, own.resolve("lease"), session::isFeedInUse, replica::goOn, () -> {
            journalReplay.passOver();
            pending.forget();
            cash.forget();
            rows.forget();
            served.get(AccountPage.class).forget();
            snapshots.forget(clock.instant().minus(settings.duration("cluster.lease-ttl")));
            if (replica.inherit(journalReplay)) {
                session.notReady();
                pending.hold();
            }
        }, seldom(() -> shared.tables().adoptSpelling(rows))));

        // how it stands
        var standing = served.with(Standing.class, new Standing(Rooms.of(session, settings.duration("kiwoom.silence-limit"), shared.database(), refusal,
                shared.commits(), backlog, pending, journal, snapshots, cash, quarantine, losses, leadership), shared.loops(), served.rounds()::values, shared.probe()::last, ticker, clock));
        var status = served.with(Status.class, new Status(many ? of.alias() : null, standing, session, breaker, pending, quarantine, journal, snapshots,
                cash, totals, fillToRow, account, leadership, of.demo(), json, clock));
        served.with(SyncStatus.class, new SyncStatus(standing, session, snapshots, pending, shared.database(), refusal, served.owner(),
                () -> leadership == null || leadership.proof().isPresent(),
                Language.of(settings.text("language")), json, clock, ticker));
        var page = served.with(AccountPage.class, new AccountPage(shared.livePage(), served, shared.streams(), new AccountPage.Parts() {
            @Override
            public Fills fills(EventStream events) {
                return new Fills(events, pending, () -> snapshots.state().lastAt() != null);
            }

            @Override
            public LiveTables tables(EventStream events, Fills fills) {
                return new LiveTables(events, fills, account, closes, json, clock, ticker);
            }

            @Override
            public LiveStatus status(EventStream events) {
                return new LiveStatus(status, events, ticker);
            }
        }, many, ticker));
        served.with(EventStream.class, page.events());
        return served;
    }

    /** What costs a question to the database is not asked at every look. */
    private Runnable seldom(Runnable ask) {
        var next = new AtomicLong(shared.ticker().nanos());
        return () -> {
            if (shared.ticker().isReached(next.get())) {
                next.set(shared.ticker().in(ASK_TABLES));
                ask.run();
            }
        };
    }

    /** By whether the account is of mock trading, where KIWOOM_REST_PACE does not say it for all. */
    private Duration pace(InForce settings, AccountSettings of) {
        boolean asSet = !many || settings.flag("kiwoom.is-demo") == of.demo()
                || !settings.text("kiwoom.rest-pace").equals(settings.text("kiwoom.rest-pace.demo-" + settings.flag("kiwoom.is-demo")));
        return settings.duration(asSet ? "kiwoom.rest-pace" : "kiwoom.rest-pace.demo-" + of.demo());
    }
}
