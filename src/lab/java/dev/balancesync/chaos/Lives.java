package dev.balancesync.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.balancesync.FreePort;
import dev.balancesync.SampleFrames;

/** The service of a day from one {@link Life} to the next: what is done to it, and what it answers at its port of the moment. */
final class Lives {
    static final int OK = 200;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final boolean process;
    private final Path folder;
    private final Map<String, String> environment;
    private final Clock clock;
    private final Set<String> stoppedRoutes = ConcurrentHashMap.newKeySet();
    private Life life;
    private volatile int port;
    private volatile long startedAt;

    /** @param process whether it is one of its own; {@code folder} is then the one it runs in, and the clock the machine's */
    Lives(boolean process, Path folder, Map<String, String> environment, Clock clock) {
        this.process = process;
        this.folder = folder;
        this.environment = environment;
        this.clock = clock;
    }

    // --- what is done to it

    void start() throws Exception {
        for (int attempt = 0; life == null; attempt++) {
            int free = FreePort.find();
            environment.put("HTTP_PORT", String.valueOf(free));
            try {
                life = process ? new Life.Packaged(folder, environment) : new Life.InProcess(environment, clock);
            } catch (RuntimeException e) {
                if (attempt == 3) {
                    throw e;
                }
            }
            port = free;
            stoppedRoutes.clear();
            startedAt = System.nanoTime();
        }
    }

    /** @return what was wrong about it; {@code null} when nothing */
    String stop() throws Exception {
        String complaint = life.stop();
        life = null;
        port = 0;
        return complaint;
    }

    void kill() throws Exception {
        Life killed = life;
        life = null;
        killed.kill();
        port = 0;
    }

    /** @return what is wrong when another one starts beside it; {@code null} when that is refused, or there is none */
    String startSecond() throws Exception {
        return life == null ? null : life.startSecond();
    }

    void reopenJournal() throws IOException {
        if (life != null) {
            life.reopenJournal();
        }
    }

    /** Somebody stops a route in Hawtio, or starts it again. */
    void control(boolean stop, String route) throws Exception {
        if (life != null) {
            life.control(stop, route);
        }
        if (stop) {
            stoppedRoutes.add(route);
        } else {
            stoppedRoutes.remove(route);
        }
    }

    /** Those that an edit has started anew. */
    void stopAgain() throws Exception {
        for (String route : stoppedRoutes) {
            // the edit before it was still being taken (seed 71927)
            if (life.runs(route)) {
                life.control(true, route);
            }
        }
    }

    void refresh() {
        if (life != null) {
            try {
                HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/refresh"))
                        .header("Origin", "http://127.0.0.1:" + port).timeout(Duration.ofSeconds(2))
                        .POST(HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString());
            } catch (IOException e) {
                // not there at the moment
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // --- how it is

    boolean isRunning() {
        return life != null;
    }

    /** Routes that somebody has stopped in this life. */
    Set<String> stoppedRoutes() {
        return stoppedRoutes;
    }

    /** @return how it ended by itself; {@code null} while it runs, or is not to */
    String ended() {
        return life == null ? null : life.ended();
    }

    /** Of its last start, by {@link System#nanoTime()}. */
    long startedAt() {
        return startedAt;
    }

    /** @return {@code null} when there is no answer */
    StatusAnswer status() {
        if (port == 0) {
            return null;
        }
        try {
            var answer = HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/status"))
                    .timeout(Duration.ofSeconds(2)).build(), BodyHandlers.ofString());
            return answer.statusCode() == OK ? StatusAnswer.of(SampleFrames.JSON.readTree(answer.body())) : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** @return the status code of {@code /observe/health/ready}; 0 when there is no answer */
    int ready() {
        int at = port;
        if (at == 0) {
            return 0;
        }
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + "/observe/health/ready"))
                    .timeout(Duration.ofSeconds(2)).build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
