package dev.balancesync.simulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.balancesync.time.Ticker;

/** The account as each query tells it: as it is, or as it was while a {@link Fault.Lag} lasts. */
final class Views {
    private record Seen(long at, AccountView view) {
    }

    private record Lagging(Fault.Lag fault, long until) {
    }

    private final Supplier<AccountView> now;
    private final Ticker ticker;
    /** Oldest first; kept only while something lags. */
    private final Deque<Seen> seen = new ArrayDeque<>();
    private final Map<String, Lagging> lagging = new HashMap<>();

    Views(Supplier<AccountView> now, Ticker ticker) {
        this.now = now;
        this.ticker = ticker;
    }

    void lag(Fault.Lag fault) {
        lagging.put(fault.apiId(), new Lagging(fault, ticker.in(Duration.ofMillis(fault.lastsMillis()))));
        changed();
    }

    void clear() {
        lagging.clear();
        seen.clear();
    }

    List<Fault.Lag> lasting() {
        dropEnded();
        return lagging.values().stream().map(Lagging::fault).toList();
    }

    /** To be called after each change of the account. */
    void changed() {
        dropEnded();
        if (!lagging.isEmpty()) {
            seen.addLast(new Seen(ticker.nanos(), now.get()));
        }
    }

    AccountView of(String api) {
        dropEnded();
        Lagging late = lagging.get(api);
        if (late == null) {
            return now.get();
        }
        AccountView told = seen.getFirst().view();
        for (Seen each : seen) {
            if (ticker.since(each.at()).toMillis() < late.fault().millis()) {
                break;
            }
            told = each.view();
        }
        return told;
    }

    private void dropEnded() {
        lagging.values().removeIf(each -> ticker.isReached(each.until()));
        if (lagging.isEmpty()) {
            seen.clear();
        }
    }
}
