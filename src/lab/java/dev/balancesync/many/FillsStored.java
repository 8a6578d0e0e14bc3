package dev.balancesync.many;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import dev.balancesync.TestDatabase;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** How long fills take from the simulator's order to the commit of their row, or of a newer one, which PostgreSQL tells by NOTIFY. */
public final class FillsStored implements AutoCloseable {
    private final Map<String, ConcurrentSkipListMap<Long, Long>> open = new ConcurrentHashMap<>();
    private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean over;

    /** @param database with the tables of the service */
    public FillsStored(TestDatabase database) throws SQLException {
        Connection listener = database.connect();
        try (var statement = listener.createStatement()) {
            statement.execute("""
                    create or replace function tell() returns trigger language plpgsql as
                        $$ begin perform pg_notify('stored', new.account_number || ' ' || new.quantity); return null; end $$;
                    create or replace trigger tell after insert or update on kw_portfolio for each row execute function tell();
                    listen stored""");
        }
        var hears = new Thread(() -> hear(listener), "hears");
        hears.setDaemon(true);
        hears.start();
    }

    /** Now shares are bought, of which the account then has so many; each account of one stock only. */
    public void bought(String account, long quantity) {
        open.computeIfAbsent(account, none -> new ConcurrentSkipListMap<>()).put(quantity, System.nanoTime());
    }

    public boolean isAllStored() {
        return open.values().stream().allMatch(Map::isEmpty);
    }

    /** In milliseconds, since {@link #forget}. */
    public double percentile(double share) {
        List<Double> sorted = millis.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
    }

    /** What was measured by now does not count. */
    public void forget() {
        millis.clear();
    }

    private void hear(Connection listener) {
        try {
            PGConnection notified = listener.unwrap(PGConnection.class);
            while (!over) {
                PGNotification[] told = notified.getNotifications(500);
                long now = System.nanoTime();
                for (PGNotification each : told == null ? new PGNotification[0] : told) {
                    String[] words = each.getParameter().split(" ");
                    ConcurrentSkipListMap<Long, Long> sent = open.getOrDefault(words[0], new ConcurrentSkipListMap<>());
                    // older fills that were conflated away are in this one
                    sent.headMap(Long.parseLong(words[1]), true).forEach((quantity, at) -> {
                        if (sent.remove(quantity) != null) {
                            millis.add((now - at) / 1e6);
                        }
                    });
                }
            }
        } catch (SQLException e) {
            if (!over) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        over = true;
    }
}
