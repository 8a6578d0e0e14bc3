package dev.balancesync.many;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import dev.balancesync.FreePort;
import dev.balancesync.Service;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestProxy;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatedAccount;
import dev.balancesync.simulator.SimulatorOptions;

/**
 * One random day. All the while: when health says ready, every table that is served equals its account within {@link #PATIENCE}; at the end, when
 * all is mended, all are equal and ready. No account is ever logged in twice.
 */
final class FamilyDay implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration MENDED = Duration.ofSeconds(90);
    private static final List<String> STOCKS = List.of("005930", "000660", "035420", "035720");
    private static final Pattern PORT = Pattern.compile("localhost:(\\d+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final long seed;
    private final Random random;
    private final int accounts;
    private final KiwoomSimulator kiwoom;
    private final TestDatabase database = TestDatabase.create();
    private final TestProxy line;
    private final Path folder = Files.createTempDirectory("family");
    private final int port = FreePort.find();
    private final Set<Integer> listed = new TreeSet<>();
    private final List<String> steps = new ArrayList<>();
    private Service service;
    private volatile String wrong;
    private volatile boolean over;

    private FamilyDay(long seed) throws IOException {
        this.seed = seed;
        this.random = new Random(seed);
        this.accounts = 1 + random.nextInt(5);
        this.kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(false).withAccounts(accounts).withSeed(seed));
        var found = PORT.matcher(database.url());
        this.line = TestProxy.to(found.find() ? Integer.parseInt(found.group(1)) : 0);
    }

    /** @return what went wrong; {@code null} when nothing did */
    static String of(long seed) throws Exception {
        try (var day = new FamilyDay(seed)) {
            day.live();
            return day.wrong == null ? null : "seed " + seed + " diverges: " + day.wrong + "\n  " + String.join("\n  ", day.steps);
        }
    }

    private void live() throws Exception {
        for (int i = 1; i <= accounts; i++) {
            listed.add(i);
            for (String stock : STOCKS.subList(0, random.nextInt(STOCKS.size()))) {
                kiwoom.account(i).hold(stock, "종목 " + stock, 1 + random.nextInt(50), 1_000, 70_000);
            }
        }
        list();
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
        for (int i = 1; i <= accounts && wrong == null; i++) {
            if (kiwoom.account(i).count("most_logged_in") > 1) {
                wrong = "account " + i + " was logged in twice";
            }
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
            case 12 -> {
                if (!listed.remove(number)) {
                    listed.add(number);
                }
                list();
                what = "list of " + listed;
            }
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
            listed.add(i);
        }
        list();
        for (int i = 1; i <= accounts; i++) {
            trade(i);
        }
        steps.add("mended");
    }

    private void list() throws IOException {
        var yaml = new StringBuilder("accounts:\n");
        listed.forEach(i -> yaml.append("  - name: a").append(i).append("\n    app-key: ").append(kiwoom.account(i).appKey()).append("\n    app-secret: ")
                .append(kiwoom.account(i).appSecret()).append("\n    account-no: \"").append(kiwoom.account(i).number()).append("\"\n"));
        Path next = Files.writeString(folder.resolve("next"), listed.isEmpty() ? "accounts: []\n" : yaml);
        Files.move(next, folder.resolve("accounts.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void start() throws IOException {
        var environment = new TreeMap<>(Map.of("ACCOUNTS_FILE", folder.resolve("accounts.yaml").toString(), "ACCOUNTS_START_SPREAD", "0s",
                "KIWOOM_REST_URL", kiwoom.restUrl(), "KIWOOM_WS_URL", kiwoom.websocketUrl(), "HTTP_PORT", String.valueOf(port),
                "SUPABASE_DB_URL", database.url().replaceFirst(PORT.pattern(), "localhost:" + line.port()), "DATA_DIR", folder.resolve("data").toString(),
                "KIWOOM_REST_PACE", "10ms", "KIWOOM_SNAPSHOT_SETTLE", "0s"));
        environment.putAll(Map.of("KIWOOM_RECONNECT_DELAY", "300ms", "KIWOOM_DUPLICATE_DELAY", "2s", "KIWOOM_CREDENTIALS_DELAY", "2s",
                "KIWOOM_SNAPSHOT_RETRY", "300ms", "KIWOOM_REST_TIMEOUT_MILLIS", "2000", "KIWOOM_CIRCUIT_OPEN_DURATION", "2s", "LANGUAGE", "en",
                "camel.main.jmx-enabled", "false", "camel.management.jolokia-enabled", "false"));
        service = new Service(Path.of(""), environment);
        service.start();
    }

    /** While all is said to be well, nothing may differ for long. */
    private void watch() {
        long since = 0;
        while (!over && wrong == null) {
            try {
                boolean ready = isReady();
                String difference = ready ? difference() : null;
                since = difference == null ? 0 : since == 0 ? System.nanoTime() : since;
                if (since != 0 && System.nanoTime() - since > PATIENCE.toNanos()) {
                    wrong = "health says ready for " + PATIENCE.toSeconds() + " s, but " + difference;
                }
                Thread.sleep(100);
            } catch (IOException e) {
                since = 0;
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean isReady() throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/health/ready")).timeout(Duration.ofSeconds(5)).build(),
                BodyHandlers.ofString()).statusCode() == 200;
    }

    private String difference() {
        if (!database.has("kw_portfolio")) {
            return listed.isEmpty() ? null : "there are no tables";
        }
        for (int number : List.copyOf(listed)) {
            var held = new TreeMap<String, Long>();
            kiwoom.account(number).holdings().stream().filter(each -> each.quantity() > 0).forEach(each -> held.put(each.code(), each.quantity()));
            var rows = new TreeMap<String, Long>();
            database.rows("select stock_code, quantity from kw_portfolio where account_number = '" + kiwoom.account(number).number() + "'")
                    .forEach(row -> rows.put((String) row.get("stock_code"), (Long) row.get("quantity")));
            if (!rows.equals(held)) {
                return "account " + number + " has " + held + " and its rows " + rows;
            }
        }
        return null;
    }

    private void await(String what) throws Exception {
        long end = System.nanoTime() + MENDED.toNanos();
        while (wrong == null) {
            try {
                if (isReady() && difference() == null) {
                    return;
                }
            } catch (IOException e) {
                // not there at the moment
            }
            if (System.nanoTime() > end) {
                String health = HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/health")).build(), BodyHandlers.ofString()).body();
                wrong = "waited " + MENDED.toSeconds() + " s in vain for " + what + ": " + difference() + "; " + health;
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
    }

    @Override
    public String toString() {
        return "day of seed " + seed;
    }
}
