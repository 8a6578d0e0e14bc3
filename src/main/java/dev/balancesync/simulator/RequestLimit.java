package dev.balancesync.simulator;

import java.util.HashMap;
import java.util.Map;

import dev.balancesync.time.Ticker;

/**
 * How often a program may ask. Mock trading: one request a second for each TR and token, two at once after a rest, as measured; two tokens
 * a second. Real accounts: five queries and five orders a second, whatever the TR.
 */
final class RequestLimit {
    static final String TOKEN = "au10001";
    private static final long SECOND = 1_000_000_000L;

    private final boolean real;
    private final Ticker ticker;
    /** By what is counted together: when the next request would be due if they came evenly. */
    private final Map<String, Long> due = new HashMap<>();

    RequestLimit(boolean real, Ticker ticker) {
        this.real = real;
        this.ticker = ticker;
    }

    /** Requests a second (유량) for this TR. */
    int rate(String api) {
        if (real) {
            return 5;
        }
        return api.equals(TOKEN) ? 2 : 1;
    }

    /**
     * Takes a request into account, unless it is one too many.
     *
     * @param who the token, or the App key that asks for one
     */
    boolean allows(String who, String api) {
        boolean order = api.startsWith("kt1000");
        String counted = who + " " + (!real || api.equals(TOKEN) ? api : order ? "orders" : "queries");
        long apart = SECOND / rate(api);
        long atOnce = real ? 5 : 2;
        long now = ticker.nanos();
        long next = due.getOrDefault(counted, now);
        if (next - now > (atOnce - 1) * apart) {
            return false;
        }
        due.put(counted, (next - now > 0 ? next : now) + apart);
        return true;
    }
}
