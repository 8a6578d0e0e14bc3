package dev.balancesync.machines;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.Asked;
import dev.balancesync.FreePort;
import dev.balancesync.SampleFrames;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestProcess;
import dev.balancesync.chaos.ShiftedClock;
import dev.balancesync.simulator.KiwoomSimulator;
import org.springframework.util.FileSystemUtils;

/**
 * One of the machines of a day: its folder, its clocks, lines of its own to the database and to the broker, and the service on it from one
 * start to the next. What takes time is done by {@link Hands} of its own, while the day goes on.
 */
final class Machine implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration ANSWERS = Duration.ofSeconds(2);
    /** A start beside other days may take so long before something is wrong with it. */
    private static final Duration BUSY = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(15);
    /** Shorter times than a user would have, so that a day takes seconds; everything else is as it ships. */
    private static final Map<String, String> SHORT = Map.ofEntries(Map.entry("KIWOOM_RECONNECT_DELAY", "300ms"), Map.entry("KIWOOM_RECONNECT_JITTER", "5ms"),
            Map.entry("KIWOOM_SUPERVISE_PERIOD", "50ms"), Map.entry("KIWOOM_HANDSHAKE_TIMEOUT", "1s"), Map.entry("KIWOOM_ANSWER_TIMEOUT", "1s"),
            Map.entry("KIWOOM_REST_TIMEOUT_MILLIS", "1000"), Map.entry("KIWOOM_CREDENTIALS_DELAY", "500ms"), Map.entry("KIWOOM_DUPLICATE_DELAY", "1s"),
            Map.entry("KIWOOM_RATE_DELAY_MAX", "1s"), Map.entry("KIWOOM_CIRCUIT_OPEN_DURATION", "500ms"), Map.entry("KIWOOM_REST_PACE", "10ms"),
            Map.entry("KIWOOM_SNAPSHOT_RETRY", "200ms"), Map.entry("KIWOOM_SILENCE_LIMIT", "4s"));

    final String name;
    final ShiftedClock clock = new ShiftedClock();
    final MachineLines lines;
    private final MachinesDay day;
    private final TestDatabase database;
    private final Path folder;
    private final Diary diary;
    /** By version: this one, and where there is one an older, which take turns. {@code null} in this JVM. */
    private final List<TestProcess> versions;
    private final SuspendedTicker ticker = new SuspendedTicker();
    private final Map<String, String> environment = new TreeMap<>(SHORT);
    private final Hands hands;
    private int starts;
    /** Whether it is to run, once its hands are free. */
    private boolean wanted;
    private volatile Run run;
    private volatile int port;
    private volatile long resumed = Long.MIN_VALUE / 2;

    /** @param kafka {@code null} with CLUSTER=postgres */
    Machine(String name, MachinesDay day, Path folder, KiwoomSimulator kiwoom, TestDatabase database, Kafka kafka, Diary diary) throws IOException {
        this.name = name;
        this.day = day;
        this.database = database;
        this.folder = Files.createDirectory(folder.resolve(name));
        this.diary = diary;
        lines = new MachineLines(day, kiwoom, database, kafka);
        environment.putAll(Map.of("CLUSTER", "postgres", "CLUSTER_LEASE_TTL", MachinesRun.TTL.toSeconds() + "s", "KIWOOM_APP_KEY", "machines-key",
                "KIWOOM_APP_SECRET", "machines-secret", "KIWOOM_ACCOUNT_NO", "8112-5100", "KIWOOM_REST_URL", kiwoom.restUrl().replace(":" + kiwoom.port(), ":" + lines.brokerPort()),
                "KIWOOM_WS_URL", kiwoom.websocketUrl().replace(":" + kiwoom.port(), ":" + lines.brokerPort()), "LANGUAGE", "en",
                "DATA_DIR", data().toString(), "KIWOOM_SNAPSHOT_SETTLE", day.settle()));
        if (kafka != null) {
            environment.putAll(Map.of("CLUSTER", "kafka", "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + lines.kafkaPort(), "KAFKA_TOPIC", Kafka.topic(day)));
        }
        versions = day.process() ? processes(kiwoom, kafka) : null;
        hands = new Hands(name, diary);
    }

    private List<TestProcess> processes(KiwoomSimulator kiwoom, Kafka kafka) throws IOException {
        var versions = new ArrayList<TestProcess>();
        versions.add(new TestProcess(kafka == null ? Path.of("") : kafka.checkout(), Files.createDirectory(folder.resolve("process")), kiwoom, database));
        String older = Asked.text("older", "");
        if (!older.isEmpty()) {
            versions.add(new TestProcess(Path.of(older).toAbsolutePath(), Files.createDirectory(folder.resolve("older")), kiwoom, database));
        }
        return versions;
    }

    private TestProcess process() {
        return versions.get(starts % versions.size());
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** What its processes printed. */
    List<Path> outputs() {
        return Stream.of("process", "older").map(each -> folder.resolve(each).resolve("out")).filter(Files::exists).toList();
    }

    /** Until all that was asked of it is done. */
    void awaitHands() throws Exception {
        hands.await(BUSY);
    }

    // --- what happens to it

    /** @param empty whether its disk is a new one */
    void start(boolean empty) {
        wanted = true;
        hands.later(() -> {
            if (run != null) {
                return;
            }
            if (empty) {
                FileSystemUtils.deleteRecursively(data());
            }
            String called = called(++starts);
            // as this one it writes, and as this one it holds leases
            database.execute("do $$ begin create role \"" + called + "\" superuser login; exception when duplicate_object then null; end $$");
            int free = FreePort.find();
            int server = URI.create(database.url()).getPort();
            environment.putAll(Map.of("NODE_NAME", called, "HTTP_PORT", String.valueOf(free),
                    "SUPABASE_DB_URL", database.url().replace("postgres@", called + "@").replace(":" + server + "/", ":" + lines.databasePort() + "/")));
            lines.begin();
            if (day.process()) {
                process().environment.putAll(environment);
                var started = new Run.Process(process(), free);
                run = started;
                port = free;
                started.awaitAnswer(BUSY);
            } else {
                run = new Run.InThisJvm(environment, clock, ticker);
                port = free;
            }
        });
    }

    private String called(int start) {
        return "m" + day.seed() + "-" + name + "-" + start;
    }

    /** SIGTERM. */
    void stop() throws Exception {
        resume();
        wanted = false;
        hands.later(() -> {
            if (run != null) {
                long begun = System.nanoTime();
                String complaint = run.stop();
                ended();
                Duration took = Duration.ofNanos(System.nanoTime() - begun);
                diary.say(name, "stopped after " + took.toMillis() + " ms");
                if (complaint != null || took.compareTo(STOP) > 0) {
                    throw new Wrong(name + ": the stop took " + took.toMillis() + " ms; " + complaint);
                }
            }
        });
    }

    /** Its connections end at this moment, and it does nothing any more. */
    void kill() {
        wanted = false;
        Run now = run;
        if (now != null) {
            end(now);
            wake();
        }
        hands.later(() -> {
            if (run != null) {
                end(run);
                run.kill();
                ended();
            }
        });
    }

    /** A process ends at once, and its connections with it. */
    private void end(Run now) {
        if (now instanceof Run.Process process) {
            process.kill();
        } else {
            lines.lose();
        }
    }

    private void ended() {
        run = null;
        port = 0;
        wake();
    }

    private void wake() {
        if (lines.isSuspended()) {
            ticker.goOn();
            resumed = System.nanoTime();
            lines.resumed();
        }
    }

    /** It does nothing, its connections stay, and nothing comes or goes on them. */
    void suspend() throws Exception {
        if (run != null && !lines.isSuspended()) {
            lines.suspended();
            if (day.process()) {
                process().suspend();
            } else {
                lines.pause();
                ticker.stand();
            }
        }
    }

    void resume() throws Exception {
        if (lines.isSuspended()) {
            try {
                if (day.process()) {
                    process().resume();
                } else {
                    lines.restore();
                }
            } finally {
                wake();
            }
        }
    }

    // --- how it is

    boolean isRunning() {
        return wanted && run != null;
    }

    /** Whether it neither runs nor is about to. */
    boolean isDown() {
        return !wanted;
    }

    boolean isHurt() {
        return run == null || lines.isHurt();
    }

    /** Whether it is suspended, or was until so long ago. */
    boolean wasSuspended(Duration ago) {
        return lines.isSuspended() || System.nanoTime() - resumed < ago.toNanos();
    }

    /** Epoch under which it believes to serve the account, asked this very moment; 0 when it does not, or cannot be asked. */
    long leads() {
        Run now = run;
        return now == null || lines.isSuspended() ? 0 : now.leads();
    }

    /** How often it has begun to log in since its start. */
    long logins() {
        Run now = run;
        return now == null ? 0 : now.logins();
    }

    /** {@code /api/status}; {@code null} when there is no answer. */
    JsonNode status() throws InterruptedException {
        try {
            String answer = get("/api/status");
            return answer == null ? null : SampleFrames.JSON.readTree(answer);
        } catch (IOException e) {
            return null;
        }
    }

    /** As status says it; {@code nothing} when there is no answer. */
    String state() throws InterruptedException {
        JsonNode status = status();
        return status == null ? "nothing" : status.path("state").asText();
    }

    /** Whether {@code /observe/health/ready} says so. */
    boolean isReady() throws InterruptedException {
        try {
            return get("/observe/health/ready") != null;
        } catch (IOException e) {
            return false;
        }
    }

    private String get(String path) throws IOException, InterruptedException {
        int at = port;
        if (at == 0 || lines.isSuspended()) {
            return null;
        }
        var answer = HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + path)).timeout(ANSWERS).build(), BodyHandlers.ofString());
        return answer.statusCode() == 200 ? answer.body() : null;
    }

    @Override
    public void close() throws Exception {
        try {
            if (run != null) {
                resume();
                kill();
            }
            awaitHands();
        } finally {
            hands.close();
            lines.close();
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    /** Something happened that must not. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1;

        Wrong(String what) {
            super(what);
        }
    }
}
