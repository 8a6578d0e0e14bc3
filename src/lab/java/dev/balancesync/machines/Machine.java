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
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.Asked;
import dev.balancesync.FreePort;
import dev.balancesync.SampleFrames;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestProcess;
import dev.balancesync.TestProxy;
import dev.balancesync.chaos.ShiftedClock;
import dev.balancesync.simulator.KiwoomSimulator;
import org.springframework.util.FileSystemUtils;

/**
 * One of the machines of a day: its folder, its clocks, a line of its own to the database and to the broker, and the service on it from one
 * start to the next. What takes time is done by a thread of its own, one thing after the other, while the day goes on.
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
    final TestProxy toDatabase;
    final TestProxy toBroker;
    /** {@code null} with CLUSTER=postgres. */
    private final TestProxy toKafka;
    private final Kafka kafka;
    private final MachinesDay day;
    private final TestDatabase database;
    private final Path folder;
    private final Diary diary;
    /** By version: this one, and where there is one an older, which take turns. {@code null} in this JVM. */
    private final List<TestProcess> versions;
    private final SuspendedTicker ticker = new SuspendedTicker();
    private final Map<String, String> environment = new TreeMap<>(SHORT);
    private final ExecutorService hands;
    private Future<?> last;
    private int starts;
    /** Whether it is to run, once its hands are free. */
    private boolean wanted;
    private volatile Run run;
    private volatile int port;
    private volatile boolean suspended;
    /** Whether its lines stay cut, whatever is mended, until it is started again. */
    private volatile boolean lost;
    private volatile String databaseFault;
    private volatile String brokerFault;
    /** When what was held on its line to the broker, or in itself, was let go, of {@link System#nanoTime()}; while it is held, {@link Long#MAX_VALUE}. */
    private volatile long letGo = Long.MIN_VALUE / 2;
    private volatile long heldSince;
    private volatile long resumed = Long.MIN_VALUE / 2;

    /** @param kafka {@code null} with CLUSTER=postgres */
    Machine(String name, MachinesDay day, Path folder, KiwoomSimulator kiwoom, TestDatabase database, Kafka kafka, Diary diary) throws IOException {
        this.name = name;
        this.kafka = kafka;
        this.day = day;
        this.database = database;
        this.folder = Files.createDirectory(folder.resolve(name));
        this.diary = diary;
        toDatabase = TestProxy.to(URI.create(database.url()).getPort());
        toBroker = TestProxy.to(kiwoom.port());
        environment.putAll(Map.of("CLUSTER", "postgres", "CLUSTER_LEASE_TTL", MachinesRun.TTL.toSeconds() + "s", "KIWOOM_APP_KEY", "machines-key",
                "KIWOOM_APP_SECRET", "machines-secret", "KIWOOM_ACCOUNT_NO", "8112-5100", "KIWOOM_REST_URL", kiwoom.restUrl().replace(":" + kiwoom.port(), ":" + toBroker.port()),
                "KIWOOM_WS_URL", kiwoom.websocketUrl().replace(":" + kiwoom.port(), ":" + toBroker.port()), "LANGUAGE", "en",
                "DATA_DIR", data().toString(), "KIWOOM_SNAPSHOT_SETTLE", day.settle()));
        toKafka = kafka == null ? null : kafka.take();
        if (kafka != null) {
            environment.putAll(Map.of("CLUSTER", "kafka", "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + toKafka.port(), "KAFKA_TOPIC", Kafka.topic(day)));
        }
        versions = day.process() ? processes(kiwoom) : null;
        hands = Executors.newSingleThreadExecutor(work -> {
            var thread = new Thread(() -> {
                diary.writtenBy(name);
                work.run();
            }, "machine-" + name);
            thread.setDaemon(true);
            return thread;
        });
    }

    private List<TestProcess> processes(KiwoomSimulator kiwoom) throws IOException {
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

    private interface Work {
        void run() throws Exception;
    }

    private void later(Work work) {
        last = hands.submit(() -> {
            work.run();
            return null;
        });
    }

    /** Until all that was asked of it is done. */
    void awaitHands() throws Exception {
        if (last != null) {
            try {
                last.get(BUSY.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
    }

    // --- what happens to it

    /** @param empty whether its disk is a new one */
    void start(boolean empty) {
        wanted = true;
        later(() -> {
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
                    "SUPABASE_DB_URL", database.url().replace("postgres@", called + "@").replace(":" + server + "/", ":" + toDatabase.port() + "/")));
            lost = false;
            inner(databaseFault);
            line(toBroker, brokerFault);
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
        later(() -> {
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
        later(() -> {
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
            lost = true;
            lines().forEach(TestProxy::cut);
        }
    }

    private void ended() {
        run = null;
        port = 0;
        wake();
    }

    private void wake() {
        if (suspended) {
            ticker.goOn();
            resumed = System.nanoTime();
            suspended = false;
            letGo();
        }
    }

    /** It does nothing, its connections stay, and nothing comes or goes on them. */
    void suspend() throws Exception {
        if (run != null && !suspended) {
            suspended = true;
            hold();
            if (day.process()) {
                process().suspend();
            } else {
                lines().forEach(TestProxy::pause);
                ticker.stand();
            }
        }
    }

    void resume() throws Exception {
        if (suspended) {
            try {
                if (day.process()) {
                    process().resume();
                } else {
                    inner(databaseFault);
                    line(toBroker, brokerFault);
                }
            } finally {
                wake();
            }
        }
    }

    /** @param fault {@code cut}, {@code freeze}, or {@code null} for none */
    void database(String fault) {
        databaseFault = fault;
        if (!suspended && !lost) {
            inner(fault);
        }
    }

    /** The same. */
    void broker(String fault) {
        brokerFault = fault;
        if ("freeze".equals(fault)) {
            hold();
        }
        if (!suspended && !lost) {
            line(toBroker, fault);
        }
        letGo();
    }

    /** With Kafka a fault of the database is one of the database, of Kafka or of both: by the day. */
    private void inner(String fault) {
        long which = day.seed() % 3;
        line(toDatabase, toKafka == null || which != 0 ? fault : null);
        if (toKafka != null) {
            line(toKafka, which != 1 ? fault : null);
        }
    }

    private List<TestProxy> lines() {
        return Stream.of(toDatabase, toBroker, toKafka).filter(Objects::nonNull).toList();
    }

    private static void line(TestProxy line, String fault) {
        line.restore();
        if ("cut".equals(fault)) {
            line.cut();
        } else if ("freeze".equals(fault)) {
            line.pause();
        }
    }

    private void hold() {
        heldSince = letGo == Long.MAX_VALUE ? heldSince : System.nanoTime();
        letGo = Long.MAX_VALUE;
    }

    private void letGo() {
        if (letGo == Long.MAX_VALUE && !suspended && !"freeze".equals(brokerFault)) {
            letGo = System.nanoTime();
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

    boolean isSuspended() {
        return suspended;
    }

    boolean isDatabaseHurt() {
        return databaseFault != null;
    }

    boolean isBrokerHurt() {
        return brokerFault != null;
    }

    boolean isHurt() {
        return run == null || suspended || databaseFault != null || brokerFault != null;
    }

    /** Whether what it has sent to the broker, or should have, may come late: something is held, or was until a moment ago. */
    boolean isLate(Duration moment) {
        long until = letGo;
        return until == Long.MAX_VALUE || System.nanoTime() - until < moment.toNanos();
    }

    /** Whether it is, or was until so long ago. */
    boolean wasSuspended(Duration ago) {
        return suspended || System.nanoTime() - resumed < ago.toNanos();
    }

    /** Since when what comes late may have been on its way. */
    long heldSince() {
        return heldSince;
    }

    /** Epoch under which it believes to serve the account, asked this very moment; 0 when it does not, or cannot be asked. */
    long leads() {
        Run now = run;
        return now == null || suspended ? 0 : now.leads();
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
        if (at == 0 || suspended) {
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
            hands.shutdownNow();
            toDatabase.close();
            toBroker.close();
            if (kafka != null) {
                kafka.giveBack(toKafka);
            }
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
