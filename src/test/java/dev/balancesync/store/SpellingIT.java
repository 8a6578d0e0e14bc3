package dev.balancesync.store;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;

import dev.balancesync.FreePort;
import dev.balancesync.TestService;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.simulator.Fault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One account is one account in the tables, however its number was written before, and when Kiwoom does not tell it. */
class SpellingIT {
    @RegisterExtension
    private final TestService mirror = new TestService();

    @BeforeEach
    void setUp() throws Exception {
        mirror.database.execute(Files.readString(Path.of("routes/sql/standard/create-tables.sql")));
    }

    /** As mock trading may: the account's ten digits come with the first fill only. */
    private void refuseAccountNumber() {
        mirror.kiwoom.next(new Fault.Refuse("ka00001", "RC9000"), 10);
    }

    private List<String> names(String table) {
        return mirror.database.rows("select distinct account_number as name from " + table + " order by 1").stream()
                .map(row -> (String) row.get("name")).toList();
    }

    private void awaitNames(String... names) {
        await().atMost(SOON).untilAsserted(() -> assertThat(names("kw_portfolio")).containsExactly(names));
        await().atMost(SOON).untilAsserted(() -> assertThat(names("kw_account_balance")).containsExactly(names));
        await().atMost(SOON).untilAsserted(() -> assertThat(names("kw_sync_status")).containsExactly(names));
    }

    @Test
    void rows_under_the_eight_digits_of_a_first_run_move_when_the_first_fill_tells_the_ten() throws Exception {
        refuseAccountNumber();
        mirror.kiwoom.buy("000660", 2, 0);
        mirror.startLive();
        awaitNames("81125100");

        mirror.kiwoom.buy("005930", 3, 0);

        awaitNames("8112510011");
        await().atMost(SOON).untilAsserted(() -> assertThat(mirror.portfolio())
                .extracting(row -> row.get("stock_code") + " " + row.get("quantity")).containsExactly("000660 2", "005930 3"));
        mirror.stop();

        mirror.with("HTTP_PORT", String.valueOf(FreePort.find())).startLive();

        mirror.kiwoom.buy("000660", 1, 0);
        await().atMost(SOON).until(() -> mirror.portfolio().get(0).get("quantity").equals(3L));
        awaitNames("8112510011");
        assertThat(mirror.portfolio()).hasSize(2);
    }

    @Test
    void a_number_that_is_told_while_rows_move_has_them_moved_again() throws Exception {
        mirror.database.execute("insert into kw_account_balance (account_number) values ('8112-5100')");
        var account = new Account("81125100", "");
        account.notTold(new BrokerException(BrokerError.of("RC9000", "not in mock trading")));
        var rows = new AccountRows(new Owner("default", account, null), false, null, null, () -> {
        });
        try (Connection connection = mirror.database.connect()) {
            rows.align((Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                Object answer = method.invoke(connection, arguments);
                if (method.getName().equals("commit")) {
                    account.recognise("8112510011");
                }
                return answer;
            }));
            assertThat(names("kw_account_balance")).containsExactly("81125100");
            assertThat(rows.areAligned()).isFalse();

            rows.align(connection);
        }

        assertThat(names("kw_account_balance")).containsExactly("8112510011");
        assertThat(rows.areAligned()).isTrue();
    }

    @Test
    void rows_that_were_doubled_by_an_older_version_become_one_account() throws Exception {
        refuseAccountNumber();
        mirror.database.execute("insert into kw_portfolio (account_number, stock_code, quantity, updated_at) values"
                + " ('81125100', '005930', 3, now()), ('8112510011', '005930', 3, now()), ('8112-5100', '000660', 2, now())");
        mirror.database.execute("insert into kw_account_balance (account_number, total_cash) values ('81125100', 5), ('8112510011', 5)");
        mirror.database.execute("insert into kw_sync_status (account_number, state) values ('81125100', 'STOPPED'), ('8112510011', 'STOPPED')");
        mirror.kiwoom.buy("005930", 3, 0);
        mirror.kiwoom.buy("000660", 2, 0);

        mirror.startLive();

        awaitNames("8112510011");
        assertThat(mirror.portfolio()).hasSize(2);
    }

    @Test
    void what_another_machine_wrote_under_a_shorter_name_moves_when_this_one_takes_over_again() throws Exception {
        mirror.kiwoom.buy("005930", 3, 0);
        mirror.startLive();
        awaitNames("8112510011");
        mirror.database.execute("insert into kw_portfolio (account_number, stock_code, quantity, updated_at) values ('81125100', '000660', 2, now())");

        mirror.service().bean(AccountRows.class).forget();

        mirror.kiwoom.buy("005930", 1, 0);
        await().atMost(SOON).untilAsserted(() -> assertThat(names("kw_portfolio")).containsExactly("8112510011"));
    }

    @Test
    void a_foreign_key_that_keeps_rows_under_the_shorter_name_is_named_and_they_move_after_the_cure() throws Exception {
        mirror.database.execute("insert into kw_account_balance (account_number) values ('81125100');"
                + " create table notes (account_number text constraint noted references kw_account_balance (account_number));"
                + " insert into notes values ('81125100')");

        mirror.startLive();
        mirror.kiwoom.buy("005930", 3, 0);

        await().atMost(SOON).until(() -> String.valueOf(mirror.service().bean(DatabaseAnswers.class).state().reason()).contains("noted"));
        assertThat(mirror.service().bean(DatabaseAnswers.class).obstacle()).isEqualTo(Obstacle.TABLE);
        assertThat(mirror.service().bean(DatabaseAnswers.class).state().reason()).contains("foreign key", "on update cascade");
        mirror.database.execute("alter table notes drop constraint noted,"
                + " add foreign key (account_number) references kw_account_balance (account_number) on update cascade on delete cascade");
        awaitNames("8112510011");
    }

    @Test
    void two_numbers_with_the_same_eight_digits_are_not_merged() throws Exception {
        refuseAccountNumber();
        mirror.database.execute("insert into kw_portfolio (account_number, stock_code, quantity, updated_at) values"
                + " ('8112510011', '005930', 3, now()), ('8112510031', '005930', 4, now())");

        mirror.startLive();
        mirror.kiwoom.buy("000660", 2, 0);

        await().atMost(SOON).until(() -> mirror.portfolio().stream().anyMatch(row -> row.get("stock_code").equals("000660")));
        assertThat(mirror.database.rows("select quantity from kw_portfolio where account_number = '8112510031'")).containsExactly(Map.of("quantity", 4L));
    }

    @Test
    void tables_in_another_schema_are_found_by_the_address_or_named() throws Exception {
        mirror.database.execute("create schema app; alter table kw_portfolio set schema app; alter table kw_account_balance set schema app;"
                + " alter table kw_sync_status set schema app");
        mirror.start();
        await().atMost(SOON).until(() -> String.valueOf(mirror.service().bean(DatabaseAnswers.class).state().reason()).contains("currentSchema=app"));
        assertThat(mirror.database.has("public.kw_portfolio")).isFalse();
        mirror.stop();

        mirror.with("SUPABASE_DB_URL", mirror.database.url() + "?currentSchema=app").with("HTTP_PORT", String.valueOf(FreePort.find())).startLive();
        mirror.kiwoom.buy("005930", 3, 0);

        await().atMost(SOON).until(() -> mirror.database.rows("select from app.kw_portfolio").size() == 1);
        assertThat(mirror.database.has("public.kw_portfolio")).isFalse();
    }
}
