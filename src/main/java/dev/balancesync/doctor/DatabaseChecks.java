package dev.balancesync.doctor;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.balancesync.BuiltRoutes;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.settings.DatabaseUrl;
import dev.balancesync.settings.SettingsException;
import dev.balancesync.store.Obstacle;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Whether the database can be reached, by the steps of a connection up to its encryption; then {@link ServerChecks}. */
final class DatabaseChecks {
    private static final int SSL_REQUEST_LENGTH = 8;
    private static final int SSL_REQUEST = 80877103;

    private final Configuration configuration;
    private final Language language;
    private final Network network;
    private final Clock clock;
    private final CompletableFuture<Optional<String>> service;
    private final ServerChecks server;

    /**
     * @param service learns whether {@code kw_sync_status} shows a service that runs somewhere
     * @param built the routes, which say what SQL files are in use; {@code null} when they cannot be built
     */
    DatabaseChecks(Configuration configuration, Network network, Clock clock, CompletableFuture<Optional<String>> service,
            CompletableFuture<BuiltRoutes> built) {
        this.configuration = configuration;
        this.language = configuration.language();
        this.network = network;
        this.clock = clock;
        this.service = service;
        this.server = new ServerChecks(configuration, clock, service, built);
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
            server.login(url, port, found);
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
}
