package dev.balancesync.store;

import static dev.balancesync.TestService.SOON;
import static dev.balancesync.store.StoreDrive.entry;
import static dev.balancesync.store.StoreDrive.lastPrices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.TestFiles;
import dev.balancesync.simulator.Fault;
import dev.balancesync.snapshot.Cash;
import dev.balancesync.snapshot.CashBell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that are gone, locked, or take nothing, also while nobody trades: people are told which and why, and in the end everything is stored. */
class TablesAwayIT {
    private static final int STOCKS = 20;

    @RegisterExtension
    private final StoreDrive store = new StoreDrive();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "alter table kw_account_balance add constraint poor check (total_cash = 1) not valid | constraint=poor"
                + " | alter table kw_account_balance drop constraint poor",
        "alter table kw_account_balance rename order_cash to orders | order_cash | alter table kw_account_balance rename orders to order_cash",
        "alter table kw_sync_status add constraint mute check (state is null) not valid | constraint=mute | alter table kw_sync_status drop constraint mute",
        "alter table kw_sync_status add constraint mute check (state is null) not valid | constraint=mute | drop table kw_sync_status",
    })
    void a_table_that_refuses_while_nobody_trades(String rule, String named, String cure) throws Exception {
        store.startQuiet();
        store.execute("update kw_account_balance set total_cash = 1");
        store.execute(rule);

        store.mirror.service().bean(CashBell.class).ringNow();
        store.ticker.move(Duration.ofMinutes(1));

        store.awaitTold(named, 0);
        JsonNode conditions = store.status().path("conditions");
        assertThat(conditions.toString()).contains("DATABASE_AWAY", Obstacle.TABLE.words(Locale.KOREAN)).doesNotContain("CASH_FAILING");
        store.execute(cure);
        store.letWaitPass();
        store.awaitToldWell();
        assertThat(((Number) store.mirror.account().get("total_cash")).longValue()).isNotEqualTo(1);
        store.assertTakesAFill();
    }

    /** What is refused by no table is told of the database, or else by nobody. */
    @Test
    void a_database_that_lacks_memory_while_nobody_trades() throws Exception {
        store.startQuiet();
        store.execute("create function lack() returns trigger language plpgsql as $$ begin raise exception 'out of memory' using errcode = '53200'; end $$",
                "create trigger lack before insert or update on kw_sync_status for each row execute function lack()");

        store.ticker.move(Duration.ofMinutes(1));

        store.awaitTold("out of memory", 0);
        store.execute("drop function lack cascade");
        store.letWaitPass();
        store.awaitToldWell();
        store.assertTakesAFill();
    }

    /** A front end read LIVE there for as long as the line was down. */
    @Test
    void how_it_stands_that_the_table_drops_without_a_word_is_told_and_written_after_the_cure() throws Exception {
        store.mirror.with("KIWOOM_DUPLICATE_DELAY", "1h");
        store.startQuiet();
        await().atMost(SOON).until(() -> !store.mirror.database.rows("select from kw_sync_status where state = 'LIVE'").isEmpty());
        store.execute("create function keep() returns trigger language plpgsql as $$ begin return null; end $$",
                "create trigger keep before update on kw_sync_status for each row execute function keep()");

        store.mirror.kiwoom.next(new Fault.Duplicate());

        await().atMost(SOON).untilAsserted(() -> assertThat(store.status().path("conditions").toString()).contains("does not keep how it stands", "trigger"));
        store.execute("drop function keep cascade");
        store.letWaitPass();
        await().atMost(SOON).until(() -> !store.mirror.database.rows("select from kw_sync_status where state = 'DUPLICATE_SESSION'").isEmpty());
        await().atMost(SOON).untilAsserted(() -> assertThat(store.status().path("conditions").toString()).doesNotContain("does not keep"));
    }

    /** The user's own words for a state were taken for a write that was dropped, and nothing was written any more. */
    @ParameterizedTest
    @ValueSource(strings = {"", "new.updated_at := now();"})
    void how_it_stands_is_kept_though_a_trigger_says_it_in_other_words(String besides) throws Exception {
        store.mirror.with("KIWOOM_DUPLICATE_DELAY", "1h");
        store.startQuiet();
        store.execute("create function reword() returns trigger language plpgsql as $$ begin " + besides
                + " new.state := case new.state when 'LIVE' then '연결됨' else '끊김' end; return new; end $$",
                "create trigger reword before insert or update on kw_sync_status for each row execute function reword()");

        store.mirror.kiwoom.next(new Fault.Duplicate());

        await().atMost(SOON).until(() -> !store.mirror.database.rows("select from kw_sync_status where state = '끊김'").isEmpty());
        assertThat(store.status().path("conditions").toString()).doesNotContain("does not keep");
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

    @Test
    void dropped_tables_are_made_again() throws Exception {
        store.start();
        store.execute("drop table kw_portfolio, kw_account_balance");

        store.sendPrices(0, 100, STOCKS);

        store.awaitRows(lastPrices(100, STOCKS));
        store.awaitToldWell();
        store.assertWhole();
    }

    /** LIVE and ready without a total until the next snapshot. */
    @Test
    void totals_that_are_deleted_by_hand_while_nobody_trades_are_asked_for_again() throws Exception {
        store.mirror.kiwoom.buy("005930", 3, 0);
        store.startQuiet();
        await().atMost(SOON).until(() -> store.rows().size() == 1 && store.mirror.account().get("total_asset") != null);
        long written = store.mirror.service().bean(Cash.class).writes();
        store.ticker.move(Duration.ofMinutes(1)); // there is one more look at the cash after the first
        await().atMost(SOON).until(() -> store.mirror.service().bean(Cash.class).writes() > written && !store.mirror.service().bean(Cash.class).isDue());
        Map<String, Object> before = store.mirror.account();

        store.execute("delete from kw_account_balance");
        store.ticker.move(Duration.ofMinutes(1));

        await().atMost(SOON).until(() -> !store.mirror.database.rows("select from kw_account_balance where total_asset is not null").isEmpty());
        assertThat(store.mirror.account()).extracting("total_cash", "total_asset", "stock_value", "position_count")
                .containsExactly(before.get("total_cash"), before.get("total_asset"), before.get("stock_value"), before.get("position_count"));
    }

    /** Nothing refused a write, for there was none: LIVE and ready without a table. */
    @ParameterizedTest
    @ValueSource(strings = {"kw_portfolio", "kw_account_balance", "kw_portfolio, kw_account_balance"})
    void tables_that_are_dropped_while_nobody_trades_are_made_and_filled_again(String dropped) throws Exception {
        store.mirror.with("KIWOOM_SNAPSHOT_SETTLE", "0s").with("KIWOOM_SNAPSHOT_RETRY", "1s").kiwoom.buy("005930", 3, 0);
        store.startQuiet();
        await().atMost(SOON).until(() -> store.rows().size() == 1 && store.mirror.account().get("total_cash") != null);
        Map<String, Object> before = store.mirror.account();
        try (Connection maker = store.connect(); var lock = maker.createStatement()) {
            // nobody makes them before it was asked: a write that was under way may find it at once, and the minute is enough to cure it
            lock.execute("select pg_advisory_lock(8112, 18)");
            store.execute("drop table " + dropped);

            store.ticker.move(Duration.ofMinutes(1));
            store.awaitTold("does not exist", 0);
        }

        await().atMost(SOON).until(() -> store.mirror.database.has("kw_portfolio") && store.mirror.database.has("kw_account_balance"));
        store.ticker.move(Duration.ofSeconds(15));

        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            assertThat(store.mirror.portfolio()).singleElement().satisfies(row -> assertThat(row).containsEntry("quantity", 3L));
            assertThat(store.mirror.account()).containsEntry("stock_value", before.get("stock_value")).containsEntry("total_cash", before.get("total_cash"));
        });
        store.awaitToldWell();
    }

    @Test
    void tables_that_the_cash_finds_missing_are_made_again_long_before_the_minute() throws Exception {
        store.startQuiet();
        await().atMost(SOON).until(() -> store.mirror.account().get("total_asset") != null);
        store.execute("drop table kw_portfolio, kw_account_balance");

        store.mirror.service().bean(CashBell.class).ringNow();

        await().atMost(Duration.ofSeconds(30)).until(() -> store.mirror.database.has("kw_account_balance") && store.mirror.account().get("total_cash") != null);
        store.awaitToldWell();
    }

    /** It would not come back by making ours again, and all fills waited for it. */
    @Test
    void fills_do_not_wait_for_a_table_of_the_users_own_that_the_cash_misses(@TempDir Path routes) throws Exception {
        TestFiles.copyRoutes(routes);
        Path cash = routes.resolve("sql/standard/write-cash.sql");
        Files.writeString(cash, Files.readString(cash).stripTrailing().replaceFirst(";?$", ";\ninsert into my_log values (1)\n"));
        store.mirror.with("ROUTES_DIR", routes.toString());
        store.execute("create table my_log (n int)");
        store.start();
        await().atMost(SOON).until(() -> !store.mirror.database.rows("select from my_log").isEmpty());
        store.execute("drop table my_log");
        store.mirror.service().bean(CashBell.class).ringNow();
        store.awaitTold("my_log", 0);

        for (int i = 1; i <= 3; i++) {
            store.send(entry("000001", i, 10));
            store.awaitRows("000001 " + i + " 10.00");
        }
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
