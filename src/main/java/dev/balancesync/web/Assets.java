package dev.balancesync.web;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

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
        List<Object> values() {
            return List.of(at, won, settled);
        }
    }

    private final EventStream events;
    private final ObjectMapper json;
    private final List<Point> points = new ArrayList<>();

    Assets(EventStream events, ObjectMapper json) {
        this.events = events;
        this.json = json;
    }

    synchronized void add(Instant at, BigDecimal won, boolean settled) throws JsonProcessingException {
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

    private String list(List<Point> some, boolean complete) throws JsonProcessingException {
        var told = new LinkedHashMap<String, Object>();
        told.put("complete", complete);
        told.put("points", some.stream().map(Point::values).toList());
        return json.writeValueAsString(told);
    }
}
