package dev.balancesync.many;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import dev.balancesync.Asked;
import dev.balancesync.FreePort;
import dev.balancesync.Secrecy;
import dev.balancesync.TestDatabase;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatedAccount;
import dev.balancesync.simulator.SimulatorOptions;
import org.springframework.util.FileSystemUtils;

/** Very many accounts in one process of the packaged jar: how long until all are LIVE, what they cost at rest, and how long a fill takes. */
public final class HundredsOfAccounts {
    private static final String STOCK = "005930";
    private static final long PRICE = 70_000;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final int count = Asked.number("accounts", 1_000);
    private final int perSecond = Asked.number("rate", 2_000);
    private final int seconds = Asked.number("seconds", 20);
    private final int flood = Asked.number("flood", 0);
    /** So old a process is at least when it is measured: how long it took to its first LIVE must not decide how warm it is. */
    private final int settle = Math.min(120, 4 * seconds);
    private final int warmUp = Math.min(30, 2 * seconds);
    private final int trading = flood > 0 ? count - 1 : count;
    private final KiwoomSimulator kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(false).withAccounts(count));
    private final TestDatabase database = TestDatabase.create();
    private final Random random = new Random(1);
    private final int port = FreePort.find();
    private final long[] held = new long[count + 1];
    private FillsStored stored;

    private HundredsOfAccounts() throws IOException {
    }

    public static void run() throws Exception {
        new HundredsOfAccounts().measure();
    }

    private void measure() throws Exception {
        Path folder = Files.createTempDirectory("many");
        long start = System.nanoTime();
        Process service = service(folder);
        try {
            await("all LIVE", () -> live() == count);
            tell("LIVE %d of %d after %.1f s", live(), count, since(start));
            await("all rows of kw_account_balance", () -> balances() == count);
            tell("first snapshot and cash of all after %.1f s", since(start));
            Thread.sleep(Math.max(Math.min(10, seconds) * 1_000L, settle * 1_000L - (long) (since(start) * 1_000)));
            Duration before = service.info().totalCpuDuration().orElseThrow();
            long idle = System.nanoTime();
            Thread.sleep(seconds * 1_000L);
            double share = service.info().totalCpuDuration().orElseThrow().minus(before).toNanos() / (double) (System.nanoTime() - idle);
            tell("at rest: %s RSS, %s threads, %.1f %% of a core", status(service, "VmRSS"), status(service, "Threads"), share * 100);
            stored = new FillsStored(database);
            load(warmUp);
            tell("while it warms up: p50 %.0f ms, p99 %.0f ms", stored.percentile(0.5), stored.percentile(0.99));
            stored.forget();
            load(seconds);
            tell("%d fills a second for %d s: p50 %.0f ms, p99 %.0f ms, %s RSS at most", perSecond, seconds, stored.percentile(0.5), stored.percentile(0.99),
                    status(service, "VmHWM"));
            if (flood > 0) {
                flood();
            }
            await("every table row equal to its account", () -> IntStream.rangeClosed(1, trading).allMatch(this::isEqual));
            tell("every row equal to its account");
            keepSecrets(folder);
        } finally {
            if (stored != null) {
                stored.close();
            }
            service.destroy();
            service.waitFor(15, TimeUnit.SECONDS);
            service.destroyForcibly();
            kiwoom.close();
        }
        FileSystemUtils.deleteRecursively(folder); // after a failure somebody looks into the log
    }

    private void keepSecrets(Path folder) throws Exception {
        var secrecy = new Secrecy(IntStream.rangeClosed(1, count).mapToObj(kiwoom::account).toList());
        secrecy.served(port, List.of("sim-1"));
        secrecy.told(database);
        secrecy.names(folder);
        secrecy.look("the log", Files.readString(folder.resolve("console.txt")));
        if (!secrecy.found().isEmpty()) {
            throw new AssertionError("many: " + secrecy.found().size() + " times, first " + secrecy.found().iterator().next());
        }
        tell("no secret and no full number is said anywhere");
    }

    /** The last account gets nothing but the flood, of which its simulated holdings know nothing. */
    private void flood() throws Exception {
        double quiet = stored.percentile(0.99);
        stored.forget();
        try (var flooding = new Flood(kiwoom.account(count), flood)) {
            load(seconds);
        }
        double beside = stored.percentile(0.99);
        tell("the others beside one account with %d frames a second: p50 %.0f ms, p99 %.0f ms, %.1f times", flood, stored.percentile(0.5), beside, beside / quiet);
    }

    private Process service(Path folder) throws IOException {
        var list = new StringBuilder("accounts:\n");
        for (int i = 1; i <= count; i++) {
            SimulatedAccount each = kiwoom.account(i);
            list.append("  - name: sim-").append(i).append("\n    app-key: ").append(each.appKey()).append("\n    app-secret: ").append(each.appSecret())
                    .append("\n    account-no: \"").append(each.number()).append("\"\n");
        }
        Path accounts = Files.writeString(folder.resolve("accounts.yaml"), list);
        Files.writeString(folder.resolve("application.properties"), Files.readString(Path.of("application.properties")));
        var builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + Path.of("jvm-many.options").toAbsolutePath(),
                "-jar", Path.of("target/kiwoom-balance-sync.jar").toAbsolutePath().toString()).directory(folder.toFile());
        builder.environment().putAll(Map.of("ACCOUNTS_FILE", accounts.toString(), "ROUTES_DIR", Path.of("routes").toAbsolutePath().toString(),
                "KIWOOM_REST_URL", kiwoom.restUrl(), "KIWOOM_WS_URL", kiwoom.websocketUrl(), "SUPABASE_DB_URL", database.url(),
                "ACCOUNTS_START_SPREAD", Asked.text("spread", "0s"), "HTTP_PORT", String.valueOf(port), "LANGUAGE", "en"));
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("console.txt").toFile());
        tell("%d accounts, log in %s", count, folder);
        return builder.start();
    }

    private int live() {
        return (int) IntStream.rangeClosed(1, count).filter(i -> kiwoom.account(i).count("registrations") > 0 && kiwoom.account(i).count("logged_in") == 1).count();
    }

    private long balances() {
        return database.has("kw_account_balance")
                ? (Long) database.rows("select count(*) as n from kw_account_balance where total_asset is not null").get(0).get("n") : 0;
    }

    /** Fills of random accounts, as many a second. */
    private void load(int length) throws Exception {
        long start = System.nanoTime();
        long fills = (long) perSecond * length;
        for (long i = 0; i < fills; i++) {
            long due = start + i * 1_000_000_000L / perSecond;
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            int number = 1 + random.nextInt(trading);
            SimulatedAccount account = kiwoom.account(number);
            stored.bought(account.number(), ++held[number]);
            account.buy(STOCK, 1, PRICE);
        }
        tell("%d fills sent in %.1f s", fills, since(start));
        await("all fills stored", stored::isAllStored);
    }

    private boolean isEqual(int number) {
        SimulatedAccount account = kiwoom.account(number);
        var held = new TreeMap<String, Long>();
        account.holdings().stream().filter(each -> each.quantity() > 0).forEach(each -> held.put(each.code(), each.quantity()));
        var rows = new TreeMap<String, Long>();
        database.rows("select stock_code, quantity from kw_portfolio where account_number = '" + account.number() + "'")
                .forEach(row -> rows.put((String) row.get("stock_code"), (Long) row.get("quantity")));
        return rows.equals(held);
    }

    private static void await(String what, BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("many: waited " + LIMIT.toMinutes() + " min in vain for " + what);
            }
            Thread.sleep(100);
        }
    }

    private static String status(Process process, String line) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream().filter(each -> each.startsWith(line + ":"))
                .map(each -> each.substring(line.length() + 1).strip()).findFirst().orElse("?");
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void tell(String format, Object... values) {
        System.out.printf("many: " + format + "%n", values);
    }
}
