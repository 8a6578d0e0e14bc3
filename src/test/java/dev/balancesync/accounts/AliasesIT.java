package dev.balancesync.accounts;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

import dev.balancesync.LogLines;
import dev.balancesync.TestFrames;
import dev.balancesync.TestProxy;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While the database is away an alias comes to stand for another account; what waits belongs to the account that received it. */
class AliasesIT extends ManyAccounts {
    private static final Duration UNTIL_LEFT = Duration.ofSeconds(60);

    private TestProxy database;

    @BeforeEach
    void cuttable() throws IOException {
        int server = URI.create(mirror.database.url()).getPort();
        database = TestProxy.to(server);
        // what is sent here is not in the simulator's account: a snapshot would rightly remove it, were it not so fresh
        mirror.with("SUPABASE_DB_URL", mirror.database.url().replace(":" + server + "/", ":" + database.port() + "/")).with("KIWOOM_SNAPSHOT_SETTLE", "1h");
    }

    @AfterEach
    void restore() {
        database.restore();
        mirror.close();
        database.close();
    }

    /** As Kiwoom sends some: it does not tell the account. */
    private void tell(int number, String code, long quantity) {
        simulated(number).send(TestFrames.entry("04", code).quantity(quantity).price(1000).with("931", "1000").frame());
        await().atMost(SOON).until(() -> of(number, Pending.class).isWaiting());
    }

    private void start(int... numbers) throws IOException {
        serve(numbers);
        mirror.start();
        awaitLive(numbers);
        for (int each : numbers) {
            simulated(each).buy("035720", each, 0);
        }
        awaitEqual(numbers);
        database.cut();
    }

    private String named(int number, String alias) {
        return entry(number).replace("name: a" + number, "name: " + alias);
    }

    private BooleanSupplier isLive(String alias, int number) {
        return () -> accounts().named(alias).filter(each -> each.settings().accountNo().equals(simulated(number).number()))
                .filter(each -> each.get(Session.class).current().state() == SessionState.LIVE).isPresent();
    }

    private void awaitTable(int number, Map<String, Long> rows) {
        await().atMost(UNTIL_LEFT).untilAsserted(() -> assertThat(table(number)).isEqualTo(rows));
    }

    @Test
    void what_waits_is_not_given_to_the_account_that_the_alias_stands_for_now_and_not_lost() throws Exception {
        try (var log = new LogLines()) {
            start(1, 2);
            tell(1, "005930", 7);
            simulated(1).buy("035720", 1, 0);

            write("accounts:\n" + named(3, "a1") + entry(2));
            await().atMost(UNTIL_LEFT).until(() -> isLive("a1", 3).getAsBoolean());
            database.restore();
            simulated(3).buy("000660", 3, 0);

            awaitTable(3, Map.of("000660", 3L));
            assertThat(of(1, Quarantine.class).count()).isZero();
            assertThat(table(1)).as("the old rows stay").isEqualTo(Map.of("035720", 1L));
            assertThat(log.all()).anyMatch(line -> line.contains("waits in") && line.contains("a1.1"));

            write("accounts:\n" + named(3, "a1") + entry(2) + named(1, "father"));
            awaitTable(1, Map.of("005930", 7L, "035720", 2L));
            assertThat(table(3)).isEqualTo(Map.of("000660", 3L));
        }
    }

    @Test
    void what_waits_goes_with_its_account_to_another_alias() throws Exception {
        start(1);
        tell(1, "005930", 7);

        write("accounts:\n" + named(1, "father"));
        await().atMost(UNTIL_LEFT).until(() -> isLive("father", 1).getAsBoolean());
        database.restore();

        awaitTable(1, Map.of("005930", 7L, "035720", 1L));
    }

    @Test
    void two_that_change_their_names_keep_what_waits_apart() throws Exception {
        start(1, 2);
        tell(1, "005930", 7);
        tell(2, "000660", 9);

        write("accounts:\n" + named(1, "a2") + named(2, "a1"));
        await().atMost(UNTIL_LEFT).until(() -> isLive("a1", 2).getAsBoolean() && isLive("a2", 1).getAsBoolean());
        database.restore();

        awaitTable(1, Map.of("005930", 7L, "035720", 1L));
        awaitTable(2, Map.of("000660", 9L, "035720", 2L));
    }
}
