package dev.balancesync.doctor;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.balancesync.settings.DatabaseUrl;
import dev.balancesync.settings.SettingsException;
import dev.balancesync.store.Obstacle;
import dev.balancesync.store.Statements;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;

/** Whether the database can be reached, by the steps of a connection; then {@link TableChecks}. All transactions are read only. */
final class DatabaseChecks {
    private static final int SSL_REQUEST_LENGTH = 8;
    private static final int SSL_REQUEST = 80877103;
    private static final long FEW_CONNECTIONS = 5;
    private static final Duration STATUS_IS_FRESH = Duration.ofSeconds(150);
    private static final String COPY_URL = "Copy the address anew from the Supabase dashboard (Connect > Connection string > URI)";

    private final Configuration configuration;
    private final Network network;
    private final Clock clock;
    private final CompletableFuture<Optional<String>> service;

    /** @param service learns whether {@code kw_sync_status} shows a service that runs somewhere */
    DatabaseChecks(Configuration configuration, Network network, Clock clock, CompletableFuture<Optional<String>> service) {
        this.configuration = configuration;
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

    private void reach(Consumer<Check> found) throws Exception {
        if (configuration.value("supabase.db-url").isEmpty()) {
            found.accept(Check.skipped("database", "SUPABASE_DB_URL is not set"));
            return;
        }
        DatabaseUrl url;
        Properties parsed;
        try {
            url = DatabaseUrl.parse(configuration.value("supabase.db-url"));
            parsed = Driver.parseURL(url.jdbcUrl(), new Properties());
        } catch (SettingsException e) {
            found.accept(Check.skipped("database", "SUPABASE_DB_URL cannot be read; correct the settings first"));
            return;
        }
        String host = parsed == null ? null : PGProperty.PG_HOST.getOrDefault(parsed);
        if (host == null || host.contains(",")) {
            found.accept(Check.skipped("database", "doctor reads an address with one host"));
            return;
        }
        int port = Integer.parseInt(PGProperty.PG_PORT.getOrDefault(parsed));
        Check dns = network.dns("database.dns", host.replaceAll("[\\[\\]]", ""));
        found.accept(dns);
        if (dns.outcome() == Check.Outcome.FAILED) {
            return;
        }
        Check line = line(host, port, url);
        found.accept(line);
        if (line.outcome() == Check.Outcome.FAILED) {
            return;
        }
        login(url, host, port, found);
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
                return Check.failed(name, where + " takes the connection, but does not answer as PostgreSQL does within " + Network.LIMIT.toSeconds()
                        + " s", "Check host and port of SUPABASE_DB_URL; if they are right, the server or a proxy before it hangs");
            }
            return answer == 'S' ? encrypted(name, where, url, Tls.shake(socket, host, port))
                    : plain(name, where, url.sslmode(), InetAddress.getByName(host.replaceAll("[\\[\\]]", "")));
        } catch (IOException e) {
            return Check.failed(name, where + ": " + Words.of(e), "Check host and port of SUPABASE_DB_URL, the firewall, and whether the"
                    + " Supabase project is paused");
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

    private static Check plain(String name, String where, String sslmode, InetAddress address) {
        String words = where + " is reachable, without TLS";
        if (sslmode.equals("require") || sslmode.startsWith("verify")) {
            return Check.failed(name, words + ", but sslmode=" + sslmode + " is in force",
                    "Switch TLS on at the server; or write sslmode=disable in SUPABASE_DB_URL if the line needs no protection");
        }
        return address.isLoopbackAddress() || address.isSiteLocalAddress() ? Check.ok(name, words + " (a private network)")
                : Check.warning(name, words + ": password and balances cross the internet readably", "Switch TLS on at the server");
    }

    private Check encrypted(String name, String where, DatabaseUrl url, Tls.Handshake shown) {
        String sslmode = url.sslmode();
        String meaning = switch (sslmode) {
            case "disable" -> "sslmode=disable: not encrypted, although the server could";
            case "allow", "prefer" -> "encrypted as the server offers it, the certificate is not checked";
            case "require" -> "sslmode=require: always encrypted, the certificate is not checked";
            default -> "sslmode=" + sslmode + ": encrypted, the certificate is checked";
        };
        String words = where + " is reachable, " + meaning + (shown.certificate() == null ? ""
                : " (certificate of " + shown.issuer() + " valid until " + shown.validUntil() + ")");
        if (url.tlsWarning().isPresent()) {
            return Check.warning(name, words, url.tlsWarning().get());
        }
        if (sslmode.equals("disable")) {
            return Check.warning(name, words, "Write sslmode=require in SUPABASE_DB_URL");
        }
        if (shown.isExpiredAt(clock.instant()) && sslmode.startsWith("verify")) {
            return Check.failed(name, words + ": it has expired", "The server needs a new certificate");
        }
        if (url.line() == DatabaseUrl.Line.PUBLIC && !sslmode.equals("verify-full")) {
            return Check.warning(name, words, "Whoever sits on the line can pose as the database: write sslmode=verify-full and sslrootcert="
                    + "the certificate that the server's provider publishes");
        }
        return Check.ok(name, words + (sslmode.startsWith("verify") ? "" : "; sslmode=verify-full with sslrootcert checks it, too"));
    }

    private void login(DatabaseUrl url, String host, int port, Consumer<Check> found) throws SQLException {
        long before = System.nanoTime();
        Connection connection;
        try {
            connection = connect(url);
        } catch (SQLException e) {
            String state = e.getSQLState() == null ? "" : e.getSQLState();
            found.accept(Check.failed("database.login", (state.isEmpty() ? "" : state + " ") + Words.oneLine(e.getMessage()), advice(state, e, host)));
            return;
        }
        try (connection) {
            ask(url, connection, Duration.ofNanos(System.nanoTime() - before), port, found);
        }
    }

    private void ask(DatabaseUrl url, Connection connection, Duration took, int port, Consumer<Check> found) throws SQLException {
        var query = new ReadOnlyQuery(connection);
        Map<String, Object> server = query.one("select current_setting('server_version') as version, current_user::text as who,"
                + " current_database()::text as name, pg_backend_pid() as pid, pg_is_in_recovery() as standby,"
                + " current_setting('default_transaction_read_only') = 'on' as readonly, clock_timestamp() as now");
        Instant now = clock.instant();
        found.accept(Check.ok("database.login", "PostgreSQL " + server.get("version") + " takes " + server.get("who") + " into "
                + server.get("name") + " in " + took.toMillis() + " ms"));
        found.accept(ClockSkew.judge("database.clock", "the database's", Duration.between(((OffsetDateTime) server.get("now")).toInstant(), now)));
        found.accept(writable(server));
        var tables = new ArrayList<Check>();
        new TableChecks(configuration, query).run(each -> {
            tables.add(each);
            found.accept(each);
        }, age -> service.complete(age.filter(each -> each.compareTo(STATUS_IS_FRESH) < 0)
                .map(each -> "a service runs somewhere else, or did until now: it wrote kw_sync_status " + each.toSeconds() + " s ago")));
        found.accept(statements(connection, tables));
        found.accept(connections(query));
        found.accept(pooler(url, connection, query, (Integer) server.get("pid"), port));
    }

    /** What PostgreSQL says to the very files that the service would use. */
    private Check statements(Connection connection, List<Check> tables) throws SQLException {
        String name = "database.statements";
        if (tables.stream().anyMatch(each -> each.outcome() == Check.Outcome.FAILED || each.finding().contains("the service makes them"))) {
            return Check.skipped(name, "needs the tables first");
        }
        Path folder = Path.of(configuration.value("routes.dir"), "sql", configuration.value("balance.schema"));
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> statements = files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
            for (Path file : statements) {
                Statements.check(connection, file, Files.readString(file));
            }
            return Check.ok(name, "PostgreSQL understands all " + statements.size() + " files of " + folder);
        } catch (IOException e) {
            return Check.failed(name, "the SQL files cannot be read: " + Words.of(e), "Set ROUTES_DIR to the folder that holds sql/");
        } catch (SQLException e) {
            return Check.failed(name, Words.oneLine(e.getMessage()), "Correct the table or the file that is named; the shipped files are in the project");
        } finally {
            connection.rollback();
        }
    }

    private static Connection connect(DatabaseUrl url) throws SQLException {
        Properties login = url.login();
        login.setProperty("loginTimeout", "8");
        Connection connection = DriverManager.getConnection(url.jdbcUrl(), login);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        return connection;
    }

    private static String advice(String state, SQLException e, String host) {
        Obstacle obstacle = Obstacle.of(e);
        return state.equals("42501") ? "This user may not read what doctor asks; use the owner of the tables, on Supabase postgres"
                : obstacle != Obstacle.AWAY ? obstacle.advice(Locale.ENGLISH)
                : host.contains("pooler.supabase") ? COPY_URL : "The words before this are the database's own; check SUPABASE_DB_URL";
    }

    private static Check writable(Map<String, Object> server) {
        if (Boolean.TRUE.equals(server.get("standby"))) {
            return Check.failed("database.writable", "the server is a read-only copy (in recovery)", "Use the address of the primary server");
        }
        return Boolean.TRUE.equals(server.get("readonly"))
                ? Check.failed("database.writable", "the database is read only (default_transaction_read_only = on)",
                        "Supabase does so when the disk is full: free space or enlarge it. Elsewhere set it off for this user or database")
                : Check.ok("database.writable", "the database takes writes");
    }

    private static Check connections(ReadOnlyQuery query) throws SQLException {
        Map<String, Object> count = query.one("select current_setting('max_connections')::bigint"
                + " - current_setting('superuser_reserved_connections')::bigint as most,"
                + " (select sum(numbackends)::bigint from pg_stat_database) as used");
        long left = (Long) count.get("most") - (Long) count.get("used");
        String words = left + " of " + count.get("most") + " connections are free; the service needs 2";
        return left >= FEW_CONNECTIONS ? Check.ok("database.connections", words)
                : Check.warning("database.connections", words, "Close other programs, or use the pooler's URL");
    }

    /** A pooler is told by what it does: it hides the server's process number, and in transaction mode lends one process to two sessions. */
    private static Check pooler(DatabaseUrl url, Connection first, ReadOnlyQuery query, int pid, int port) throws SQLException {
        String name = "database.pooler";
        if (first.unwrap(PGConnection.class).getBackendPID() == pid && port != 6543) {
            return Check.ok(name, "a direct connection, no pooler in between");
        }
        boolean shared;
        try (Connection second = connect(url)) {
            // the first is idle here: in transaction mode its process goes to the second, which keeps it until its transaction ends
            try (var statement = second.createStatement(); var row = statement.executeQuery("select pg_backend_pid()")) {
                row.next();
                shared = row.getInt(1) == pid || (Integer) query.one("select pg_backend_pid() as pid").get("pid") != pid;
            }
        }
        String mode = shared ? "transaction mode" : port == 6543 ? "transaction mode by its port" : "session mode";
        if (!mode.startsWith("session") && !url.jdbcUrl().contains("prepareThreshold=0")) {
            return Check.warning(name, "a pooler in " + mode + ", and named statements are on", "Add prepareThreshold=0 to SUPABASE_DB_URL");
        }
        return Check.ok(name, "a pooler in " + mode + (mode.startsWith("session") ? "" : "; named statements are off, as it needs"));
    }
}
