package dev.balancesync.page;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.balancesync.http.Status;
import dev.balancesync.time.Ticker;

/** Tells the page what {@code /api/status} tells, as it changes; the history of states goes as an event of its own. */
public final class LiveStatus {
    private static final Duration AT_LEAST = Duration.ofSeconds(2);
    /** What changes with each frame is told only so often. */
    private static final Set<String> RESTLESS = Set.of("last_ping_at", "last_frame_at", "last_event_at", "behind_millis", "next_attempt_at",
            "fillToRow");

    private final Status status;
    private final EventStream events;
    private final Ticker ticker;
    private Map<String, Object> told = Map.of();
    private List<Map<String, Object>> toldStates = List.of();
    private long nextAt;

    public LiveStatus(Status status, EventStream events, Ticker ticker) {
        this.status = status;
        this.events = events;
        this.ticker = ticker;
        this.nextAt = ticker.nanos();
    }

    /** Tells what has changed since the last look. */
    public synchronized void look() {
        List<Map<String, Object>> states = status.transitions();
        if (!states.equals(toldStates)) {
            toldStates = states;
            events.publish("states", Map.of("states", states), Map.of("states", states));
        }
        Map<String, Object> now = status.now();
        boolean restless = !now.equals(told) && ticker.isReached(nextAt);
        if (restless || !essence(now).equals(essence(told))) {
            told = now;
            nextAt = ticker.in(AT_LEAST);
            events.publish("status", now, now);
        }
    }

    /** Nobody looks, and who comes next gets nothing that is old. */
    synchronized void unwatched() {
        if (!told.isEmpty()) {
            told = Map.of();
            toldStates = List.of();
            events.forget("status");
            events.forget("states");
        }
    }

    private static Map<String, Object> essence(Map<String, Object> status) {
        var essence = new LinkedHashMap<>(status);
        essence.keySet().removeAll(RESTLESS);
        return essence;
    }
}
