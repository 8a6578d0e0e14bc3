package dev.balancesync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import javax.net.ssl.SSLHandshakeException;

import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.Language;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

class ConnectionErrorsTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new UnknownHostException("mockapi.kiwoom.com"), "DNS", "name cannot be resolved", "network and DNS"),
                Arguments.of(new IOException("wrapped", new UnknownHostException("x")), "DNS", "name cannot be resolved", "DNS"),
                Arguments.of(new SSLHandshakeException("no"), "TLS", "not trusted", "trustStore"),
                Arguments.of(new RuntimeException(new CertPathValidatorException("path")), "TLS", "not trusted", "clock"),
                Arguments.of(new SocketTimeoutException("Read timed out"), null, "did not answer in time", null),
                Arguments.of(new RuntimeException(new TimeoutException("The timer is over")), null, "did not answer in time", null),
                Arguments.of(new IOException("connect timeout"), null, "did not answer in time", null),
                Arguments.of(new UpgradeRejectedException("no", 503, null, null), "503", "HTTP 503", "maintenance"),
                Arguments.of(new UpgradeRejectedException("no", 502, null, Buffer.buffer("\n<html>점검</html>")), "502", "HTML page", "maintenance"),
                Arguments.of(new UpgradeRejectedException("no", 418, null, null), "418", "HTTP 418", null),
                Arguments.of(new UpgradeRejectedException("no", 418, null, Buffer.buffer("I am a teapot")), "418", "HTTP 418", null),
                Arguments.of(new UpgradeRejectedException("no", 999, null, null), null, "no HTTP", "KIWOOM_WS_URL"),
                Arguments.of(new IOException("Closed while handshake in process"), null, "complete the WebSocket handshake", null),
                Arguments.of(new ConnectException("Connection refused"), null, "refuses connections", "KIWOOM_REST_URL"),
                Arguments.of(new IOException("something else"), null, "something else", null),
                Arguments.of(new IOException(), null, "IOException", null));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_failure_is_told_in_words_with_what_to_do(Throwable failure, String code, String words, String advice) {
        BrokerError error = ConnectionErrors.read(failure);

        assertThat(error.kind()).isEqualTo(BrokerError.Kind.UNAVAILABLE);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.words()).contains(words);
        if (advice == null) {
            assertThat(error.advice()).isNull();
        } else {
            assertThat(error.advice()).contains(advice);
        }
    }

    @Test
    void what_is_not_known_keeps_its_own_words() {
        assertThat(ConnectionErrors.read(new IOException("Connection reset")).words()).isEqualTo("Connection reset");
        assertThat(ConnectionErrors.read(new IOException("Connection reset")).words(Language.KO)).isEqualTo("키움과 통신하지 못했습니다: Connection reset");
    }

    @Test
    void what_is_the_databases_is_no_word_about_the_broker() {
        var refused = new SQLException("Connection to db:5432 refused.\nCheck it", new ConnectException("Connection refused"));

        assertThat(ConnectionErrors.read(new CannotGetJdbcConnectionException("no", refused)).advice()).isNull();
        assertThat(ConnectionErrors.read(refused)).isEqualTo(BrokerError.unavailable(null, "Connection refused", null));
        assertThat(ConnectionErrors.read(new QueryTimeoutException("statement timeout")))
                .isEqualTo(BrokerError.unavailable(null, "statement timeout", null));
    }

    @Test
    void too_many_connections_are_a_rate_limit() {
        BrokerError error = ConnectionErrors.read(new UpgradeRejectedException("no", 429, null, null));

        assertThat(error.kind()).isEqualTo(BrokerError.Kind.RATE);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void what_is_known_is_told_in_korean_too(Throwable failure, String code, String words, String advice) {
        BrokerError error = ConnectionErrors.read(failure);

        if (!words.equals("something else") && !words.equals("IOException")) {
            assertThat(error.words(Language.KO)).containsPattern("[가-힣]");
        }
        assertThat(error.advice(Language.KO) == null).isEqualTo(advice == null);
    }
}
