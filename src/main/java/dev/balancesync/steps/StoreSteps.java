package dev.balancesync.steps;

import java.util.ArrayList;
import java.util.List;

import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Pending.Batch;
import dev.balancesync.cluster.Replica;
import dev.balancesync.journal.Journal;
import dev.balancesync.meters.FillToRow;
import dev.balancesync.page.AccountPage;
import dev.balancesync.snapshot.Cash;
import dev.balancesync.store.Commit;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.store.Fence;
import dev.balancesync.store.OwnRefusal;
import dev.balancesync.store.RefusedRows;
import dev.balancesync.store.WrongTablesException;
import org.apache.camel.Exchange;

/** What the one writer takes from all accounts together, and what it tells them; the variable {@code batch} is the {@link Commit}. */
public final class StoreSteps {
    private static final String BATCH = "batch";
    /** Of so many accounts fills wait before it is a burst: a batch costs the database, and the way to it, some milliseconds however few rows it has. */
    private static final int SEVERAL = 8;
    private static final long GATHER_MILLIS = 20;
    /** Each is a transaction of its own, and the fills that come meanwhile wait for all of them. */
    private static final int MOST_CASH = 4;

    private final Turns cash = new Turns();
    private final Accounts accounts;
    private final DatabaseAnswers database;
    private final WriteRight right;
    /** Of whom something was drained last: that one of them is not served any more is no reason to fail for all. */
    private volatile List<ServedAccount> drained = List.of();

    public StoreSteps(Accounts accounts, DatabaseAnswers database, WriteRight right) {
        this.accounts = accounts;
        this.database = database;
        this.right = right;
    }

    /** Whether the store is to be rung for the exchange's account. */
    public boolean mustRing(Exchange exchange) {
        return accounts.of(exchange, Pending.class).mustRing();
    }

    /** An entry of another type than 04. */
    public void passOver(Exchange exchange) {
        accounts.of(exchange, Pending.class).passOver();
    }

    /** The journal has been read again: from now on what is pending for the exchange's account may be written. */
    public void release(Exchange exchange) {
        accounts.of(exchange, Pending.class).release();
    }

    /** Whether anything of any account is to be tried now. */
    public boolean isWaiting() {
        return accounts.all().stream().anyMatch(each -> (each.get(Pending.class).isWaiting() || each.get(Pending.class).isRung())
                && each.get(OwnRefusal.class).mayTry(OwnRefusal.Part.HOLDINGS) && right.isHeld(each));
    }

    /** How long to wait before what is pending is drained. */
    public long gatherMillis() {
        int waiting = 0;
        long longest = 0;
        for (ServedAccount each : accounts.all()) {
            Pending pending = each.get(Pending.class);
            waiting += pending.isWaiting() ? 1 : 0;
            longest = Math.max(longest, pending.gatherMillis());
        }
        return waiting < SEVERAL ? longest : Math.max(longest, GATHER_MILLIS);
    }

    /** The body is what is to be written, or {@code null}; and so is the variable, so that a step of the user's own that fails then loses nothing. */
    public void drain(Exchange ring) {
        Commit commit = drain();
        ring.setVariable(BATCH, commit);
        ring.getMessage().setBody(commit);
    }

    /** What is drained is bound to the lease that is held before it is: what another machine has taken over since, the database refuses. */
    Commit drain() {
        var shares = new ArrayList<Commit.Share>();
        var proofs = new ArrayList<Fence.Proof>();
        var of = new ArrayList<ServedAccount>();
        for (ServedAccount each : accounts.all()) {
            var own = new ArrayList<Fence.Proof>();
            Batch batch = each.get(OwnRefusal.class).mayTry(OwnRefusal.Part.HOLDINGS) && right.isHeld(each, own) ? each.get(Pending.class).drain() : null;
            if (batch != null) {
                shares.add(new Commit.Share(each.owner(), batch));
                proofs.addAll(own);
                of.add(each);
            }
        }
        drained = of;
        right.prove(proofs);
        if (shares.isEmpty()) {
            return null;
        }
        database.writing();
        return new Commit(shares);
    }

    public List<Commit> parts(Exchange exchange) {
        return commit(exchange).parts();
    }

    /** A part has just been committed. */
    public void committed(Exchange exchange) {
        database.answered();
        for (Commit.Share share : commit(exchange).shares()) {
            accounts.of(share.owner()).ifPresent(account -> {
                account.get(FillToRow.class).committed(share.batch());
                account.get(AccountPage.class).stored(share.batch());
            });
        }
    }

    /** All of it is written, or in quarantine, or held back. */
    public void written(Exchange exchange) {
        Commit commit = commit(exchange);
        commit.shares().forEach(share -> accounts.of(share.owner()).ifPresent(account -> written(account, share.batch(), commit.heldBack(share.owner()))));
    }

    /** @param refused {@code null} when the rows were not held back */
    private static void written(ServedAccount account, Batch batch, WrongTablesException refused) {
        try (var named = account.named()) {
            if (refused == null) {
                account.get(Journal.class).confirm(batch.readUpTo());
                account.get(Replica.class).stored(batch.readUpTo());
                account.get(Pending.class).written();
                account.get(OwnRefusal.class).taken(OwnRefusal.Part.HOLDINGS);
            } else {
                account.get(Pending.class).putBack(batch);
                account.get(OwnRefusal.class).refused(OwnRefusal.Part.HOLDINGS, refused);
            }
        }
    }

    /** The body is a row that the database refused: whose it is, for quarantine. */
    public ServedAccount ofRefused(Exchange exchange) {
        RefusedRows.Refused refused = exchange.getMessage().getBody(RefusedRows.Refused.class);
        return drained.stream().filter(each -> each.owner() == refused.owner()).findFirst().orElseThrow();
    }

    /** It could not be written: it waits again, below whatever came since. */
    public void putBack(Exchange exchange) {
        Commit commit = commit(exchange);
        if (commit != null) {
            commit.shares().forEach(share -> accounts.of(share.owner()).ifPresent(account -> account.get(Pending.class).putBack(share.batch())));
        }
    }

    /**
     * Accounts whose cash waits to be written, some at a time; while the database is away one of them finds out whether it is back, and the others
     * do not wait for it.
     */
    public List<ServedAccount> withCash() {
        return cash.some(accounts.all(), database.isAway() ? 1 : MOST_CASH, this::mustWriteCash);
    }

    public boolean isCashWaiting() {
        return accounts.all().stream().anyMatch(this::mustWriteCash);
    }

    private boolean mustWriteCash(ServedAccount account) {
        return account.get(Cash.class).isWaiting() && account.get(OwnRefusal.class).mayTry(OwnRefusal.Part.CASH) && right.isHeld(account);
    }

    private static Commit commit(Exchange exchange) {
        return exchange.getVariable(BATCH, Commit.class);
    }
}
