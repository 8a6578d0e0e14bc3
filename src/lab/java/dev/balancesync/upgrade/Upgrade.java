package dev.balancesync.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.balancesync.Asked;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestProcess;
import dev.balancesync.TestProxy;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import org.springframework.util.FileSystemUtils;

/**
 * An older version writes tables and a data folder and is killed while the database is away; this one goes on with both, and then the older
 * one again. The broker refuses every snapshot, so that whatever is right at the end came out of the data folder:
 * {@code mvn -Plab -Dlab=upgrade -Dolder=CHECKOUT}, with a checkout of the older version in which {@code mvn package} has been run.
 */
public final class Upgrade {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final List<String> STOCKS = List.of("005930", "000660", "035420", "035720", "005380");
    private static final Pattern PORT = Pattern.compile("localhost:(\\d+)");

    private final Path folder = Files.createTempDirectory("upgrade");
    private final KiwoomSimulator kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(false));
    private final TestDatabase database = TestDatabase.create();
    private final TestProxy line = TestProxy.to(port(database));
    private final Map<String, Long> held = new TreeMap<>();

    private Upgrade() throws IOException {
    }

    public static void run() throws Exception {
        new Upgrade().run(Path.of(Asked.text("older", "")).toAbsolutePath());
    }

    private static int port(TestDatabase database) {
        var found = PORT.matcher(database.url());
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    private void run(Path checkout) throws Exception {
        kiwoom.next(new Fault.Refuse("kt00018", "RC9000"), 100_000);
        try (TestProcess older = process(checkout, "older"); TestProcess newer = process(Path.of(""), "newer")) {
            live("the older version", older);
            buy(3);
            awaitRows("the older version's rows");
            line.cut();
            buy(20);
            await().atMost(LIMIT).until(() -> Pattern.compile("930\\W+0*" + held.get(STOCKS.get(0)) + "\\D").matcher(journal()).results().count() == STOCKS.size());
            tell(STOCKS.size() + " holdings wait in its data folder: " + files());
            older.kill();
            line.restore();

            live("this version, over the same folder and tables", newer);
            awaitRows("what waited");
            buy(2);
            awaitRows("its own fills");
            doctor(newer);

            live("this version, with the column that it can use", newer);
            buy(1);
            awaitRows("its fills there");
            await().atMost(LIMIT).until(() -> database.rows("select cash_at from kw_account_balance").get(0).get("cash_at") != null);
            newer.terminate();
            assertThat(newer.exitCode()).isZero();

            live("the older version again", older);
            buy(1);
            awaitRows("its fills");
        }
        line.close();
        kiwoom.close();
        FileSystemUtils.deleteRecursively(folder); // after a failure somebody looks into it
    }

    private TestProcess process(Path checkout, String name) throws IOException {
        var process = new TestProcess(checkout, Files.createDirectory(folder.resolve(name)), kiwoom, database);
        process.environment.putAll(Map.of("DATA_DIR", folder.resolve("data").toString(), "LANGUAGE", "en",
                "SUPABASE_DB_URL", database.url().replaceFirst(PORT.pattern(), "localhost:" + line.port())));
        return process;
    }

    private static void live(String what, TestProcess process) throws IOException {
        process.run();
        await().atMost(LIMIT).ignoreExceptions().until(process::isLive);
        tell(what + " is LIVE");
    }

    private void buy(int times) {
        for (int i = 0; i < times; i++) {
            for (String stock : STOCKS) {
                kiwoom.buy(stock, 1, 0);
                held.merge(stock, 1L, Long::sum);
            }
        }
    }

    private void awaitRows(String what) {
        await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> assertThat(database.rows("select stock_code, quantity from kw_portfolio").stream()
                .collect(Collectors.toMap(row -> (String) row.get("stock_code"), row -> (Long) row.get("quantity")))).isEqualTo(held));
        tell(what + " are in the table: " + held);
    }

    /** It looks at the stopped service's folder and tables. */
    private void doctor(TestProcess newer) throws Exception {
        newer.terminate();
        assertThat(newer.exitCode()).isZero();
        tell("stopped; in the data folder: " + files());
        String before = newer.output();
        newer.run("doctor", "--no-broker");
        assertThat(newer.exitCode()).as(newer.output()).isZero();
        newer.output().substring(before.length()).lines().filter(each -> each.matches("(warning|failed) .*")).forEach(each -> tell("doctor: " + each));
        database.execute("alter table kw_account_balance add column if not exists cash_at timestamptz");
    }

    private String journal() throws IOException {
        var text = new StringBuilder();
        try (var all = Files.list(folder.resolve("data/journal"))) {
            for (Path file : (Iterable<Path>) all::iterator) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    private String files() throws IOException {
        try (var all = Files.walk(folder.resolve("data"))) {
            return all.filter(Files::isRegularFile).map(file -> folder.resolve("data").relativize(file).toString()).sorted().collect(Collectors.joining(", "));
        }
    }

    private static void tell(String what) {
        System.out.println("upgrade: " + what);
    }
}
