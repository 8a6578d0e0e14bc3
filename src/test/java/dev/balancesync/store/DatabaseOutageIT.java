package dev.balancesync.store;

import static dev.balancesync.TestService.SOON;
import static dev.balancesync.store.StoreDrive.entry;
import static dev.balancesync.store.StoreDrive.lastPrices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.LogLines;
import dev.balancesync.balance.Pending;
import dev.balancesync.session.SessionState;
import dev.balancesync.simulator.Fault;
import dev.balancesync.snapshot.Cash;
import dev.balancesync.snapshot.CashBell;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Each way in which a database can be of no use for a while: people are told which one it is and how much waits, the broker notices
 * nothing, what waits is bounded by the number of holdings, and in the end everything is stored.
 */
class DatabaseOutageIT {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.measured");
    private static final int STOCKS = 20;

    private StoreDrive store;

    @BeforeEach
    void setUp() throws IOException {
        store = new StoreDrive();
    }

    @AfterEach
    void tearDown() throws Exception {
        store.close();
    }

    /** The service connects as an ordinary user, which PostgreSQL can turn away; superusers it never does. */
    private void connectAs(String user, String password) throws Exception {
        store.execute("create role " + user + " login password '" + password + "'", "grant all on schema public to " + user);
        store.mirror.environment.compute("SUPABASE_DB_URL", (name, url) -> url.replace("postgres@", user + ":" + password + "@"));
    }

    @Test
    void away_at_the_start_and_long_it_is_told_and_nothing_piles_up() throws Exception {
        store.proxy.cut();
        store.mirror.startLive();

        store.sendPrices(0, 10_000, STOCKS);

        store.awaitTold("refused", STOCKS);
        assertThat(store.status().path("database").path("since").asText()).endsWith("+09:00");
        store.sendPrices(10_000, 10_000, STOCKS);
        store.send(entry("999999", 1, 1));
        store.awaitTold("refused", STOCKS + 1);
        store.proxy.restore();
        store.awaitToldWell();
        store.send(entry("999999", 0, 1));
        store.awaitRows(lastPrices(20_000, STOCKS));
        store.assertWhole();
    }

    /** The store says that the database is away; that nobody can read what was written either is no surprise. */
    @Test
    void what_was_written_and_cannot_be_read_back_is_no_error_of_ours() throws Exception {
        store.start();
        store.proxy.cut();

        try (var log = new LogLines(); var ask = store.mirror.service().camel().createProducerTemplate()) {
            ask.sendBody("direct:snapshot-confirm", "");

            assertThat(log.all()).noneMatch(each -> each.contains("kiwoom.errors"));
        }
        store.proxy.restore();
        store.awaitToldWell();
    }

    @Test
    void thirty_short_interruptions_in_a_stream_of_fills_lose_nothing() throws Exception {
        store.start();
        Pending pending = store.mirror.service().bean(Pending.class);

        for (int i = 0; i < 30; i++) {
            store.sendPrices(i * 100, 50, STOCKS);
            store.proxy.cut();
            store.sendPrices(i * 100 + 50, 50, STOCKS);
            store.proxy.restore();
            assertThat(pending.size()).isLessThanOrEqualTo(STOCKS);
        }

        store.awaitRows(lastPrices(3000, STOCKS));
        store.awaitToldWell();
        store.assertWhole();
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

    /** LIVE and stored once, with a clock on which the minute between two writes of kw_sync_status can pass. */
    private ShiftedTicker startQuiet() throws Exception {
        store.mirror.start();
        store.mirror.awaitState(SessionState.LIVE);
        await().atMost(SOON).until(() -> store.mirror.service().bean(DatabaseAnswers.class).isPrepared() && store.mirror.snapshot().lastAt() != null
                && store.mirror.service().bean(Cash.class).state().asOf() != null);
        store.awaitToldWell();
        return store.ticker;
    }

    private void assertTakesAFill() {
        store.send(entry("000001", 1, 10));
        store.awaitRows("000001 1 10.00");
        store.assertWhole();
    }

    /** Nothing was written, so nothing was refused, and health said 200. */
    @Test
    void read_only_while_nobody_trades() throws Exception {
        ShiftedTicker ticker = startQuiet();
        String database = (String) store.mirror.database.rows("select current_database() as name").get(0).get("name");
        store.execute("alter database " + database + " set default_transaction_read_only = on");
        store.terminate();

        ticker.move(Duration.ofMinutes(1));

        store.awaitTold("read-only", 0);
        assertThat(store.mirror.service().bean(DatabaseAnswers.class).obstacle()).isEqualTo(Obstacle.READ_ONLY);
        store.execute("alter database " + database + " set default_transaction_read_only = off");
        store.awaitToldWell();
        assertTakesAFill();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "alter table kw_account_balance add constraint poor check (total_cash = 1) not valid | constraint=poor"
                + " | alter table kw_account_balance drop constraint poor",
        "alter table kw_account_balance rename order_cash to orders | order_cash | alter table kw_account_balance rename orders to order_cash",
        "alter table kw_sync_status add constraint mute check (state is null) not valid | constraint=mute | alter table kw_sync_status drop constraint mute",
        "alter table kw_sync_status add constraint mute check (state is null) not valid | constraint=mute | drop table kw_sync_status",
    })
    void a_table_that_refuses_while_nobody_trades(String rule, String named, String cure) throws Exception {
        ShiftedTicker ticker = startQuiet();
        store.execute("update kw_account_balance set total_cash = 1");
        store.execute(rule);

        store.mirror.service().bean(CashBell.class).ringNow();
        ticker.move(Duration.ofMinutes(1));

        store.awaitTold(named, 0);
        JsonNode conditions = store.status().path("conditions");
        assertThat(conditions.toString()).contains("DATABASE_AWAY", Obstacle.TABLE.words(Locale.KOREAN)).doesNotContain("CASH_FAILING");
        store.execute(cure);
        store.letWaitPass();
        store.awaitToldWell();
        assertThat(((Number) store.mirror.account().get("total_cash")).longValue()).isNotEqualTo(1);
        assertTakesAFill();
    }

    @Test
    void fills_do_not_wait_for_the_cash_that_is_refused() throws Exception {
        store.start();
        store.execute("alter table kw_account_balance rename order_cash to orders");
        store.mirror.service().bean(CashBell.class).ringNow();
        store.awaitTold("order_cash", 0);

        for (int i = 1; i <= 3; i++) {
            store.send(entry("000001", i, 10));
            store.awaitRows("000001 " + i + " 10.00");
        }

        store.awaitTold("order_cash", 0);
        store.execute("alter table kw_account_balance rename orders to order_cash");
        store.letWaitPass();
        store.awaitToldWell();
    }

    /** Sessions from before stay open, and the probe's own too: only a new one is refused. */
    @Test
    void a_changed_password_while_nobody_trades() throws Exception {
        connectAs("idle", "before");
        requirePassword("idle");
        ShiftedTicker ticker = startQuiet();
        store.execute("alter role idle password 'after'");
        store.terminate();

        ticker.move(Duration.ofMinutes(1));

        store.awaitTold("password authentication failed", 0);
        int attempts = store.proxy.accepted();
        assertThatThrownBy(store.mirror.service().bean(ConnectionPool.class)::getConnection).hasStackTraceContaining("password authentication failed");
        assertThat(store.proxy.accepted()).as("the pool's own attempt, within the minute of the probe's").isEqualTo(attempts);
        store.execute("alter role idle password 'before'");
        ticker.move(Duration.ofMinutes(1));
        store.awaitToldWell();
        assertTakesAFill();
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

    @Test
    void a_host_that_nobody_knows_is_more_than_its_name() throws Exception {
        store.mirror.with("SUPABASE_DB_URL", "postgresql://postgres@no-such-host.invalid/postgres");

        store.mirror.start();

        store.awaitTold("host name is not known (no-such-host.invalid)", 0);
        store.awaitTold("paused", 0);
    }

    /** The PostgreSQL of the tests trusts everybody else. */
    private void requirePassword(String user) throws Exception {
        Path rules = Path.of((String) store.mirror.database.rows("show hba_file").get(0).get("hba_file"));
        Files.writeString(rules, "host all " + user + " all scram-sha-256\n" + Files.readString(rules));
        store.mirror.database.rows("select pg_reload_conf()");
        await().atMost(SOON).until(() -> !store.mirror.database.rows(
                "select from pg_hba_file_rules where '" + user + "' = any(user_name)").isEmpty());
    }

    @Test
    void a_line_that_goes_dead_is_noticed_by_the_time_limit_of_the_address() throws Exception {
        store.mirror.environment.compute("SUPABASE_DB_URL", (name, url) -> url + "?socketTimeout=3");
        store.start();
        store.proxy.pause();
        Instant start = Instant.now();

        store.sendPrices(0, 100, STOCKS);

        store.awaitTold("timed out", STOCKS);
        LOG.info("measured: a dead line noticed after {} ms", Duration.between(start, Instant.now()).toMillis());
        store.proxy.restore();
        store.awaitRows(lastPrices(100, STOCKS));
        store.awaitToldWell();
        store.assertWhole();
    }

    /** The page's reading of the tables, behind a commit; with nothing left to write, nobody gave the connection up (chaos, seed 1031). */
    @ParameterizedTest
    @ValueSource(strings = {"from kw_portfolio held", "kw_sync_status"})
    void a_stop_keeps_its_time_whoever_hangs_on_a_line_that_goes_dead(String statement) throws Exception {
        store.start();
        store.proxy.pauseAt(statement);
        store.send(entry("000100", 1, 1));
        store.mirror.kiwoom.next(new Fault.Drop());
        await().atMost(SOON).until(store.proxy::hasPaused);
        long before = System.nanoTime();

        store.mirror.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }

    /** Nothing waited, so nothing was tried again, and the database was called away for good (chaos, seed 101525). */
    @Test
    void a_write_of_the_journals_mark_alone_that_is_cut_is_tried_again() throws Exception {
        store.start();
        store.proxy.cutAt("jsonb_to_recordset");

        store.send(Map.of("type", "04", "item", "000100", "values", 7));

        await().atMost(SOON).until(store.proxy::hasCut);
        store.proxy.restore();
        store.awaitToldWell();
    }

    /** Camel waits for whoever is under way, which was somebody who waited for a connection; then it warns. */
    @Test
    void a_stop_beside_a_database_that_is_away_waits_for_nobody() throws Exception {
        store.start();
        store.proxy.cut();
        store.send(entry("000100", 1, 1));
        store.awaitTold("refused", 1);
        var warnings = new CopyOnWriteArrayList<String>();
        var listening = new AbstractFilter() {
            @Override
            public Result filter(LogEvent event) {
                if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
                    warnings.add(event.getMessage().getFormattedMessage());
                }
                return Result.NEUTRAL;
            }
        };
        var log = ((LoggerContext) LogManager.getContext(false)).getConfiguration().getRootLogger();
        log.addFilter(listening);

        try {
            store.mirror.stop();
        } finally {
            log.removeFilter(listening);
        }

        assertThat(warnings).isEmpty();
    }

    @Test
    void five_seconds_a_statement_is_slow_but_not_away() throws Exception {
        store.start();
        store.execute("create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(5); return null; end $$",
                "create trigger slow before insert or delete on kw_portfolio for each statement execute function slow()",
                "create trigger slow before insert on kw_account_balance for each statement execute function slow()");
        Instant start = Instant.now();

        store.sendPrices(0, 1000, STOCKS);

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            assertThat(store.status().path("state").asText()).isEqualTo("LIVE");
            assertThat(store.status().path("database").path("reachable").asBoolean()).isTrue();
            assertThat(store.status().path("database").path("waiting").asInt()).isLessThanOrEqualTo(STOCKS);
            return !store.rows().isEmpty();
        });
        LOG.info("measured: first rows after {} ms at 5 s a statement", Duration.between(start, Instant.now()).toMillis());
        store.execute("drop function slow cascade");
        store.awaitRows(lastPrices(1000, STOCKS));
        store.assertWhole();
    }

    @Test
    void slow_statements_make_larger_batches_and_not_a_queue() throws Exception {
        store.start();
        store.execute("create table writes (at timestamptz)",
                "create function slow() returns trigger language plpgsql as $$ begin insert into writes values (now());"
                        + " perform pg_sleep(0.5); return null; end $$",
                "create trigger slow before insert on kw_account_balance for each statement execute function slow()");
        Instant start = Instant.now();

        store.sendPrices(0, 2000, STOCKS);

        store.awaitRows(lastPrices(2000, STOCKS));
        long seconds = Duration.between(start, Instant.now()).toSeconds();
        assertThat(store.mirror.database.rows("select * from writes")).hasSizeLessThanOrEqualTo((int) (seconds + 1) * 2 + 1);
        store.assertWhole();
    }

    @Test
    void dropped_tables_are_made_again() throws Exception {
        store.start();
        store.execute("drop table kw_portfolio, kw_account_balance");

        store.sendPrices(0, 100, STOCKS);

        store.awaitRows(lastPrices(100, STOCKS));
        store.awaitToldWell();
        store.assertWhole();
    }

    /** Nothing refused a write, for there was none: LIVE and ready without a table. */
    @ParameterizedTest
    @ValueSource(strings = {"kw_portfolio", "kw_account_balance", "kw_portfolio, kw_account_balance"})
    void tables_that_are_dropped_while_nobody_trades_are_made_and_filled_again(String dropped) throws Exception {
        store.mirror.with("KIWOOM_SNAPSHOT_SETTLE", "0s").with("KIWOOM_SNAPSHOT_RETRY", "1s").kiwoom.buy("005930", 3, 0);
        ShiftedTicker ticker = startQuiet();
        await().atMost(SOON).until(() -> store.rows().size() == 1 && store.mirror.account().get("total_cash") != null);
        Map<String, Object> before = store.mirror.account();
        store.execute("drop table " + dropped);

        ticker.move(Duration.ofMinutes(1));
        store.awaitTold("does not exist", 0);
        await().atMost(SOON).until(() -> store.mirror.database.has("kw_portfolio") && store.mirror.database.has("kw_account_balance"));
        ticker.move(Duration.ofSeconds(15));

        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            assertThat(store.mirror.portfolio()).singleElement().satisfies(row -> assertThat(row).containsEntry("quantity", 3L));
            assertThat(store.mirror.account()).containsEntry("stock_value", before.get("stock_value")).containsEntry("total_cash", before.get("total_cash"));
        });
        store.awaitToldWell();
    }

    @Test
    void tables_that_are_not_ours_to_make_are_waited_for_and_no_answer_is_made_up_before() throws Exception {
        // no second snapshot: the account knows nothing of the holdings that are sent here, and they would be sold out
        store.mirror.with("BALANCE_CREATE_TABLES", "false").with("KIWOOM_SNAPSHOT_RETRY", "1h").with("KIWOOM_SNAPSHOT_INTERVAL", "1h");
        store.proxy.cut();
        store.mirror.startLive();
        store.awaitTold("refused", 0);
        store.proxy.restore();

        store.sendPrices(0, 100, STOCKS);

        store.awaitTold("kw_portfolio", STOCKS);
        store.execute(Files.readString(Path.of("routes/sql/standard/create-tables.sql")));
        store.awaitRows(lastPrices(100, STOCKS));
        store.awaitToldWell();
        store.assertWhole();
    }

    @Test
    void a_backend_killed_in_the_middle_of_a_write_leaves_no_half() throws Exception {
        store.start();
        try (Connection other = store.connect(); var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table kw_account_balance in exclusive mode");
            store.send(entry("000001", 1, 10), entry("000002", 2, 20));
            store.awaitBlocked();

            store.terminate();

            store.awaitTold("terminating connection", 2);
            assertThat(store.rows()).isEmpty();
            other.rollback();
        }

        store.awaitRows("000001 1 10.00", "000002 2 20.00");
        assertThat(store.mirror.account()).containsAllEntriesOf(Map.of("position_count", 2L));
        store.assertWhole();
    }

    /** Given up here alone, it would wait on at the server, and each try would take one more of the server's few connections. */
    @Test
    void a_table_that_somebody_keeps_locked_is_said_to_be_and_takes_no_more_than_one_connection() throws Exception {
        store.start();
        try (Connection other = store.connect(); var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table kw_account_balance in exclusive mode");
            store.send(entry("000001", 1, 10));

            await().atMost(SOON).until(() -> store.mirror.service().bean(DatabaseAnswers.class).obstacle() == Obstacle.TIMED_OUT);

            store.awaitBlocked();
            assertThat(store.mirror.database.rows("select from pg_locks where not granted")).hasSize(1);
            other.rollback();
        }
        store.awaitRows("000001 1 10.00");
    }
}
