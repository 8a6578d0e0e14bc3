package dev.balancesync.simulator;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The connections of one customer that have logged in. */
final class Sessions {
    private final Set<Connection> open = new LinkedHashSet<>();
    private int logins;
    private int duplicates;
    private int mostOpen;
    private int registrations;
    private int published;

    void add(Connection connection) {
        open.add(connection);
        logins++;
        mostOpen = Math.max(mostOpen, open.size());
    }

    /** One of them was ended because another program logged in with the same key. */
    void tookOver() {
        duplicates++;
    }

    void remove(Connection connection) {
        open.remove(connection);
    }

    List<Connection> open() {
        return List.copyOf(open);
    }

    void registered() {
        registrations++;
    }

    /** To every session that has registered the type; the frame is made only if there is one. */
    void publish(String type, Supplier<String> frame) {
        String made = null;
        for (Connection connection : open) {
            if (connection.registered.hears(type)) {
                made = made == null ? frame.get() : made;
                connection.send(made);
                published++;
            }
        }
    }

    /**
     * Sends frames as fast as one session that has registered the type takes them; the socket's own back pressure sets the pace.
     *
     * @return completed when the last has been handed to the socket
     */
    CompletableFuture<Void> burst(String type, Iterator<String> frames) {
        Connection connection = open.stream().filter(each -> each.registered.hears(type)).findFirst()
                .orElseThrow(() -> new IllegalStateException("no session has registered type " + type));
        var done = new CompletableFuture<Void>();
        connection.burst = done;
        burst(connection, frames, done);
        return done;
    }

    private static void burst(Connection connection, Iterator<String> frames, CompletableFuture<Void> done) {
        while (frames.hasNext()) {
            if (connection.socket.writeQueueFull()) {
                connection.socket.drainHandler(nothing -> burst(connection, frames, done));
                return;
            }
            connection.send(frames.next());
        }
        done.complete(null);
    }

    /** Connections that would get a 04 frame now. */
    int hearing() {
        return (int) open.stream().filter(connection -> connection.hears("04")).count();
    }

    Map<String, Integer> counts() {
        var counts = new LinkedHashMap<String, Integer>();
        counts.put("logins", logins);
        counts.put("duplicates", duplicates);
        counts.put("logged_in", open.size());
        counts.put("most_logged_in", mostOpen);
        counts.put("registrations", registrations);
        counts.put("published", published);
        counts.put("hearing", hearing());
        return counts;
    }
}
