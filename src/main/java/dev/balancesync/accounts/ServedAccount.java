package dev.balancesync.accounts;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.balancesync.balance.Losses;
import dev.balancesync.feed.Backlog;
import dev.balancesync.feed.Line;
import dev.balancesync.session.Session;
import dev.balancesync.status.Loops;
import dev.balancesync.store.Owner;
import dev.balancesync.time.Sequencer;

/** One account that is served, and all that is its own: session, token, what is pending, snapshots, journal. */
public final class ServedAccount implements Line {
    private final AccountSettings settings;
    private final Owner owner;
    private final String label;
    private final Map<Class<?>, Object> beans = new LinkedHashMap<>();
    private volatile boolean leaving;
    private final Map<String, Loops.Round> rounds = new ConcurrentHashMap<>();
    private final Set<String> slow = ConcurrentHashMap.newKeySet();

    /** @param label for logs; empty where there is only one account */
    public ServedAccount(AccountSettings settings, Owner owner, String label) {
        this.label = label;
        this.settings = settings;
        this.owner = owner;
    }

    /** While the account is being put together. */
    public <T> T with(Class<T> type, T bean) {
        beans.put(type, bean);
        return bean;
    }

    /** @return the one of this account */
    public <T> T get(Class<T> type) {
        Object bean = beans.get(type);
        if (bean == null) {
            throw new NoSuchElementException("an account has no " + type.getName());
        }
        return type.cast(bean);
    }

    /** All of it, by type. */
    public Map<Class<?>, Object> beans() {
        return Map.copyOf(beans);
    }

    @Override
    public String label() {
        return label;
    }

    public String alias() {
        return settings.alias();
    }

    /** {@code http://} or {@code https://}, without a path. */
    public String restUrl() {
        return settings.restUrl();
    }

    @Override
    public String wsUrl() {
        return settings.wsUrl();
    }

    public AccountSettings settings() {
        return settings;
    }

    public Owner owner() {
        return owner;
    }

    @Override
    public Sequencer sequencer() {
        return get(Sequencer.class);
    }

    @Override
    public Backlog backlog() {
        return get(Backlog.class);
    }

    @Override
    public void lost() {
        get(Losses.class).note("a frame could neither be used nor kept");
    }

    /** Rounds under way, by what they look after. */
    public Map<String, Loops.Round> rounds() {
        return rounds;
    }

    /** What of it was looked after last in a round that waited long. */
    public Set<String> slow() {
        return slow;
    }

    /** It is not served any more. */
    public void leave() {
        leaving = true;
        stopping();
    }

    /** Its session makes no further attempt. */
    public void stopping() {
        try (var named = named()) {
            get(Session.class).stopping();
        }
    }

    boolean isLeaving() {
        return leaving;
    }

    /** Whether a round of it is under way. */
    public boolean isLookedAfter() {
        return !rounds.isEmpty();
    }

    @Override
    public String toString() {
        return settings.toString();
    }
}
