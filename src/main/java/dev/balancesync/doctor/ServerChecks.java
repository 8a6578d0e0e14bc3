package dev.balancesync.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.balancesync.BuiltRoutes;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.settings.DatabaseUrl;
import dev.balancesync.settings.TextFile;
import dev.balancesync.store.ConnectionPool;
import dev.balancesync.store.Obstacle;
import dev.balancesync.store.SearchPath;
import dev.balancesync.store.Statements;
import org.postgresql.PGConnection;

/** Whether PostgreSQL lets this user in, and serves all that the service will ask of it. All transactions are read only. */
final class ServerChecks {
    private static final Duration STATUS_IS_FRESH = Duration.ofSeconds(150);

    private final Configuration configuration;
    private final Language language;
    private final Clock clock;
    private final CompletableFuture<Optional<String>> service;
    private final CompletableFuture<BuiltRoutes> built;

    /**
     * @param service learns whether {@code kw_sync_status} shows a service that runs somewhere
     * @param built the routes, which say what SQL files are in use; {@code null} when they cannot be built
     */
    ServerChecks(Configuration configuration, Clock clock, CompletableFuture<Optional<String>> service, CompletableFuture<BuiltRoutes> built) {
        this.configuration = configuration;
        this.language = configuration.language();
        this.clock = clock;
        this.service = service;
        this.built = built;
    }

    void login(DatabaseUrl url, int port, Consumer<Check> found) throws SQLException, IOException {
        long before = System.nanoTime();
        Connection connection;
        try {
            connection = connect(url);
        } catch (SQLException e) {
            found.accept(refused(e));
            return;
        }
        try (connection) {
            ask(url, connection, Duration.ofNanos(System.nanoTime() - before), port, found);
        } catch (SQLException e) {
            if (Obstacle.of(e) != Obstacle.SINGLE_STATEMENTS) {
                throw e;
            }
            found.accept(refused(e)); // a pooler lets in whom it cannot serve
        }
    }

    private Check refused(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState() + " ";
        Obstacle obstacle = Obstacle.of(e);
        return Check.failed("database.login", state + obstacle.words(language.locale()) + " (" + Words.oneLine(e.getMessage()) + ")",
                obstacle == Obstacle.AWAY ? language.say("괄호 안은 데이터베이스가 한 말입니다. SUPABASE_DB_URL을 확인하세요",
                        "The words in brackets are the database's own; check SUPABASE_DB_URL") : obstacle.advice(language.locale()));
    }

    private void ask(DatabaseUrl url, Connection connection, Duration took, int port, Consumer<Check> found) throws SQLException, IOException {
        var query = new ReadOnlyQuery(connection);
        Map<String, Object> server = query.one("select current_setting('server_version') as version, current_user::text as who,"
                + " current_database()::text as name, pg_backend_pid() as pid, pg_is_in_recovery() as standby,"
                + " current_setting('default_transaction_read_only') = 'on' as readonly, quote_ident(current_database()) as quoted,"
                + " exists (select from pg_db_role_setting s join pg_roles r on r.oid = s.setrole where r.rolname = current_user"
                + " and 'default_transaction_read_only=on' = any(setconfig)) as role, quote_ident(current_user) as me, clock_timestamp() as now");
        Instant now = clock.instant();
        found.accept(Check.ok("database.login", language.say("PostgreSQL " + server.get("version") + "에 " + server.get("who") + "(으)로, 데이터베이스 " + server.get("name") + ", "
                + took.toMillis() + " ms", "PostgreSQL " + server.get("version") + " takes " + server.get("who") + " into "
                + server.get("name") + " in " + took.toMillis() + " ms")));
        found.accept(ClockSkew.judge(language, "database.clock", language.say("데이터베이스", "the database's"),
                Duration.between(((OffsetDateTime) server.get("now")).toInstant(), now)));
        found.accept(writable(server));
        Optional<SearchPath> dropped = url.schema().isPresent() ? SearchPath.without(connection, url.schema().get()) : Optional.empty();
        connection.rollback();
        if (dropped.isPresent()) {
            found.accept(Check.failed("database.search-path", dropped.get().words().in(language), dropped.get().advice().in(language)));
            return;
        }
        Path folder = Path.of(configuration.value("routes.dir"), "sql", configuration.value("balance.schema"));
        WrittenTables wanted;
        try {
            wanted = WrittenTables.of(folder);
        } catch (IOException e) {
            found.accept(Check.failed("database.statements", language.say("SQL 파일을 읽을 수 없습니다: ", "the SQL files cannot be read: ") + folder,
                    language.say("ROUTES_DIR을 sql/이 있는 폴더로 설정하세요", "Set ROUTES_DIR to the folder that holds sql/")));
            return;
        }
        var tables = new ArrayList<Check>();
        new TableChecks(configuration, query, wanted).run(each -> {
            tables.add(each);
            found.accept(each);
        }, age -> service.complete(age.filter(each -> each.compareTo(STATUS_IS_FRESH) < 0)
                .map(each -> language.say("다른 컴퓨터에서 서비스가 실행 중이거나 조금 전까지 그랬습니다: " + each.toSeconds() + "초 전에 kw_sync_status에 썼습니다",
                        "a service runs somewhere else, or did until now: it wrote kw_sync_status " + each.toSeconds() + " s ago"))));
        if (configuration.value("cluster").equals("postgres")) {
            found.accept(new LeaseChecks(language, query).look(configuration.value("balance.create-tables").equals("true")));
        }
        boolean complete = tables.stream().noneMatch(Check::hasFailed) && query.one("select count(*) from unnest(?) name where to_regclass(name) is null",
                (Object) wanted.columns().keySet().toArray(String[]::new)).get("count").equals(0L);
        found.accept(complete ? statements(connection, query, folder, wanted)
                : Check.skipped("database.statements", language.say("테이블이 먼저 있어야 합니다", "needs the tables first")));
        found.accept(connections(query));
        found.accept(pooler(url, connection, query, (Integer) server.get("pid"), port));
    }

    /** What PostgreSQL says to the very files that the service would use: those of the schema, and what else the routes name. */
    private Check statements(Connection connection, ReadOnlyQuery query, Path folder, WrittenTables wanted) throws SQLException, IOException {
        String name = "database.statements";
        var files = new TreeSet<>(WrittenTables.files(folder));
        Optional.ofNullable(built.join()).ifPresent(routes -> files.addAll(Statements.named(routes.camel(), Path.of(configuration.value("routes.dir")))));
        try {
            for (Path file : files) {
                Statements.check(connection, file, TextFile.read(file));
            }
            return Check.ok(name, language.say("PostgreSQL이 " + folder + "와 라우트의 SQL 파일 " + files.size() + "개를 모두 받아들입니다",
                    "PostgreSQL understands all " + files.size() + " SQL files of " + folder + " and of the routes"));
        } catch (SQLException e) {
            connection.rollback();
            String types = otherTypes(query, wanted);
            return Check.failed(name, Words.oneLine(Statements.said(e).in(language)), types.isEmpty()
                    ? language.say("말에 나온 파일이나 테이블을 고치세요. 배포된 파일은 프로젝트에 있습니다", "Correct the file or the table that is named; the shipped files are in the project")
                    : language.say("테이블의 주인으로 실행하세요: ", "As the owner of the table: ") + types);
        } finally {
            connection.rollback();
        }
    }

    /** The SQL for columns that hold another kind of values than those that {@code create-tables.sql} makes. */
    private static String otherTypes(ReadOnlyQuery query, WrittenTables wanted) throws SQLException {
        var alter = new ArrayList<String>();
        for (var each : wanted.types().entrySet()) {
            String[] column = each.getKey().split("\\.");
            if (!query.all("select from pg_attribute a join pg_type t on t.oid = a.atttypid join pg_type w on w.oid = to_regtype(?)"
                    + " where a.attrelid = to_regclass(?) and a.attname = ? and not a.attisdropped and t.typcategory <> w.typcategory",
                    each.getValue().replaceAll("\\(.*", ""), column[0], column[1]).isEmpty()) {
                alter.add("alter table " + column[0] + " alter column " + column[1] + " type " + each.getValue() + " using " + column[1] + "::text::"
                        + each.getValue() + ";");
            }
        }
        return String.join(" ", alter);
    }

    private static Connection connect(DatabaseUrl url) throws SQLException {
        Properties login = url.login();
        login.setProperty("loginTimeout", "8");
        Connection connection = DriverManager.getConnection(url.jdbcUrl(), login);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        return connection;
    }

    Check writable(Map<String, Object> server) {
        String name = "database.writable";
        if (Boolean.TRUE.equals(server.get("standby"))) {
            return Check.failed(name, language.say("읽기 전용 복제본입니다(in recovery)", "the server is a read-only copy (in recovery)"),
                    language.say("주 서버의 주소를 쓰세요", "Use the address of the primary server"));
        }
        String setting = "begin read write; " + (Boolean.TRUE.equals(server.get("role")) ? "alter role " + server.get("me") : "alter database " + server.get("quoted"))
                + " reset default_transaction_read_only; commit;";
        return Boolean.TRUE.equals(server.get("readonly"))
                ? Check.failed(name, language.say("데이터베이스가 읽기 전용입니다 (default_transaction_read_only = on)",
                        "the database is read only (default_transaction_read_only = on)"), Obstacle.READ_ONLY.advice(language.locale())
                        + language.say(". 다른 곳에서는: ", ". Elsewhere: ") + setting)
                : Check.ok(name, language.say("데이터베이스에 쓸 수 있습니다", "the database takes writes"));
    }

    private Check connections(ReadOnlyQuery query) throws SQLException {
        // a limit of the server, of the role and of the database; -1 is none
        Map<String, Object> count = query.one("select most, used from (values (current_setting('max_connections')::bigint"
                + " - current_setting('superuser_reserved_connections')::bigint, (select sum(numbackends)::bigint from pg_stat_database)),"
                + " ((select rolconnlimit::bigint from pg_roles where rolname = current_user), (select count(*) from pg_stat_activity where usename = current_user)),"
                + " ((select datconnlimit::bigint from pg_database where datname = current_database()),"
                + " (select count(*) from pg_stat_activity where datname = current_database()))) as limits (most, used)"
                + " where most >= 0 order by most - used limit 1");
        return connections((Long) count.get("most"), (Long) count.get("used"));
    }

    Check connections(long most, long used) {
        long left = most - used;
        String words = language.say("연결 " + most + "개 중 " + left + "개가 비어 있고, 서비스는 많으면 " + ConnectionPool.CONNECTIONS + "개를 씁니다",
                left + " of " + most + " connections are free; the service takes up to " + ConnectionPool.CONNECTIONS);
        return left >= ConnectionPool.CONNECTIONS ? Check.ok("database.connections", words)
                : Check.warning("database.connections", words, Obstacle.NO_CONNECTION_LEFT.advice(language.locale()));
    }

    /** A pooler is told by what it does: it hides the server's process number, and in transaction mode lends one process to two sessions. */
    private Check pooler(DatabaseUrl url, Connection first, ReadOnlyQuery query, int pid, int port) throws SQLException {
        if (first.unwrap(PGConnection.class).getBackendPID() == pid && port != 6543) {
            return Check.ok("database.pooler", language.say("풀러 없이 직접 연결", "a direct connection, no pooler in between"));
        }
        boolean shared;
        try (Connection second = connect(url)) {
            // the first is idle here: in transaction mode its process goes to the second, which keeps it until its transaction ends
            try (var statement = second.createStatement(); var row = statement.executeQuery("select pg_backend_pid()")) {
                row.next();
                shared = row.getInt(1) == pid || (Integer) query.one("select pg_backend_pid() as pid").get("pid") != pid;
            }
        }
        return pooler(shared || port == 6543, url.jdbcUrl().contains("prepareThreshold=0"));
    }

    Check pooler(boolean transactions, boolean unnamed) {
        String name = "database.pooler";
        String words = transactions ? language.say("트랜잭션 모드 풀러", "a pooler in transaction mode") : language.say("세션 모드 풀러", "a pooler in session mode");
        return transactions && !unnamed
                ? Check.warning(name, words + language.say(", 이름 붙은 문장이 켜져 있습니다", ", and named statements are on"),
                        language.say("SUPABASE_DB_URL에 prepareThreshold=0을 더하세요", "Add prepareThreshold=0 to SUPABASE_DB_URL"))
                : Check.ok(name, words);
    }
}
