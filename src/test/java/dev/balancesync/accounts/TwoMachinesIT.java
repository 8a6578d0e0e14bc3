package dev.balancesync.accounts;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.balancesync.Service;
import dev.balancesync.TestService;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.cluster.EpochService;
import dev.balancesync.cluster.Leadership;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.simulator.Held;
import dev.balancesync.simulator.SimulatedAccount;
import dev.balancesync.simulator.SimulatorOptions;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.store.OwnRefusal;
import dev.balancesync.time.Ticker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several accounts and two machines: each account is served by one of them, and by the other once that has gone. */
class TwoMachinesIT {
    private static final int HALF = 32;

    @TempDir
    Path folder;

    private TestService mirror;
    private Service other;

    @BeforeEach
    void setUp() throws IOException {
        mirror = new TestService(SimulatorOptions.defaults().withHoldings(false).withAccounts(4)).with("ACCOUNTS_START_SPREAD", "0s")
                .with("ACCOUNTS_FILE", folder.resolve("accounts.yaml").toString()).with("CLUSTER", "postgres").with("NODE_NAME", "nas");
        mirror.environment.keySet().removeAll(List.of("KIWOOM_APP_KEY", "KIWOOM_APP_SECRET", "KIWOOM_ACCOUNT_NO"));
        for (int i = 1; i <= 4; i++) {
            mirror.with("KEY_" + i, simulated(i).appKey()).with("SECRET_" + i, simulated(i).appSecret());
        }
        var settings = new HashMap<>(mirror.environment);
        settings.putAll(Map.of("NODE_NAME", "pc", "HTTP_PORT", "0", "DATA_DIR", folder.resolve("pc").toString()));
        other = new Service(Path.of(""), settings, Clock.systemUTC(), Ticker.system());
    }

    @AfterEach
    void tearDown() {
        other.close();
        mirror.close();
    }

    private SimulatedAccount simulated(int number) {
        return mirror.kiwoom.account(number);
    }

    private void serve(int... numbers) throws IOException {
        Path next = folder.resolve("next");
        Files.writeString(next, IntStream.of(numbers).mapToObj(each -> "  - name: a" + each + "\n    app-key: ${KEY_" + each + "}\n    app-secret: ${SECRET_"
                + each + "}\n    account-no: " + simulated(each).number() + "\n").collect(Collectors.joining("", "accounts:\n", "")));
        Files.move(next, folder.resolve("accounts.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void awaitAll(Service service, SessionState state, int... numbers) {
        for (int each : numbers) {
            await().atMost(SOON).until(() -> service.bean(Accounts.class).named("a" + each).map(of -> of.get(Session.class).current().state())
                    .orElse(null) == state);
        }
    }

    private void awaitEqual(int number) {
        await().atMost(SOON).untilAsserted(() -> {
            var rows = new TreeMap<String, Long>();
            mirror.database.rows("select stock_code, quantity from kw_portfolio where account_number = '" + simulated(number).number() + "'")
                    .forEach(row -> rows.put((String) row.get("stock_code"), (Long) row.get("quantity")));
            assertThat(rows).isEqualTo(simulated(number).holdings().stream().filter(each -> each.quantity() > 0)
                    .collect(Collectors.toMap(Held::code, Held::quantity, Long::sum, TreeMap::new)));
        });
    }

    private void assertLogins(int count, int... numbers) {
        for (int each : numbers) {
            assertThat(simulated(each).count("logins")).as("logins of a%d", each).isEqualTo(count);
            assertThat(simulated(each).count("duplicates")).isZero();
            assertThat(simulated(each).count("most_logged_in")).isEqualTo(1);
        }
    }

    @Test
    void each_account_is_logged_in_once_and_who_stays_takes_over_those_of_who_goes() throws Exception {
        serve(1, 2, 3);
        mirror.start();
        awaitAll(mirror.service(), SessionState.LIVE, 1, 2, 3);
        IntStream.rangeClosed(1, 3).forEach(i -> simulated(i).buy("035720", i, 50_000));

        other.start();
        awaitAll(other, SessionState.STANDBY, 1, 2, 3);
        await().atMost(SOON).until(() -> other.bean(EpochService.class).count() == HALF);
        assertThat(mirror.service().bean(EpochService.class).count()).as("shards without an account are handed over first").isEqualTo(HALF);
        IntStream.rangeClosed(1, 3).forEach(this::awaitEqual);
        awaitAll(mirror.service(), SessionState.LIVE, 1, 2, 3);
        assertLogins(1, 1, 2, 3);

        mirror.stop();
        awaitAll(other, SessionState.LIVE, 1, 2, 3);
        IntStream.rangeClosed(1, 3).forEach(i -> simulated(i).buy("005930", 10L * i, 50_000));
        IntStream.rangeClosed(1, 3).forEach(this::awaitEqual);
        assertLogins(2, 1, 2, 3);
        await().atMost(SOON).untilAsserted(() -> assertThat(mirror.database.rows("select count(*) as n from kw_sync_status where state = 'LIVE'"))
                .containsExactly(Map.of("n", 3L)));

        mirror.start();
        awaitAll(mirror.service(), SessionState.STANDBY, 1, 2, 3);
        await().atMost(SOON).until(() -> mirror.service().bean(EpochService.class).count() == HALF);
        assertLogins(2, 1, 2, 3);
    }

    @Test
    void who_is_added_is_served_by_one_of_them_and_who_is_removed_by_neither() throws Exception {
        serve(1, 2);
        mirror.start();
        other.start();
        await().atMost(SOON).until(() -> mirror.kiwoom.count("logged_in") == 2);

        serve(1, 3, 4);
        for (int each : new int[] {3, 4}) {
            await().atMost(SOON).until(() -> simulated(each).count("hearing") == 1);
            simulated(each).buy("035720", 5, 50_000);
            awaitEqual(each);
        }
        await().atMost(SOON).until(() -> simulated(2).count("logged_in") == 0 && other.bean(Accounts.class).named("a2").isEmpty()
                && mirror.service().bean(Accounts.class).named("a2").isEmpty());

        await().during(Duration.ofSeconds(2)).atMost(SOON).untilAsserted(() -> {
            assertThat(mirror.kiwoom.count("logged_in")).isEqualTo(3);
            IntStream.rangeClosed(1, 4).forEach(i -> assertThat(simulated(i).count("most_logged_in")).isEqualTo(1));
        });
    }

    /** As after a machine was suspended: what it believes to hold is another's by now. The thief is no machine, so the shard comes back. */
    @Test
    void a_write_that_is_refused_for_one_account_is_written_for_the_others_and_is_no_outage() throws Exception {
        serve(1, 2, 3, 4);
        mirror.start();
        awaitAll(mirror.service(), SessionState.LIVE, 1, 2, 3, 4);
        int stolen = shard(1);
        int[] others = IntStream.rangeClosed(2, 4).filter(each -> shard(each) != stolen).toArray();
        assertThat(others).isNotEmpty();

        long before = epoch(stolen);
        mirror.database.execute("update kw_sync_lease set holder = 'thief~0', epoch = epoch + 1 where shard = " + stolen);
        for (int i = 0; i < 20; i++) {
            IntStream.rangeClosed(1, 4).forEach(each -> simulated(each).buy("035720", 1, 50_000));
        }

        IntStream.of(others).forEach(this::awaitEqual);
        assertThat(mirror.service().bean(DatabaseAnswers.class).state().reachable()).isTrue();
        assertLogins(1, others);
        awaitEqual(1);
        assertThat(epoch(stolen)).isEqualTo(before + 2);
        assertThat(simulated(1).count("duplicates")).isZero();
        assertThat(mirror.service().bean(Accounts.class).all()).allSatisfy(each -> {
            assertThat(each.get(OwnRefusal.class).state()).isNull();
            assertThat(each.get(Quarantine.class).count()).isZero();
        });
    }

    private int shard(int number) {
        return mirror.service().bean(Accounts.class).named("a" + number).orElseThrow().get(Leadership.class).shard();
    }

    private long epoch(int shard) {
        return (long) mirror.database.rows("select epoch from kw_sync_lease where shard = " + shard).get(0).get("epoch");
    }
}
