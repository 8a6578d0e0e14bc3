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
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.balancesync.supabase.Realtime.Event;
import dev.balancesync.supabase.Realtime.Subscriber;
import dev.balancesync.supabase.SupabaseProject.Grants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a front end on Supabase sees of the tables that the service makes, whoever looks, whatever Supabase grants by itself. */
class FrontEndIT {
    static final List<String> TABLES = List.of("kw_portfolio", "kw_account_balance", "kw_sync_status");
    private static final String ACCOUNT = "8112510011";
    private static final String STOCK = "005930";

    private SupabaseProject project;

    @AfterEach
    void tearDown() throws SQLException {
        if (project != null) {
            project.close();
        }
    }

    private static String createTables() throws IOException {
        return Files.readString(Path.of("routes/sql/standard/create-tables.sql"));
    }

    /** Made by {@code dashboard}, and with a row of the owner in each. */
    private void tables(Grants grants) throws SQLException, IOException {
        project = new SupabaseProject(grants);
        assertThat(project.run(DASHBOARD, createTables())).isEmpty();
        write();
        project.changes();
    }

    private void write() throws SQLException {
        writeHolding();
        for (String table : List.of("kw_account_balance", "kw_sync_status")) {
            project.run(DASHBOARD, "insert into " + table + " (user_id, account_number) values ('" + OWNER + "', '" + ACCOUNT + "')");
        }
    }

    private void writeHolding() throws SQLException {
        project.run(DASHBOARD, "insert into kw_portfolio (user_id, account_number, stock_code) values ('" + OWNER + "', '" + ACCOUNT + "', '"
                + STOCK + "')");
    }

    private List<Event> told(String who, String filter) throws SQLException {
        return new Realtime(project).told(project.changes(), new Subscriber(who, filter));
    }

    private void assertRefused(String who, String sql) {
        assertThatThrownBy(() -> project.request(who, sql)).as(who + ": " + sql).isInstanceOfSatisfying(SQLException.class,
                refusal -> assertThat(refusal.getSQLState()).isEqualTo("42501"));
    }

    @ParameterizedTest
    @EnumSource
    void the_owner_reads_his_rows_a_stranger_none_and_who_has_not_logged_in_is_refused(Grants grants) throws Exception {
        tables(grants);

        for (String table : TABLES) {
            String select = "select account_number from " + table;
            assertThat(project.request(OWNER, select)).as(table).containsExactly(Map.of("account_number", ACCOUNT));
            assertThat(project.request(OWNER, select + " where user_id = '" + OWNER + "'")).hasSize(1);
            assertThat(project.request(STRANGER, select)).isEmpty();
            assertThat(project.request(STRANGER, select + " where user_id = '" + OWNER + "'")).isEmpty();
            assertThat(project.request("service_role", select)).hasSize(1);
            assertRefused("anon", select);
            assertRefused("anon", select + " where user_id = '" + OWNER + "'");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobody_but_the_service_writes(Grants grants) throws Exception {
        tables(grants);

        for (String table : TABLES) {
            for (String who : List.of(OWNER, STRANGER, "anon")) {
                assertRefused(who, "insert into " + table + " (user_id, account_number) values ('" + OWNER + "', 'another')");
                assertRefused(who, "update " + table + " set updated_at = now()");
                assertRefused(who, "update " + table + " set updated_at = now() where user_id = '" + OWNER + "'");
                assertRefused(who, "delete from " + table);
                assertRefused(who, "delete from " + table + " where user_id = '" + OWNER + "'");
                assertRefused(who, "truncate " + table);
            }
            project.request("service_role", "update " + table + " set updated_at = now()");
            project.request("service_role", "delete from " + table);
        }
        project.request("service_role", "insert into kw_portfolio (user_id, account_number, stock_code) values ('" + OWNER + "', '1', '2')");
    }

    @ParameterizedTest
    @EnumSource
    void realtime_tells_the_owner_everything_and_of_a_row_that_goes_its_id(Grants grants) throws Exception {
        for (String filter : new String[] {null, "user_id=eq." + OWNER}) {
            tables(grants);

            for (String table : TABLES) {
                String id = project.rows("select id::text from " + table).get(0).get("id").toString();
                project.run(DASHBOARD, "update " + table + " set updated_at = now()");
                assertThat(told(OWNER, filter)).as(table).singleElement().satisfies(event -> {
                    assertThat(event.type()).isEqualTo("UPDATE");
                    assertThat(event.error()).isNull();
                    assertThat(event.row()).containsEntry("account_number", ACCOUNT).containsEntry("id", id);
                });
                project.run(DASHBOARD, "delete from " + table);
                assertThat(told(OWNER, filter)).containsExactly(new Event("DELETE", "public." + table, Map.of(), Map.of("id", id), null));
            }
            write();
            assertThat(told(OWNER, filter)).hasSize(3).allSatisfy(event -> {
                assertThat(event.type()).isEqualTo("INSERT");
                assertThat(event.row()).containsEntry("account_number", ACCOUNT).containsKey("id");
            });
            project.close();
        }
        project = null;
    }

    @ParameterizedTest
    @EnumSource
    void realtime_tells_strangers_neither_account_nor_stock(Grants grants) throws Exception {
        tables(grants);
        for (String table : TABLES) {
            project.run(DASHBOARD, "update " + table + " set updated_at = now(); delete from " + table);
        }
        write();
        List<Replication.Change> changes = project.changes();
        assertThat(changes).hasSize(9);

        for (String who : List.of(STRANGER, "anon")) {
            for (String filter : new String[] {null, "user_id=eq." + STRANGER, "user_id=eq." + OWNER}) {
                List<Event> events = new Realtime(project).told(changes, new Subscriber(who, filter));
                assertThat(events.toString()).as(who + " " + filter).doesNotContain(ACCOUNT, STOCK, OWNER);
                assertThat(events).allSatisfy(event -> {
                    assertThat(event.row()).isEmpty();
                    assertThat(event.old().keySet()).isSubsetOf("id");
                });
            }
            assertThat(new Realtime(project).told(changes, new Subscriber(who, "user_id=eq." + STRANGER))).isEmpty();
        }
        assertThat(new Realtime(project).told(changes, new Subscriber("anon", null))).allSatisfy(event -> assertThat(event.old()).isEmpty());
        // three updates are of rows that are gone by now, which nobody can read any more
        assertThat(new Realtime(project).told(changes, new Subscriber("service_role", null))).hasSize(6)
                .allSatisfy(event -> assertThat(event.error()).isNull());
    }

    /** What a stranger may guess by filters while the replica identity is full, and docs/front-end.md's index against it. */
    @Test
    void the_documented_index_keeps_strangers_from_guessing_and_the_owners_filter_working() throws Exception {
        tables(Grants.NONE);
        project.run(DASHBOARD, "delete from kw_portfolio");
        assertThat(told(STRANGER, "stock_code=eq." + STOCK)).hasSize(1);
        writeHolding();

        project.run(DASHBOARD, PrintedCode.block("docs/front-end.md", "sql", "replica identity using index"));
        project.changes();
        project.run(DASHBOARD, "delete from kw_portfolio");
        List<Replication.Change> gone = project.changes();

        assertThat(new Realtime(project).told(gone, new Subscriber(STRANGER, "stock_code=eq." + STOCK))).isEmpty();
        assertThat(new Realtime(project).told(gone, new Subscriber(OWNER, "user_id=eq." + OWNER))).hasSize(1);
        assertThat(new Realtime(project).told(gone, new Subscriber(OWNER, null))).hasSize(1);
    }

    @Test
    void the_documented_reservations_are_the_owners_alone() throws Exception {
        tables(Grants.NONE);

        project.run(DASHBOARD, PrintedCode.block("docs/front-end.md", "sql", "create table reservation"));
        project.run(DASHBOARD, PrintedCode.block("docs/front-end.md", "sql", "grant update (available_cash)"));

        project.request(OWNER, "insert into reservation (amount) values (5)");
        assertThat(project.request(OWNER, "select from reservation")).hasSize(1);
        assertThat(project.request(STRANGER, "select from reservation")).isEmpty();
        assertRefused("anon", "select from reservation");
        project.request(STRANGER, "update kw_account_balance set available_cash = 1");
        project.request(OWNER, "update kw_account_balance set available_cash = 7");
        assertThat(project.rows("select available_cash::bigint as cash from kw_account_balance")).containsExactly(Map.of("cash", 7L));
        assertRefused(OWNER, "update kw_account_balance set total_cash = 7");
    }

    @ParameterizedTest
    @EnumSource
    void a_role_of_its_own_gets_its_tables_and_is_told_what_is_left_to_do(Grants grants) throws Exception {
        project = new SupabaseProject(grants);
        String role = "sync_" + grants.name().toLowerCase(Locale.ROOT);
        project.run(DASHBOARD, "create role " + role + " login; grant usage, create on schema public to " + role);

        List<String> warnings = project.run(role, createTables());

        assertThat(project.rows("select to_regclass(name) as found from unnest(array['kw_portfolio','kw_account_balance','kw_sync_status']) name"))
                .noneMatch(row -> row.get("found") == null);
        assertThat(warnings).hasSize(6).anyMatch(each -> each.contains("create policy \"owner reads own rows\" on public.kw_portfolio"))
                .anyMatch(each -> each.contains("alter publication supabase_realtime add table public.kw_portfolio;"));
        assertRefused("anon", "select from kw_portfolio");
        assertThat(project.request(STRANGER, "select from kw_portfolio")).isEmpty();

        project.run(DASHBOARD, "grant " + role + " to " + DASHBOARD);
        for (String each : warnings) {
            project.run(DASHBOARD, each.substring(each.indexOf(each.contains("create policy") ? "create policy" : "alter publication")));
        }
        write();
        assertThat(project.request(OWNER, "select from kw_portfolio")).hasSize(1);
        assertThat(told(OWNER, null)).hasSize(3);
    }

    @Test
    void tables_that_exist_stay_as_they_are() throws Exception {
        project = new SupabaseProject(Grants.AUTOMATIC);
        project.run(DASHBOARD, Files.readString(Path.of("src/test/resources/sql/create-tables-november-2026.sql")));
        String shape = "select relname::text, relacl::text, relrowsecurity, relreplident::text, (select string_agg(attname, ',' order by attnum)"
                + " from pg_attribute where attrelid = c.oid) as columns, (select count(*) from pg_policy where polrelid = c.oid) as policies"
                + " from pg_class c where relnamespace = 'public'::regnamespace order by relname";
        List<Map<String, Object>> before = project.rows(shape);

        assertThat(project.run(DASHBOARD, createTables())).isEmpty();

        assertThat(project.rows(shape)).isEqualTo(before);
    }
}
