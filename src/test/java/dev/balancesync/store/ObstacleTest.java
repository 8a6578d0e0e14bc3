package dev.balancesync.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ObstacleTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "28P01 | password authentication failed          | PASSWORD", "XX000 | Wrong password                          | PASSWORD",
        "28000 | role \"nobody\" does not exist          | USER",     "3D000 | database \"x\" does not exist           | NO_DATABASE",
        "XX000 | Tenant or user not found                | TENANT",   "XX000 | Circuit breaker open                    | BREAKER",
        "XX000 | MaxClientsInSessionMode                 | FULL_POOL", "53300 | too many clients                       | NO_CONNECTION_LEFT",
        "25006 | cannot execute INSERT                   | READ_ONLY", "42501 | permission denied for table             | TABLE",
        "42703 | column does not exist                   | TABLE",    "428C9 | cannot insert a non-DEFAULT value       | TABLE",
        "55000 | cannot insert into view                 | TABLE",    "08001 | The server does not support SSL.        | NO_TLS",
        "KW001 | another machine serves the account      | FENCED",
        "08006 | An I/O error occurred                   | AWAY",     "57P01 | terminating connection                  | AWAY",
    })
    void an_answer_says_what_stands_in_the_way(String state, String words, Obstacle obstacle) {
        assertThat(Obstacle.of(new IllegalStateException("pool", new SQLException(words, state)))).isEqualTo(obstacle);
    }

    @Test
    void no_answer_says_it_by_its_cause() {
        assertThat(Obstacle.of(new SQLException("attempt failed", "08001", new UnknownHostException("db.x.supabase.co")))).isEqualTo(Obstacle.HOST);
        assertThat(Obstacle.of(new SQLException("SSL", "08006", new CertificateException("no path")))).isEqualTo(Obstacle.UNTRUSTED);
        assertThat(Obstacle.of(new WrongTablesException("others"))).isEqualTo(Obstacle.TABLE);
        assertThat(Obstacle.of(new SQLException("no state"))).isEqualTo(Obstacle.AWAY);
    }

    @ParameterizedTest
    @EnumSource(Obstacle.class)
    void each_has_words_and_advice_in_both_languages(Obstacle obstacle) {
        assertThat(obstacle.words(Locale.KOREAN)).matches(".*\\p{IsHangul}.*").isNotEqualTo(obstacle.advice(Locale.KOREAN));
        assertThat(obstacle.advice(Locale.KOREA)).matches(".*\\p{IsHangul}.*");
        assertThat(obstacle.words(Locale.ENGLISH)).doesNotMatch(".*\\p{IsHangul}.*").isNotBlank();
        assertThat(obstacle.advice(Locale.ENGLISH)).doesNotMatch(".*\\p{IsHangul}.*").isNotBlank();
    }
}
