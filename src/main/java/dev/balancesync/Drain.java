package dev.balancesync;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.balance.Pending;
import dev.balancesync.cluster.EpochService;
import dev.balancesync.cluster.Leadership;
import dev.balancesync.page.LivePage;
import dev.balancesync.reload.RouteReload;
import dev.balancesync.session.Session;
import dev.balancesync.status.SyncStatus;
import dev.balancesync.store.ConnectionPool;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.time.Ticker;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a service: what is pending is written first. */
final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.web");
    /** How long a stop waits for the socket to close and what is pending to be written; the journal keeps what is not written by then. */
    private static final Duration LIMIT = Duration.ofSeconds(3);
    /** What still asks the database when nothing is pending any more, the routes' last words for example, has so long. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    /** Of the pool's five connections. */
    private static final int LAST_WORDS_AT_ONCE = 4;
    /** For each pool of threads. */
    static final Duration THREADS_END = Duration.ofSeconds(1);
    /** An edit that is being taken restarts routes, which takes a busy machine longer than anything else here. */
    private static final Duration EDIT_TAKEN = Duration.ofSeconds(3);

    private Drain() {
    }

    /**
     * Takes no edit any more, lets the supervisor close the socket, and the store write what is pending. Whoever then still hangs on the
     * database is given up. Camel 4.17.0 cannot be stopped while a route is being added (ConcurrentModificationException).
     */
    static void run(CamelContext context) {
        List<ServedAccount> accounts = context.getRegistry().findSingleByType(Accounts.class).all();
        DatabaseAnswers database = context.getRegistry().findSingleByType(DatabaseAnswers.class);
        ConnectionPool connections = context.getRegistry().findSingleByType(ConnectionPool.class);
        BooleanSupplier busy = () -> accounts.stream().anyMatch(Drain::hasToWrite) || connections.getHikariPoolMXBean().getActiveConnections() > 0;
        Ticker ticker = context.getRegistry().findSingleByType(Ticker.class);
        long end = ticker.in(LIMIT);
        RouteReload reload = context.hasService(RouteReload.class);
        ServiceHelper.stopService(reload, context.getRegistry().findSingleByType(LivePage.class));
        var cluster = Optional.ofNullable(context.getRegistry().findSingleByType(EpochService.class));
        cluster.ifPresent(EpochService::stopping);
        accounts.forEach(ServedAccount::stopping);
        database.stopping();
        BooleanSupplier connected = () -> accounts.stream().anyMatch(each -> each.get(Session.class).isFeedInUse());
        await(ticker, end, () -> !connected.getAsBoolean());
        await(ticker, end, () -> !busy.getAsBoolean() || database.isAway());
        if (!database.isAway()) {
            tellEnd(context, accounts, ticker, end);
            // what the routes' own round had taken in hand just before is under way still
            await(ticker, end, () -> !busy.getAsBoolean());
        }
        if (!connected.getAsBoolean()) {
            cluster.ifPresent(EpochService::giveBack);
        }
        if (database.isAway()) {
            connections.giveUp();
            // Camel looks once a second whether who was under way has gone
            await(ticker, ticker.in(THREADS_END), () -> context.getInflightRepository().size() == 0);
        }
        // the pool's own end may take seconds, while it tries to make a connection
        giveUp(connections, busy.getAsBoolean() || database.isAway() ? Duration.ZERO : LAST_WORDS);
        await(ticker, ticker.in(EDIT_TAKEN), () -> !reload.isTaking());
    }

    /** Who reads {@code kw_sync_status} would read LIVE there until the next start. Where the database hangs, or there are very many, it does. */
    private static void tellEnd(CamelContext context, List<ServedAccount> accounts, Ticker ticker, long end) {
        var untold = new ConcurrentLinkedQueue<>(accounts);
        List<Thread> telling = IntStream.range(0, Math.min(LAST_WORDS_AT_ONCE, accounts.size())).mapToObj(each -> teller(context, untold)).toList();
        telling.forEach(Thread::start);
        await(ticker, end, () -> telling.stream().noneMatch(Thread::isAlive));
    }

    private static Thread teller(CamelContext context, Queue<ServedAccount> untold) {
        var telling = new Thread(() -> {
            try (ProducerTemplate rows = context.createProducerTemplate()) {
                Stream.generate(untold::poll).takeWhile(Objects::nonNull).filter(each -> each.get(SyncStatus.class).isDue()).forEach(each -> {
                    Exception failure = rows.send("direct:web-write-sync-status-row?block=false", row -> row.setVariable("account", each)).getException();
                    if (failure != null) {
                        LOG.warn("kw_sync_status of {} is not told of the end, and stays as it is: {}", each, failure.getMessage());
                    }
                });
            } catch (IOException e) {
                LOG.debug("The last words of the accounts did not end: {}", e.getMessage());
            }
        }, "last-words");
        telling.setDaemon(true);
        return telling;
    }

    /** What waits of an account that another machine serves by now is not this one's to write. */
    private static boolean hasToWrite(ServedAccount account) {
        return account.get(Pending.class).isWaiting()
                && (!account.beans().containsKey(Leadership.class) || account.get(Leadership.class).proof().isPresent());
    }

    /**
     * A statement on a dead line, of whatever route, would hold up the stop until the driver's time limit, since Camel waits for who is in it.
     * The journal keeps what a write was about.
     */
    private static void giveUp(ConnectionPool connections, Duration after) {
        var closing = new Thread(() -> {
            LockSupport.parkNanos(after.toNanos());
            connections.close();
        }, "database-give-up");
        closing.setDaemon(true);
        closing.start();
    }

    static void await(Ticker ticker, long end, BooleanSupplier done) {
        while (!done.getAsBoolean() && !ticker.isReached(end)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
