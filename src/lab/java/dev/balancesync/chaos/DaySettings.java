package dev.balancesync.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import dev.balancesync.simulator.KiwoomSimulator;

/** What the service of a day is told by its environment: shorter times than a user would have, so that a day takes seconds; everything else is as it ships. */
final class DaySettings {
    static final Duration SILENCE = Duration.ofMillis(800);
    private static final Map<String, String> SHORT = Map.ofEntries(
            Map.entry("KIWOOM_RECONNECT_DELAY", "60ms"), Map.entry("KIWOOM_RECONNECT_JITTER", "5ms"),
            Map.entry("KIWOOM_SUPERVISE_PERIOD", "20ms"), Map.entry("KIWOOM_HANDSHAKE_TIMEOUT", "600ms"),
            Map.entry("KIWOOM_ANSWER_TIMEOUT", "400ms"), Map.entry("KIWOOM_REST_TIMEOUT_MILLIS", "500"),
            Map.entry("KIWOOM_CREDENTIALS_DELAY", "150ms"), Map.entry("KIWOOM_DUPLICATE_DELAY", "150ms"),
            Map.entry("KIWOOM_RATE_DELAY_MAX", "200ms"), Map.entry("KIWOOM_CIRCUIT_OPEN_DURATION", "200ms"),
            Map.entry("KIWOOM_REST_PACE", "10ms"), Map.entry("KIWOOM_SNAPSHOT_RETRY", "60ms"));

    private DaySettings() {
    }

    /** @return to be added to */
    static Map<String, String> of(Day day, KiwoomSimulator kiwoom, String databaseUrl, Path folder) {
        var environment = new HashMap<>(SHORT);
        environment.putAll(Map.of("KIWOOM_APP_KEY", "chaos-key", "KIWOOM_APP_SECRET", "chaos-secret", "KIWOOM_ACCOUNT_NO", "8112-5100",
                "KIWOOM_REST_URL", kiwoom.restUrl(), "KIWOOM_WS_URL", kiwoom.websocketUrl(),
                "SUPABASE_DB_URL", databaseUrl, "DATA_DIR", folder.resolve("data").toString(), "ROUTES_DIR", folder.resolve("routes").toString(),
                "KIWOOM_SNAPSHOT_INTERVAL", day.interval()));
        environment.put("KIWOOM_SNAPSHOT_SETTLE", day.settle());
        if (day.paced()) {
            environment.keySet().removeAll(Set.of("KIWOOM_REST_PACE", "KIWOOM_RATE_DELAY_MAX"));
            environment.put("KIWOOM_RATE_DELAY_MAX", "20s");
        }
        // where nothing may be missed there is no silence, and a hiccup of this machine must not look like one
        environment.put("KIWOOM_SILENCE_LIMIT", day.snapshots() ? SILENCE.toMillis() + "ms" : "20s");
        return environment;
    }
}
