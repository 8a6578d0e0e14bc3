package dev.balancesync.demo;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.balancesync.Asked;
import dev.balancesync.FreePort;
import dev.balancesync.Service;
import dev.balancesync.session.Session;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** {@code mvn -Pdemo}: PostgreSQL, the simulator with a little market, and the service as it ships, in one process, without keys. */
public final class Demo {
    private static final Duration MARKET = Duration.ofMillis(500);
    private static final Duration TRADE = Duration.ofMillis(1500);
    private static final Path FOLDER = Path.of("target", "demo");
    private static final int PAGE_PORT = 8080;
    /** Who asks for some seconds only, as .ci/run does, is told when a person would have had to wait for longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long FOR_EVER = TimeUnit.DAYS.toSeconds(10_000);

    private Demo() {
    }

    public static void run() throws Exception {
        System.setProperty("balance.log-dir", FOLDER.toString());
        System.setProperty("log4j2.configurationFile", "classpath:log4j2-demo.properties");
        Files.createDirectories(FOLDER);
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        endWithParent();
        long seed = Asked.longNumber("seed", System.currentTimeMillis());

        out.println("kiwoom-balance-sync demo: nothing here is real. Ctrl-C ends everything.\n");
        out.println("  starting PostgreSQL 17 ...");
        EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        var database = "postgresql://postgres@localhost:" + postgres.getPort() + "/postgres";
        out.println("  starting the Kiwoom simulator, seed " + seed + " ...");
        var simulator = KiwoomSimulator.start(SimulatorOptions.defaults().withSeed(seed).withMarket(MARKET, TRADE).withPace(true));
        out.println("  starting the service ...");
        int port = FreePort.findNear(PAGE_PORT);
        var service = new Service(Path.of(""), Map.of(
                "KIWOOM_APP_KEY", "demo", "KIWOOM_APP_SECRET", "demo",
                "KIWOOM_ACCOUNT_NO", KiwoomSimulator.ACCOUNT,
                "KIWOOM_REST_URL", simulator.restUrl(),
                "KIWOOM_WS_URL", simulator.websocketUrl(),
                "SUPABASE_DB_URL", database,
                "HTTP_PORT", String.valueOf(port),
                "KIWOOM_SNAPSHOT_INTERVAL", "10s",
                "DATA_DIR", FOLDER.resolve("data-" + postgres.getPort()).toString()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(out, service, simulator, postgres), "demo-end"));
        service.start();

        out.printf("""

                  Kiwoom simulator   %s
                  page               http://127.0.0.1:%d/   (log: target/demo/balance_sync.log)
                  PostgreSQL 17      %s

                Look for yourself:
                  psql %s -c "select stock_code, stock_name, quantity, current_price, evaluated_amount, profit_loss from kw_portfolio"
                  psql %s -c "select position_count, stock_value, profit_loss, profit_loss_rate from kw_account_balance"
                Buy something:
                  curl -X POST %s/api/order/buy -d '{"stock_code":"005930","quantity":1,"price":0,"order_type":"buy"}'
                Cut the line, and see it come back:
                  curl -X POST %s/api/faults -d '{"fault":"drop"}'

                What changes in the tables, as it changes (the account buys or sells every second or two):

                """, simulator.restUrl(), port, database, database, database, simulator.restUrl(), simulator.restUrl());
        var tables = new TablePrinter(postgres.getPostgresDatabase(), out);
        var states = new States(service.bean(Session.class), out);
        long asked = Asked.longNumber("seconds", FOR_EVER);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(asked);
        while (System.nanoTime() - until < 0 || !tables.hasRows()) {
            states.printNew();
            tables.printChanges();
            if (asked < FOR_EVER && !tables.hasRows() && upFor().compareTo(PATIENCE) > 0) {
                throw new IllegalStateException("nothing is to be seen after " + upFor().toSeconds() + " s");
            }
            new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
        }
    }

    private static Duration upFor() {
        return Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
    }

    private static void end(PrintStream out, Service service, KiwoomSimulator simulator, EmbeddedPostgres postgres) {
        out.println("\nStopping the service, the simulator and PostgreSQL ...");
        for (AutoCloseable each : new AutoCloseable[] {service, simulator, postgres}) {
            try {
                each.close();
            } catch (Exception e) {
                out.println("  " + e.getMessage());
            }
        }
        out.println("Everything is stopped.");
    }

    /** Maven starts this process; when Maven is killed, nothing may be left behind. */
    private static void endWithParent() {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(0)));
    }
}
