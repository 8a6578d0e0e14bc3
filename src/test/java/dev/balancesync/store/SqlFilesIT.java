package dev.balancesync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import dev.balancesync.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the SQL files that ship make of a batch, of the cash and of how it stands, predicate by predicate and without a service. */
class SqlFilesIT {
    private static final String USER = LegacyTables.USER;
    private static final String OTHER_USER = "5e3c1a52-0000-4000-8000-0123456789ff";
    private static final Path SQL = Path.of("routes/sql");

    private final TestDatabase database = TestDatabase.create();
    private Tables tables;

    enum Tables {
        STANDARD("average_price", "total_purchase_amount"), LEGACY("avg_price", "purchase_amount");

        private final String average;
        private final String cost;

        Tables(String average, String cost) {
            this.average = average;
            this.cost = cost;
        }

        Path file(String name) {
            return SQL.resolve(name().toLowerCase(Locale.ROOT)).resolve(name);
        }
    }

    private void make(Tables which) {
        tables = which;
        if (which == Tables.LEGACY) {
            database.execute(LegacyTables.STRICT.sql);
        }
        database.execute(text(which.file("create-tables.sql")));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(Path file, String json) {
        database.execute(text(file).replace(":#${body}", "'" + json.replace("'", "''") + "'"));
    }

    private static String entry(String stock, String values) {
        return "{\"user_id\":\"" + USER + "\",\"account_number\":\"8112510011\",\"stock_code\":\"" + stock
                + "\",\"credit_type\":\"00\",\"loan_date\":\"\",\"updated_at\":\"2026-11-27T10:00:00+09:00\"" + (values.isEmpty() ? "" : "," + values) + "}";
    }

    private void write(String... entries) {
        run(tables.file("write-batch.sql"), "[" + String.join(",", entries) + "]");
    }

    private void cash(String values) {
        run(tables.file("write-cash.sql"), "{\"user_id\":\"" + USER + "\",\"account_number\":\"8112510011\",\"updated_at\":\"2026-11-27T10:00:00+09:00\"," + values + "}");
    }

    private static final String WHOLE = "\"stock_name\":\"A\",\"current_price\":110,\"quantity\":10,\"available_quantity\":4,\"average_price\":100,\"total_purchase_amount\":1000,"
            + "\"profit_loss_rate_computed\":true";

    private List<String> told(String sql) {
        return database.rows(sql).stream().map(each -> String.valueOf(each.get("a"))).toList();
    }

    private List<String> rows() {
        return told("select concat_ws(' ', stock_code, coalesce(stock_name, '-'), current_price::bigint, quantity, available_quantity, " + tables.average + "::bigint, coalesce("
                + tables.cost + "::text, '-'), coalesce(evaluated_amount::text, '-'), coalesce(profit_loss::text, '-'), profit_loss_rate) as a from kw_portfolio order by stock_code");
    }

    private String account() {
        return told("select concat_ws(' ', coalesce(stock_value::text, '-'), coalesce(profit_loss::text, '-'), coalesce(profit_loss_rate::text, '-')) as a from kw_account_balance").get(0);
    }

    private List<String> versions() {
        return Stream.of("kw_portfolio", "kw_account_balance").flatMap(each -> told("select ctid::text as a from " + each + " order by 1").stream()).toList();
    }

    @ParameterizedTest
    @EnumSource
    void shares_that_have_cost_nothing_are_stored_and_have_no_rate(Tables which) {
        make(which);

        write(entry("005930", WHOLE.replace(":1000", ":0").replace(":100,", ":0,")));

        assertThat(rows()).containsExactly("005930 A 110 10 4 0 0 1100 1100 0.0000");
        assertThat(account()).isEqualTo("1100 1100 0.0000");
    }

    @ParameterizedTest
    @CsvSource({"stock_name, '\"B\"', 005930 B 110 10 4 100 1000 1100 100 10.0000", "current_price, 120, 005930 A 120 10 4 100 1000 1200 200 20.0000",
            "available_quantity, 5, 005930 A 110 10 5 100 1000 1100 100 10.0000", "average_price, 101, 005930 A 110 10 4 101 1000 1100 100 10.0000",
            "total_purchase_amount, 1100, 005930 A 110 10 4 100 1100 1100 0 0.0000", "profit_loss_rate, 7, 005930 A 110 10 4 100 1000 1100 100 7.0000"})
    void what_an_entry_tells_alone_is_written_and_the_rest_stays(String column, String value, String row) {
        for (Tables which : Tables.values()) {
            database.execute("drop table if exists kw_portfolio, kw_account_balance, kw_sync_status");
            make(which);
            write(entry("005930", WHOLE));

            write(entry("005930", "\"" + column + "\":" + value + ",\"profit_loss_rate_computed\":" + !column.equals("profit_loss_rate")));

            assertThat(rows()).as(which.name()).containsExactly(row);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_rate_that_was_told_stays_until_another_is(Tables which) {
        make(which);
        write(entry("005930", WHOLE.replace("\"profit_loss_rate_computed\":true", "\"profit_loss_rate\":7")));

        write(entry("005930", "\"current_price\":120"));

        assertThat(rows()).containsExactly("005930 A 120 10 4 100 1000 1200 200 7.0000");
    }

    @ParameterizedTest
    @EnumSource
    void what_another_number_of_shares_has_cost_says_nothing_of_these(Tables which) {
        make(which);
        String unknown = which == Tables.STANDARD ? "- 1210 - 0.0000" : "1100 1210 110 10.0000";

        write(entry("005930", WHOLE));
        write(entry("005930", "\"quantity\":11,\"profit_loss_rate_computed\":true"));
        assertThat(rows()).as("others").containsExactly("005930 A 110 11 4 100 " + unknown);

        write(entry("005930", WHOLE.replace(":1000", ":1001")));
        write(entry("005930", "\"quantity\":10,\"shares_changed\":true,\"profit_loss_rate_computed\":true"));
        assertThat(rows()).as("as many, after others").containsExactly("005930 A 110 10 4 100 " + (which == Tables.STANDARD ? "- 1100 - 0.0000" : "1000 1100 100 10.0000"));

        write(entry("005930", WHOLE.replace(":1000", ":1001")));
        write(entry("005930", "\"quantity\":10,\"profit_loss_rate_computed\":true"));
        assertThat(rows()).as("the same").containsExactly("005930 A 110 10 4 100 1001 1100 99 9.8901");
    }

    @ParameterizedTest
    @EnumSource
    void what_says_nothing_new_writes_nothing(Tables which) {
        make(which);
        write(entry("005930", WHOLE), entry("000660", WHOLE));
        cash("\"deposit\":5,\"total_cash\":6,\"order_cash\":7,\"available_cash\":8,\"consistent\":true");
        List<String> before = versions();

        write(entry("005930", WHOLE).replace("10:00", "11:00"));

        assertThat(versions()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void a_price_of_a_holding_that_there_is_not_makes_none(Tables which) {
        make(which);

        write(entry("005930", "\"current_price\":110,\"average_price\":100,\"total_purchase_amount\":1000"), entry("000660", WHOLE));

        assertThat(rows()).containsExactly("000660 A 110 10 4 100 1000 1100 100 10.0000");
    }

    @ParameterizedTest
    @EnumSource
    void rates_that_no_column_holds_are_the_greatest_that_one_does(Tables which) {
        make(which);

        write(entry("005930", WHOLE.replace(":1000", ":1").replace(":110", ":1000000")));

        assertThat(rows()).containsExactly("005930 A 1000000 10 4 100 1 10000000 9999999 999999.0000");
        assertThat(account()).isEqualTo("10000000 9999999 999999.0000");
    }

    @Test
    void totals_of_which_a_part_is_unknown_are_unknown() {
        make(Tables.STANDARD);

        write(entry("005930", WHOLE), entry("000660", "\"quantity\":3,\"total_purchase_amount\":50"), entry("035420", "\"quantity\":3,\"current_price\":7"));

        assertThat(account()).isEqualTo("- - -");
        assertThat(told("select concat_ws(' ', coalesce(total_purchase_amount::text, '-'), position_count) as a from kw_account_balance")).containsExactly("- 3");
        write(entry("000660", "\"quantity\":0"), entry("035420", "\"quantity\":0"));
        assertThat(account()).isEqualTo("1100 100 10.0000");
        write(entry("005930", "\"quantity\":0"));
        assertThat(account()).isEqualTo("0 0 0.0000");
    }

    @Test
    void legacy_totals_of_which_a_part_is_unknown_or_no_column_holds_are_unknown() {
        make(Tables.LEGACY);
        write(entry("005930", WHOLE), entry("000660", "\"quantity\":3,\"average_price\":10,\"total_purchase_amount\":50"));
        assertThat(account()).isEqualTo("- - 0.0000");
        database.execute("delete from kw_account_balance");
        cash("\"total_cash\":1,\"consistent\":true");
        assertThat(account()).isEqualTo("- - 0.0000");
        assertThat(told("select coalesce(total_asset::text, '-') as a from kw_account_balance")).containsExactly("-");

        String most = "\"current_price\":9999999999999,\"quantity\":90000,\"average_price\":1,\"total_purchase_amount\":1";
        write(entry("005930", most), entry("000660", most));
        assertThat(account()).isEqualTo("- - 999999.0000");

        write(entry("000660", "\"quantity\":0"), entry("005930", most.replace("90000", "2000000000")));
        assertThat(told("select concat_ws(' ', quantity, coalesce(evaluated_amount::text, '-'), coalesce(profit_loss::text, '-')) as a from kw_portfolio")).containsExactly("2000000000 - -");
    }

    @Test
    void legacy_shares_whose_average_is_not_told_have_what_their_cost_gives() {
        make(Tables.LEGACY);

        write(entry("005930", WHOLE.replace("\"average_price\":100,", "").replace(":1000", ":1009")));

        assertThat(rows()).containsExactly("005930 A 110 10 4 100 1009 1100 91 9.0188");
    }

    @ParameterizedTest
    @EnumSource
    void a_value_that_has_moved_alone_is_written(Tables which) {
        make(which);
        write(entry("005930", WHOLE.replace(":110", ":100")));

        write(entry("005930", "\"current_price\":110,\"total_purchase_amount\":1100,\"profit_loss_rate_computed\":true"));

        assertThat(account()).isEqualTo("1100 0 0.0000");
    }

    @Test
    void totals_that_no_column_holds_are_unknown_and_cost_no_row() {
        make(Tables.STANDARD);
        String most = "\"current_price\":9999999999999,\"quantity\":90000,\"total_purchase_amount\":900000000000000000";

        write(entry("005930", most), entry("000660", most));

        assertThat(account()).startsWith("- ");
        assertThat(told("select coalesce(total_purchase_amount::text, '-') as a from kw_account_balance")).containsExactly("-");
        database.execute("delete from kw_account_balance");
        cash("\"total_cash\":1,\"consistent\":true");
        assertThat(account()).startsWith("- ");
        assertThat(told("select coalesce(total_purchase_amount::text, '-') as a from kw_account_balance")).containsExactly("-");
        assertThat(told("select coalesce(total_asset::text, '-') as a from kw_account_balance")).containsExactly("-");
    }

    /** PostgreSQL's least passes over what is unknown: it would be the greatest rate of all. */
    @Test
    void a_profit_that_is_unknown_or_that_no_column_holds_is_no_profit_and_has_no_rate() {
        make(Tables.STANDARD);
        String most = "\"current_price\":9999999999999,\"quantity\":90000,\"total_purchase_amount\":1";

        write(entry("005930", WHOLE), entry("000660", "\"quantity\":3,\"total_purchase_amount\":50"));
        assertThat(account()).isEqualTo("- - -");
        write(entry("000660", "\"total_purchase_amount\":60"));
        assertThat(told("select total_purchase_amount as a from kw_account_balance")).as("though nothing else has changed").containsExactly("1060");
        database.execute("delete from kw_account_balance");
        cash("\"total_cash\":1,\"consistent\":true");
        assertThat(account()).isEqualTo("- - -");

        write(entry("005930", most), entry("000660", most));
        assertThat(account()).isEqualTo("- - 999999.0000");
        database.execute("delete from kw_account_balance");
        cash("\"total_cash\":1,\"consistent\":true");
        assertThat(account()).isEqualTo("- - 999999.0000");
    }

    @ParameterizedTest
    @EnumSource
    void cash_that_a_trigger_drops_is_not_taken_for_written(Tables which) {
        make(which);
        cash("\"total_cash\":6,\"consistent\":true");
        database.execute("create or replace function drop_it() returns trigger language plpgsql as 'begin return null; end';"
                + " create trigger drop_it before update on kw_account_balance for each row execute function drop_it()");

        assertThatThrownBy(() -> cash("\"total_cash\":7,\"consistent\":true")).hasMessageContaining("kw_account_balance does not keep the cash that is written to it");
    }

    @Test
    void how_it_stands_that_a_trigger_drops_is_not_taken_for_written() {
        make(Tables.STANDARD);
        status("");
        database.execute("create or replace function drop_it() returns trigger language plpgsql as 'begin return null; end';"
                + " create trigger drop_it before update on kw_sync_status for each row execute function drop_it()");

        assertThatThrownBy(() -> status("\"state\":\"STOPPED\",\"updated_at\":\"2026-11-27T10:00:01+09:00\"")).hasMessageContaining("kw_sync_status does not keep how it stands");
    }

    @ParameterizedTest
    @EnumSource
    void an_account_of_which_only_the_cash_is_known_has_the_sums_of_its_rows(Tables which) {
        make(which);
        write(entry("005930", WHOLE));
        database.execute("delete from kw_account_balance");

        cash("\"total_cash\":900,\"consistent\":true");

        assertThat(account()).isEqualTo("1100 100 10.0000");
        assertThat(told("select total_asset::bigint as a from kw_account_balance")).containsExactly("2000");
    }

    @Test
    void an_account_of_which_only_the_cash_is_known_has_no_sums_of_rows_that_are_unknown() {
        make(Tables.STANDARD);
        write(entry("005930", WHOLE), entry("000660", "\"quantity\":3"));
        database.execute("delete from kw_account_balance");

        cash("\"total_cash\":900,\"consistent\":true");

        assertThat(account()).isEqualTo("- - -");
        assertThat(told("select concat_ws(' ', coalesce(total_purchase_amount::text, '-'), position_count, coalesce(total_asset::text, '-')) as a from kw_account_balance"))
                .containsExactly("- 2 -");
    }

    @ParameterizedTest
    @CsvSource({"deposit, 50", "total_cash, 60", "order_cash, 70", "available_cash, 80"})
    void what_of_the_cash_has_changed_alone_is_written_and_the_rest_stays(String column, long value) {
        for (Tables which : Tables.values()) {
            database.execute("drop table if exists kw_portfolio, kw_account_balance, kw_sync_status");
            make(which);
            cash("\"deposit\":5,\"total_cash\":6,\"order_cash\":7,\"available_cash\":8,\"consistent\":true");
            List<String> before = versions();
            cash("\"total_cash\":6,\"consistent\":true");
            if (which == Tables.LEGACY) { // the others set cash_at
                assertThat(versions()).as("nothing new").isEqualTo(before);
            }

            cash("\"deposit\":5,\"total_cash\":6,\"order_cash\":7,\"available_cash\":8,\"consistent\":true");
            if (which == Tables.LEGACY) {
                assertThat(versions()).as("the same").isEqualTo(before);
            }

            cash((column.equals("total_cash") ? "" : "\"total_cash\":6,") + "\"" + column + "\":" + value + ",\"consistent\":true");

            for (String each : List.of("deposit 5", "total_cash 6", "order_cash 7", "available_cash 8", "total_asset 6")) {
                String name = each.split(" ")[0];
                boolean is = name.equals(column) || name.equals("total_asset") && column.equals("total_cash");
                assertThat(told("select " + name + "::bigint as a from kw_account_balance")).as(which + " " + name).containsExactly(is ? String.valueOf(value) : each.split(" ")[1]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void cash_and_stock_of_two_moments_are_not_added_up(Tables which) {
        make(which);
        write(entry("005930", WHOLE));
        cash("\"total_cash\":6,\"consistent\":true");

        cash("\"total_cash\":7,\"consistent\":false");

        assertThat(told("select total_cash::bigint || ' ' || total_asset::bigint as a from kw_account_balance")).containsExactly("7 1106");
    }

    @ParameterizedTest
    @EnumSource
    void rows_of_another_account_or_user_are_left_alone(Tables which) {
        make(which);
        String other = which == Tables.STANDARD ? entry("005930", WHOLE).replace("8112510011", "8112530011") : entry("005930", WHOLE).replace(USER, OTHER_USER);
        String where = which == Tables.STANDARD ? " where account_number = '8112530011'" : " where user_id = '" + OTHER_USER + "'";
        if (which == Tables.LEGACY) {
            database.execute("alter table kw_account_balance add cash_at timestamptz");
        }
        write(other);
        run(which.file("write-cash.sql"), other.replace("\"quantity\"", "\"total_cash\":3,\"consistent\":true,\"cash_at\":\"2026-11-27T09:00:00+09:00\",\"x\""));
        String before = told("select md5(string_agg(each::text, ',')) as a from (select held::text as each from kw_portfolio held" + where + " union all select held::text from kw_account_balance held"
                + where + ") each").get(0);

        write(entry("005930", WHOLE.replace(":110", ":150")));
        write(entry("005930", "\"stock_name\":\"B\",\"profit_loss_rate_computed\":true"));
        String own = where.replace(" = ", " <> ");
        assertThat(told("select stock_name || ' ' || current_price::bigint as a from kw_portfolio" + own)).containsExactly("B 150");
        assertThat(told("select concat_ws(' ', stock_value, profit_loss) as a from kw_account_balance" + own)).containsExactly("1500 500");
        cash("\"deposit\":5,\"total_cash\":6,\"order_cash\":7,\"available_cash\":8,\"consistent\":true,\"cash_at\":\"2026-11-27T10:00:00+09:00\"");
        assertThat(told("select total_asset::bigint as a from kw_account_balance" + own)).containsExactly("1506");
        database.execute("delete from kw_account_balance" + own);
        cash("\"total_cash\":6,\"consistent\":true");
        assertThat(told("select concat_ws(' ', stock_value, profit_loss) as a from kw_account_balance" + own)).containsExactly("1500 500");
        write(entry("005930", "\"quantity\":0"));

        assertThat(told("select md5(string_agg(each::text, ',')) as a from (select held::text as each from kw_portfolio held" + where + " union all select held::text from kw_account_balance held"
                + where + ") each").get(0)).isEqualTo(before);
        assertThat(database.rows("select from kw_portfolio")).hasSize(1);
    }

    @Test
    void an_owner_that_is_not_told_stays_and_one_that_is_new_is_written() {
        make(Tables.STANDARD);
        write(entry("005930", WHOLE));
        cash("\"total_cash\":6,\"consistent\":true");
        String nobody = "\"user_id\":null";
        String owned = "\"user_id\":\"" + USER + "\"";

        write(entry("005930", WHOLE.replace(":110", ":120")).replace(owned, nobody));
        run(Tables.STANDARD.file("write-cash.sql"), "{\"account_number\":\"8112510011\",\"total_cash\":7}");
        assertThat(told("select user_id::text as a from kw_portfolio union all select user_id::text from kw_account_balance")).containsExactly(USER, USER);

        write(entry("005930", WHOLE.replace(":110", ":120")).replace(USER, OTHER_USER));
        assertThat(told("select user_id::text as a from kw_portfolio union all select user_id::text from kw_account_balance")).containsExactly(OTHER_USER, OTHER_USER);
        run(Tables.STANDARD.file("write-cash.sql"), "{\"user_id\":\"" + USER + "\",\"account_number\":\"8112510011\",\"total_cash\":7}");
        assertThat(told("select user_id::text as a from kw_account_balance")).containsExactly(USER);
    }

    @Test
    void the_cost_alone_that_has_changed_moves_the_account_and_so_does_the_number_of_holdings() {
        make(Tables.STANDARD);
        write(entry("005930", WHOLE));

        write(entry("005930", "\"total_purchase_amount\":1100,\"current_price\":120,\"profit_loss_rate_computed\":true"));
        assertThat(told("select concat_ws(' ', total_purchase_amount, stock_value, position_count) as a from kw_account_balance")).containsExactly("1100 1200 1");

        write(entry("000660", "\"quantity\":1,\"current_price\":0,\"total_purchase_amount\":0"));
        assertThat(told("select concat_ws(' ', total_purchase_amount, stock_value, position_count) as a from kw_account_balance")).containsExactly("1100 1200 2");
    }

    // --- how it stands ---

    private void status(String values) {
        run(SQL.resolve("write-sync-status.sql"), "{\"user_id\":\"" + USER + "\",\"account_number\":\"8112510011\",\"settled\":true,\"state\":\"LIVE\",\"version\":\"1\","
                + "\"updated_at\":\"2026-11-27T10:00:00+09:00\"" + (values.isEmpty() ? "" : "," + values) + "}");
    }

    private String status() {
        return told("select concat_ws('|', account_number, state, coalesce(detail, '-'), coalesce(to_char(connected_since, 'HH24MISS'), '-'), coalesce(to_char(last_ping_at, 'HH24MISS'), '-'),"
                + " coalesce(to_char(last_event_at, 'HH24MISS'), '-'), coalesce(to_char(last_snapshot_at, 'HH24MISS'), '-'), coalesce(to_char(gap_since, 'HH24MISS'), '-'), version,"
                + " to_char(updated_at at time zone 'Asia/Seoul', 'HH24MI'), user_id is not null) as a from kw_sync_status").get(0);
    }

    @Test
    void how_it_stands_replaces_how_it_stood_but_for_when_something_was_seen_last() {
        make(Tables.STANDARD);
        String times = "\"connected_since\":\"10:00:01\",\"last_ping_at\":\"10:00:02\",\"last_event_at\":\"10:00:03\",\"last_snapshot_at\":\"10:00:04\",\"gap_since\":\"10:00:05\"";
        status("\"detail\":\"words\"," + times.replaceAll("\"(10:00:0.)\"", "\"2026-11-27 $1\""));
        assertThat(status()).isEqualTo("8112510011|LIVE|words|100001|100002|100003|100004|100005|1|1000|t");

        run(SQL.resolve("write-sync-status.sql"), "{\"account_number\":\"8112510011\",\"settled\":true,\"state\":\"CONNECTING\",\"version\":\"2\",\"updated_at\":\"2026-11-27T11:00:00+09:00\"}");

        assertThat(status()).isEqualTo("8112510011|CONNECTING|-|-|100002|100003|100004|-|2|1100|t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8112510011", "8112-5100", "81125100"})
    void who_does_not_know_all_digits_writes_the_row_that_there_is_and_makes_none(String spelling) {
        make(Tables.STANDARD);
        String unsettled = "{\"account_number\":\"81125100\",\"settled\":false,\"state\":\"CREDENTIALS_REJECTED\",\"version\":\"1\",\"updated_at\":\"2026-11-27T10:00:00+09:00\"}";

        run(SQL.resolve("write-sync-status.sql"), unsettled);
        assertThat(database.rows("select from kw_sync_status")).isEmpty();

        run(SQL.resolve("write-sync-status.sql"), unsettled.replace("false", "true").replace("\"81125100\"", "\"" + spelling + "\"").replace("CREDENTIALS_REJECTED", "LIVE"));
        run(SQL.resolve("write-sync-status.sql"), unsettled.replace("false", "true").replace("\"81125100\"", "\"8112530011\"").replace("CREDENTIALS_REJECTED", "LIVE"));
        run(SQL.resolve("write-sync-status.sql"), unsettled);

        assertThat(told("select account_number || ' ' || state as a from kw_sync_status order by 1")).containsExactly(spelling + " CREDENTIALS_REJECTED", "8112530011 LIVE");
    }

    @Test
    void who_knows_all_digits_writes_its_own_row_beside_one_of_the_same_eight() {
        make(Tables.STANDARD);
        status("");

        run(SQL.resolve("write-sync-status.sql"), "{\"account_number\":\"8112510022\",\"settled\":true,\"state\":\"STOPPED\",\"updated_at\":\"2026-11-27T10:00:00+09:00\"}");

        assertThat(told("select account_number || ' ' || state as a from kw_sync_status order by 1")).containsExactly("8112510011 LIVE", "8112510022 STOPPED");
    }
}
