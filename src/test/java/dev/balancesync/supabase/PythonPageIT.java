package dev.balancesync.supabase;

import static dev.balancesync.supabase.SupabaseProject.DASHBOARD;
import static dev.balancesync.supabase.SupabaseProject.OWNER;
import static dev.balancesync.supabase.SupabaseProject.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.store.LegacyTables;
import dev.balancesync.supabase.SupabaseProject.Grants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code ops/python-page.sql}: the later page of the Python project reads what this service writes, over the standard tables and over both old ones. */
class PythonPageIT {
    /** As that page asks with supabase-js. */
    private static final String HOLDINGS = "select * from portfolio";
    private static final String BALANCE = "select * from account_balance order by updated_at desc limit 1";
    private static final String OTHERS = "00000000-0000-4000-8000-00000000000f";

    /** Which tables there are. */
    enum Tables { STANDARD, STRICT, STAMPED }

    private SupabaseProject project;

    @AfterEach
    void tearDown() throws SQLException {
        if (project != null) {
            project.close();
        }
    }

    private static String file(String name) throws IOException {
        return Files.readString(Path.of(name));
    }

    private void make(Tables tables, Grants grants) throws SQLException, IOException {
        project = new SupabaseProject(grants);
        if (tables == Tables.STANDARD) {
            project.run(DASHBOARD, file("routes/sql/standard/create-tables.sql"));
        } else {
            project.run(DASHBOARD, LegacyTables.valueOf(tables.name()).sql);
            project.run(DASHBOARD, file("routes/sql/legacy/create-tables.sql"));
            for (String table : List.of("kw_portfolio", "kw_account_balance")) {
                project.run(DASHBOARD, "alter table " + table + " enable row level security; grant select on " + table + " to authenticated, service_role;"
                        + "create policy own on " + table + " for select to authenticated using (user_id = auth.uid())");
            }
        }
    }

    private void fill(Tables tables, String user) throws SQLException {
        boolean standard = tables == Tables.STANDARD;
        String columns = "(user_id, account_number, stock_code, stock_name, quantity, current_price, profit_loss, "
                + (standard ? "average_price, total_purchase_amount)" : "avg_price, purchase_amount)");
        project.run(DASHBOARD, "insert into kw_portfolio " + columns + " values ('" + user + "', '8112510011', '005930', '삼성전자', 10, 71000, 10000, 70000, 700000)");
        if (standard) {
            project.run(DASHBOARD, "insert into kw_portfolio " + columns.replace("stock_code", "credit_type, stock_code") + " values ('" + user
                    + "', '8112510011', '03', '005930', '삼성전자', 5, 71000, -2500, 71500, 357500)");
        }
        project.run(DASHBOARD, "insert into kw_account_balance (user_id, account_number, available_cash, order_cash, total_asset, stock_value, profit_loss, updated_at)"
                + " values ('" + user + "', '8112510011', 1, 2000000, 2710000, 710000, 10000, now())");
        project.run(DASHBOARD, "insert into kw_sync_status (user_id, account_number, state, updated_at) values ('" + user + "', '8112510011', 'LIVE', now())");
    }

    @ParameterizedTest
    @EnumSource
    void the_page_finds_its_columns_and_the_sums_of_all_lots(Tables tables) throws Exception {
        make(tables, Grants.NONE);
        fill(tables, OWNER);

        assertThat(project.run(DASHBOARD, file("ops/python-page.sql"))).isEmpty();
        project.run(DASHBOARD, file("ops/python-page.sql"));

        boolean standard = tables == Tables.STANDARD;
        Map<String, Object> held = project.request(OWNER, HOLDINGS).get(0);
        assertThat(project.request(OWNER, HOLDINGS)).hasSize(1);
        assertThat(held).containsEntry("stock_code", "005930").containsEntry("stock_name", "삼성전자");
        assertThat(number(held, "quantity")).isEqualTo(standard ? 15 : 10);
        assertThat(number(held, "avg_price")).isEqualTo(standard ? 70500 : 70000);
        assertThat(number(held, "current_price")).isEqualTo(71000);
        assertThat(number(held, "profit_loss")).isEqualTo(standard ? 7500 : 10000);
        Map<String, Object> balance = project.request(OWNER, BALANCE).get(0);
        assertThat(number(balance, "total_assets")).isEqualTo(2710000);
        assertThat(number(balance, "available_cash")).isEqualTo(2000000);
        assertThat(number(balance, "total_evaluation")).isEqualTo(710000);
        assertThat(number(balance, "invested_amount")).isEqualTo(700000);
        assertThat(number(balance, "total_profit_loss_rate")).isEqualTo(1.4286);
    }

    private static double number(Map<String, Object> row, String column) {
        return ((Number) row.get(column)).doubleValue();
    }

    @Test
    void a_sum_with_an_unknown_part_is_null() throws Exception {
        make(Tables.STANDARD, Grants.NONE);
        fill(Tables.STANDARD, OWNER);
        project.run(DASHBOARD, "update kw_portfolio set total_purchase_amount = null, profit_loss = null where credit_type = '03'");
        project.run(DASHBOARD, file("ops/python-page.sql"));

        assertThat(project.request(OWNER, HOLDINGS).get(0)).containsEntry("avg_price", null).containsEntry("profit_loss", null).containsEntry("profit_loss_rate", null);
    }

    @ParameterizedTest
    @EnumSource
    void everybody_reads_his_own_and_nobody_writes(Grants grants) throws Exception {
        make(Tables.STANDARD, grants);
        fill(Tables.STANDARD, OWNER);
        project.run(DASHBOARD, file("ops/python-page.sql"));

        for (String select : List.of(HOLDINGS, BALANCE)) {
            assertThat(project.request(STRANGER, select)).isEmpty();
            assertThat(project.request("service_role", select)).hasSize(1);
            assertRefused("anon", select);
        }
        assertRefused("anon", "select sync_account()");
        for (String who : List.of(OWNER, STRANGER, "anon")) {
            assertRefused(who, "update portfolio set quantity = 0");
            assertRefused(who, "delete from account_balance");
        }
    }

    private void assertRefused(String who, String sql) {
        assertThatThrownBy(() -> project.request(who, sql)).as(who + ": " + sql).isInstanceOf(SQLException.class)
                .satisfies(refusal -> assertThat(((SQLException) refusal).getSQLState()).isIn("42501", "55000"));
    }

    @Test
    void the_button_is_told_whether_the_tables_equal_the_account() throws Exception {
        make(Tables.STANDARD, Grants.NONE);
        fill(Tables.STANDARD, OWNER);
        project.run(DASHBOARD, "insert into kw_sync_status (user_id, account_number, state, updated_at) values ('" + OTHERS + "', '1', 'CIRCUIT_OPEN', now())");
        project.run(DASHBOARD, file("ops/python-page.sql"));

        assertThat(answer(OWNER)).isEqualTo(Map.of("holdings_updated", 1, "balance_updated", true,
                "debug", Map.of("recalc_triggered", false, "holdings_count", 1, "user_id", OWNER)));
        for (String trouble : List.of("gap_since = now()", "gap_since = null, state = 'RECONNECTING'", "state = 'LIVE', updated_at = now() - interval '4 minutes'")) {
            project.run(DASHBOARD, "update kw_sync_status set " + trouble + " where user_id = '" + OWNER + "'");
            assertThat(answer(OWNER)).as(trouble).containsEntry("balance_updated", false);
        }
        assertThat(answer(STRANGER)).containsEntry("balance_updated", false).containsEntry("holdings_updated", 0);
    }

    private Map<String, Object> answer(String who) throws Exception {
        return new ObjectMapper().readValue(project.request(who, "select sync_account()::text as answer").get(0).get("answer").toString(), new TypeReference<Map<String, Object>>() { });
    }

    @Test
    void tables_of_these_names_are_left_alone() throws Exception {
        make(Tables.STANDARD, Grants.NONE);
        project.run(DASHBOARD, "create table account_balance (user_id uuid primary key, total_assets bigint)");

        assertThatThrownBy(() -> project.run(DASHBOARD, file("ops/python-page.sql"))).hasMessageContaining("alter table account_balance rename to account_balance_before");

        assertThat(project.rows("select to_regclass('portfolio') as found")).containsExactly(Collections.singletonMap("found", null));
    }
}
