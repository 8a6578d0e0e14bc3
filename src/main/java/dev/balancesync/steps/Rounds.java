package dev.balancesync.steps;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.QuarantineFiles;
import dev.balancesync.cluster.Takeover;
import dev.balancesync.feed.FeedSockets;
import dev.balancesync.journal.Journal;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.snapshot.Cash;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.status.Loops;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Of which accounts a loop has something to look after. Each round runs on a thread of its own, one at a time for each account, so that one
 * that waits for its broker holds up no other.
 */
public final class Rounds {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.cluster");
    private static final String SESSION = "session";
    private static final String SNAPSHOT = "snapshot";
    private static final String CASH = "cash";

    /** Of the threads for rounds so many for one loop: what hangs in one leaves some to the others. */
    private static final int MOST_OF_A_LOOP = 48;
    /** Of these so many for accounts whose last round waited long for their broker: they wait for each other, and nobody waits for them. */
    private static final int MOST_SLOW = 16;
    private static final Duration LONG = Duration.ofSeconds(3);
    /** So many rounds of one loop begin in one go, five times a second. */
    private static final int AT_ONCE = 20;
    /** Of those that only compare the table, fewer: they take connections of the pool, and one of its five is to be left for who writes. */
    private static final int COMPARE_AT_ONCE = 4;

    private final Accounts accounts;
    private final Loops loops;
    private final Turns sessions = new Turns();
    private final Turns snapshots = new Turns();
    private final Turns compared = new Turns();
    private final Turns cash = new Turns();
    private final Map<String, Turns> slow = Map.of(SESSION, new Turns(), SNAPSHOT, new Turns(), CASH, new Turns());

    public Rounds(Accounts accounts, Loops loops) {
        this.accounts = accounts;
        this.loops = loops;
    }

    /** Whose socket must go or may be made; of very many, some. */
    public List<ServedAccount> ofSession() {
        return some(SESSION, sessions, MOST_OF_A_LOOP, Rounds::isSessionDue);
    }

    private static boolean isSessionDue(ServedAccount account) {
        return account.get(Session.class).mustDisconnect() || account.get(Session.class).mayConnect();
    }

    /** Of whom a snapshot is due, or is to be compared with the table; of very many, some. */
    public List<ServedAccount> ofSnapshot() {
        List<ServedAccount> some = some(SNAPSHOT, snapshots, AT_ONCE, each -> each.get(Snapshots.class).isDue());
        some.addAll(some(SNAPSHOT, compared, COMPARE_AT_ONCE, each -> each.get(Snapshots.class).isToConfirm() && !some.contains(each)));
        return some;
    }

    /** Whose cash is to be asked for; of very many, some. */
    public List<ServedAccount> ofCash() {
        return some(CASH, cash, AT_ONCE, each -> each.get(Cash.class).isDue());
    }

    /** Whom this machine begins to serve now: each account once, and again after each takeover where other machines may serve it. */
    public List<ServedAccount> ofTakeover() {
        return accounts.all().stream().filter(this::mustBegin).toList();
    }

    /** One whose journal cannot be read keeps nobody else waiting. */
    private boolean mustBegin(ServedAccount account) {
        try {
            return account.get(Takeover.class).mustBegin();
        } catch (IOException e) {
            LOG.error("{} cannot be served yet: {}", account, e.toString());
            return false;
        }
    }

    /** Hundreds of questions at once would leave the frames no time. */
    private List<ServedAccount> some(String loop, Turns turns, int most, Predicate<ServedAccount> due) {
        List<ServedAccount> all = accounts.all();
        List<ServedAccount> underWay = all.stream().filter(each -> each.rounds().containsKey(loop)).toList();
        int free = Math.min(most, MOST_OF_A_LOOP - underWay.size());
        List<ServedAccount> some = turns.some(all, free, each -> !isSlow(loop, each) && isDue(loop, due, each));
        int freeForSlow = MOST_SLOW - (int) underWay.stream().filter(each -> isSlow(loop, each)).count();
        some.addAll(slow.get(loop).some(all, Math.min(free - some.size(), freeForSlow), each -> isSlow(loop, each) && isDue(loop, due, each)));
        return some;
    }

    private static boolean isSlow(String loop, ServedAccount account) {
        return account.slow().contains(loop) && !isLive(loop, account);
    }

    /** Who is LIVE has only its success to wait for. */
    private static boolean isLive(String loop, ServedAccount account) {
        return loop.equals(SESSION) && account.get(Session.class).current().state() == SessionState.LIVE;
    }

    private static boolean isDue(String loop, Predicate<ServedAccount> due, ServedAccount account) {
        return !account.rounds().containsKey(loop) && due.test(account);
    }

    /** By the name of its bean, what begins a round of an exchange's account, which ends with the exchange, however that ends. */
    public Map<String, Processor> beginnings() {
        return Map.of("sessionRound", exchange -> begin(SESSION, exchange), "snapshotRound", exchange -> begin(SNAPSHOT, exchange),
                "cashRound", exchange -> begin(CASH, exchange));
    }

    private void begin(String loop, Exchange exchange) {
        ServedAccount account = accounts.of(exchange);
        Loops.Round round = loops.begin(accounts.areMany() ? loop + " " + account.alias() : loop);
        account.rounds().put(loop, round);
        exchange.setVariable(Loops.ROUND, round);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            /** A ring for the store is an exchange that may be dropped, and would take this along. */
            @Override
            public boolean allowHandover() {
                return false;
            }

            @Override
            public void onDone(Exchange done) {
                MDC.remove(FeedSockets.LINE);
                if (round.longestStep().compareTo(LONG) > 0 && !isLive(loop, account)) {
                    account.slow().add(loop);
                } else {
                    account.slow().remove(loop);
                }
                account.rounds().remove(loop);
            }
        });
    }

    /** Looks after the files of every account. */
    public void tendFiles() {
        accounts.all().forEach(each -> {
            each.get(Journal.class).tend();
            if (each.get(Snapshots.class).isHealed() && !each.get(Pending.class).isWaiting()) {
                each.get(Journal.class).madeUpFor();
            }
            each.get(QuarantineFiles.class).tend();
        });
    }

    /** Says in the log, until the round ends, of which account the thread's lines are. */
    public void name(Exchange exchange) {
        MDC.put(FeedSockets.LINE, accounts.of(exchange).label());
    }
}
