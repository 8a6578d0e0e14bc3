package dev.balancesync.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import dev.balancesync.FreePort;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestFiles;
import dev.balancesync.TestService;
import dev.balancesync.doctor.Check.Outcome;
import dev.balancesync.journal.DataLock;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import dev.balancesync.store.PgBouncer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Set-ups that are broken in one thing: doctor's first line that failed is the cause, and its advice, followed word for word, cures it. */
class BrokenSetUpsIT {
    private static final Doctor.Scope BROKER = new Doctor.Scope(true, false, false);
    private static final Doctor.Scope DATABASE = new Doctor.Scope(false, true, false);
    private static final String LEGACY = """
            drop table kw_portfolio, kw_account_balance;
            create table kw_portfolio (user_id uuid not null, account_number text, stock_code text, stock_name text, quantity integer,
                available_quantity integer, avg_price numeric, purchase_amount numeric not null, current_price numeric, evaluated_amount numeric,
                profit_loss numeric, profit_loss_rate numeric, updated_at timestamptz, unique (user_id, account_number, stock_code));
            create table kw_account_balance (user_id uuid, account_number text, total_cash numeric, available_cash numeric, order_cash numeric,
                deposit numeric, total_asset numeric, stock_value numeric, profit_loss numeric, profit_loss_rate numeric,
                updated_at timestamptz, unique (user_id, account_number));
            """;

    private static KiwoomSimulator kiwoom;
    @TempDir
    private Path folder;
    private static final List<AutoCloseable> OPEN = new ArrayList<>();

    /** What is done to a set-up. */
    private interface Act {
        void to(SetUp it) throws Exception;
    }

    /** What a user does who has read it. */
    private interface Cure {
        void of(SetUp it, String advice) throws Exception;
    }

    /**
     * @param line that fails first
     * @param named what its finding and advice must name
     */
    private record Broken(String what, Doctor.Scope scope, Act broken, String line, String named, Cure cure, boolean copied) {
        Broken(String what, Doctor.Scope scope, Act broken, String line, String named, Cure cure) {
            this(what, scope, broken, line, named, cure, false);
        }

        @Override
        public String toString() {
            return what;
        }
    }

    private static Broken setting(String what, String line, String name, String wrong, String right) {
        return setting(what, DATABASE, line, name, wrong, right);
    }

    private static Broken setting(String what, Doctor.Scope scope, String line, String name, String wrong, String right) {
        return new Broken(what, scope, it -> it.environment.put(name, wrong), line, name, (it, advice) -> it.environment.put(name, right));
    }

    private static Broken copied(String what, Act broken, String line, String named) {
        return new Broken(what, DATABASE, broken, line, named, SetUp::run, true);
    }

    /** Cured by the SQL that the advice has. */
    private static Broken sql(String what, String sql, String line, String named) {
        return copied(what, it -> it.database.execute(sql), line, named);
    }

    /** Cured by the setting or the parameter that the advice has. */
    private static Broken written(String what, Act broken, String line, String named) {
        return new Broken(what, DATABASE, broken, line, named, SetUp::write, true);
    }

    /** Somebody at the database's door says so; what the user does about it is done there. */
    private static Broken door(String line, String state, String words, String named) {
        return address("a door that says " + words, it -> it.environment.put("SUPABASE_DB_URL", "postgresql://postgres@127.0.0.1:" + door(state, words)
                + "/postgres"), line, named);
    }

    private static Broken address(String what, Act broken, String line, String named) {
        return new Broken(what, DATABASE, broken, line, named, (it, advice) -> it.environment.put("SUPABASE_DB_URL", it.url));
    }

    private static Broken file(String what, String file, String text, String instead, String line, String named) {
        return new Broken(what, DATABASE, it -> it.edit(file, text, instead), line, named, (it, advice) -> it.shipped(file));
    }

    static Stream<Broken> settings() {
        return Stream.of(
                setting("no App key", "settings", "KIWOOM_APP_KEY", "", SetUp.KEY),
                setting("KIWOOM_IS_DEMO=yes", "settings", "KIWOOM_IS_DEMO", "yes", "true"),
                setting("an account number of four digits", "settings", "KIWOOM_ACCOUNT_NO", "8112", "8112-5100"),
                setting("a time without unit", "settings", "KIWOOM_RECONNECT_DELAY", "10", "10s"),
                setting("no such folder of routes", "settings", "ROUTES_DIR", "rout", "routes"),
                setting("no such schema", "settings", "BALANCE_SCHEMA", "modern", "standard"),
                setting("a receiver of notices that is no address", "settings", "NOTIFY_URL", "slack", ""),
                new Broken("the real host in mock trading", DATABASE, it -> it.environment.put("KIWOOM_REST_URL", "https://api.kiwoom.com"),
                        "settings.mode", "KIWOOM_REST_URL", (it, advice) -> {
                            it.environment.remove("KIWOOM_REST_URL");
                            it.environment.remove("KIWOOM_WS_URL");
                        }),
                address("another kind of database", it -> it.environment.put("SUPABASE_DB_URL", "mysql://me@host/db"), "settings", "SUPABASE_DB_URL"),
                new Broken("a name with a typing error", DATABASE, it -> {
                    it.environment.remove("KIWOOM_ACCOUNT_NO");
                    it.environment.put("KIWOOM_ACOUNT_NO", "8112-5100");
                }, "settings", "KIWOOM_ACCOUNT_NO", (it, advice) -> {
                    it.environment.remove("KIWOOM_ACOUNT_NO");
                    it.environment.put("KIWOOM_ACCOUNT_NO", "8112-5100");
                }),
                new Broken("open to the network without a password", DATABASE, it -> it.environment.put("HTTP_HOST", "0.0.0.0"), "settings",
                        "HTTP_PASSWORD", (it, advice) -> it.environment.put("HTTP_PASSWORD", "eight letters")),
                new Broken("a line of .env that is none", DATABASE, it -> Files.writeString(it.folder.resolve(".env"), "KIWOOM_IS_DEMO true"),
                        "settings", ".env line 1", (it, advice) -> Files.writeString(it.folder.resolve(".env"), "KIWOOM_IS_DEMO=true")));
    }

    static Stream<Broken> machine() {
        return Stream.of(
                new Broken("a data folder that cannot be made", DATABASE, it -> {
                    Files.writeString(it.folder.resolve("file"), "");
                    it.environment.put("DATA_DIR", "file/data");
                }, "data.folder", "DATA_DIR", (it, advice) -> it.environment.put("DATA_DIR", "data")),
                new Broken("a data folder that is a file", DATABASE, it -> {
                    Files.writeString(it.folder.resolve("file"), "");
                    it.environment.put("DATA_DIR", "file");
                }, "data.folder", "DATA_DIR", (it, advice) -> it.environment.put("DATA_DIR", "data")),
                new Broken("a folder of routes without routes", DATABASE, SetUp::withoutRoutes, "routes", "*.camel.yaml", (it, advice) -> it.shipped("")),
                new Broken("a data folder that another service has", DATABASE, it -> OPEN.add(DataLock.take(it.folder.resolve("data"), Clock.systemUTC())),
                        "data.lock", "DATA_DIR", (it, advice) -> it.environment.put("DATA_DIR", "another")),
                new Broken("a port that another program has", DATABASE, it -> it.environment.put("HTTP_PORT", String.valueOf(another())),
                        "data.http-port", "HTTP_PORT", (it, advice) -> it.environment.put("HTTP_PORT", String.valueOf(FreePort.find()))),
                new Broken("a clock that is wrong", DATABASE, it -> it.clock = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-11)),
                        "database.clock", "NTP", (it, advice) -> it.clock = Clock.systemUTC()),
                new Broken("a field that the SQL does not write", DATABASE, it -> Files.writeString(it.folder.resolve("application.properties"),
                        "\nbalance.fields.950 = my_column amount\n", StandardOpenOption.APPEND), "routes", "my_column", (it, advice) -> Files.writeString(
                                it.folder.resolve("application.properties"), Files.readString(Path.of("application.properties")))),
                file("a route file that is no YAML", "feed.camel.yaml", "- route:\n    id: feed-send", "- route:\n   - id: [feed-send", "routes",
                        "feed.camel.yaml"),
                file("a bean that nobody knows", "balance.camel.yaml", "ref: fieldMapping", "ref: fieldMaping", "routes", "balance.camel.yaml, line"),
                file("a step that nobody knows", "balance.camel.yaml", "- split:", "- splitt:", "routes", "balance.camel.yaml"),
                file("a setting that nobody knows", "cash.camel.yaml", "{{kiwoom.supervise-period}}", "{{kiwoom.supervise-periode}}", "routes",
                        "kiwoom.supervise-periode"),
                file("an option that nobody knows", "store.camel.yaml", "dataSource: \"#dataSource\"", "datenSource: \"#dataSource\"", "routes",
                        "store.camel.yaml, line"),
                file("a statement that is misspelt", "sql/standard/write-batch.sql", "insert into kw_portfolio", "insert in kw_portfolio",
                        "database.statements", "write-batch.sql"));
    }

    static Stream<Broken> database() {
        return Stream.of(
                address("a host that nobody knows", it -> it.environment.put("SUPABASE_DB_URL", it.url.replace("localhost", "no-such-host.invalid")),
                        "database.dns", "no-such-host.invalid"),
                address("a port that is closed", it -> it.environment.put("SUPABASE_DB_URL", it.url.replaceAll(":\\d+/", ":" + FreePort.find() + "/")),
                        "database.line", "SUPABASE_DB_URL"),
                address("a wrong password", it -> it.environment.put("SUPABASE_DB_URL", it.url.replace("postgres@", "doctor_trader:wrong@")),
                        "database.login", "SUPABASE_DB_URL"),
                address("a user who may not come in", it -> it.environment.put("SUPABASE_DB_URL", it.url.replace("postgres@", "doctor_stranger@")),
                        "database.login", "SUPABASE_DB_URL"),
                address("no such database", it -> it.environment.put("SUPABASE_DB_URL", it.url + "x"), "database.login", "SUPABASE_DB_URL"),
                new Broken("a role whose only connection is taken", DATABASE, it -> {
                    it.asRole("grant select, insert, update, delete on all tables in schema public to ROLE; alter role ROLE connection limit 1");
                    OPEN.add(DriverManager.getConnection(it.environment.get("SUPABASE_DB_URL").replaceFirst("postgresql://(\\w+)@(.*)", "jdbc:postgresql://$2?user=$1")));
                }, "database.login", "53300", (it, advice) -> OPEN.remove(0).close()),
                written("TLS where there is none", it -> it.environment.put("SUPABASE_DB_URL", it.url + "?sslmode=require"), "database.line", "sslmode=disable"),
                written("no tables, and none are to be made", it -> {
                    it.database.execute("drop table kw_portfolio, kw_account_balance, kw_sync_status");
                    it.environment.put("BALANCE_CREATE_TABLES", "false");
                }, "database.tables", "BALANCE_CREATE_TABLES=true"),
                written("none of the old service's tables", it -> {
                    it.database.execute("drop table kw_portfolio, kw_account_balance, kw_sync_status");
                    it.environment.put("BALANCE_SCHEMA", "legacy");
                    it.environment.put("SUPABASE_USER_ID", it.user());
                }, "database.tables", "BALANCE_SCHEMA=standard"),
                new Broken("a table of another program", DATABASE, it -> it.database.execute("drop table kw_portfolio; create table kw_portfolio (id bigint)"),
                        "database.tables", "kw_portfolio", (it, advice) -> it.database.execute("alter table kw_portfolio rename to kw_portfolio_of_another")),
                copied("no tables, and this user may make none", it -> {
                    it.database.execute("drop table kw_portfolio, kw_account_balance, kw_sync_status; revoke create on schema public from public");
                    it.asRole("");
                }, "database.tables", "grant usage, create on schema public to role_"),
                sql("a column is missing", "alter table kw_portfolio drop column stock_name", "database.columns",
                        "alter table kw_portfolio add column stock_name text;"),
                sql("two columns of another table are missing", "alter table kw_sync_status drop column gap_since, drop column version",
                        "database.columns", "kw_sync_status.gap_since"),
                sql("a column that PostgreSQL fills", "alter table kw_portfolio drop column profit_loss;"
                        + "alter table kw_portfolio add column profit_loss numeric generated always as (evaluated_amount - total_purchase_amount) stored",
                        "database.columns", "drop expression"),
                sql("a column of the wrong type", "alter table kw_portfolio alter column quantity type text", "database.statements",
                        "alter column quantity type bigint"),
                sql("a column of text with a number's name", "alter table kw_account_balance alter column deposit type timestamptz using null",
                        "database.statements", "alter column deposit type numeric(18,0)"),
                sql("a column of the user's own that must be filled", "alter table kw_portfolio add column memo text not null", "database.not-null",
                        "alter table kw_portfolio alter column memo drop not null;"),
                sql("an id that nobody gives", "alter table kw_account_balance alter column id drop default", "database.not-null",
                        "alter column id set default gen_random_uuid();"),
                new Broken("an owner that must be given", DATABASE, it -> it.database.execute("alter table kw_portfolio alter column user_id set not null"),
                        "database.not-null", "SUPABASE_USER_ID", (it, advice) -> it.environment.put("SUPABASE_USER_ID", it.user())),
                new Broken("an added route whose SQL is wrong", DATABASE, it -> {
                    Files.writeString(it.folder.resolve("routes/sql/mine.sql"), "select wrong from kw_portfolio");
                    Files.writeString(it.folder.resolve("routes/mine.camel.yaml"), "- route:\n    id: mine\n    from:\n      uri: direct:mine\n      steps:\n"
                            + "        - to:\n            uri: sql:file:sql/mine.sql\n            parameters:\n              dataSource: \"#dataSource\"\n");
                }, "database.statements", "mine.sql", (it, advice) -> Files.writeString(it.folder.resolve("routes/sql/mine.sql"), "select 1")),
                sql("a view that cannot be written", "alter table kw_portfolio rename to held; create view kw_portfolio as select distinct * from held",
                        "database.tables", "alter view kw_portfolio rename to kw_portfolio_view;"),
                sql("no unique key", "alter table kw_portfolio drop constraint kw_portfolio_key", "database.keys", "add unique"),
                copied("a right is missing", it -> it.asRole("grant select, insert, update on all tables in schema public to ROLE"),
                        "database.rights", "grant DELETE on kw_portfolio to role_"),
                copied("row level security without a policy for the writer", it -> {
                    it.database.execute("alter table kw_portfolio enable row level security; alter table kw_sync_status enable row level security");
                    it.asRole("grant select, insert, update, delete on all tables in schema public to ROLE");
                }, "database.row-security", "create policy"),
                copied("a role that may only read", it -> it.asRole("grant select, insert, update, delete on all tables in schema public"
                        + " to ROLE; alter role ROLE set default_transaction_read_only = on"), "database.writable", "alter role role_"),
                sql("a database that can only be read",
                        "do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$",
                        "database.writable", "reset default_transaction_read_only;"),
                new Broken("tables of the old service", DATABASE, it -> it.database.execute(LEGACY), "database.tables", "BALANCE_SCHEMA=legacy",
                        (it, advice) -> {
                            assertThat(advice).contains("SUPABASE_USER_ID").doesNotContain("alter table");
                            it.write(advice);
                            it.environment.put("SUPABASE_USER_ID", it.user());
                        }),
                written("new tables for the old setting", it -> {
                    it.environment.put("BALANCE_SCHEMA", "legacy");
                    it.environment.put("SUPABASE_USER_ID", it.user());
                }, "database.tables", "BALANCE_SCHEMA=standard"),
                written("tables in another schema", it -> it.database.execute("create schema kiwoom; alter table kw_portfolio set schema kiwoom;"
                        + "alter table kw_account_balance set schema kiwoom; alter table kw_sync_status set schema kiwoom"), "database.tables",
                        "?currentSchema=kiwoom"));
    }

    /** What PostgreSQL and the poolers say to who comes in, besides what is tried above. */
    static Stream<Broken> doors() {
        return Stream.of(
                door("database.login", "XX000", "Tenant or user not found", "postgres.PROJECT-REF"),
                door("database.login", "XX000", "(EBANNED) project is banned", "Supabase"),
                door("database.login", "XX000", "(EADDRNOTALLOWED) address not in tenant allow_list", "Network Restrictions"),
                door("database.login", "XX000", "Circuit breaker open: Too many authentication errors", "Circuit breaker"),
                door("database.login", "XX000", "MaxClientsInSessionMode: max clients reached", "6543"),
                door("database.login", "XX000", "(ESSLREQUIRED) SSL connection is required", "sslmode=disable"),
                door("database.login", "57P03", "the database system is starting up", "SUPABASE_DB_URL"));
    }

    /** Debian's PgBouncer, before the database of the set-up. */
    private static PgBouncer pooler(SetUp it, String ignored) throws IOException {
        URI direct = URI.create(it.url);
        PgBouncer pooler = PgBouncer.before(direct.getPort(), PgBouncer.PORT, 600, ignored);
        OPEN.add(pooler);
        it.environment.put("SUPABASE_DB_URL", pooler.url(direct.getPath().substring(1)) + "?currentSchema=app");
        it.database.execute("create schema app; alter table kw_portfolio set schema app; alter table kw_account_balance set schema app;"
                + "alter table kw_sync_status set schema app");
        return pooler;
    }

    static Stream<Broken> poolers() {
        return Stream.of(
                new Broken("a pooler that does not take the schema of the address", DATABASE, it -> pooler(it, "extra_float_digits"), "database.login",
                        "currentSchema", (it, advice) -> {
                            assertThat(advice).containsPattern("alter role \\S+ set search_path = \\S+");
                            it.database.execute("do $$ begin execute format('alter role postgres in database %I set search_path = app', current_database()); end $$");
                            it.environment.computeIfPresent("SUPABASE_DB_URL", (name, url) -> url.replaceAll("\\?.*", ""));
                        }),
                new Broken("a pooler that drops the schema of the address", DATABASE, it -> it.pooler = pooler(it, "extra_float_digits, search_path"),
                        "database.search-path", "set search_path = app;", (it, advice) -> {
                            it.run(advice);
                            await().atMost(TestService.SOON).until(() -> it.pooler.log().contains("server idle timeout"));
                        }));
    }

    private static final String WRITES = "grant select, insert, update, delete on all tables in schema public to ROLE";

    /** What people do to their databases. */
    static Stream<Broken> odd() {
        return Stream.of(
                copied("policies for all but reading, without which nothing is found to be changed", it -> {
                    it.database.execute("alter table kw_portfolio enable row level security; create policy a on kw_portfolio for insert with check (true);"
                            + "create policy b on kw_portfolio for update using (true); create policy c on kw_portfolio for delete using (true)");
                    it.asRole(WRITES);
                }, "database.row-security", "create policy"),
                copied("a number that counts up by a sequence of which the role may take none", it -> {
                    it.database.execute("alter table kw_portfolio add column no bigserial");
                    it.asRole(WRITES);
                }, "database.rights", "grant usage on sequence kw_portfolio_no_seq to role_"),
                written("a role that looks into another schema", it -> it.asRole(WRITES + "; alter role ROLE set search_path = nowhere"), "database.tables",
                        "currentSchema=public"),
                written("a role that looks into no schema, and no tables", it -> {
                    it.database.execute("drop table kw_portfolio, kw_account_balance, kw_sync_status");
                    it.asRole("grant create on schema public to ROLE; alter role ROLE set search_path = nowhere");
                }, "database.tables", "currentSchema=public"),
                written("tables in a schema with a capital letter, and an address with a parameter", it -> {
                    it.database.execute("create schema \"Kiwoom\"; alter table kw_portfolio set schema \"Kiwoom\";"
                            + "alter table kw_account_balance set schema \"Kiwoom\"; alter table kw_sync_status set schema \"Kiwoom\"");
                    it.environment.put("SUPABASE_DB_URL", it.url + "?ApplicationName=mine");
                }, "database.tables", "&currentSchema=%22Kiwoom%22"),
                sql("a unique key that is judged late", "alter table kw_portfolio drop constraint kw_portfolio_key,"
                        + " add constraint late unique (account_number, stock_code, credit_type, loan_date) deferrable", "database.keys", "drop constraint late"),
                sql("an account number that fits no column", "alter table kw_portfolio alter column account_number type varchar(8)", "database.columns",
                        "alter column account_number type text"),
                new Broken("a pooler that gives out single statements", DATABASE, it -> {
                    URI direct = URI.create(it.url);
                    PgBouncer pooler = PgBouncer.before(direct.getPort(), PgBouncer.PORT, 600, "extra_float_digits", "statement");
                    OPEN.add(pooler);
                    it.environment.put("SUPABASE_DB_URL", pooler.url(direct.getPath().substring(1)));
                }, "database.login", "pool_mode = transaction", (it, advice) -> {
                    OPEN.remove(OPEN.size() - 1).close();
                    OPEN.add(PgBouncer.before(URI.create(it.url).getPort(), PgBouncer.PORT, 600));
                }),
                copied("leases that the role may not take", it -> {
                    it.environment.put("CLUSTER", "postgres");
                    it.environment.put("NODE_NAME", "nas");
                    it.database.execute(TestFiles.text(Path.of("src/main/resources/dev/balancesync/cluster/create-tables.sql")));
                    it.asRole("grant select, insert, update, delete on kw_portfolio, kw_account_balance, kw_sync_status to ROLE");
                }, "database.leases", "on kw_sync_lease, kw_sync_node to role_"),
                copied("leases that the role may not see", it -> {
                    it.environment.put("CLUSTER", "postgres");
                    it.environment.put("NODE_NAME", "nas");
                    it.database.execute(TestFiles.text(Path.of("src/main/resources/dev/balancesync/cluster/create-tables.sql")));
                    it.database.execute("alter table kw_sync_lease enable row level security; alter table kw_sync_node enable row level security");
                    it.asRole(WRITES);
                }, "database.leases", "on kw_sync_node to role_"),
                copied("leases for which there are no tables, and the role may make none", it -> {
                    it.environment.put("CLUSTER", "postgres");
                    it.environment.put("NODE_NAME", "nas");
                    it.database.execute("revoke create on schema public from public");
                    it.asRole(WRITES);
                }, "database.leases", "grant usage, create on schema public to role_"),
                written("leases for which there are no tables, and none are to be made", it -> {
                    it.environment.put("CLUSTER", "postgres");
                    it.environment.put("NODE_NAME", "nas");
                    it.environment.put("BALANCE_CREATE_TABLES", "false");
                }, "database.leases", "BALANCE_CREATE_TABLES=true"),
                new Broken("an owner who is none of the project's users", DATABASE, it -> {
                    it.database.execute("create schema if not exists auth; create table auth.users (id uuid primary key);"
                            + "insert into auth.users values ('" + it.user() + "');"
                            + "alter table kw_portfolio add foreign key (user_id) references auth.users (id)");
                    it.environment.put("SUPABASE_USER_ID", "5e3c1a52-0000-4000-8000-00000000dead");
                }, "database.owner", "SUPABASE_USER_ID", (it, advice) -> it.environment.put("SUPABASE_USER_ID", it.user())));
    }

    static Stream<Broken> broker() throws IOException {
        return Stream.of(
                setting("a wrong App key", BROKER, "broker.token", "KIWOOM_APP_KEY", "another", SetUp.KEY),
                setting("a wrong secret", BROKER, "broker.token", "KIWOOM_APP_SECRET", "another", SetUp.SECRET),
                new Broken("the key of the real side in mock trading", BROKER, it -> it.environment.put("KIWOOM_APP_KEY", "real-key"), "broker.token",
                        "KIWOOM_IS_DEMO", (it, advice) -> it.environment.put("KIWOOM_IS_DEMO", "false")),
                setting("the key of the mock side in real trading", BROKER, "broker.token", "KIWOOM_IS_DEMO", "false", "true"),
                new Broken("an address that is not registered", BROKER, it -> it.addressIsRegistered = false, "broker.token", "openapi.kiwoom.com",
                        (it, advice) -> it.addressIsRegistered = true),
                setting("a REST host that nobody knows", BROKER, "broker.rest-dns", "KIWOOM_REST_URL", "http://no-such-host.invalid", kiwoom.restUrl()),
                setting("a WebSocket host that nobody knows", BROKER, "broker.websocket-dns", "KIWOOM_WS_URL", "ws://no-such-host.invalid/", kiwoom.websocketUrl()),
                setting("a receiver of notices that nobody knows", BROKER, "notify-dns", "NOTIFY_URL", "http://no-such-host.invalid/hook", ""),
                setting("another account", BROKER, "broker.account", "KIWOOM_ACCOUNT_NO", "9999-1234", "8112-5100"),
                setting("a REST host where nobody answers", BROKER, "broker.rest-line", "KIWOOM_REST_URL", "http://127.0.0.1:" + FreePort.find(),
                        kiwoom.restUrl()),
                setting("a WebSocket host where nobody answers", BROKER, "broker.websocket-line", "KIWOOM_WS_URL", "ws://127.0.0.1:" + FreePort.find() + "/",
                        kiwoom.websocketUrl()),
                setting("a receiver of notices that refuses the line", BROKER, "notify-line", "NOTIFY_URL", "http://127.0.0.1:" + FreePort.find() + "/hook",
                        ""));
    }

    @BeforeAll
    static void setUp() throws IOException {
        kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults());
        TestDatabase database = TestDatabase.create();
        Path rules = Path.of((String) database.rows("show hba_file").get(0).get("hba_file"));
        String before = Files.readString(rules);
        database.execute("create role doctor_trader login password 'right'; create role doctor_stranger login");
        Files.writeString(rules, "host all doctor_trader all scram-sha-256\nhost all doctor_stranger all reject\n" + before);
        database.execute("select pg_reload_conf()");
    }

    @AfterEach
    void tearDown() throws Exception {
        for (AutoCloseable each : OPEN) {
            each.close();
        }
        OPEN.clear();
    }

    @AfterAll
    static void stop() {
        kiwoom.close();
    }

    @Test
    void the_set_up_works_before_it_is_broken() throws Exception {
        Report report = new SetUp(folder, kiwoom).examine(new Doctor.Scope(true, true, false));

        assertThat(report.hasFailed()).as(report.text()).isFalse();
        assertThat(report.toDo()).as(report.text()).isZero();
    }

    /** Each in the language of its turn. */
    static Stream<Arguments> all() throws IOException {
        List<Broken> all = Stream.of(settings(), machine(), database(), doors(), poolers(), odd(), broker()).flatMap(each -> each).toList();
        return all.stream().map(each -> Arguments.of(each, all.indexOf(each) % 2 == 0));
    }

    @ParameterizedTest
    @MethodSource("all")
    void the_first_line_that_failed_is_the_cause_and_its_advice_cures_it(Broken each, boolean korean) throws Exception {
        var it = new SetUp(folder, kiwoom);
        each.broken().to(it);

        String advice = adviceOn(each, it, korean);

        if (each.copied()) {
            assertThat(SetUp.toCopy(adviceOn(each, it, !korean))).as("what the other language has to copy").isEqualTo(SetUp.toCopy(advice));
        }
        each.cure().of(it, advice);
        Report after = it.examine(each.scope());
        assertThat(after.checks()).filteredOn(Check::hasFailed).as(after.text()).isEmpty();
        assertThat(after.checks()).extracting(Check::outcome).contains(Outcome.OK);
    }

    private static String adviceOn(Broken broken, SetUp it, boolean korean) {
        it.environment.put("LANGUAGE", korean ? "ko" : "en");
        Report report = it.examine(broken.scope());
        Check first = report.checks().stream().filter(Check::hasFailed).findFirst().orElseThrow(() -> new AssertionError(report.text()));
        assertThat(first.name()).as(report.text()).isEqualTo(broken.line());
        assertThat(first.finding() + " -> " + first.advice()).as(report.text()).contains(broken.named());
        assertThat(first.advice()).as(report.text()).isNotBlank();
        assertThat(report.verdict()).startsWith(korean ? "서비스를 쓸 수 없습니다. " + first.name() : "The service cannot work. " + first.name());
        assertThat(report.checks()).allMatch(check -> !korean || check.finding().matches("(?s).*[가-힣].*"), report.text());
        return first.advice();
    }

    /** @return the port of an HTTP server that is none of ours */
    private static int another() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.start();
        OPEN.add(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    /** @return the port of a server that offers no TLS, and refuses whoever logs in */
    private static int door(String state, String said) throws IOException {
        var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        OPEN.add(server);
        var thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (var socket = server.accept(); var in = new DataInputStream(socket.getInputStream())) {
                    for (int length = in.readInt(); length == 8; length = in.readInt()) {
                        in.readInt();
                        socket.getOutputStream().write('N');
                    }
                    byte[] words = ("SFATAL\0C" + state + "\0M" + said + "\0\0").getBytes(StandardCharsets.US_ASCII);
                    var answer = new DataOutputStream(socket.getOutputStream());
                    answer.writeByte('E');
                    answer.writeInt(words.length + 4);
                    answer.write(words);
                } catch (IOException e) {
                    // who only looked whether there is a line hangs up
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return server.getLocalPort();
    }
}
