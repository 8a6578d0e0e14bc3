package dev.balancesync.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import dev.balancesync.Asked;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestProcess;
import dev.balancesync.many.FillsStored;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatedAccount;
import dev.balancesync.simulator.SimulatorOptions;

/**
 * {@code mvn -Plab -Dlab=hostile}: somebody on this machine tries all at once beside an account that trades. Told are what that costs a fill on
 * its way to the row, against the minute before; what it writes into the log; and whether anything was lost. The service is the packaged jar with the
 * image's heap, without a password, so that everything answers.
 */
public final class HostileClient {
    private static final String STOCK = "005930";
    private static final long PRICE = 70_000;
    private static final int FILLS = 20;
    /** More cannot be paid for: all are sold then. */
    private static final long MOST_HELD = 500;
    private static final int ATTACKERS = 8;
    /** Open sockets that each attacker leaves behind, the oldest are closed. */
    private static final int LEFT_OPEN = 12;
    private static final double FACTOR = 2;
    private static final int CONNECTIONS = 25_000;
    private static final int REFRESHES = 16_408;
    /** Below this a ratio tells of the scheduler of a busy machine only. */
    private static final double LEAST_MILLIS = 50;

    private final int seconds = Asked.number("seconds", 60);
    private final int rate = Asked.number("rate", 100);
    private final KiwoomSimulator kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(false).withAccounts(1));
    private final SimulatedAccount account = kiwoom.account(1);
    private final TestDatabase database = TestDatabase.create();
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final AtomicLong slowestProbe = new AtomicLong();
    private final LongAdder failedProbes = new LongAdder();
    private long held;
    private volatile boolean over;

    private HostileClient() {
    }

    public static void run() throws Exception {
        new HostileClient().measure();
    }

    private void measure() throws Exception {
        Path folder = Files.createTempDirectory("hostile");
        try (var service = new TestProcess(folder, kiwoom, database)) {
            service.environment.putAll(Map.of("KIWOOM_APP_KEY", account.appKey(), "KIWOOM_APP_SECRET", account.appSecret(),
                    "KIWOOM_ACCOUNT_NO", account.number()));
            service.jvmOptions.add("@" + Path.of("jvm.options").toAbsolutePath());
            service.run();
            await("LIVE", () -> isLive(service));
            await("the tables", () -> database.has("kw_portfolio"));
            try (var stored = new FillsStored(database)) {
                load(stored, Math.min(30, seconds));
                stored.forget();
                load(stored, seconds);
                double before = stored.percentile(0.99);
                tell("quiet: %d fills a second for %d s: p50 %.1f ms, p99 %.1f ms", FILLS, seconds, stored.percentile(0.5), before);
                stored.forget();
                int lines = lines(folder);
                int port = service.uri("/").getPort();
                List<Thread> attackers = attack(port);
                load(stored, seconds);
                over = true;
                for (Thread each : attackers) {
                    each.join();
                }
                double attacked = stored.percentile(0.99);
                int written = lines(folder) - lines;
                tell("attacked, %d a second: p50 %.1f ms, p99 %.1f ms, %.1f times; liveness took %d ms at most, %d of its probes failed", rate,
                        stored.percentile(0.5), attacked, attacked / before, slowestProbe.get(), failedProbes.sum());
                tell("%d lines in the log in %d s; what came back: %s", written, seconds, answers);
                crowd(folder, port);
                must(isLive(service), "the service is not LIVE");
                must(account.count("logged_in") == 1, "the session was made anew");
                await("every fill in the table", () -> isEqual());
                tell("nothing lost: %d shares here and there", held);
                must(written <= seconds + 1, "more than a line a second");
                must(attacked <= Math.max(LEAST_MILLIS, FACTOR * before), "fills took more than " + FACTOR + " times as long");
            }
        } finally {
            over = true;
            kiwoom.close();
        }
    }

    /** As many as somebody once tried. */
    private static void crowd(Path folder, int port) throws IOException {
        int lines = lines(folder);
        long before = System.nanoTime();
        Attacks.connect(port, CONNECTIONS);
        Map<Integer, Integer> refreshes = Attacks.refresh(port, REFRESHES);
        long seconds = (System.nanoTime() - before) / 1_000_000_000L;
        int written = lines(folder) - lines;
        tell("%d connections and %d refreshes in %d s: %s, %d lines in the log", CONNECTIONS, REFRESHES, seconds, refreshes, written);
        must(written <= seconds + 1, "more than a line a second");
    }

    /** As many fills a second. */
    private void load(FillsStored stored, int length) throws InterruptedException {
        long start = System.nanoTime();
        for (long i = 0; i < (long) FILLS * length; i++) {
            pause(start + i * 1_000_000_000L / FILLS);
            if (held == MOST_HELD) {
                await("all fills stored", stored::isAllStored);
                account.sell(STOCK, held, 0);
                held = 0;
            }
            stored.bought(account.number(), ++held);
            account.buy(STOCK, 1, PRICE);
        }
        await("all fills stored", stored::isAllStored);
    }

    private List<Thread> attack(int port) {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < ATTACKERS; i++) {
            int seed = i;
            threads.add(new Thread(() -> attack(port, new Random(seed)), "attacker-" + i));
        }
        threads.add(new Thread(() -> probe(port), "probe"));
        threads.forEach(Thread::start);
        return threads;
    }

    private void attack(int port, Random random) {
        var http = new RawHttp(port, "127.0.0." + (2 + random.nextInt(200)));
        Deque<Socket> leftOpen = new ArrayDeque<>();
        long start = System.nanoTime();
        for (long i = 0; !over; i++) {
            pause(start + i * ATTACKERS * 1_000_000_000L / rate);
            try {
                count(one(http, random, leftOpen));
            } catch (IOException | RuntimeException e) {
                count("closed");
            }
        }
        leftOpen.forEach(HostileClient::close);
    }

    /** @return what came back, in a word */
    private static String one(RawHttp http, Random random, Deque<Socket> leftOpen) throws IOException {
        String noise = Long.toHexString(random.nextLong());
        return switch (random.nextInt(14)) {
            case 0, 1 -> status(http.raw(DoorIT.GARBAGE.get(random.nextInt(DoorIT.GARBAGE.size())) + "\r\nHost: localhost\r\n\r\n"));
            case 2 -> status(http.get("/" + noise, "Host: " + noise + ".example"));
            case 3 -> status(http.get("/api/status", RawHttp.basic("kiwoom", noise)));
            case 4 -> status(http.post("/api/refresh", "", "Origin: http://" + noise + ".example"));
            case 5 -> status(http.ask("POST", "/jolokia/", ("[{\"type\":\"list\",\"x\":\"\u00ff\"}" + ",{\"type\":\"list\"}".repeat(3_000) + "]")
                    .getBytes(StandardCharsets.ISO_8859_1)));
            case 6 -> status(http.post("/jolokia/", "{\"type\":\"exec\",\"mbean\":\"a:b=c\",\"operation\":\"x\",\"arguments\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}"));
            case 7 -> status(http.get("/jolokia/list"));
            case 8 -> status(http.get("/api/positions"));
            case 9 -> status(http.get("/observe/metrics"));
            case 10 -> status(http.post("/api/refresh", ""));
            case 11 -> status(http.post("/api/status", "x".repeat(70_000)));
            default -> {
                String request = random.nextBoolean() ? "GET /api/events HTTP/1.1\r\nHost: localhost:" + http.port() + "\r\n\r\n"
                        : "POST /jolokia/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000\r\n\r\n{";
                leftOpen.addLast(new Socket("127.0.0.1", http.port()));
                leftOpen.getLast().getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                if (leftOpen.size() > LEFT_OPEN) {
                    close(leftOpen.removeFirst());
                }
                yield "left open";
            }
        };
    }

    private static String status(RawHttp.Answer answer) {
        return String.valueOf(answer.status());
    }

    private static String status(String answer) {
        String[] words = answer.split(" ", 3);
        return words.length < 2 ? "closed" : words[1];
    }

    /** What a supervisor asks, every second. */
    private void probe(int port) {
        var http = new RawHttp(port);
        for (long at = System.nanoTime(); !over; at += 1_000_000_000L) {
            pause(at);
            long start = System.nanoTime();
            try {
                if (http.get("/observe/health/live").status() != 200) {
                    failedProbes.increment();
                }
            } catch (IOException | RuntimeException e) {
                failedProbes.increment();
            }
            slowestProbe.accumulateAndGet((System.nanoTime() - start) / 1_000_000, Math::max);
        }
    }

    private void count(String answer) {
        answers.computeIfAbsent(answer, none -> new LongAdder()).increment();
    }

    private boolean isEqual() {
        return database.rows("select quantity from kw_portfolio").stream().allMatch(row -> row.get("quantity").equals(held))
                && account.holdings().stream().allMatch(each -> each.quantity() == held);
    }

    private static int lines(Path folder) throws IOException {
        try (var log = Files.lines(folder.resolve("balance_sync.log"))) {
            return (int) log.count();
        }
    }

    private static boolean isLive(TestProcess service) {
        try {
            return service.isLive();
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed then
        }
    }

    private static void pause(long until) {
        for (long now = System.nanoTime(); now < until; now = System.nanoTime()) {
            LockSupport.parkNanos(until - now);
        }
    }

    private static void await(String what, BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!done.getAsBoolean()) {
            must(System.nanoTime() < end, "waited a minute in vain for " + what);
            Thread.sleep(20);
        }
    }

    private static void must(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError("hostile: " + otherwise);
        }
    }

    private static void tell(String format, Object... values) {
        System.out.printf("hostile: " + format + "%n", values);
    }
}
