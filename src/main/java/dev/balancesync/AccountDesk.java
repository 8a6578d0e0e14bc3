package dev.balancesync;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import dev.balancesync.accounts.AccountList;
import dev.balancesync.accounts.AccountSettings;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.balance.Pending;
import dev.balancesync.journal.Journal;
import dev.balancesync.meters.Meters;
import dev.balancesync.page.AccountPage;
import dev.balancesync.session.Breakers;
import dev.balancesync.session.Session;
import dev.balancesync.status.SyncStatus;
import dev.balancesync.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes accounts up and gives them up while the service runs. */
final class AccountDesk implements AccountList.Desk {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.accounts");
    private static final Duration CLOSED = Duration.ofSeconds(15);
    private static final Duration WRITTEN = Duration.ofSeconds(5);
    private static final long LOOK_MILLIS = 20;

    private final Accounts accounts;
    private final AccountWiring wiring;
    private final Breakers breakers;
    private final MeterRegistry meters;
    private final Ticker ticker;

    AccountDesk(Accounts accounts, AccountWiring wiring, Breakers breakers, MeterRegistry meters, Ticker ticker) {
        this.accounts = accounts;
        this.wiring = wiring;
        this.breakers = breakers;
        this.meters = meters;
        this.ticker = ticker;
    }

    @Override
    public void open(AccountSettings of, Duration after) {
        ServedAccount account = wiring.serve(of);
        account.get(Session.class).notBefore(after);
        accounts.add(account);
        Meters.register(meters, account, accounts.areMany());
        LOG.info("Serving {}", account);
    }

    @Override
    public void close(ServedAccount account) throws InterruptedException {
        await(CLOSED, () -> !account.get(Session.class).isFeedInUse() && !account.isLookedAfter());
        // the journal keeps what is not written by then
        await(WRITTEN, () -> !account.get(Pending.class).isWaiting());
        await(WRITTEN, () -> !account.get(SyncStatus.class).isDue());
        accounts.remove(account);
        account.get(AccountPage.class).end();
        Meters.remove(meters, account);
        breakers.remove(account);
        try {
            account.get(Journal.class).close();
        } catch (IOException e) {
            LOG.debug("The journal of {} did not close: {}", account, e.getMessage());
        }
        LOG.info("Not serving {} any more; its rows stay", account);
    }

    private void await(Duration most, BooleanSupplier done) throws InterruptedException {
        long end = ticker.in(most);
        while (!done.getAsBoolean() && !ticker.isReached(end)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }
}
