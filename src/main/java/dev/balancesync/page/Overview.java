package dev.balancesync.page;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import dev.balancesync.time.Ticker;

/** What {@code /api/events} tells of all accounts: the answer of {@code /api/status}, whenever it is another, at most once a second. */
public final class Overview {
    private static final Duration BETWEEN = Duration.ofSeconds(1);
    private static final String EVENT = "accounts";

    private final EventStream events;
    private final Supplier<Map<String, Object>> all;
    private final Ticker ticker;
    private Map<String, Object> told;
    private long nextAt;

    public Overview(EventStreams streams, Supplier<Map<String, Object>> all, Ticker ticker) {
        this.events = streams.add(() -> { });
        this.all = all;
        this.ticker = ticker;
        this.nextAt = ticker.nanos();
    }

    public Optional<EventStream> events() {
        return Optional.of(events);
    }

    /** Who comes when nobody has looked gets nothing that is old. */
    void look() {
        if (events.watching() == 0) {
            if (told != null) {
                events.forget(EVENT);
            }
            told = null;
        } else if (told == null || ticker.isReached(nextAt)) {
            nextAt = ticker.in(BETWEEN);
            Map<String, Object> now = all.get();
            if (!now.equals(told)) {
                told = now;
                events.publish(EVENT, now, now);
            }
        }
    }
}
