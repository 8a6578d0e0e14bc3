package dev.balancesync.supabase;

import static dev.balancesync.supabase.SupabaseProject.DASHBOARD;
import static dev.balancesync.supabase.SupabaseProject.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;

import dev.balancesync.doctor.Check;
import dev.balancesync.doctor.Doctor;
import dev.balancesync.doctor.Report;
import dev.balancesync.supabase.SupabaseProject.Grants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each thing that can be wrong between today's tables and front ends on Supabase, alone: doctor names it, and the SQL that it prints cures it. */
class ExposureLinesIT {
    @TempDir
    private Path folder;
    private SupabaseProject project;

    @BeforeEach
    void setUp() throws Exception {
        project = new SupabaseProject(Grants.NONE);
        project.run(DASHBOARD, Files.readString(Path.of("routes/sql/standard/create-tables.sql")));
        Files.copy(Path.of("application.properties"), folder.resolve("application.properties"));
    }

    @AfterEach
    void tearDown() throws Exception {
        project.close();
    }

    private Report examine() throws IOException {
        return new Doctor(folder, Map.of("KIWOOM_APP_KEY", "key", "KIWOOM_APP_SECRET", "secret", "KIWOOM_ACCOUNT_NO", "8112-5100", "SUPABASE_DB_URL",
                project.url(DASHBOARD), "SUPABASE_USER_ID", OWNER, "ROUTES_DIR", Path.of("routes").toAbsolutePath().toString(), "LANGUAGE", "en"),
                Clock.systemUTC()).examine(new Doctor.Scope(false, true, false));
    }

    private static Check find(Report report, String name) {
        return report.checks().stream().filter(check -> check.name().equals(name)).findFirst().orElseThrow(() -> new AssertionError(name + " in " + report));
    }

    static Stream<Arguments> policies() {
        return Stream.of(
                arguments("database.row-security", "a policy lets every user who has logged in read all rows of kw_portfolio",
                        "create policy users on kw_portfolio for select to authenticated using (true)"),
                arguments("database.row-security", "a policy lets everybody with the public anon key read kw_portfolio",
                        "create policy everybody on kw_portfolio for select using (true)"),
                arguments("database.row-security", "row level security is off on kw_sync_status", "alter table kw_sync_status disable row level security"),
                arguments("database.row-security", "no policy lets anybody read kw_account_balance",
                        "drop policy \"owner reads own rows\" on kw_account_balance"),
                arguments("database.row-security", "row level security is off on partitions of kw_portfolio, whose rows everybody who is granted them reads"
                        + " by their names: kw_portfolio_rest",
                        "drop table kw_account_balance; alter table kw_portfolio rename to held; create table kw_portfolio (like held including defaults,"
                                + " primary key (account_number, id), unique (account_number, stock_code, credit_type, loan_date)) partition by list (account_number);"
                                + " create table kw_portfolio_rest partition of kw_portfolio default; alter table kw_portfolio enable row level security"));
    }

    static Stream<Arguments> grants() {
        return Stream.of(
                arguments("database.grants", "kw_portfolio is not granted to authenticated", "revoke select on kw_portfolio from authenticated"),
                arguments("database.grants", "kw_portfolio is not granted to service_role", "revoke delete on kw_portfolio from service_role"),
                arguments("database.grants", "kw_portfolio is granted to anon", "grant select on kw_portfolio to anon"),
                arguments("database.grants", "authenticated may not enter the schema of kw_account_balance, kw_portfolio, kw_sync_status",
                        "revoke usage on schema public from authenticated, public"));
    }

    static Stream<Arguments> realtime() {
        return Stream.of(
                arguments("database.realtime", "kw_portfolio has no primary key", "alter table kw_portfolio drop constraint kw_portfolio_pkey"),
                arguments("database.realtime", "Realtime tells everybody account_number of each row that leaves kw_sync_status",
                        "alter table kw_sync_status drop constraint kw_sync_status_pkey, add primary key (account_number)"),
                arguments("database.realtime", "hears of no row that leaves kw_portfolio", "alter table kw_portfolio replica identity default"),
                arguments("database.realtime", "Supabase Realtime does not send changes of kw_portfolio",
                        "alter publication supabase_realtime drop table kw_portfolio"),
                arguments("database.front-ends", "the tables are not yet as new ones are made", "alter publication supabase_realtime drop table kw_portfolio"));
    }

    static Stream<Arguments> columns() {
        return Stream.of(arguments("database.columns", "kw_account_balance has no cash_at", "alter table kw_account_balance drop column cash_at"));
    }

    static Stream<Arguments> owners() {
        return Stream.of(arguments("database.owner", "so nobody's front end sees the rows",
                "create table auth.users (id uuid primary key); grant select on auth.users to dashboard"));
    }

    @ParameterizedTest
    @MethodSource("owners")
    void an_owner_who_is_no_user_of_the_project_is_told(String name, String words, String broken) throws Exception {
        project.superuser(broken);

        assertThat(find(examine(), name)).returns(Check.Outcome.WARNING, Check::outcome).satisfies(told -> assertThat(told.finding()).contains(words));

        project.superuser("insert into auth.users values ('" + OWNER + "')");
        assertThat(examine().checks()).extracting(Check::name).doesNotContain(name);
    }

    @ParameterizedTest
    @MethodSource({"policies", "grants", "realtime", "columns"})
    void what_is_wrong_alone_is_named_alone_and_its_sql_cures_it(String name, String words, String broken) throws Exception {
        project.superuser(broken);

        Report report = examine();

        Check told = find(report, name);
        assertThat(told.finding()).as(report.toString()).contains(words);
        assertThat(told.outcome()).isEqualTo(name.equals("database.columns") ? Check.Outcome.OK : Check.Outcome.WARNING);
        String sql = report.checks().stream().filter(check -> check.name().equals("database.front-ends")).map(check -> check.advice()).findFirst()
                .map(advice -> advice.substring(advice.indexOf(":\n") + 2)).orElseGet(() -> told.finding().substring(told.finding().indexOf("alter table")));
        boolean asked = sql.contains("let that policy say using (user_id = (select auth.uid()))");
        project.superuser(asked ? "drop policy if exists users on kw_portfolio; drop policy if exists everybody on kw_portfolio" : sql);
        assertThat(find(examine(), name.equals("database.front-ends") ? "database.realtime" : name).finding()).doesNotContain(words);
    }
}
