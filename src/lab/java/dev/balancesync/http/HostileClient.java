package dev.balancesync.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

import dev.balancesync.Asked;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestProcess;
import dev.balancesync.many.FillsStored;
import dev.balancesync.simulator.Held;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatedAccount;
import dev.balancesync.simulator.SimulatorOptions;
import org.springframework.util.FileSystemUtils;

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
    private static final double FACTOR = 2;
    private static final int CONNECTIONS = 25_000;
    private static final int REFRESHES = 16_408;
    /** Below this a ratio tells of the scheduler of a busy machine only. */
    private static final double LEAST_MILLIS = 20;

    private final int seconds = Asked.number("seconds", 60);
    private final int rate = Asked.number("rate", 100);
    private final KiwoomSimulator kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(false).withAccounts(1));
    private final SimulatedAccount account = kiwoom.account(1);
    private final TestDatabase database = TestDatabase.create();
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
                Process attackers = Attackers.start(port, rate);
                var probe = new Thread(() -> probe(port), "probe");
                probe.start();
                load(stored, seconds);
                over = true;
                probe.join();
                attackers.getOutputStream().close();
                String answers = new String(attackers.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
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
                must(asked(answers) > rate * seconds / 2, "the attack did not take place, since something else has the processor");
                must(attacked <= Math.max(LEAST_MILLIS, FACTOR * before), "fills took more than " + FACTOR + " times as long");
            }
        } finally {
            over = true;
            kiwoom.close();
        }
        FileSystemUtils.deleteRecursively(folder); // after a failure somebody looks into the log
    }

    /** @param answers what came back, and how often, as {@code {200=3, 404=4}} */
    private static int asked(String answers) {
        return Pattern.compile("=(\\d+)").matcher(answers).results().mapToInt(each -> Integer.parseInt(each.group(1))).sum();
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
            Attackers.pause(start + i * 1_000_000_000L / FILLS);
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

    /** What a supervisor asks, every second. */
    private void probe(int port) {
        var http = new RawHttp(port);
        for (long at = System.nanoTime(); !over; at += 1_000_000_000L) {
            Attackers.pause(at);
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

    private boolean isEqual() {
        return database.rows("select quantity from kw_portfolio").equals(List.of(Map.of("quantity", held)))
                && account.holdings().stream().mapToLong(Held::quantity).sum() == held;
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
