package dev.balancesync.accounts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.balancesync.balance.Pending;
import dev.balancesync.feed.FeedSockets;
import dev.balancesync.status.Judged;
import dev.balancesync.status.Standing;
import dev.balancesync.store.Owner;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.apache.camel.Exchange;

/** The accounts that are served now, in the order of {@code accounts.yaml}. */
public final class Accounts {
    /** What the account of {@code KIWOOM_*} is called. */
    public static final String ONLY = "default";

    private final boolean many;
    /** By alias; replaced with every change. */
    private volatile Map<String, ServedAccount> served = Map.of();
    private volatile List<ServedAccount> all = List.of();

    /** @param many whether they come from a list, or there is the one of {@code KIWOOM_*} */
    public Accounts(boolean many) {
        this.many = many;
    }

    public boolean areMany() {
        return many;
    }

    public List<ServedAccount> all() {
        return all;
    }

    /** Without those that are being taken off the list: how they stand is no trouble any more. */
    public List<ServedAccount> staying() {
        return many ? all.stream().filter(each -> !each.isLeaving()).toList() : all;
    }

    /** For who asks how all of them stand. */
    public List<Judged> judged() {
        return staying().stream().map(each -> new Judged(many ? each.alias() : null, each.get(Standing.class), each.get(CircuitBreaker.class),
                each.get(Pending.class))).toList();
    }

    public synchronized void add(ServedAccount account) {
        var now = new LinkedHashMap<>(served);
        now.put(account.alias(), account);
        replace(now);
    }

    public synchronized void remove(ServedAccount account) {
        var now = new LinkedHashMap<>(served);
        now.remove(account.alias(), account);
        replace(now);
    }

    private void replace(Map<String, ServedAccount> now) {
        served = now;
        all = List.copyOf(now.values());
    }

    public Optional<ServedAccount> named(String alias) {
        return Optional.ofNullable(served.get(alias));
    }

    /** The account of an exchange: that of its variable {@value FeedSockets#LINE}, or the only one. */
    public ServedAccount of(Exchange exchange) {
        if (exchange.getVariable(FeedSockets.LINE) instanceof ServedAccount account) {
            return account;
        }
        List<ServedAccount> now = all;
        if (now.size() == 1) {
            return now.get(0);
        }
        throw new IllegalStateException("the variable " + FeedSockets.LINE + " does not say which of " + now.size() + " accounts is meant");
    }

    /** The one whose rows they are; none when it is not served any more. */
    public Optional<ServedAccount> of(Owner owner) {
        return named(owner.alias()).filter(each -> each.owner() == owner);
    }

    /** @return of the account of an exchange */
    public <T> T of(Exchange exchange, Class<T> type) {
        return of(exchange).get(type);
    }
}
