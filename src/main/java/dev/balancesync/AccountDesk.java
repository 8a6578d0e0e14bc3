package dev.balancesync;

import java.io.IOException;
import java.time.Duration;

import dev.balancesync.accounts.AccountList;
import dev.balancesync.accounts.AccountSettings;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.balance.Pending;
import dev.balancesync.feed.FeedSockets;
import dev.balancesync.journal.Journal;
import dev.balancesync.page.AccountPage;
import dev.balancesync.session.Breakers;
import dev.balancesync.session.Session;
import dev.balancesync.status.SyncStatus;
import dev.balancesync.time.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes accounts up and gives them up while the service runs. */
final class AccountDesk implements AccountList.Desk {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.accounts");
    private static final Duration CLOSED = Duration.ofSeconds(15);
    private static final Duration WRITTEN = Duration.ofSeconds(5);

    private final Accounts accounts;
    private final AccountWiring wiring;
    private final FeedSockets sockets;
    private final Breakers breakers;
    private final Ticker ticker;

    AccountDesk(Accounts accounts, AccountWiring wiring, FeedSockets sockets, Breakers breakers, Ticker ticker) {
        this.accounts = accounts;
        this.wiring = wiring;
        this.sockets = sockets;
        this.breakers = breakers;
        this.ticker = ticker;
    }

    @Override
    public void open(AccountSettings of, Duration after) {
        ServedAccount account = wiring.serve(of);
        account.get(Session.class).notBefore(after);
        accounts.add(account);
        LOG.info("Serving {}", account);
    }

    @Override
    public void close(ServedAccount account) throws InterruptedException {
        Drain.await(ticker, ticker.in(CLOSED), () -> !account.get(Session.class).isFeedInUse() && !account.isLookedAfter());
        // whatever became of its rounds, the key is free when this returns
        sockets.disconnect(account);
        // the journal keeps what is not written by then
        Drain.await(ticker, ticker.in(WRITTEN), () -> !account.get(Pending.class).isWaiting());
        Drain.await(ticker, ticker.in(WRITTEN), () -> !account.get(SyncStatus.class).isDue());
        boolean waits = account.get(Pending.class).isWaiting();
        // while nobody else can be called so, or have the account
        try {
            account.get(Journal.class).close();
        } catch (IOException e) {
            LOG.debug("The journal of {} did not close: {}", account, e.getMessage());
        }
        accounts.remove(account);
        account.get(AccountPage.class).end();
        breakers.remove(account);
        if (waits) {
            LOG.warn("Not serving {} any more; its rows stay as they are. What came last is in no table: its journal keeps it until the account is served again, under whatever name", account);
        } else {
            LOG.info("Not serving {} any more; its rows stay", account);
        }
    }
}
