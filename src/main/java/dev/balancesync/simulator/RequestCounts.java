package dev.balancesync.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What was asked over REST, by one customer or by all. */
final class RequestCounts {
    private final Map<String, Integer> calls = new TreeMap<>();
    private int tokens;
    private int tooMany;

    void call(String api) {
        calls.merge(api, 1, Integer::sum);
    }

    void token() {
        tokens++;
    }

    void tooMany() {
        tooMany++;
    }

    /** Calls by api-id; tokens; and how many of both were refused because they came too fast. */
    Map<String, Object> counts() {
        var counts = new LinkedHashMap<String, Object>();
        counts.put("token_requests", tokens);
        counts.put("calls", new TreeMap<>(calls));
        counts.put("too_many", tooMany);
        return counts;
    }
}
