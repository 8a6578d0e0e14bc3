package dev.balancesync.store;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import dev.balancesync.TestKeys;
import dev.balancesync.TestService;
import dev.balancesync.doctor.Check;
import dev.balancesync.doctor.Doctor;
import dev.balancesync.settings.DatabaseUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ssl.NonValidatingFactory;
import org.postgresql.ssl.WrappedFactory;

/** A PostgreSQL that speaks TLS and nothing else, as Supabase does once "Enforce SSL" is on. */
class TlsDatabaseIT {

    @TempDir
    private static Path folder;
    private static EmbeddedPostgres server;

    private TestService mirror;

    @BeforeAll
    static void startServer() throws Exception {
        certify("server");
        certify("another");
        Path data = Files.createTempDirectory("tls-postgres");
        server = EmbeddedPostgres.builder().setDataDirectory(data).setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", folder.resolve("server.crt").toString())
                .setServerConfig("ssl_key_file", folder.resolve("server.key").toString()).setPGStartupWait(SOON).start();
        try (Connection plain = server.getPostgresDatabase().getConnection(); var statement = plain.createStatement()) {
            Files.writeString(data.resolve("pg_hba.conf"), "hostssl all all all trust\nhostnossl all all all reject\n");
            statement.execute("select pg_reload_conf()");
        }
        await().atMost(SOON).until(() -> {
            try (Connection plain = connect("disable")) {
                return false;
            } catch (SQLException e) {
                return true;
            }
        });
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @AfterEach
    void tearDown() throws Exception {
        mirror.close();
    }

    /** Writes {@code name.crt} and {@code name.key}, for localhost, signed by itself. */
    private static void certify(String name, String... validity) throws Exception {
        KeyStore store = TestKeys.create(folder.resolve(name + ".p12"), "CN=localhost", "dns:localhost", validity).store();
        Key key = store.getKey(TestKeys.ALIAS, TestKeys.PASSWORD.toCharArray());
        pem(folder.resolve(name + ".crt"), "CERTIFICATE", store.getCertificate(TestKeys.ALIAS).getEncoded());
        Path file = folder.resolve(name + ".key");
        pem(file, "PRIVATE KEY", key.getEncoded());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.ofDelimiter(":").withUpperCase().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static void pem(Path file, String kind, byte[] bytes) throws Exception {
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + kind + "-----\n");
    }

    private static String url(String parameters) {
        return "postgresql://postgres@localhost:" + server.getPort() + "/postgres" + parameters;
    }

    private static Connection connect(String sslmode) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + server.getPort() + "/postgres?user=postgres&sslmode=" + sslmode);
    }

    /** How many connections of the service are, as the server says. */
    private static long encrypted() throws Exception {
        try (Connection connection = connect("require");
                var statement = connection.createStatement();
                var found = statement.executeQuery("select count(*) from pg_stat_ssl"
                        + " join pg_stat_activity using (pid) where ssl and application_name = 'balance_sync'")) {
            found.next();
            return found.getLong(1);
        }
    }

    private void start(String parameters) throws Exception {
        startAt(url(parameters));
    }

    private void startAt(String address) throws Exception {
        mirror = new TestService().with("SUPABASE_DB_URL", address).startLive();
    }

    private DatabaseAnswers.State state() {
        return mirror.service().bean(DatabaseAnswers.class).state();
    }

    @Test
    void the_servers_certificate_is_verified_and_the_rows_are_written() throws Exception {
        start("?sslmode=verify-full&sslrootcert=" + folder.resolve("server.crt"));

        await().atMost(SOON).until(() -> Boolean.TRUE.equals(state().reachable()));
        assertThat(encrypted()).isPositive();
    }

    @Test
    void as_the_dashboard_shows_the_address_it_is_encrypted() throws Exception {
        start("?sslmode=require");

        await().atMost(SOON).until(() -> Boolean.TRUE.equals(state().reachable()));
        assertThat(encrypted()).isPositive();
    }

    /** The driver tries TLS first when the address does not say; so one copied without its parameters works too. */
    @Test
    void without_a_word_about_it_it_is_encrypted_too() throws Exception {
        start("");

        await().atMost(SOON).until(() -> Boolean.TRUE.equals(state().reachable()));
        assertThat(encrypted()).isPositive();
    }

    @Test
    void a_server_that_the_certificate_does_not_vouch_for_is_given_nothing() throws Exception {
        start("?sslmode=verify-full&sslrootcert=" + folder.resolve("another.crt"));

        await().atMost(SOON).until(() -> Boolean.FALSE.equals(state().reachable()));
        assertThat(state().reason()).contains("not trusted").contains("sslrootcert");
        assertThat(encrypted()).isZero();
    }

    /** The name is a public one, so that it is verified; what the driver then trusts is the shipped root alone, and not this server. */
    @Test
    void supabases_hosts_have_to_show_a_certificate_of_supabases_root() throws Exception {
        DatabaseUrl supabase = DatabaseUrl.parse("postgresql://postgres@db.abc.supabase.co/postgres");
        String here = supabase.jdbcUrl().replace("db.abc.supabase.co:5432", "localhost:" + server.getPort());

        assertThatThrownBy(() -> DriverManager.getConnection(here, supabase.login()))
                .satisfies(thrown -> assertThat(Obstacle.of(thrown)).isEqualTo(Obstacle.UNTRUSTED));

        mirror = new TestService();
    }

    @Test
    void a_root_of_ones_own_replaces_it() throws Exception {
        DatabaseUrl own = DatabaseUrl.parse("postgresql://postgres@db.abc.supabase.co/postgres?sslrootcert=" + folder.resolve("server.crt"));

        try (Connection connection = DriverManager.getConnection(own.jdbcUrl().replace("db.abc.supabase.co:5432", "localhost:" + server.getPort()),
                own.login())) {
            assertThat(connection.isValid(2)).isTrue();
        }

        mirror = new TestService();
    }

    @Test
    void a_certificate_of_another_name_is_given_nothing() throws Exception {
        startAt("postgresql://postgres@127.0.0.1:" + server.getPort() + "/postgres?sslmode=verify-full&sslrootcert=" + folder.resolve("server.crt"));

        await().atMost(SOON).until(() -> Boolean.FALSE.equals(state().reachable()));
        assertThat(mirror.service().bean(DatabaseAnswers.class).obstacle()).isEqualTo(Obstacle.UNTRUSTED);
        assertThat(encrypted()).isZero();
    }

    @Test
    void a_root_certificate_that_is_not_there_is_named() throws Exception {
        startAt("postgresql://postgres@localhost:" + server.getPort() + "/postgres?sslmode=verify-full&sslrootcert=" + folder.resolve("missing.crt"));

        await().atMost(SOON).until(() -> Boolean.FALSE.equals(state().reachable()));
        assertThat(mirror.service().bean(DatabaseAnswers.class).obstacle()).isEqualTo(Obstacle.UNTRUSTED);
        assertThat(state().reason()).contains("missing.crt", "sslrootcert");
    }

    /** Files of the same name with other contents exist in public: the fingerprint is what counts. */
    @Test
    void the_shipped_root_is_supabases() throws Exception {
        mirror = new TestService();

        try (InputStream file = DatabaseUrl.class.getResourceAsStream("/dev/balancesync/store/supabase-root-2021.crt")) {
            var root = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
            assertThat(sha256(root.getEncoded())).isEqualTo(
                    "80:70:25:AD:50:D4:ED:21:9D:2C:9C:7D:29:9C:00:4F:82:4E:B0:0C:F7:F6:5A:FE:F6:07:D0:7B:72:E6:CA:FA");
            assertThat(root.getSubjectX500Principal().getName()).contains("Supabase Root 2021 CA");
            assertThat(root.getNotAfter()).isAfter("2031-04-01");
        }
    }

    /** What the service cannot trust doctor tells by the same words; an expired certificate already at the line. */
    @Test
    void doctor_tells_a_wrong_root_another_name_and_an_expired_certificate() throws Exception {
        mirror = new TestService();
        String ours = "?sslmode=verify-full&sslrootcert=" + folder.resolve("server.crt");

        assertThat(failed(url(ours))).isEmpty();
        for (String address : List.of(url("?sslmode=verify-full&sslrootcert=" + folder.resolve("another.crt")),
                url("?sslmode=verify-full&sslrootcert=" + folder.resolve("missing.crt")), url(ours).replace("localhost", "127.0.0.1"))) {
            Check untrusted = failed(address).orElseThrow();
            assertThat(untrusted.name()).isEqualTo("database.login");
            assertThat(untrusted.finding()).contains("The database's certificate is not trusted");
            assertThat(untrusted.advice()).contains("sslmode and sslrootcert");
        }

        certify("expired", "-startdate", "-400d", "-validity", "30");
        for (String file : List.of(".crt", ".key")) {
            Files.copy(folder.resolve("server" + file), folder.resolve("original" + file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        show("expired");
        try {
            Check expired = failed(url("?sslmode=verify-full&sslrootcert=" + folder.resolve("expired.crt"))).orElseThrow();
            assertThat(expired.name()).isEqualTo("database.line");
            assertThat(expired.finding()).contains("it has expired");
        } finally {
            show("original");
        }
    }

    /** The server shows another certificate from now on. */
    private static void show(String name) throws Exception {
        String serial = serial();
        try (Connection connection = connect("require"); var statement = connection.createStatement()) {
            for (String file : List.of(".crt", ".key")) {
                Files.copy(folder.resolve(name + file), folder.resolve("server" + file), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            }
            statement.execute("select pg_reload_conf()");
        }
        await().atMost(SOON).until(() -> !serial().equals(serial));
    }

    private static String serial() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://localhost:" + server.getPort()
                + "/postgres?user=postgres&sslmode=require&sslfactory=" + Shown.class.getName())) {
            return Shown.last;
        }
    }

    /** Trusts everything and remembers what was shown. */
    public static final class Shown extends WrappedFactory {
        private static volatile String last;

        public Shown() throws GeneralSecurityException {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new NonValidatingFactory.NonValidatingTM() {
                @Override
                public void checkServerTrusted(X509Certificate[] chain, String type) {
                    last = chain[0].getSerialNumber().toString();
                }
            }}, null);
            factory = context.getSocketFactory();
        }
    }

    /** @return the first line of doctor that failed */
    private Optional<Check> failed(String address) {
        var environment = new HashMap<>(mirror.environment);
        environment.put("SUPABASE_DB_URL", address);
        environment.put("LANGUAGE", "en");
        return new Doctor(Path.of(""), environment, Clock.systemUTC()).examine(new Doctor.Scope(false, true, false)).checks().stream()
                .filter(check -> check.outcome() == Check.Outcome.FAILED).findFirst();
    }

    @Test
    void a_client_that_refuses_tls_is_told_so() throws Exception {
        start("?sslmode=disable");

        await().atMost(SOON).until(() -> Boolean.FALSE.equals(state().reachable()));
        assertThat(state().reason()).contains("no encryption");
    }
}
