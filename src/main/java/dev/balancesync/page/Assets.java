package dev.balancesync.page;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Total assets since the start, for the chart: {@code [milliseconds, won, settled]}. After a fill the cash in the table is that of before,
 * so the total is off until the next snapshot; such a point is not settled, and the next one takes its place.
 */
final class Assets {
    private static final String EVENT = "assets";
    private static final int MOST_POINTS = 400;
    /** A snapshot writes cash and stock one after the other; the total is right after the second. */
    private static final long SAME_MOMENT_MILLIS = 1_000;

    private record Point(long at, BigDecimal won, boolean settled) {
        @JsonValue
        List<Object> values() {
            return List.of(at, won, settled);
        }
    }

    private final EventStream events;
    private final List<Point> points = new ArrayList<>();

    Assets(EventStream events) {
        this.events = events;
    }

    synchronized void add(Instant at, BigDecimal won, boolean settled) {
        Point last = points.isEmpty() ? null : points.get(points.size() - 1);
        if (last != null && last.settled() == settled && last.won().compareTo(won) == 0) {
            return;
        }
        boolean sameMoment = last != null && last.settled() && settled && at.toEpochMilli() - last.at() < SAME_MOMENT_MILLIS;
        if (last != null && !last.settled() || sameMoment) {
            points.remove(points.size() - 1);
        }
        points.add(new Point(at.toEpochMilli(), won, settled));
        if (points.size() > MOST_POINTS) {
            thin();
        }
        events.publish(EVENT, list(points.subList(points.size() - 1, points.size()), false), list(points, true));
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
