package dev.balancesync.store;

import static dev.balancesync.TestService.SOON;
import static dev.balancesync.store.StoreDrive.lastPrices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import dev.balancesync.session.SessionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that is there and lets nobody in, or lets nobody write: people are told why, it is not asked too often, and in the end everything is stored. */
class DatabaseRefusesIT {
    private static final int STOCKS = 20;

    @RegisterExtension
    private final StoreDrive store = new StoreDrive();

    /** The service connects as an ordinary user, which PostgreSQL can turn away; superusers it never does. */
    private void connectAs(String user, String password) throws Exception {
        store.execute("create role " + user + " login password '" + password + "'", "grant all on schema public to " + user);
        store.mirror.environment.compute("SUPABASE_DB_URL", (name, url) -> url.replace("postgres@", user + ":" + password + "@"));
    }

    /** The PostgreSQL of the tests trusts everybody else. */
    private void requirePassword(String user) throws Exception {
        Path rules = Path.of((String) store.mirror.database.rows("show hba_file").get(0).get("hba_file"));
        Files.writeString(rules, "host all " + user + " all scram-sha-256\n" + Files.readString(rules));
        store.mirror.database.rows("select pg_reload_conf()");
        await().atMost(SOON).until(() -> !store.mirror.database.rows(
                "select from pg_hba_file_rules where '" + user + "' = any(user_name)").isEmpty());
    }

    /** Whoever makes the database writable again need not close the connections that were made before (chaos, seed 617). */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void read_only(boolean connectionsAreClosed) throws Exception {
        store.start();
        String database = (String) store.mirror.database.rows("select current_database() as name").get(0).get("name");
        store.execute("alter database " + database + " set default_transaction_read_only = on");
        store.terminate();

        store.sendPrices(0, 100, STOCKS);

        store.awaitTold("read-only", STOCKS);
        store.execute("alter database " + database + " set default_transaction_read_only = off");
        if (connectionsAreClosed) {
            store.terminate();
        } else {
            store.letWaitPass();
        }
        store.awaitRows(lastPrices(100, STOCKS));
        store.awaitToldWell();
        assertThat(store.quarantined()).isEmpty();
        store.assertWhole();
    }

    /** Nothing was written, so nothing was refused, and health said 200. */
    @Test
    void read_only_while_nobody_trades() throws Exception {
        store.startQuiet();
        String database = (String) store.mirror.database.rows("select current_database() as name").get(0).get("name");
        store.execute("alter database " + database + " set default_transaction_read_only = on");
        store.terminate();

        store.ticker.move(Duration.ofMinutes(1));

        store.awaitTold("read-only", 0);
        assertThat(store.mirror.service().bean(DatabaseAnswers.class).obstacle()).isEqualTo(Obstacle.READ_ONLY);
        store.execute("alter database " + database + " set default_transaction_read_only = off");
        store.awaitToldWell();
        store.assertTakesAFill();
    }

    /** Sessions from before stay open, and the probe's own too: only a new one is refused. */
    @Test
    void a_changed_password_while_nobody_trades() throws Exception {
        connectAs("idle", "before");
        requirePassword("idle");
        store.startQuiet();
        store.execute("alter role idle password 'after'");
        store.terminate();

        store.ticker.move(Duration.ofMinutes(1));

        store.awaitTold("password authentication failed", 0);
        int attempts = store.proxy.accepted();
        assertThatThrownBy(store.mirror.service().bean(ConnectionPool.class)::getConnection).hasStackTraceContaining("password authentication failed");
        assertThat(store.proxy.accepted()).as("the pool's own attempt, within the minute of the probe's").isEqualTo(attempts);
        store.execute("alter role idle password 'before'");
        store.ticker.move(Duration.ofMinutes(1));
        store.awaitToldWell();
        store.assertTakesAFill();
    }

    /** It went on to be away, though all was well, until the next fill. */
    @Test
    void a_database_that_lets_nobody_in_for_a_while_when_nobody_trades() throws Exception {
        connectAs("visitor", "any");
        store.startQuiet();
        String database = (String) store.mirror.database.rows("select current_database() as name").get(0).get("name");
        store.execute("revoke connect on database " + database + " from public");
        store.terminate();

        store.ticker.move(Duration.ofMinutes(1));

        store.awaitAway("permission denied for database");
        store.execute("grant connect on database " + database + " to public");
        store.ticker.move(Duration.ofMinutes(1));
        store.awaitToldWell();
        store.assertTakesAFill();
    }

    @Test
    void out_of_connections() throws Exception {
        connectAs("crowded", "any");
        store.start();
        store.execute("alter role crowded connection limit 0");
        store.terminate();

        store.sendPrices(0, 100, STOCKS);

        store.awaitTold("too many connections", STOCKS);
        store.execute("alter role crowded connection limit -1");
        store.awaitRows(lastPrices(100, STOCKS));
        store.awaitToldWell();
        store.assertWhole();
    }

    @Test
    void a_changed_password() throws Exception {
        connectAs("renamed", "before");
        requirePassword("renamed");
        store.mirror.start();
        store.mirror.awaitState(SessionState.LIVE);
        await().atMost(SOON).until(() -> store.mirror.service().bean(DatabaseAnswers.class).isPrepared() && store.mirror.snapshot().lastAt() != null);
        store.execute("alter role renamed password 'after'");
        // more than once, since a login that was just under way may be in nobody's list yet
        await().atMost(SOON).until(() -> {
            store.terminate();
            return Boolean.FALSE.equals(store.database().reachable());
        });

        store.sendPrices(0, 100, STOCKS);

        store.awaitTold("password authentication failed", STOCKS);
        store.awaitTold("correct it in SUPABASE_DB_URL", STOCKS);
        assertThat(store.mirror.service().bean(DatabaseAnswers.class).obstacle()).isEqualTo(Obstacle.PASSWORD);
        assertThat(store.status().toString()).doesNotContain("before");
        store.execute("alter role renamed password 'before'");
        store.ticker.move(Duration.ofMinutes(1));
        store.awaitRows(lastPrices(100, STOCKS));
        store.awaitToldWell();
        store.assertWhole();
    }

    /** Supabase bans an address after too many of them, and Supavisor's breaker is prolonged by each. The pool's own attempts count. */
    @Test
    void a_wrong_password_costs_one_login_a_minute_and_is_taken_up_again_without_a_restart() throws Exception {
        connectAs("refused", "wrong");
        requirePassword("refused");
        store.execute("alter role refused password 'another'");
        store.mirror.start();
        store.awaitTold("password authentication failed", 0);
        int before = store.proxy.accepted();

        assertNoLoginWithinTheMinute(before);

        assertThat(before).isEqualTo(1);
        store.ticker.move(Duration.ofMinutes(1));
        await().atMost(SOON).until(() -> store.proxy.accepted() == 2);
        store.execute("alter role refused password 'wrong'");
        // the attempt that was accepted may be under way still: the next one is due a minute after its end
        await().atMost(SOON).pollInterval(Duration.ofSeconds(1)).until(() -> {
            store.ticker.move(Duration.ofMinutes(1));
            return store.proxy.accepted() > 2;
        });
        // not health: these minutes without a PING cost the session its line
        await().atMost(SOON).until(() -> Boolean.TRUE.equals(store.database().reachable()));
    }

    /** Much of it passes, in which the store and who else asks again and again would have tried. */
    private void assertNoLoginWithinTheMinute(int logins) {
        store.ticker.move(Duration.ofSeconds(40));
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> store.proxy.accepted() == logins);
    }

    /** The lease has a connection of its own, and asks again and again. */
    @Test
    void of_several_machines_each_makes_one_login_a_minute_and_gets_its_lease_at_the_next() throws Exception {
        connectAs("leasing", "wrong");
        requirePassword("leasing");
        store.execute("alter role leasing password 'another'");
        store.mirror.with("CLUSTER", "postgres").with("CLUSTER_LEASE_TTL", "3s").start();
        await().atMost(SOON).ignoreExceptions().until(() -> store.status().path("headline").toString().contains("password authentication failed"));

        for (int minutes = 1; minutes <= 2; minutes++) {
            int logins = minutes;
            await().atMost(SOON).until(() -> store.proxy.accepted() == logins);
            assertNoLoginWithinTheMinute(logins);
            store.ticker.move(Duration.ofMinutes(1));
        }
        await().atMost(SOON).until(() -> store.proxy.accepted() == 3);
        store.execute("alter role leasing password 'wrong'");
        await().atMost(SOON).pollInterval(Duration.ofSeconds(2)).until(() -> {
            store.ticker.move(Duration.ofMinutes(1));
            return store.mirror.state() == SessionState.LIVE;
        });
    }

    @Test
    void a_database_that_is_not_there_is_named_with_what_to_do() throws Exception {
        store.mirror.environment.compute("SUPABASE_DB_URL", (name, url) -> url.replaceAll("/test\\d+$", "/elsewhere"));

        store.mirror.start();

        store.awaitTold("does not exist", 0);
        store.awaitTold("on Supabase it is postgres", 0);
    }
}
