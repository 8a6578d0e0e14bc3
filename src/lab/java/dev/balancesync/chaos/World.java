package dev.balancesync.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import dev.balancesync.TestDatabase;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.Move;
import dev.balancesync.simulator.SimulatorOptions;
import org.springframework.util.FileSystemUtils;

/** A broker, a database, a disk and the service between them, all of which can be made to fail; for one day. */
final class World implements AutoCloseable {
    private static final Duration PING = Duration.ofMillis(100);
    private static final Duration START = Duration.ofSeconds(120);
    static final Duration RECOVERY = Duration.ofSeconds(45);
    private static final Duration ECHO = Duration.ofSeconds(2);
    /** 10 s are promised; the rest is this machine's. */
    private static final Duration NOTICED = Duration.ofSeconds(14);
    /** For so long what an answer told may be under way. */
    private static final Duration LATE = Duration.ofSeconds(1);
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
    final FaultyDatabase database;
    private final Path folder;
    private final EditedRoutes routes;
    private final FullDisk disk;
    final Lives lives;
    private int barriers;
    final Purse purse;
    private volatile Lag lag;

    /** @param routes the folder whose routes are run */
    World(Day day, TestDatabase database, Path routes) throws IOException, SQLException {
        this.day = day;
        this.database = new FaultyDatabase(database, clock);
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
        folder = Files.createTempDirectory("chaos");
        this.routes = new EditedRoutes(routes, folder.resolve("routes"));
        Files.copy(Path.of("application.properties"), folder.resolve("application.properties"));
        disk = new FullDisk(folder.resolve("data").resolve("journal"));
        lives = new Lives(day.process(), folder, DaySettings.of(day, kiwoom, this.database.url(), folder), clock);
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
            case "database" -> database.step(words, lives::status);
            case "journal" -> journal(words[1]);
            case "routes" -> routes.edit(words[1], words[2]);
            case "service" -> service(words[1]);
            case "clock" -> clock(words[1], words.length > 2 ? Long.parseLong(words[2]) : 0);
            case "outside" -> lives.control(words[1].equals("stop"), words[2]);
            case "expect" -> expectDown();
            case "refresh" -> lives.refresh();
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
        } else if (lives.isRunning()) {
            // while nobody supervises, a line that was lost stays lost, and nothing is traded (seed 90512)
            await("a session that hears", RECOVERY, () -> kiwoom.move(moves, true) || lives.stoppedRoutes().contains("session-supervise"));
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
        if (!day.snapshots() && lives.isRunning() && kiwoom.count("hearing") > 0) {
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

    private void journal(String word) throws IOException {
        if (word.equals("full") && !disk.isFull() && !day.process()) {
            disk.fill(lives.isRunning());
        } else if (word.equals("free") && disk.isFull()) {
            disk.free();
        } else {
            return;
        }
        lives.reopenJournal();
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
        database.clockStepped(step);
    }

    /** Nothing can be stored or supervised while the route is stopped, and whoever asks is told so. */
    private void expectDown() throws Exception {
        if (lives.isRunning() && !lives.stoppedRoutes().isEmpty()) {
            await("health that is not 200 while " + lives.stoppedRoutes() + " are stopped", NOTICED, () -> {
                lives.stopAgain();
                return lives.ready() != Lives.OK;
            });
        }
    }

    private void service(String word) throws Exception {
        switch (word) {
            case "second" -> {
                String started = lives.startSecond();
                if (started != null) {
                    throw new Wrong(started);
                }
            }
            case "start" -> start();
            case "stop" -> {
                if (lives.isRunning() && !wouldLose()) {
                    hearEverything();
                    String complaint = lives.stop();
                    if (complaint != null) {
                        throw new Wrong(complaint);
                    }
                }
            }
            case "kill" -> {
                if (lives.isRunning() && !wouldLose()) {
                    hearEverything();
                    lives.kill();
                }
            }
            default -> throw new IllegalArgumentException("no step of the service is called " + word);
        }
    }

    /** Without a journal and without snapshots, a crash may lose what waits; the service says so, and we do not ask more of it. */
    private boolean wouldLose() {
        return !day.snapshots() && disk.isFull();
    }

    private void start() throws Exception {
        if (lives.isRunning()) {
            return;
        }
        routes.mend();
        lives.start();
        await("an answer of /api/status", START, () -> lives.status() != null);
    }

    // --- what can be seen

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
        boolean started = now - lives.startedAt() < settle().plus(LATE).toNanos();
        return last != null && started && now - last.until() < LATE.toNanos() ? now - last.behind().plus(LATE).toNanos() : now;
    }

    /** What explains that the money of the tables is not that of the account, beside what {@link Purse} knows. */
    boolean isMoneyExplained(StatusAnswer status) {
        return status == null || !status.claimsAllIsWell(day.snapshots()) || isHurt() || routes.isBroken() || database.isExcused(status);
    }

    /** Something lasting is broken, so that there is no rest. */
    boolean isHurt() {
        return !lives.isRunning() || database.isHurt() || !lives.stoppedRoutes().isEmpty();
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
        routes.mend();
        for (String route : List.copyOf(lives.stoppedRoutes())) {
            lives.control(false, route);
        }
        start();
    }

    void await(String what, Duration most, Callable<Boolean> done) throws Exception {
        long end = System.nanoTime() + most.toNanos();
        while (!done.call()) {
            requireLife();
            if (System.nanoTime() > end) {
                throw new Wrong("waited " + most.toSeconds() + " s in vain for " + what + "; status " + lives.status());
            }
            Thread.sleep(10);
        }
    }

    /** Whoever answers in the place of a service that has ended is not ours. */
    void requireLife() {
        String ended = lives.ended();
        if (ended != null) {
            throw new Wrong(ended);
        }
    }

    @Override
    public void close() throws Exception {
        try {
            if (lives.isRunning()) {
                lives.kill();
            }
        } finally {
            kiwoom.close();
            database.close();
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
