package dev.balancesync.page;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.balancesync.time.Ticker;

/**
 * Total assets since the start, for the chart: {@code [milliseconds, won, settled]}. After a fill the cash in the table is that of before,
 * so the total is off until the next snapshot; such a point is not settled, and the next one takes its place.
 */
final class Assets {
    private static final String EVENT = "assets";
    private static final int MOST_POINTS = 400;
    /** A snapshot writes cash and stock one after the other; the total is right after the second. */
    private static final long SAME_MOMENT_MILLIS = 1_000;

    /** @param nanos of the ticker, then */
    private record Point(long at, long nanos, BigDecimal won, boolean settled) {
        @JsonValue
        List<Object> values() {
            return List.of(at, won, settled);
        }
    }

    private final EventStream events;
    private final Ticker ticker;
    private final List<Point> points = new ArrayList<>();

    Assets(EventStream events, Ticker ticker) {
        this.events = events;
        this.ticker = ticker;
    }

    synchronized void add(Instant at, BigDecimal won, boolean settled) {
        Point last = points.isEmpty() ? null : points.get(points.size() - 1);
        if (last != null && last.settled() == settled && last.won().compareTo(won) == 0) {
            return;
        }
        long setBack = last == null ? 0 : last.at() + ticker.since(last.nanos()).toMillis() - at.toEpochMilli();
        boolean moved = setBack > SAME_MOMENT_MILLIS;
        if (moved) {
            // the clock was; what came before keeps its place
            points.replaceAll(each -> new Point(each.at() - setBack, each.nanos(), each.won(), each.settled()));
            last = points.get(points.size() - 1);
        }
        boolean sameMoment = last != null && last.settled() && settled && at.toEpochMilli() - last.at() < SAME_MOMENT_MILLIS;
        if (last != null && !last.settled() || sameMoment) {
            points.remove(points.size() - 1);
        }
        points.add(new Point(at.toEpochMilli(), ticker.nanos(), won, settled));
        if (points.size() > MOST_POINTS) {
            thin();
        }
        events.publish(EVENT, list(moved ? points : points.subList(points.size() - 1, points.size()), moved), list(points, true));
    }

    /** The older half loses every second point, but never the first. */
    private void thin() {
        for (int i = points.size() / 2; i > 0; i -= 2) {
            points.remove(i);
        }
    }

    private static Map<String, Object> list(List<Point> some, boolean complete) {
        var told = new LinkedHashMap<String, Object>();
        told.put("complete", complete);
        told.put("points", List.copyOf(some));
        return told;
    }
}
