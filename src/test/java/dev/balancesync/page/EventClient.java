package dev.balancesync.page;

import static dev.balancesync.TestService.SOON;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.awaitility.Awaitility;

/** Reads server-sent events as a browser does, and keeps them. */
public final class EventClient implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param id which account of several on one line it is of */
    public record Event(String id, String name, JsonNode data, long atNanos) {
    }

    public final List<Event> events = new CopyOnWriteArrayList<>();
    private final InputStream body;
    private volatile boolean ended;

    public EventClient(URI uri) throws IOException {
        try {
            body = HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream()).body();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        var thread = new Thread(this::read, "event-client");
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String id = "";
            String name = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring("id: ".length());
                } else if (line.startsWith("event: ")) {
                    name = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(id, name, JSON.readTree(line.substring("data: ".length())), System.nanoTime()));
                }
            }
        } catch (IOException e) {
            // ended, below
        }
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    public List<Event> named(String name) {
        return events.stream().filter(each -> each.name().equals(name)).toList();
    }

    /** Awaits an event and gives the first such. */
    public Event await(String name, Predicate<JsonNode> wanted) {
        Event[] found = new Event[1];
        Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).atMost(SOON).until(() -> {
            found[0] = named(name).stream().filter(each -> wanted.test(each.data())).findFirst().orElse(null);
            return found[0] != null;
        });
        return found[0];
    }

    void awaitEnd() {
        Awaitility.await().atMost(SOON).until(this::isEnded);
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
