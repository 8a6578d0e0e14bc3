package dev.balancesync.store;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import dev.balancesync.SampleFrames;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestProcess;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The packaged jar in a heap far smaller than the burst: what it cannot write yet must not be kept but laid over, and stay in order. */
class BurstIT {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.measured");
    private static final int FRAMES = Integer.getInteger("burst", 20_000);
    private static final int STOCKS = 20;
    private static final String HEAP = "-Xmx64m";

    @TempDir
    private Path folder;

    @Test
    void a_burst_of_frames_is_stored_in_order_and_ends_with_exactly_the_last_values() throws Exception {
        TestDatabase database = TestDatabase.create();
        try (var kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(false));
                var service = new TestProcess(folder, kiwoom, database)) {
            kiwoom.next(new Fault.RestAnswer("kt00018", 500, ""), 100);
            service.jvmOptions.addAll(List.of(HEAP, "-XX:+ExitOnOutOfMemoryError"));
            service.run();
            await().atMost(SOON.multipliedBy(3)).ignoreExceptions().until(() -> service.isLive() && database.has("kw_sync_status"));
            database.execute("create table history (number bigserial, stock_code text, quantity bigint, current_price numeric, cost numeric)");
            database.execute("create function note() returns trigger language plpgsql as $$ begin insert into history"
                    + " (stock_code, quantity, current_price, cost) values (new.stock_code, new.quantity, new.current_price,"
                    + " new.total_purchase_amount); return null; end $$");
            database.execute("create trigger note after insert or update on kw_portfolio for each row execute function note()");
            Instant start = Instant.now();

            Thread sender = new Thread(() -> IntStream.rangeClosed(1, FRAMES).forEach(i -> kiwoom.send(
                    StoreDrive.entry(StoreDrive.code(i % STOCKS), i, i).frame())), "burst");
            sender.start();

            var expected = IntStream.rangeClosed(FRAMES - STOCKS + 1, FRAMES).mapToObj(i -> StoreDrive.code(i % STOCKS) + " " + i)
                    .sorted().toList();
            await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(500)).until(() -> {
                assertBounded(service);
                assertConsistent(database);
                return rows(database).equals(expected);
            });
            sender.join();

            LOG.info("measured: {} frames stored in {} ms with {}, {} row writes", FRAMES,
                    Duration.between(start, Instant.now()).toMillis(), HEAP, database.rows("select from history").size());
            assertThat(database.rows("select * from (select *, lag(quantity) over (partition by stock_code order by number) as before"
                    + " from history) each where quantity <= before")).as("writes out of order").isEmpty();
            assertThat(database.rows("select * from history where quantity <> current_price or quantity <> cost"))
                    .as("rows made of two frames").isEmpty();
            assertThat(kiwoom.count("opened")).isEqualTo(1);
        }
    }

    private static List<Object> rows(TestDatabase database) {
        return database.rows("select stock_code || ' ' || quantity as row from kw_portfolio order by stock_code").stream()
                .map(row -> row.get("row")).toList();
    }

    private static void assertBounded(TestProcess service) throws Exception {
        assertThat(SampleFrames.JSON.readTree(service.get("/api/status")).path("database").path("waiting").asInt(99))
                .isLessThanOrEqualTo(STOCKS);
    }

    /** At any moment the account's totals are those of its rows. */
    private static void assertConsistent(TestDatabase database) {
        assertThat(database.rows("select * from kw_account_balance account, (select coalesce(sum(total_purchase_amount), 0) as cost,"
                + " count(*) as positions from kw_portfolio) held where (account.total_purchase_amount, account.position_count)"
                + " is distinct from (held.cost, held.positions)")).isEmpty();
    }
}
