package dev.balancesync.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.doctor.Check.Outcome;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.session.SessionState;
import dev.balancesync.session.Transition;
import dev.balancesync.settings.DatabaseUrl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines that no machine of a test can be brought to: a full disk, a certificate of another day, a line over the internet, a standby. */
class LinesTest {
    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    private Path folder;
    private DatabaseChecks database;
    private ServerChecks server;
    private DataChecks data;

    @BeforeEach
    void setUp() throws IOException {
        Files.copy(Path.of("application.properties"), folder.resolve("application.properties"));
        database = database(Clock.systemUTC());
        server = new ServerChecks(configuration(), Clock.systemUTC(), new CompletableFuture<>(), CompletableFuture.completedFuture(null));
        data = new DataChecks(configuration(), new ObjectMapper(), Clock.systemUTC());
    }

    private Configuration configuration() throws IOException {
        return Configuration.read(folder, Map.of("LANGUAGE", "en"));
    }

    private DatabaseChecks database(Clock clock) throws IOException {
        return new DatabaseChecks(configuration(), new Network(), clock, new CompletableFuture<Optional<String>>(), CompletableFuture.completedFuture(null));
    }

    private static void assertLine(String name, Check check, Outcome outcome, String... words) {
        assertThat(check.name()).isEqualTo(name);
        assertThat(check.outcome()).as(check.toString()).isEqualTo(outcome);
        assertThat(List.of(words)).allMatch(word -> (check.finding() + " -> " + check.advice()).contains(word), check.toString());
        assertThat(outcome == Outcome.OK).isEqualTo(check.advice() == null);
    }

    @ParameterizedTest
    @CsvSource({"9,FAILED", "10,WARNING", "99,WARNING", "100,OK"})
    void little_space_is_told(long mebibytes, Outcome outcome) {
        assertLine("data.space", data.space(mebibytes * MEBIBYTE), outcome, mebibytes + " MiB");
    }

    @Test
    void few_connections_are_told() {
        assertLine("database.connections", server.connections(97, 93), Outcome.WARNING, "4 of 97", "up to 5", "pooler");
        assertLine("database.connections", server.connections(97, 92), Outcome.OK);
    }

    @Test
    void a_standby_is_told() {
        assertLine("database.writable", server.writable(Map.of("standby", true, "readonly", true)), Outcome.FAILED, "read-only copy", "primary");
    }

    @Test
    void a_pooler_that_loses_named_statements_is_told() {
        assertLine("database.pooler", server.pooler(true, false), Outcome.WARNING, "transaction mode", "prepareThreshold=0");
        assertLine("database.pooler", server.pooler(true, true), Outcome.OK);
        assertLine("database.pooler", server.pooler(false, false), Outcome.OK, "session mode");
    }

    @Test
    void a_line_over_the_internet_has_to_be_encrypted_and_checked() throws Exception {
        InetAddress somewhere = InetAddress.getByAddress("db.example.com", new byte[] {8, 8, 8, 8});
        assertLine("database.line", database.plain("database.line", "db.example.com:5432", "prefer", somewhere), Outcome.WARNING, "readably", "Switch TLS on");
        assertLine("database.line", database.plain("database.line", "db.example.com:5432", "require", somewhere), Outcome.FAILED, "sslmode=require", "Switch TLS on");
        assertLine("database.line", encrypted("postgresql://me@db.example.com/postgres"), Outcome.WARNING, "not checked", "sslmode=verify-full");
        assertLine("database.line", encrypted("postgresql://me@db.example.com/postgres?sslmode=verify-full"), Outcome.OK, "is checked");
        assertLine("database.line", encrypted("postgresql://me@localhost/postgres?sslmode=disable"), Outcome.WARNING, "not encrypted", "sslmode=require");
        assertLine("database.line", encrypted("postgresql://me@db.abc.supabase.co/postgres?sslmode=require"), Outcome.WARNING, "Take sslmode out");
        Check foreign = encrypted("postgresql://me@db.abc.supabase.co/postgres?sslfactory=org.postgresql.ssl.NonValidatingFactory");
        assertLine("database.line", foreign, Outcome.WARNING, "NonValidatingFactory", "Take it out");
        assertThat(foreign.finding()).doesNotContain("is checked");
    }

    @Test
    void a_certificate_of_the_database_that_has_expired_is_told() throws Exception {
        X509Certificate certificate = certificate();
        Clock late = Clock.fixed(certificate.getNotAfter().toInstant().plusSeconds(1), ZoneOffset.UTC);
        var url = DatabaseUrl.parse("postgresql://me@localhost/postgres?sslmode=verify-full");

        assertLine("database.line", database(late).encrypted("database.line", "db:5432", url, new Tls.Handshake(certificate, "TLSv1.3", null)), Outcome.FAILED, "it has expired",
                "new certificate");
    }

    @Test
    void a_session_that_came_to_no_end_is_told() throws IOException {
        var broker = new BrokerChecks(configuration(), new Network(), Clock.systemUTC(), false);

        assertLine("broker.login", broker.failed("broker.login", new Transition(SessionState.REGISTERING, Instant.EPOCH, null)), Outcome.FAILED, "not finished in time",
                "internet connection");
    }

    private Check encrypted(String url) {
        return database.encrypted("database.line", "db:5432", DatabaseUrl.parse(url), new Tls.Handshake(null, "TLSv1.3", null));
    }

    @Test
    void a_certificate_of_another_day_or_host_is_told() throws Exception {
        X509Certificate certificate = certificate();
        Instant end = certificate.getNotAfter().toInstant();
        Instant before = certificate.getNotBefore().toInstant().minusSeconds(1);

        assertLine("broker.rest-line", judge(certificate, null, end.minus(Duration.ofDays(20))), Outcome.OK, "valid until");
        assertThat(judge(certificate, null, end.minus(Duration.ofDays(13)))).returns(Outcome.WARNING, Check::outcome).returns(null, Check::advice);
        assertLine("broker.rest-line", judge(certificate, "expired", end.plusSeconds(1)), Outcome.FAILED, "has expired", "clock");
        assertLine("broker.rest-line", judge(certificate, "too early", before), Outcome.FAILED, "not valid yet", "clock");
        assertLine("broker.rest-line", judge(certificate, "No name matching x found", end.minusSeconds(1)), Outcome.FAILED, "for another host", "proxy");
        assertLine("broker.rest-line", judge(certificate, "PKIX", end.minusSeconds(1)), Outcome.FAILED, "does not trust", "virus scanner");
        assertLine("broker.rest-line", judge(null, "Unsupported or unrecognized SSL message", end), Outcome.FAILED, "not in TLS", "port");
    }

    private static X509Certificate certificate() throws Exception {
        try (InputStream root = LinesTest.class.getResourceAsStream("/dev/balancesync/store/supabase-root-2021.crt")) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(root);
        }
    }

    private static Check judge(X509Certificate certificate, String failure, Instant now) {
        String name = "broker.rest-line";
        return new Tls.Handshake(certificate, "TLSv1.3", failure == null ? null : new SSLException(failure)).judge(Language.EN, name, "host:443", now);
    }

    @ParameterizedTest
    @CsvSource({"DOWN,FAILED", "WARNING,WARNING", "NOTE,OK", "OK,OK"})
    void the_running_service_is_believed(String level, Outcome outcome) throws Exception {
        var words = new HashMap<String, Object>(Map.of("ko", "키움이 앱키를 거부함", "en", "Kiwoom refuses the App key"));
        var headline = Map.of("name", "CREDENTIALS_REJECTED", "level", level, "words", words, "advice", Map.of("ko", "확인하세요", "en", "Check it"));
        JsonNode status = new ObjectMapper().valueToTree(Map.of("state", "CREDENTIALS_REJECTED", "since", "2026-11-26T09:00:00+09:00", "headline", headline));

        var service = new RunningService(RunningService.Kind.OURS, status, null);

        assertLine("broker.session", service.headline("broker.session", Language.EN), outcome, "CREDENTIALS_REJECTED since 2026", "Kiwoom refuses");
        assertThat(service.headline("broker.session", Language.KO).finding()).contains("키움이 앱키를 거부함");
    }
}
