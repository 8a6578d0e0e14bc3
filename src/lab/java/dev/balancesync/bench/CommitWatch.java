package dev.balancesync.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Hears of every commit through PostgreSQL's own NOTIFY, so that each program is measured from outside in the same way: from the
 * moment a frame is sent to the moment another client is told that its value, or a newer one of the same stock, is committed.
 */
final class CommitWatch implements AutoCloseable {
    private static final int POLL_MILLIS = 1000;

    private final Connection listener;
    private final int stocks;
    private final ConcurrentSkipListMap<Integer, Long> open = new ConcurrentSkipListMap<>();
    private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean closed;
    private final Thread thread = new Thread(this::listen, "commit-watch");

    CommitWatch(Connection database, int stocks) throws SQLException {
        this.listener = database;
        this.stocks = stocks;
        try (var statement = database.createStatement()) {
            statement.execute("""
                    create or replace function tell() returns trigger language plpgsql as
                        $$ begin perform pg_notify('stored', new.quantity::text); return null; end $$;
                    create or replace trigger tell after insert or update on kw_portfolio for each row execute function tell();
                    listen stored""");
        }
        thread.start();
    }

    /** The frame with this quantity leaves now. */
    void sent(int quantity) {
        open.put(quantity, System.nanoTime());
    }

    private void listen() {
        try {
            PGConnection notified = listener.unwrap(PGConnection.class);
            while (!closed) {
                PGNotification[] told = notified.getNotifications(POLL_MILLIS);
                long now = System.nanoTime();
                for (PGNotification each : told == null ? new PGNotification[0] : told) {
                    stored(Integer.parseInt(each.getParameter()), now);
                }
            }
        } catch (SQLException e) {
            if (!closed) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void stored(int quantity, long now) {
        // older frames of the same stock that were conflated away are in this one
        open.headMap(quantity, true).forEach((each, sentAt) -> {
            if ((quantity - each) % stocks == 0 && open.remove(each) != null) {
                millis.add((now - sentAt) / 1e6);
            }
        });
    }

    int unheard() {
        return open.size();
    }

    /** @return milliseconds below which the share of all frames was stored */
    double percentile(double share) {
        List<Double> sorted = millis.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
    }

    @Override
    public void close() throws SQLException, InterruptedException {
        closed = true;
        thread.join();
        try (var statement = listener.createStatement()) {
            statement.execute("drop trigger tell on kw_portfolio");
        }
        listener.close();
    }
}
