package dev.balancesync.doctor;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
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
import dev.balancesync.settings.SettingsException;
import dev.balancesync.settings.TextFile;
import dev.balancesync.store.ConnectionPool;
import dev.balancesync.store.Obstacle;
import dev.balancesync.store.SearchPath;
import dev.balancesync.store.Statements;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;

/** Whether the database can be reached, by the steps of a connection; then {@link TableChecks}. All transactions are read only. */
final class DatabaseChecks {
    private static final int SSL_REQUEST_LENGTH = 8;
    private static final int SSL_REQUEST = 80877103;
    private static final Duration STATUS_IS_FRESH = Duration.ofSeconds(150);

    private final Configuration configuration;
    private final Language language;
    private final Network network;
    private final Clock clock;
    private final CompletableFuture<Optional<String>> service;
    private final CompletableFuture<BuiltRoutes> built;

    /**
     * @param service learns whether {@code kw_sync_status} shows a service that runs somewhere
     * @param built the routes, which say what SQL files are in use; {@code null} when they cannot be built
     */
    DatabaseChecks(Configuration configuration, Network network, Clock clock, CompletableFuture<Optional<String>> service,
            CompletableFuture<BuiltRoutes> built) {
        this.built = built;
        this.configuration = configuration;
        this.language = configuration.language();
        this.network = network;
        this.clock = clock;
        this.service = service;
    }

    void run(Consumer<Check> found) throws Exception {
        try {
            reach(found);
        } finally {
            service.complete(Optional.empty());
        }
    }

    private String say(String korean, String english) {
        return language.say(korean, english);
    }

    private void reach(Consumer<Check> found) throws Exception {
        if (configuration.value("supabase.db-url").isEmpty()) {
            found.accept(Check.skipped("database", say("SUPABASE_DB_URL이 없습니다", "SUPABASE_DB_URL is not set")));
            return;
        }
        DatabaseUrl url;
        Properties parsed;
        try {
            url = DatabaseUrl.parse(configuration.value("supabase.db-url"));
            parsed = Driver.parseURL(url.jdbcUrl(), new Properties());
        } catch (SettingsException e) {
            found.accept(Check.skipped("database", say("SUPABASE_DB_URL을 읽을 수 없습니다. 먼저 설정을 고쳐야 합니다",
                    "SUPABASE_DB_URL cannot be read; correct the settings first")));
            return;
        }
        String host = parsed == null ? null : PGProperty.PG_HOST.getOrDefault(parsed);
        if (host == null || host.contains(",")) {
            found.accept(Check.skipped("database", say("doctor는 호스트가 하나인 주소만 봅니다", "doctor reads an address with one host")));
            return;
        }
        int port = Integer.parseInt(PGProperty.PG_PORT.getOrDefault(parsed));
        Check dns = network.dns(language, "database.dns", host.replaceAll("[\\[\\]]", ""), "SUPABASE_DB_URL");
        found.accept(dns);
        if (dns.hasFailed()) {
            return;
        }
        Check line = line(host, port, url);
        found.accept(line);
        if (!line.hasFailed()) {
            login(url, port, found);
        }
    }

    /** Asks for TLS as the PostgreSQL protocol does (SSLRequest, answered by one byte), and says what the address makes of it. */
    private Check line(String host, int port, DatabaseUrl url) {
        String name = "database.line";
        String where = host + ":" + port;
        try (Socket socket = network.connect(host, port)) {
            var out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(SSL_REQUEST_LENGTH);
            out.writeInt(SSL_REQUEST);
            int answer = answer(socket);
            if (answer != 'S' && answer != 'N') {
                long seconds = Network.LIMIT.toSeconds();
                return Check.failed(name, where + say("에 연결되지만 " + seconds + "초 안에 PostgreSQL처럼 응답하지 않습니다",
                        " takes the connection, but does not answer as PostgreSQL does within " + seconds + " s"), say(
                        "SUPABASE_DB_URL의 호스트와 포트를 확인하세요. 맞다면 서버나 그 앞의 프록시가 멈춰 있습니다",
                        "Check host and port of SUPABASE_DB_URL; if they are right, the server or a proxy before it hangs"));
            }
            return answer == 'S' ? encrypted(name, where, url, Tls.shake(socket, host, port))
                    : plain(name, where, url.sslmode(), InetAddress.getByName(host.replaceAll("[\\[\\]]", "")));
        } catch (IOException e) {
            return Check.failed(name, where + ": " + Words.of(e, language), say(
                    "SUPABASE_DB_URL의 호스트와 포트, 방화벽, Supabase 프로젝트가 일시 중지되었는지 확인하세요",
                    "Check host and port of SUPABASE_DB_URL, the firewall, and whether the Supabase project is paused"));
        }
    }

    /** @return -1 when none comes */
    private static int answer(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketTimeoutException e) {
            return -1;
        }
    }

    Check plain(String name, String where, String sslmode, InetAddress address) {
        String words = where + say("에 TLS 없이 연결됩니다", " is reachable, without TLS");
        if (sslmode.equals("require") || sslmode.startsWith("verify")) {
            return Check.failed(name, words + say(". 그런데 sslmode=" + sslmode + "입니다", ", but sslmode=" + sslmode + " is in force"),
                    Obstacle.NO_TLS.advice(language.locale()));
        }
        return address.isLoopbackAddress() || address.isSiteLocalAddress() ? Check.ok(name, words + say(" (사설 네트워크)", " (a private network)"))
                : Check.warning(name, words + say(": 비밀번호와 잔고가 읽을 수 있는 채로 인터넷을 지나갑니다",
                        ": password and balances cross the internet readably"), say("서버에서 TLS를 켜세요", "Switch TLS on at the server"));
    }

    Check encrypted(String name, String where, DatabaseUrl url, Tls.Handshake shown) {
        String sslmode = url.sslmode();
        String meaning = "sslmode=" + sslmode + switch (sslmode) {
            case "disable" -> say(": 서버가 할 수 있는데도 암호화하지 않습니다", ": not encrypted, although the server could");
            case "allow", "prefer", "require" -> say(": 암호화하지만 인증서는 확인하지 않습니다", ": encrypted, the certificate is not checked");
            default -> url.checksCertificate() ? say(": 암호화하고 인증서를 확인합니다", ": encrypted, the certificate is checked")
                    : say(": 암호화하지만 인증서를 확인하는지는 " + url.foreignCheck() + "에 달려 있습니다",
                            ": encrypted; whether the certificate is verified is up to " + url.foreignCheck());
        };
        String words = where + say("에 연결됩니다, ", " is reachable, ") + meaning + (shown.certificate() == null ? ""
                : say(" (인증서 발급자 ", " (certificate of ") + shown.issuer() + say(", 유효 기한 ", " valid until ") + shown.validUntil() + ")");
        if (url.tlsWarning().isPresent()) {
            return Check.warning(name, words, url.tlsWarning().get().in(language));
        }
        if (sslmode.equals("disable")) {
            return Check.warning(name, words, say("SUPABASE_DB_URL에 sslmode=require를 쓰세요", "Write sslmode=require in SUPABASE_DB_URL"));
        }
        if (shown.isExpiredAt(clock.instant()) && sslmode.startsWith("verify")) {
            return Check.failed(name, words + say(": 만료되었습니다", ": it has expired"), say("서버의 인증서를 새로 받아야 합니다", "The server needs a new certificate"));
        }
        if (url.line() == DatabaseUrl.Line.PUBLIC && !sslmode.equals("verify-full")) {
            return Check.warning(name, words, say("중간에 있는 누구나 데이터베이스인 척할 수 있습니다. sslmode=verify-full과, 서버 제공자가 공개한 인증서를 sslrootcert에 쓰세요",
                    "Whoever sits on the line can pose as the database: write sslmode=verify-full and sslrootcert="
                    + "the certificate that the server's provider publishes"));
        }
        return Check.ok(name, words);
    }

    private void login(DatabaseUrl url, int port, Consumer<Check> found) throws SQLException, IOException {
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
                obstacle == Obstacle.AWAY ? say("괄호 안은 데이터베이스가 한 말입니다. SUPABASE_DB_URL을 확인하세요",
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
        found.accept(Check.ok("database.login", say("PostgreSQL " + server.get("version") + "에 " + server.get("who") + "(으)로, 데이터베이스 " + server.get("name") + ", "
                + took.toMillis() + " ms", "PostgreSQL " + server.get("version") + " takes " + server.get("who") + " into "
                + server.get("name") + " in " + took.toMillis() + " ms")));
        found.accept(ClockSkew.judge(language, "database.clock", say("데이터베이스", "the database's"),
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
            found.accept(Check.failed("database.statements", say("SQL 파일을 읽을 수 없습니다: ", "the SQL files cannot be read: ") + folder,
                    say("ROUTES_DIR을 sql/이 있는 폴더로 설정하세요", "Set ROUTES_DIR to the folder that holds sql/")));
            return;
        }
        var tables = new ArrayList<Check>();
        new TableChecks(configuration, query, wanted).run(each -> {
            tables.add(each);
            found.accept(each);
        }, age -> service.complete(age.filter(each -> each.compareTo(STATUS_IS_FRESH) < 0)
                .map(each -> say("다른 컴퓨터에서 서비스가 실행 중이거나 조금 전까지 그랬습니다: " + each.toSeconds() + "초 전에 kw_sync_status에 썼습니다",
                        "a service runs somewhere else, or did until now: it wrote kw_sync_status " + each.toSeconds() + " s ago"))));
        if (configuration.value("cluster").equals("postgres")) {
            found.accept(new LeaseChecks(language, query).look(configuration.value("balance.create-tables").equals("true")));
        }
        boolean complete = tables.stream().noneMatch(Check::hasFailed) && query.one("select count(*) from unnest(?) name where to_regclass(name) is null",
                (Object) wanted.columns().keySet().toArray(String[]::new)).get("count").equals(0L);
        found.accept(complete ? statements(connection, query, folder, wanted)
                : Check.skipped("database.statements", say("테이블이 먼저 있어야 합니다", "needs the tables first")));
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
            return Check.ok(name, say("PostgreSQL이 " + folder + "와 라우트의 SQL 파일 " + files.size() + "개를 모두 받아들입니다",
                    "PostgreSQL understands all " + files.size() + " SQL files of " + folder + " and of the routes"));
        } catch (SQLException e) {
            connection.rollback();
            String types = otherTypes(query, wanted);
            return Check.failed(name, Words.oneLine(Statements.said(e).in(language)), types.isEmpty()
                    ? say("말에 나온 파일이나 테이블을 고치세요. 배포된 파일은 프로젝트에 있습니다", "Correct the file or the table that is named; the shipped files are in the project")
                    : say("테이블의 주인으로 실행하세요: ", "As the owner of the table: ") + types);
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
            return Check.failed(name, say("읽기 전용 복제본입니다(in recovery)", "the server is a read-only copy (in recovery)"),
                    say("주 서버의 주소를 쓰세요", "Use the address of the primary server"));
        }
        String setting = "begin read write; " + (Boolean.TRUE.equals(server.get("role")) ? "alter role " + server.get("me") : "alter database " + server.get("quoted"))
                + " reset default_transaction_read_only; commit;";
        return Boolean.TRUE.equals(server.get("readonly"))
                ? Check.failed(name, say("데이터베이스가 읽기 전용입니다 (default_transaction_read_only = on)",
                        "the database is read only (default_transaction_read_only = on)"), Obstacle.READ_ONLY.advice(language.locale())
                        + say(". 다른 곳에서는: ", ". Elsewhere: ") + setting)
                : Check.ok(name, say("데이터베이스에 쓸 수 있습니다", "the database takes writes"));
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
        String words = say("연결 " + most + "개 중 " + left + "개가 비어 있고, 서비스는 많으면 " + ConnectionPool.CONNECTIONS + "개를 씁니다",
                left + " of " + most + " connections are free; the service takes up to " + ConnectionPool.CONNECTIONS);
        return left >= ConnectionPool.CONNECTIONS ? Check.ok("database.connections", words)
                : Check.warning("database.connections", words, Obstacle.NO_CONNECTION_LEFT.advice(language.locale()));
    }

    /** A pooler is told by what it does: it hides the server's process number, and in transaction mode lends one process to two sessions. */
    private Check pooler(DatabaseUrl url, Connection first, ReadOnlyQuery query, int pid, int port) throws SQLException {
        if (first.unwrap(PGConnection.class).getBackendPID() == pid && port != 6543) {
            return Check.ok("database.pooler", say("풀러 없이 직접 연결", "a direct connection, no pooler in between"));
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
        String words = transactions ? say("트랜잭션 모드 풀러", "a pooler in transaction mode") : say("세션 모드 풀러", "a pooler in session mode");
        return transactions && !unnamed
                ? Check.warning(name, words + say(", 이름 붙은 문장이 켜져 있습니다", ", and named statements are on"),
                        say("SUPABASE_DB_URL에 prepareThreshold=0을 더하세요", "Add prepareThreshold=0 to SUPABASE_DB_URL"))
                : Check.ok(name, words);
    }
}
