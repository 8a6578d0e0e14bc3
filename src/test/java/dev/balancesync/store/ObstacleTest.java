package dev.balancesync.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

import dev.balancesync.kiwoom.Bilingual;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ObstacleTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "28P01 | password authentication failed          | PASSWORD", "XX000 | Wrong password                          | PASSWORD",
        "08004 | SCRAM-based authentication, but no password was provided. | PASSWORD",
        "28000 | role \"nobody\" does not exist          | USER",     "3D000 | database \"x\" does not exist           | NO_DATABASE",
        "XX000 | Tenant or user not found                | TENANT",   "XX000 | Circuit breaker open                    | BREAKER",
        "XX000 | MaxClientsInSessionMode                 | FULL_POOL", "53300 | too many clients                       | NO_CONNECTION_LEFT",
        "25006 | cannot execute INSERT                   | READ_ONLY", "42501 | permission denied for table             | TABLE",
        "42703 | column does not exist                   | TABLE",    "428C9 | cannot insert a non-DEFAULT value       | TABLE",
        "55000 | cannot insert into view                 | TABLE",    "08001 | The server does not support SSL.        | NO_TLS",
        "45000 | not today                               | TABLE",    "PT402 | Payment required                        | TABLE",
        "P0004 | assertion failed                        | TABLE",    "23503 | is still referenced                     | TABLE",
        "22023 | invalid parameter                       | TABLE",    "53200 | out of memory                           | OUT_OF_MEMORY",
        "08P01 | FATAL: unsupported startup parameter: search_path | NO_SCHEMA", "53100 | could not extend file: No space left    | DISK_FULL", "57014 | due to statement timeout                | TIMED_OUT",
        "40P01 | deadlock detected                       | TIMED_OUT", "55P03 | due to lock timeout                     | TIMED_OUT",
        "57P03 | the database system is starting up      | AWAY",     "XX000 | anything of a pooler                    | AWAY",
        "08S01 | the line                                | AWAY",     "99999 | the driver's own                        | AWAY",
        "KW001 | another machine serves the account      | FENCED",
        "08006 | An I/O error occurred                   | AWAY",     "57P01 | terminating connection                  | AWAY",
    })
    void an_answer_says_what_stands_in_the_way(String state, String words, Obstacle obstacle) {
        assertThat(Obstacle.of(new IllegalStateException("pool", new SQLException(words, state)))).isEqualTo(obstacle);
    }

    /** Supavisor's, which says the same under both codes. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "(ENOIDENTIFIER) no tenant identifier provided (external_id or sni_hostname required) | TENANT   | postgres.PROJECT-REF",
        "(EAUTHQUERY) user not found in the database                                          | TENANT   | postgres.PROJECT-REF",
        "(EINVALIDUSERINFO) invalid user info                                                 | TENANT   | postgres.PROJECT-REF",
        "(ENOTFOUND) tenant/user postgres.abc not found                                       | TENANT   | postgres.PROJECT-REF",
        "(EBANNED) tenant is banned                                                           | BANNED   | restricted",
        "(EADDRNOTALLOWED) address not in tenant allow_list: {1,2,3,4}                        | NETWORK  | network restrictions",
        "(ESSLREQUIRED) SSL connection is required                                            | NO_PLAIN | sslmode=disable",
        "(ECIRCUITBREAKER) too many authentication failures                                   | BREAKER  | by itself",
    })
    void what_a_pooler_refuses_for_good_is_tried_once_a_minute_and_says_what_to_do(String words, Obstacle obstacle, String advice) {
        for (String state : List.of("XX000", "08P01")) {
            Obstacle found = Obstacle.of(new SQLException("FATAL: " + words, state));

            assertThat(found).isEqualTo(obstacle);
            assertThat(found.isUsersToCure()).isTrue();
            assertThat(found.advice(Locale.ENGLISH)).contains(advice);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "(EMAXCONN) max client connections reached", "(EMAXCLIENTCONN) max client connections reached, limit: 200",
        "(EMAXCONNSESSION) max clients reached in session mode", "max client connections reached",
        "(ECHECKOUTTIMEOUT) unable to check out connection from the pool after 15000ms"})
    void a_pooler_that_is_full_is_one_whatever_it_calls_it(String words) {
        for (String state : List.of("XX000", "08P01")) {
            assertThat(Obstacle.of(new SQLException(words, state))).isEqualTo(Obstacle.FULL_POOL);
        }
        assertThat(Obstacle.FULL_POOL.isUsersToCure()).isFalse();
    }

    /** A Supabase project's own host has IPv6 addresses only, and most containers have none. */
    @Test
    void a_host_to_which_there_is_no_way_is_told_with_the_pooler() {
        for (IOException cause : List.of(new SocketException("Network is unreachable"), new ConnectException("Network is unreachable (connect failed)"),
                new NoRouteToHostException("No route to host"))) {
            Obstacle found = Obstacle.of(new SQLException("The connection attempt failed.", "08001", cause));

            assertThat(found).isEqualTo(Obstacle.NO_ROUTE);
            assertThat(found.advice(Locale.ENGLISH)).contains("IPv6", "Session pooler");
        }
        assertThat(Obstacle.of(new SQLException("Connection refused", "08001", new ConnectException("Connection refused")))).isEqualTo(Obstacle.AWAY);
    }

    /** As pgjdbc throws them: the first without a cause. */
    @Test
    void a_certificate_of_another_host_and_a_missing_root_are_no_trust() {
        assertThat(Obstacle.of(new IllegalStateException("pool", new SQLException("The hostname 127.0.0.1 could not be verified by hostnameverifier"
                + " PgjdbcHostnameVerifier.", "08001")))).isEqualTo(Obstacle.UNTRUSTED);
        assertThat(Obstacle.of(new IllegalStateException("pool", new SQLException("Could not open SSL root certificate file /data/ca.crt.", "08001",
                new FileNotFoundException("/data/ca.crt (No such file or directory)"))))).isEqualTo(Obstacle.UNTRUSTED);
        assertThat(Obstacle.of(new IllegalStateException(new FileNotFoundException("routes/sql/write-cash.sql")))).isEqualTo(Obstacle.AWAY);
    }

    @Test
    void no_answer_says_it_by_its_cause() {
        assertThat(Obstacle.of(new SQLException("attempt failed", "08001", new UnknownHostException("db.x.supabase.co")))).isEqualTo(Obstacle.HOST);
        assertThat(Obstacle.of(new SQLException("SSL", "08006", new CertificateException("no path")))).isEqualTo(Obstacle.UNTRUSTED);
        assertThat(Obstacle.of(new WrongTablesException(Bilingual.both("others")))).isEqualTo(Obstacle.TABLE);
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
