package dev.balancesync.many;

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
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import dev.balancesync.FreePort;
import dev.balancesync.LogLines;
import dev.balancesync.Secrecy;
import dev.balancesync.Service;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestProxy;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatedAccount;
import dev.balancesync.simulator.SimulatorOptions;
import org.springframework.util.FileSystemUtils;

/**
 * One random day. All the while: what the tables say of an account, it was, and they never go back; when health says ready, all rows of every account
 * that is served equal it within {@link #PATIENCE}, and its money within {@link #MONEY}. At the end, when all is mended, all are equal and ready. No
 * account is ever logged in twice, and no secret or full number is said anywhere.
 */
final class FamilyDay implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** A question that Kiwoom says comes too often waits up to 20 s, failures double the wait, and the cash is asked for again 10 s after a fill. */
    private static final Duration MONEY = Duration.ofSeconds(40);
    private static final Duration MENDED = Duration.ofSeconds(90);
    private static final List<String> STOCKS = List.of("005930", "000660", "035420", "035720");
    private static final Pattern PORT = Pattern.compile("localhost:(\\d+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final long seed;
    private final Path routes;
    private final Random random;
    private final int accounts;
    private final KiwoomSimulator kiwoom;
    private final TestDatabase database = TestDatabase.create();
    private final TestProxy line;
    private final Path folder = Files.createTempDirectory("family");
    private final int port = FreePort.find();
    private final List<String> steps = new ArrayList<>();
    private final Family family;
    private final LogLines log = new LogLines();
    private Service service;
    private volatile String wrong;
    private volatile boolean over;

    private FamilyDay(long seed, Path routes) throws IOException {
        this.seed = seed;
        this.routes = routes;
        this.random = new Random(seed);
        this.accounts = 1 + random.nextInt(5);
        this.kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(false).withAccounts(accounts).withSeed(seed));
        this.family = new Family(kiwoom, database, folder);
        var found = PORT.matcher(database.url());
        this.line = TestProxy.to(found.find() ? Integer.parseInt(found.group(1)) : 0);
    }

    /** @return what went wrong; {@code null} when nothing did */
    static String of(long seed, Path routes) throws Exception {
        try (var day = new FamilyDay(seed, routes)) {
            day.live();
            return day.wrong == null ? null : "seed " + seed + " diverges: " + day.wrong + "\n  " + String.join("\n  ", day.steps);
        }
    }

    private void live() throws Exception {
        for (int i = 1; i <= accounts; i++) {
            int number = i;
            family.join(i, what -> wrong = "account " + number + ": " + what);
            for (String stock : STOCKS.subList(0, random.nextInt(STOCKS.size()))) {
                kiwoom.account(i).hold(stock, "종목 " + stock, 1 + random.nextInt(50), 1_000, 70_000);
            }
        }
        family.list();
        start();
        var watcher = new Thread(this::watch, "family-watch");
        watcher.setDaemon(true);
        watcher.start();
        await("all served at the start");
        for (int i = 0; i < 10 && wrong == null; i++) {
            step();
            Thread.sleep(random.nextInt(700));
        }
        mend();
        await("all mended");
        over = true;
        watcher.join();
        keepSecrets();
        for (int i = 1; i <= accounts && wrong == null; i++) {
            if (kiwoom.account(i).count("most_logged_in") > 1) {
                wrong = "account " + i + " was logged in twice";
            }
        }
    }

    private void keepSecrets() throws Exception {
        if (wrong == null) {
            var secrecy = new Secrecy(IntStream.rangeClosed(1, accounts).mapToObj(kiwoom::account).toList());
            secrecy.served(port, family.names());
            secrecy.told(database);
            secrecy.names(folder);
            secrecy.log(log);
            wrong = secrecy.found().isEmpty() ? null : secrecy.found().toString();
        }
    }

    private void step() throws Exception {
        int number = 1 + random.nextInt(accounts);
        SimulatedAccount account = kiwoom.account(number);
        String what;
        switch (random.nextInt(14)) {
            case 0 -> what = fault(account, new Fault.Drop());
            case 1 -> what = fault(account, new Fault.Bye());
            case 2 -> what = fault(account, new Fault.Duplicate());
            case 3 -> what = fault(account, new Fault.RevokeToken());
            case 4 -> what = fault(account, new Fault.Refuse("kt00018", "8005"));
            case 5 -> what = fault(account, new Fault.RestAnswer("kt00018", 500, "<html>"));
            case 6 -> what = fault(account, new Fault.RestHang("kt00001"));
            case 7 -> what = fault(account, new Fault.TokenAnswer(200, "{\"return_code\":3,\"return_msg\":\"[8001:x]\"}")) + fault(account, new Fault.Drop());
            case 8 -> what = fault(account, new Fault.Send("{\"trnm\":\"REAL\",\"data\":[{\"type\":\"04\",\"item\":\"005930\",\"values\":{\"9001\":\"A005930\",\"930\":\"x\"}}]}"));
            case 9 -> {
                line.cut();
                what = "database cut";
            }
            case 10 -> {
                line.restore();
                what = "database back";
            }
            case 11 -> {
                service.close();
                start();
                what = "restart";
            }
            case 12 -> what = "list of " + family.leaveOrReturn(number);
            default -> what = "";
        }
        int fills = 1 + random.nextInt(4);
        for (int i = 0; i < fills; i++) {
            trade(1 + random.nextInt(accounts));
        }
        steps.add("account " + number + " " + what + ", " + fills + " fills");
    }

    private static String fault(SimulatedAccount account, Fault fault) {
        account.next(fault);
        return fault + " ";
    }

    private void trade(int number) {
        SimulatedAccount account = kiwoom.account(number);
        String stock = STOCKS.get(random.nextInt(STOCKS.size()));
        long held = account.holdings().stream().filter(each -> each.code().equals(stock)).mapToLong(each -> each.quantity()).sum();
        if (held > 0 && random.nextBoolean()) {
            account.sell(stock, random.nextBoolean() ? held : 1, 0);
        } else {
            account.buy(stock, 1 + random.nextInt(9), 0);
        }
    }

    private void mend() throws Exception {
        line.restore();
        for (int i = 1; i <= accounts; i++) {
            kiwoom.account(i).clearFaults();
        }
        family.listAll();
        for (int i = 1; i <= accounts; i++) {
            trade(i);
        }
        steps.add("mended");
    }

    private void start() throws IOException {
        var environment = new TreeMap<>(Map.of("ACCOUNTS_FILE", folder.resolve("accounts.yaml").toString(), "ACCOUNTS_START_SPREAD", "0s",
                "KIWOOM_REST_URL", kiwoom.restUrl(), "KIWOOM_WS_URL", kiwoom.websocketUrl(), "HTTP_PORT", String.valueOf(port),
                "SUPABASE_DB_URL", database.url().replaceFirst(PORT.pattern(), "localhost:" + line.port()), "DATA_DIR", folder.resolve("data").toString(),
                "KIWOOM_REST_PACE", "10ms", "KIWOOM_SNAPSHOT_SETTLE", "0s"));
        environment.putAll(Map.of("KIWOOM_RECONNECT_DELAY", "300ms", "KIWOOM_DUPLICATE_DELAY", "2s", "KIWOOM_CREDENTIALS_DELAY", "2s",
                "KIWOOM_SNAPSHOT_RETRY", "300ms", "KIWOOM_REST_TIMEOUT_MILLIS", "2000", "KIWOOM_CIRCUIT_OPEN_DURATION", "2s", "LANGUAGE", "en",
                "ROUTES_DIR", routes.toString(), "camel.main.jmx-enabled", "false", "camel.management.jolokia-enabled", "false"));
        service = new Service(Path.of(""), environment);
        service.start();
    }

    /** While all is said to be well, nothing may differ for long. */
    private void watch() {
        var rows = new Patience(PATIENCE);
        var money = new Patience(MONEY);
        while (!over && wrong == null) {
            try {
                family.check();
                boolean ready = isReady();
                String lasting = rows.look(ready ? family.difference() : null) ? family.difference() : money.look(ready ? family.moneyDifference() : null) ? family.moneyDifference() : null;
                if (lasting != null) {
                    wrong = "health says ready, but " + lasting;
                }
                Thread.sleep(50);
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                wrong = "the watcher failed: " + e;
            }
        }
    }

    /** How long something differs. */
    private static final class Patience {
        private final Duration most;
        private long since;

        Patience(Duration most) {
            this.most = most;
        }

        /** @return whether it has been too long */
        boolean look(String difference) {
            since = difference == null ? 0 : since == 0 ? System.nanoTime() : since;
            return since != 0 && System.nanoTime() - since > most.toNanos();
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/health/ready")).timeout(Duration.ofSeconds(5)).build(),
                    BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not there at the moment
        }
    }

    private void await(String what) throws Exception {
        long end = System.nanoTime() + MENDED.toNanos();
        while (wrong == null) {
            if (isReady() && family.difference() == null && family.moneyDifference() == null) {
                return;
            }
            if (wrong == null && System.nanoTime() > end) {
                String health = HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/health")).build(), BodyHandlers.ofString()).body();
                wrong = "waited " + MENDED.toSeconds() + " s in vain for " + what + ": " + family.difference() + ", " + family.moneyDifference() + "; " + health;
            }
            Thread.sleep(50);
        }
    }

    @Override
    public void close() {
        over = true;
        if (service != null) {
            service.close();
        }
        line.close();
        kiwoom.close();
        log.close();
        database.drop();
        if (wrong == null) {
            FileSystemUtils.deleteRecursively(folder.toFile());
        }
    }

    @Override
    public String toString() {
        return "day of seed " + seed;
    }
}
