package dev.balancesync.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import dev.balancesync.FreePort;
import dev.balancesync.SampleFrames;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestProxy;
import dev.balancesync.journal.Journal;
import dev.balancesync.settings.DatabaseUrl;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.Move;
import dev.balancesync.simulator.SimulatorOptions;
import org.springframework.util.FileSystemUtils;

/** A broker, a database, a disk and the service between them, all of which can be made to fail; for one day. */
final class World implements AutoCloseable {
    /** Shorter times than a user would have, so that a day takes seconds; everything else is as it ships. */
    private static final Map<String, String> SHORT = Map.ofEntries(
            Map.entry("KIWOOM_RECONNECT_DELAY", "60ms"), Map.entry("KIWOOM_RECONNECT_JITTER", "5ms"),
            Map.entry("KIWOOM_SUPERVISE_PERIOD", "20ms"), Map.entry("KIWOOM_HANDSHAKE_TIMEOUT", "600ms"),
            Map.entry("KIWOOM_ANSWER_TIMEOUT", "400ms"), Map.entry("KIWOOM_REST_TIMEOUT_MILLIS", "500"),
            Map.entry("KIWOOM_CREDENTIALS_DELAY", "150ms"), Map.entry("KIWOOM_DUPLICATE_DELAY", "150ms"),
            Map.entry("KIWOOM_RATE_DELAY_MAX", "200ms"), Map.entry("KIWOOM_CIRCUIT_OPEN_DURATION", "200ms"),
            Map.entry("KIWOOM_REST_PACE", "10ms"), Map.entry("KIWOOM_SNAPSHOT_RETRY", "60ms"));
    private static final Duration PING = Duration.ofMillis(100);
    static final Duration SILENCE = Duration.ofMillis(800);
    private static final Duration START = Duration.ofSeconds(120);
    static final Duration RECOVERY = Duration.ofSeconds(45);
    private static final Duration ECHO = Duration.ofSeconds(2);
    /** 10 s are promised; the rest is this machine's. */
    private static final Duration NOTICED = Duration.ofSeconds(14);
    /** For so long what an answer told may be under way. */
    private static final Duration LATE = Duration.ofSeconds(1);
    static final int OK = 200;
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ZoneId KOREA = ZoneId.of("Asia/Seoul");
    /** The lots that may be held in the morning, beside cash lots of the stocks that everybody lists. */
    private static final String[][] MORNING = {{"005930", "00", ""}, {"000660", "03", "20261102"}, {"035420", "00", ""},
            {"000660", "00", ""}, {"000660", "03", "20261105"}, {"069500", "00", ""}, {"005380", "01", "20261030"}};

    /** Of kt00018: it tells what was so long ago. @param until of {@link System#nanoTime()} */
    private record Lag(Duration behind, long until) {
    }

    private final Day day;
    final Oracle oracle = new Oracle();
    final ShiftedClock clock = new ShiftedClock();
    final KiwoomSimulator kiwoom;
    private final TestDatabase database;
    private final TestProxy proxy;
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<Path, String> shipped = new HashMap<>();
    private final Set<String> brokenRoutes = ConcurrentHashMap.newKeySet();
    private Life life;
    private volatile int port;
    private int barriers;
    /** In the places of the file that is written to and of those that the next starts would make. */
    private final List<FullDay> fullDays = new ArrayList<>();
    private volatile boolean paused;
    private volatile boolean databaseHurt;
    private volatile boolean refusing;
    /** Until a snapshot taken after this, what the database refused is missing from the tables, rightly. */
    private volatile Instant refusedUntil;
    /** The last snapshot before that. */
    private volatile Instant refusedSnapshot;
    private final Set<String> stoppedRoutes = ConcurrentHashMap.newKeySet();
    final Purse purse;
    private volatile Lag lag;
    private volatile long startedAt;

    /** @param routes the folder whose routes are run */
    World(Day day, TestDatabase database, Path routes) throws IOException, SQLException {
        this.day = day;
        this.database = database;
        clean();
        kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(false).withSeed(day.seed()).withPageRows(day.pageRows()).withPace(day.paced())
                .withTokenReplaces(day.tokenReplaces()).withPing(PING, Duration.ofSeconds(30)));
        kiwoom.watch(oracle::changed);
        purse = new Purse(kiwoom, oracle, day.snapshots());
        for (int i = 0; i < day.held(); i++) {
            String[] lot = MORNING[i];
            kiwoom.hold(lot[0], lot[0], lot[1], lot[2], 10 + 7 * i, 100_000L * (i + 1),
                    10_000 + Integer.parseInt(lot[0]) % 40 * 1_000L);
        }
        offerSnapshots();
        int server = URI.create(database.url()).getPort();
        proxy = TestProxy.to(server);
        folder = Files.createTempDirectory("chaos");
        copy(routes, folder.resolve("routes"));
        Files.copy(Path.of("application.properties"), folder.resolve("application.properties"));
        environment.putAll(SHORT);
        environment.putAll(Map.of("KIWOOM_APP_KEY", "chaos-key", "KIWOOM_APP_SECRET", "chaos-secret", "KIWOOM_ACCOUNT_NO", "8112-5100",
                "KIWOOM_REST_URL", kiwoom.restUrl(), "KIWOOM_WS_URL", kiwoom.websocketUrl(),
                "SUPABASE_DB_URL", database.url().replace(":" + server + "/", ":" + proxy.port() + "/"),
                "DATA_DIR", folder.resolve("data").toString(), "ROUTES_DIR", folder.resolve("routes").toString(),
                "KIWOOM_SNAPSHOT_INTERVAL", day.interval()));
        environment.put("KIWOOM_SNAPSHOT_SETTLE", day.settle());
        if (day.paced()) {
            environment.keySet().removeAll(Set.of("KIWOOM_REST_PACE", "KIWOOM_RATE_DELAY_MAX"));
            environment.put("KIWOOM_RATE_DELAY_MAX", "20s");
        }
        // where nothing may be missed there is no silence, and a hiccup of this machine must not look like one
        environment.put("KIWOOM_SILENCE_LIMIT", day.snapshots() ? SILENCE.toMillis() + "ms" : "20s");
    }

    private void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                    shipped.put(target, Files.readString(file));
                }
            }
        }
    }

    private void clean() throws SQLException {
        execute("alter database " + name() + " set default_transaction_read_only = off", TERMINATE,
                "drop table if exists kw_portfolio, kw_account_balance, kw_sync_status");
    }

    private static final String TERMINATE = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
            + " and application_name = 'balance_sync'";

    private String name() {
        return URI.create(database.url()).getPath().substring(1);
    }

    /** A way to the database that no fault touches. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(DatabaseUrl.parse(database.url()).jdbcUrl()
                + "&options=-c%20default_transaction_read_only=off&ApplicationName=chaos", "postgres", "");
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = connect(); var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    // --- steps

    /** @throws IllegalArgumentException when nobody knows such a step */
    void step(String line) throws Exception {
        String[] words = line.split(" +");
        switch (words[0]) {
            case "frame" -> frame(line.substring("frame ".length()));
            case "order" -> order(words[1].equals("buy"), words[2], Long.parseLong(words[3]));
            case "garbage" -> kiwoom.send(Broker.GARBAGE.get(words[1]));
            case "broker" -> broker(words[1]);
            case "row" -> kiwoom.next(Broker.ROWS.get(words[1]).of(words[2]));
            case "cash" -> purse.move(words[1].equals("in") ? Long.parseLong(words[2]) : -Long.parseLong(words[2]));
            case "lag" -> lag(words[1], Long.parseLong(words[2]), Long.parseLong(words[3]));
            case "pressure" -> press(Integer.parseInt(words[1]));
            case "database" -> database(words);
            case "journal" -> journal(words[1]);
            case "routes" -> routes(words[1], words[2]);
            case "service" -> service(words[1]);
            case "clock" -> clock(words[1], words.length > 2 ? Long.parseLong(words[2]) : 0);
            case "outside" -> outside(words[1], words[2]);
            case "expect" -> expectDown();
            case "refresh" -> refresh();
            case "wait" -> Thread.sleep(Long.parseLong(words[1]));
            default -> throw new IllegalArgumentException("no step is called " + line);
        }
    }

    /** {@code buy 005930 5 full, out 000660/03/20261102 partial, price 035420 3 price}. */
    private void frame(String entries) throws Exception {
        var moves = new ArrayList<Move>();
        for (String entry : entries.split(", *")) {
            String[] words = entry.split(" +");
            String[] lot = words[1].split("/");
            boolean out = words[0].equals("out");
            long number = out ? 0 : Long.parseLong(words[2]);
            long change = switch (words[0]) {
                case "buy" -> number;
                case "sell" -> -number;
                case "out" -> Long.MIN_VALUE;
                default -> 0;
            };
            moves.add(new Move(lot[0], lot.length > 1 ? lot[1] : "00", lot.length > 1 ? lot[2] : "", change,
                    words[0].equals("price") ? (int) number : 0, Move.Shape.valueOf(words[words.length - 1].toUpperCase(Locale.ROOT))));
        }
        if (day.snapshots()) {
            kiwoom.move(moves, false);
        } else if (life != null) {
            // while nobody supervises, a line that was lost stays lost, and nothing is traded (seed 90512)
            await("a session that hears", RECOVERY, () -> kiwoom.move(moves, true) || stoppedRoutes.contains("session-supervise"));
        }
    }

    private void order(boolean buy, String code, long quantity) {
        try {
            if (buy) {
                kiwoom.buy(code, quantity, 0);
            } else {
                kiwoom.sell(code, quantity, 0);
            }
        } catch (RuntimeException e) {
            // refused: too little cash or shares
        }
    }

    private void broker(String word) throws Exception {
        if (Broker.CUTS.containsKey(word)) {
            hearEverything();
        }
        kiwoom.next(Broker.fault(word));
    }

    /** @param api that tells what was true so long ago, for so long, in milliseconds */
    private void lag(String api, long millis, long lasts) {
        if (api.equals("kt00018")) {
            lag = new Lag(Duration.ofMillis(millis), System.nanoTime() + Duration.ofMillis(lasts).toNanos());
        }
        kiwoom.next(new Fault.Lag(api, millis, lasts));
    }

    /** So many large frames, one behind the other. */
    private void press(int frames) {
        for (int i = 0; i < frames; i++) {
            kiwoom.send(Broker.LARGE);
        }
    }

    /** Where nothing may be missed: what was sent has been heard, because the answer to a PING behind it is here. */
    private void hearEverything() throws Exception {
        if (!day.snapshots() && life != null && kiwoom.count("hearing") > 0) {
            String ping = "{\"trnm\":\"PING\",\"barrier\":" + ++barriers + "}";
            // on a busy machine the answer to REG may come too late, and then the PING went into a connection that is given up
            var sent = new long[] {System.nanoTime() - ECHO.toNanos()};
            await("the echo of a PING", RECOVERY, () -> {
                if (System.nanoTime() - sent[0] >= ECHO.toNanos()) {
                    sent[0] = System.nanoTime();
                    kiwoom.send(ping);
                }
                return kiwoom.received().contains(ping);
            });
        }
    }

    private void database(String[] words) throws SQLException {
        switch (words[1]) {
            case "cut" -> {
                databaseHurt = true;
                proxy.cut();
            }
            case "pause" -> {
                databaseHurt = true;
                paused = true;
                proxy.pause();
            }
            case "back" -> {
                proxy.restore();
                execute("alter database " + name() + " set default_transaction_read_only = off", TERMINATE);
                paused = false;
                databaseHurt = false;
            }
            case "read-only" -> {
                databaseHurt = true;
                execute("alter database " + name() + " set default_transaction_read_only = on", TERMINATE);
            }
            case "kill" -> execute(TERMINATE);
            case "refuse" -> {
                refusing = true;
                refusedUntil = Instant.MAX;
                execute("do $$ begin if to_regclass('kw_portfolio') is not null then alter table kw_portfolio drop constraint if exists chaos;"
                        + " alter table kw_portfolio add constraint chaos check (stock_code <> '" + words[2] + "') not valid; end if; end $$");
            }
            case "stamp" -> {
                for (String table : List.of("kw_portfolio", "kw_account_balance")) {
                    execute("create or replace function chaos_stamp() returns trigger language plpgsql as $$ begin"
                            + " new.updated_at = now() + interval '" + words[2] + " seconds'; return new; end $$",
                            "do $$ begin if to_regclass('" + table + "') is not null then drop trigger if exists chaos_stamp on " + table + ";"
                            + " create trigger chaos_stamp before insert or update on " + table
                            + " for each row execute function chaos_stamp(); end if; end $$");
                }
            }
            case "accept" -> {
                execute("alter table if exists kw_portfolio drop constraint if exists chaos");
                if (refusing) {
                    refusing = false;
                    StatusAnswer status = status();
                    refusedSnapshot = status == null ? null : status.snapshotAt();
                    refusedUntil = clock.instant();
                }
            }
            default -> throw new IllegalArgumentException("no step of the database is called " + words[1]);
        }
    }

    private void journal(String word) throws IOException {
        Path journal = folder.resolve("data").resolve("journal");
        if (word.equals("full") && fullDays.isEmpty() && !day.process()) {
            Files.createDirectories(journal);
            for (String file : journalFiles(journal)) {
                // what a service that has ended wrote can be read again, however full the disk is: only the next one's files find no room
                if (life != null || !Files.exists(journal.resolve(file))) {
                    fullDays.add(FullDay.begin(journal.resolve(file)));
                }
            }
        } else if (word.equals("free") && !fullDays.isEmpty()) {
            for (FullDay each : fullDays) {
                each.end();
            }
            fullDays.clear();
        } else {
            return;
        }
        if (life != null) {
            life.reopenJournal();
        }
    }

    private static List<String> journalFiles(Path journal) throws IOException {
        long next = Journal.nextEpoch(journal);
        try (Stream<Path> files = Files.list(journal)) {
            return Stream.concat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jsonl")).sorted(Comparator.reverseOrder()).limit(1),
                    LongStream.range(next - 1, next + 5).mapToObj(epoch -> String.format("%06d-0001-%s.jsonl", epoch, LocalDate.now(KOREA))))
                    .distinct().toList();
        }
    }

    private void routes(String name, String how) throws IOException {
        Path file = folder.resolve("routes").resolve(name);
        String good = shipped.get(file);
        String mark = name.endsWith(".sql") ? "-- " : "# ";
        switch (how) {
            case "touched" -> write(file, mark + "edited at " + System.nanoTime() + "\n" + good);
            case "broken" -> {
                brokenRoutes.add(name);
                write(file, name.endsWith(".sql") ? "selekt 1" : good.replaceFirst("uri: direct", "uri: no-such-component"));
            }
            default -> {
                brokenRoutes.remove(name);
                write(file, good);
            }
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path beside = file.resolveSibling("." + file.getFileName() + "~");
        Files.writeString(beside, text);
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Somebody sets the machine's clock: a time server, a virtual machine that wakes, a person. */
    private void clock(String word, long seconds) {
        Duration step = switch (word) {
            case "back" -> Duration.ofSeconds(-seconds);
            case "ahead" -> Duration.ofSeconds(seconds);
            case "midnight" -> clock.toMidnight();
            default -> throw new IllegalArgumentException("no step of the clock is called " + word);
        };
        clock.step(step);
        // stamps are compared with stamps, so the moment from which a snapshot excuses nothing moves along
        Instant until = refusedUntil;
        refusedUntil = until == null || until.equals(Instant.MAX) ? until : until.plus(step);
    }

    /** Somebody stops a route in Hawtio, or starts it again. */
    private void outside(String word, String route) throws Exception {
        if (life != null) {
            life.control(word.equals("stop"), route);
        }
        if (word.equals("stop")) {
            stoppedRoutes.add(route);
        } else {
            stoppedRoutes.remove(route);
        }
    }

    /** Nothing can be stored or supervised while the route is stopped, and whoever asks is told so. */
    private void expectDown() throws Exception {
        if (life != null && !stoppedRoutes.isEmpty()) {
            await("health that is not 200 while " + stoppedRoutes + " are stopped", NOTICED, () -> {
                for (String route : stoppedRoutes) {
                    // the edit before it was still being taken (seed 71927)
                    if (life.runs(route)) {
                        life.control(true, route);
                    }
                }
                return ready() != OK;
            });
        }
    }

    private void service(String word) throws Exception {
        switch (word) {
            case "second" -> {
                String started = life == null ? null : life.startSecond();
                if (started != null) {
                    throw new Wrong(started);
                }
            }
            case "start" -> start();
            case "stop" -> {
                if (life != null && !wouldLose()) {
                    hearEverything();
                    String complaint = life.stop();
                    life = null;
                    port = 0;
                    if (complaint != null) {
                        throw new Wrong(complaint);
                    }
                }
            }
            case "kill" -> {
                if (life != null && !wouldLose()) {
                    hearEverything();
                    Life killed = life;
                    life = null;
                    killed.kill();
                    port = 0;
                }
            }
            default -> throw new IllegalArgumentException("no step of the service is called " + word);
        }
    }

    /** Without a journal and without snapshots, a crash may lose what waits; the service says so, and we do not ask more of it. */
    private boolean wouldLose() {
        return !day.snapshots() && !fullDays.isEmpty();
    }

    private void start() throws Exception {
        if (life != null) {
            return;
        }
        for (String name : List.copyOf(brokenRoutes)) {
            routes(name, "mended");
        }
        for (int attempt = 0; life == null; attempt++) {
            int free = FreePort.find();
            environment.put("HTTP_PORT", String.valueOf(free));
            try {
                life = day.process() ? new Life.Packaged(folder, environment) : new Life.InProcess(environment, clock);
            } catch (RuntimeException e) {
                if (attempt == 3) {
                    throw e;
                }
            }
            port = free;
            stoppedRoutes.clear();
            startedAt = System.nanoTime();
        }
        await("an answer of /api/status", START, () -> status() != null);
    }

    private void refresh() {
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

    // --- what can be seen

    /** @return {@code null} when there is no answer */
    StatusAnswer status() {
        if (port == 0) {
            return null;
        }
        try {
            var answer = HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/status"))
                    .timeout(Duration.ofSeconds(2)).build(), BodyHandlers.ofString());
            return answer.statusCode() == 200 ? StatusAnswer.of(SampleFrames.JSON.readTree(answer.body())) : null;
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

    /** The tables may differ from the account though the service does nothing wrong and could not know. */
    boolean isExcused(StatusAnswer status) {
        Instant until = refusedUntil;
        if (until != null && status != null && status.snapshotAt() != null && status.snapshotAt().isAfter(until)
                && !status.snapshotAt().equals(refusedSnapshot) && !status.gap()) {
            refusedUntil = null;
        }
        return paused || refusedUntil != null;
    }

    /** How long status may be wrong. What the first snapshot after a connection leaves as it is, the second brings after the settle time. */
    Duration patience() {
        return Watcher.LAG.plus(settle());
    }

    private Duration settle() {
        return Duration.parse("PT" + day.settle());
    }

    /**
     * From when on what an answer tells may be. One that lags can tell a service that has just started, and has not heard the stream
     * before, what was so long ago; nothing else may take it for true.
     *
     * @param now of {@link System#nanoTime()}
     */
    long toldSince(long now) {
        Lag last = lag;
        boolean started = now - startedAt < settle().plus(LATE).toNanos();
        return last != null && started && now - last.until() < LATE.toNanos() ? now - last.behind().plus(LATE).toNanos() : now;
    }

    /** What explains that the money of the tables is not that of the account, beside what {@link Purse} knows. */
    boolean isMoneyExplained(StatusAnswer status) {
        return status == null || !status.claimsAllIsWell(day.snapshots()) || isHurt() || !brokenRoutes.isEmpty() || isExcused(status);
    }

    /** Only a snapshot brings what the database refused, and the next may be ten minutes away. */
    boolean needsSnapshot() {
        return refusedUntil != null && !refusing;
    }

    /** Something lasting is broken, so that there is no rest. */
    boolean isHurt() {
        return life == null || databaseHurt || refusing || !stoppedRoutes.isEmpty();
    }

    private void offerSnapshots() {
        if (!day.snapshots()) {
            kiwoom.next(Broker.NO_SNAPSHOT, 1_000);
        }
    }

    /** All that is broken is mended, and what was still to go wrong is called off. */
    void heal() throws Exception {
        purse.clearFaults();
        offerSnapshots();
        for (String step : List.of("database back", "database accept", "journal free")) {
            step(step);
        }
        for (String name : List.copyOf(brokenRoutes)) {
            routes(name, "mended");
        }
        for (String route : List.copyOf(stoppedRoutes)) {
            outside("start", route);
        }
        start();
    }

    void await(String what, Duration most, Callable<Boolean> done) throws Exception {
        long end = System.nanoTime() + most.toNanos();
        while (!done.call()) {
            requireLife();
            if (System.nanoTime() > end) {
                throw new Wrong("waited " + most.toSeconds() + " s in vain for " + what + "; status " + status());
            }
            Thread.sleep(10);
        }
    }

    /** Whoever answers in the place of a service that has ended is not ours. */
    void requireLife() {
        String ended = life == null ? null : life.ended();
        if (ended != null) {
            throw new Wrong(ended);
        }
    }

    @Override
    public void close() throws Exception {
        try {
            if (life != null) {
                Life last = life;
                life = null;
                last.kill();
            }
        } finally {
            kiwoom.close();
            proxy.close();
            FileSystemUtils.deleteRecursively(folder.toFile());
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
