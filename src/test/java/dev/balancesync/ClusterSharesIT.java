package dev.balancesync;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.balancesync.simulator.Held;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatedAccount;
import dev.balancesync.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three machines, each the packaged jar, that share many accounts: more of them with {@code -Daccounts=300}. */
class ClusterSharesIT {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.measured");
    private static final int ACCOUNTS = Integer.getInteger("accounts", 12);
    private static final Duration TTL = Duration.ofSeconds(Long.getLong("ttl", 6));
    private static final Duration LIMIT = SOON.multipliedBy(3);

    @TempDir
    private Path folder;
    private final TestDatabase database = TestDatabase.create();
    private final KiwoomSimulator kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(false).withAccounts(ACCOUNTS));
    private final List<TestProcess> machines = new ArrayList<>();

    private TestProcess machine(String name) throws IOException {
        Path own = Files.createDirectory(folder.resolve(name));
        var machine = new TestProcess(own, kiwoom, database).withoutManagement();
        var accounts = new StringBuilder("accounts:\n");
        for (int i = 1; i <= ACCOUNTS; i++) {
            SimulatedAccount each = kiwoom.account(i);
            accounts.append("  - name: a").append(i).append("\n    app-key: ${KEY_").append(i).append("}\n    app-secret: ${SECRET_").append(i)
                    .append("}\n    account-no: ").append(each.number()).append('\n');
            machine.environment.putAll(Map.of("KEY_" + i, each.appKey(), "SECRET_" + i, each.appSecret()));
        }
        Files.writeString(own.resolve("accounts.yaml"), accounts);
        machine.environment.keySet().removeAll(List.of("KIWOOM_APP_KEY", "KIWOOM_APP_SECRET", "KIWOOM_ACCOUNT_NO"));
        machine.environment.putAll(Map.of("ACCOUNTS_FILE", own.resolve("accounts.yaml").toString(), "ACCOUNTS_START_SPREAD", "0s", "CLUSTER", "postgres",
                "NODE_NAME", name, "CLUSTER_LEASE_TTL", TTL.toSeconds() + "s", "KIWOOM_SNAPSHOT_SETTLE", "0s", "KIWOOM_REST_PACE", "10ms"));
        machines.add(machine);
        machine.run();
        return machine;
    }

    @AfterEach
    void tearDown() {
        machines.forEach(TestProcess::close);
        kiwoom.close();
        database.drop();
    }

    private static IntStream numbers() {
        return IntStream.rangeClosed(1, ACCOUNTS);
    }

    /** Every account is heard by one machine, and never was by two. */
    private void awaitAllServed(String when) {
        long from = System.nanoTime();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(numbers().filter(i -> kiwoom.account(i).count("hearing") != 1).boxed()).as("not served").isEmpty());
        LOG.info("measured: {}: all of {} accounts served after {} ms, ttl {} s", when, ACCOUNTS, Duration.ofNanos(System.nanoTime() - from).toMillis(), TTL.toSeconds());
        assertThat(numbers().filter(i -> kiwoom.account(i).count("most_logged_in") != 1).boxed()).as("logged in twice at a time").isEmpty();
        assertThat(numbers().filter(i -> kiwoom.account(i).count("duplicates") != 0).boxed()).as("one took the line of another").isEmpty();
    }

    /** Shards by machine, as the database has them. */
    private Map<String, Long> shares() {
        var shares = new TreeMap<String, Long>();
        database.rows("select split_part(holder, '~', 1) as name, count(*) as shards from kw_sync_lease join kw_sync_node on name = holder group by 1")
                .forEach(row -> shares.put((String) row.get("name"), (Long) row.get("shards")));
        return shares;
    }

    private void awaitShares(String when, int count) {
        long from = System.nanoTime();
        await().atMost(LIMIT).untilAsserted(() -> {
            Map<String, Long> shares = shares();
            assertThat(shares).hasSize(count);
            assertThat(shares.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(64);
            assertThat(shares.values()).allMatch(each -> Math.abs(each - 64.0 / count) <= 2);
        });
        LOG.info("measured: {}: shares {} after {} ms, ttl {} s", when, shares(), Duration.ofNanos(System.nanoTime() - from).toMillis(), TTL.toSeconds());
    }

    private void tradeAndAwaitEqual(long quantity) {
        numbers().forEach(i -> kiwoom.account(i).buy("035720", quantity + i % 5, 50_000));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(rows()).isEqualTo(numbers().boxed().collect(Collectors.toMap(i -> kiwoom.account(i).number(),
                i -> kiwoom.account(i).holdings().stream().mapToLong(Held::quantity).sum(), Long::sum, TreeMap::new))));
    }

    private Map<String, Long> rows() {
        var rows = new TreeMap<String, Long>();
        database.rows("select account_number, sum(quantity)::bigint as quantity from kw_portfolio group by 1")
                .forEach(row -> rows.put((String) row.get("account_number"), (Long) row.get("quantity")));
        return rows;
    }

    @Test
    void three_machines_share_the_accounts_and_share_again_when_one_joins_dies_or_leaves() throws Exception {
        TestProcess nas = machine("nas");
        awaitAllServed("one machine");
        tradeAndAwaitEqual(1);

        machine("pc");
        awaitShares("a second has joined", 2);
        TestProcess pi = machine("pi");
        awaitShares("a third has joined", 3);
        awaitAllServed("three machines");
        tradeAndAwaitEqual(2);

        nas.kill();
        awaitAllServed("one was killed");
        awaitShares("one was killed", 2);
        tradeAndAwaitEqual(3);

        pi.terminate();
        assertThat(pi.exitCode()).isZero();
        awaitAllServed("one was stopped");
        awaitShares("one was stopped", 1);
        tradeAndAwaitEqual(4);

        nas.run();
        awaitShares("the first has come back", 2);
        awaitAllServed("the first has come back");
    }
}
