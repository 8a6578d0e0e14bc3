package dev.balancesync.supabase;

import static dev.balancesync.TestService.SOON;
import static dev.balancesync.supabase.SupabaseProject.DASHBOARD;
import static dev.balancesync.supabase.SupabaseProject.OWNER;
import static dev.balancesync.supabase.SupabaseProject.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.balancesync.TestService;
import dev.balancesync.doctor.Check;
import dev.balancesync.doctor.Doctor;
import dev.balancesync.doctor.Report;
import dev.balancesync.store.LegacyTables;
import dev.balancesync.supabase.Realtime.Event;
import dev.balancesync.supabase.Realtime.Subscriber;
import dev.balancesync.supabase.SupabaseProject.Grants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The SQL that doctor prints for older tables, run as it is printed while the service runs; then service and front end work. */
class OlderTablesIT {
    private static final String STOCK = "005930";
    private static final String BLOCK = "database.front-ends";

    private SupabaseProject project;
    private TestService mirror;

    @AfterEach
    void tearDown() throws Exception {
        mirror.close();
        project.close();
    }

    /** Tables of other times. */
    enum Shape {
        /** This service's of 26 November 2026. */
        NOVEMBER("standard", ""),
        /** The same, made on plain PostgreSQL: without row level security, not published. */
        PLAIN("standard", ""),
        /** The Python project's, already published. */
        STRICT("legacy", LegacyTables.STRICT.sql + "; alter publication supabase_realtime add table kw_portfolio, kw_account_balance"),
        /** The Python project's without any primary key. */
        STAMPED("legacy", LegacyTables.STAMPED.sql);

        private final String schema;
        private final String legacy;

        Shape(String schema, String legacy) {
            this.schema = schema;
            this.legacy = legacy;
        }

        String sql() throws IOException {
            String november = Files.readString(Path.of("src/test/resources/sql/create-tables-november-2026.sql"));
            return !legacy.isEmpty() ? legacy : this == NOVEMBER ? november
                    : november.substring(0, november.indexOf("    foreach name")) + "end $tables$";
        }
    }

    static Stream<Arguments> shapes() {
        return Stream.of(Shape.values()).flatMap(shape -> Stream.of(Grants.values()).map(grants -> Arguments.of(shape, grants)));
    }

    private void live(Shape shape, Grants grants) throws Exception {
        project = new SupabaseProject(grants);
        project.run(DASHBOARD, shape.sql());
        mirror = new TestService().with("SUPABASE_DB_URL", project.url(DASHBOARD)).with("BALANCE_SCHEMA", shape.schema)
                .with("SUPABASE_USER_ID", OWNER).with("KIWOOM_SNAPSHOT_INTERVAL", "1h");
        mirror.startLive();
        mirror.kiwoom.buy(STOCK, 3, 0);
        awaitQuantity(3L);
    }

    private void awaitQuantity(Long quantity) {
        await().atMost(SOON).untilAsserted(() -> assertThat(project.rows("select quantity::bigint as quantity from kw_portfolio"))
                .isEqualTo(quantity == null ? List.of() : List.of(Map.of("quantity", quantity))));
    }

    private Report examine() {
        return examine("en");
    }

    private Report examine(String language) {
        var environment = new HashMap<>(mirror.environment);
        environment.put("LANGUAGE", language);
        environment.put("ROUTES_DIR", Path.of("routes").toAbsolutePath().toString());
        return new Doctor(Path.of(""), environment, Clock.systemUTC()).examine(new Doctor.Scope(false, true, false));
    }

    private void assertKorean() {
        assertThat(examine("ko").checks()).filteredOn(each -> each.outcome() != Check.Outcome.SKIPPED).allSatisfy(each -> assertThat(each.finding()).matches("(?s).*[가-힣].*"));
    }

    private static Check find(Report report, String name) {
        return report.checks().stream().filter(check -> check.name().equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError(name + " in " + report.checks()));
    }

    private static String sql(Report report) {
        String advice = find(report, BLOCK).advice();
        return advice.substring(advice.indexOf(":\n") + 2);
    }

    private List<Event> heard(String who) throws SQLException {
        return new Realtime(project).told(project.changes(), new Subscriber(who, null)).stream()
                .filter(event -> event.table().equals("public.kw_portfolio")).toList();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void the_sql_that_doctor_prints_brings_older_tables_up_to_date(Shape shape, Grants grants) throws Exception {
        live(shape, grants);
        Report before = examine();
        assertThat(Stream.of("database.row-security", "database.grants", "database.realtime").map(name -> find(before, name).outcome()))
                .contains(Check.Outcome.WARNING);
        assertKorean();

        project.run(DASHBOARD, sql(before));

        Report after = examine();
        assertThat(after.checks()).extracting(Check::name).doesNotContain(BLOCK);
        for (String name : List.of("database.tables", "database.columns", "database.keys", "database.rights", "database.row-security",
                "database.grants", "database.realtime")) {
            assertThat(find(after, name).outcome()).as(find(after, name).toString()).isEqualTo(Check.Outcome.OK);
        }
        project.changes();
        mirror.kiwoom.buy(STOCK, 4, 0);
        awaitQuantity(7L);
        assertThat(project.request(OWNER, "select id, account_number from kw_portfolio")).hasSize(1);
        assertThat(project.request(OWNER, "select from kw_account_balance")).hasSize(1);
        await().atMost(SOON).until(() -> project.request(OWNER, "select from kw_sync_status").size() == 1);
        assertThat(project.request(STRANGER, "select from kw_portfolio")).isEmpty();
        var told = new ArrayList<Event>();
        await().atMost(SOON).untilAsserted(() -> {
            told.addAll(heard(OWNER));
            assertThat(told).isNotEmpty();
        });
        String id = told.get(0).row().get("id");
        mirror.kiwoom.sell(STOCK, 7, 0);
        awaitQuantity(null);
        List<Replication.Change> gone = project.changes();
        assertThat(new Realtime(project).told(gone, new Subscriber(OWNER, null)))
                .contains(new Event("DELETE", "public.kw_portfolio", Map.of(), Map.of("id", id), null));
        assertThat(new Realtime(project).told(gone, new Subscriber(OWNER, "user_id=eq." + OWNER)))
                .contains(new Event("DELETE", "public.kw_portfolio", Map.of(), Map.of("id", id), null));
        for (String who : List.of(STRANGER, "anon")) {
            assertThat(new Realtime(project).told(gone, new Subscriber(who, null)).toString()).doesNotContain("8112510011", STOCK);
        }
    }

    @Test
    void an_old_page_that_wrote_its_reservations_still_may_and_only_its_own() throws Exception {
        live(Shape.STRICT, Grants.AUTOMATIC);
        project.run(DASHBOARD, "insert into kw_account_balance (user_id, account_number, available_cash) values ('" + STRANGER + "', '1', 5)");

        project.run(DASHBOARD, sql(examine()));

        project.request(OWNER, "update kw_account_balance set available_cash = 777");
        assertThat(project.rows("select available_cash::bigint as cash from kw_account_balance order by 1"))
                .containsExactly(Map.of("cash", 5L), Map.of("cash", 777L));
    }

    /** It owns neither the publication nor anything of Supabase's: the tables come first, and doctor says what is left to whom. */
    @Test
    void a_role_of_its_own_stores_from_the_start_and_doctor_says_what_is_left() throws Exception {
        project = new SupabaseProject(Grants.NONE);
        project.run(DASHBOARD, "create role balance_sync login; grant usage, create on schema public to balance_sync");
        mirror = new TestService().with("SUPABASE_DB_URL", project.url("balance_sync")).with("SUPABASE_USER_ID", OWNER);
        Check expected = find(examine(), "database.tables");
        assertThat(expected.outcome()).isEqualTo(Check.Outcome.WARNING);
        assertThat(expected.finding()).contains("supabase_realtime belongs to dashboard", "auth.uid()");

        mirror.startLive();
        mirror.kiwoom.buy(STOCK, 3, 0);

        awaitQuantity(3L);
        assertThat(project.request(OWNER, "select from kw_portfolio")).isEmpty();
        project.run(DASHBOARD, sql(examine()));
        assertThat(examine().checks()).extracting(Check::name).doesNotContain(BLOCK);
        project.changes();
        mirror.kiwoom.buy(STOCK, 4, 0);
        awaitQuantity(7L);
        assertThat(project.request(OWNER, "select from kw_portfolio")).hasSize(1);
        await().atMost(SOON).until(() -> !heard(OWNER).isEmpty());
    }

    @Test
    void what_only_the_user_can_decide_is_left_as_a_comment() throws Exception {
        live(Shape.NOVEMBER, Grants.AUTOMATIC);
        project.run(DASHBOARD, "create table note (account text, code text, credit text, loan text,"
                + " foreign key (account, code, credit, loan) references kw_portfolio on delete cascade);"
                + "create policy everybody on kw_account_balance for select using (true)");

        Report report = examine();

        assertThat(sql(report)).contains("/* kw_portfolio: a foreign key refers to its primary key", "/* kw_account_balance: if no page of yours")
                .contains("/* kw_account_balance: if no page of yours reads it without logging in: revoke all on kw_account_balance from anon, public; */")
                .doesNotContain("alter table kw_portfolio drop constraint");
        project.run(DASHBOARD, sql(report));
        assertThat(project.request("anon", "select from kw_account_balance")).hasSize(1);
        assertThat(project.request(OWNER, "select from kw_portfolio")).hasSize(1);
    }

    @Test
    void tables_in_another_schema_are_named_with_it() throws Exception {
        project = new SupabaseProject(Grants.AUTOMATIC);
        project.run(DASHBOARD, "create schema kiwoom");
        mirror = new TestService().with("SUPABASE_DB_URL", project.url(DASHBOARD) + "?currentSchema=kiwoom").with("SUPABASE_USER_ID", OWNER);
        mirror.startLive();

        String sql = sql(examine());

        assertThat(sql).contains("grant usage on schema kiwoom to authenticated, service_role;");
        project.run(DASHBOARD, sql);
        assertThat(examine().checks()).extracting(Check::name).doesNotContain(BLOCK);
        assertThat(project.request(OWNER, "select from kiwoom.kw_account_balance")).hasSize(1);
    }

    /** The policies of the whole count for who asks for the whole; each partition is a table that anybody may ask by its name. */
    @Test
    void partitions_are_closed_and_what_realtime_makes_of_them_is_told() throws Exception {
        live(Shape.NOVEMBER, Grants.AUTOMATIC);
        project.run(DASHBOARD, "alter table kw_portfolio rename to held; create table kw_portfolio (like held including defaults,"
                + " unique (account_number, stock_code, credit_type, loan_date)) partition by list (account_number);"
                + " create table kw_portfolio_rest partition of kw_portfolio default; insert into kw_portfolio select * from held; drop table held");
        assertThat(project.request(STRANGER, "select from kw_portfolio_rest")).as("open before").hasSize(1);

        Report report = examine();
        assertKorean();
        project.run(DASHBOARD, sql(report));

        assertThat(find(report, "database.realtime").finding()).contains("kw_portfolio is partitioned");
        assertThat(project.request(STRANGER, "select from kw_portfolio_rest")).isEmpty();
        assertThat(project.request(OWNER, "select from kw_portfolio")).hasSize(1);
        mirror.kiwoom.buy(STOCK, 1, 0);
        awaitQuantity(4L);
    }

    @Test
    void a_view_is_named_and_not_altered() throws Exception {
        live(Shape.NOVEMBER, Grants.NONE);
        project.run(DASHBOARD, "alter table kw_portfolio rename to held; create view kw_portfolio as select * from held");

        Report report = examine();
        assertKorean();

        assertThat(find(report, "database.keys").outcome()).isEqualTo(Check.Outcome.OK);
        assertThat(find(report, "database.row-security").finding()).contains("kw_portfolio is a view");
        assertThat(sql(report)).doesNotContain("table kw_portfolio");
        project.run(DASHBOARD, sql(report));
    }

    @Test
    void legacy_tables_under_standard_get_no_advice_that_would_change_them() throws Exception {
        live(Shape.STRICT, Grants.AUTOMATIC);
        mirror.environment.put("BALANCE_SCHEMA", "standard");

        Report report = examine();

        assertThat(find(report, "database.tables").advice()).contains("BALANCE_SCHEMA=legacy");
        assertThat(report.checks()).filteredOn(check -> check.advice() != null).extracting(Check::advice)
                .noneMatch(advice -> advice.contains("alter table"));
    }
}
