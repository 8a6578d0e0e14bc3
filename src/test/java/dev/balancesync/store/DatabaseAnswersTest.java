package dev.balancesync.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import dev.balancesync.MutableClock;
import dev.balancesync.kiwoom.Bilingual;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class DatabaseAnswersTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private final MutableClock clock = new MutableClock(START.toString());
    private final ShiftedTicker ticker = new ShiftedTicker();
    private final DatabaseAnswers database = new DatabaseAnswers(clock, ticker);

    /** A busy machine lets milliseconds pass between two lines. */
    @BeforeEach
    void setUp() {
        ticker.stop();
    }

    @Test
    void before_the_first_answer_nothing_is_known_and_a_try_is_due() {
        assertThat(database.state()).isEqualTo(new DatabaseAnswers.State(null, START, null));
        assertThat(database.mayTry()).isTrue();
        assertThat(database.isPrepared()).isFalse();
    }

    @Test
    void each_failure_in_a_row_doubles_the_wait_up_to_ten_seconds() {
        for (int seconds : new int[] {1, 2, 4, 8, 10, 10, 10}) {
            database.failed(new SQLException("away"));

            assertNextTryAfter(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void the_wait_stays_capped_however_long_the_database_is_away() {
        for (int i = 0; i < 1000; i++) {
            database.failed(new SQLException("away"));
        }

        assertNextTryAfter(Duration.ofSeconds(10));
    }

    @Test
    void an_answer_ends_the_wait_and_the_doubling() {
        database.failed(new SQLException("away"));
        database.failed(new SQLException("away"));

        database.answered();

        assertThat(database.mayTry()).isTrue();
        database.failed(new SQLException("away"));
        assertNextTryAfter(Duration.ofSeconds(1));
    }

    @Test
    void the_state_keeps_since_when_it_is_so() {
        database.failed(new SQLException("first"));
        clock.move(Duration.ofMinutes(1));
        database.failed(new SQLException("second"));
        assertThat(database.state()).isEqualTo(new DatabaseAnswers.State(false, START, "second"));

        database.answered();
        clock.move(Duration.ofMinutes(1));
        database.answered();
        assertThat(database.state()).isEqualTo(new DatabaseAnswers.State(true, START.plusSeconds(60), null));

        database.failed(new SQLException("third"));
        assertThat(database.state()).isEqualTo(new DatabaseAnswers.State(false, START.plusSeconds(120), "third"));
    }

    @Test
    void the_innermost_message_on_one_line_is_the_reason() {
        var cause = new IllegalStateException("pool", new SQLException("no connection", new SQLException("FATAL:\n  password\twrong ")));

        database.failed(cause);

        assertThat(database.state().reason()).isEqualTo("FATAL: password wrong");
    }

    @Test
    void a_failure_without_a_message_is_named_by_its_class() {
        database.failed(new IllegalStateException(new NullPointerException()));

        assertThat(database.state().reason()).isEqualTo("NullPointerException");
    }

    @Test
    void only_a_certificate_that_was_refused_makes_a_database_untrusted() {
        database.failed(new SQLException("SSL error", new SSLException("path", new CertificateException("unknown issuer"))));
        assertThat(database.state().reason()).contains("not trusted").contains("unknown issuer").contains("sslrootcert");

        database.failed(new SQLException("SSL error", new SSLHandshakeException("Remote host terminated the handshake")));
        assertThat(database.state().reason()).as("a line that was cut proves nothing about the server")
                .isEqualTo("Remote host terminated the handshake");
    }

    @Test
    void tables_that_are_ready_prove_that_the_database_is_there() {
        database.tablesReady();

        assertThat(database.isPrepared()).isTrue();
        assertThat(database.state()).isEqualTo(new DatabaseAnswers.State(true, START, null));
    }

    @Test
    void tables_stay_ready_while_the_database_is_away() {
        database.tablesReady();

        database.failed(new SQLException("away"));

        assertThat(database.isPrepared()).isTrue();
    }

    @Test
    void tables_that_have_gone_are_looked_after_again() {
        database.tablesReady();

        database.failed(new SQLException("relation \"kw_portfolio\" does not exist", "42P01"));

        assertThat(database.isPrepared()).isFalse();
    }

    @Test
    void after_a_minute_without_a_write_it_is_seen_whether_the_tables_are_still_there() {
        database.tablesReady();
        ticker.move(Duration.ofSeconds(50));
        database.writing();
        database.answered();
        ticker.move(Duration.ofSeconds(50));
        database.wroteBeside();
        assertThat(database.mustLook()).isFalse();

        ticker.move(Duration.ofSeconds(10));

        assertThat(database.mustLook()).isTrue();
        database.tablesReady();
        assertThat(database.mustLook()).isFalse();
    }

    @Test
    void that_the_tables_are_still_there_does_not_say_that_they_can_be_written() {
        database.tablesReady();
        database.failed(new SQLException("cannot execute INSERT in a read-only transaction", "25006"));

        database.tablesReady();

        assertThat(database.state().reachable()).isFalse();
        database.failed(new SQLException("away"));
        database.tablesReady();
        assertThat(database.state().reachable()).isTrue();
    }

    /** Nothing is written while nobody trades, and it stayed away until the next fill. */
    @Test
    void what_a_look_at_the_tables_was_refused_for_a_look_ends() {
        database.tablesReady();
        database.failed(new PSQLException(new ServerErrorMessage("SERROR\0C42501\0Mpermission denied for schema public\0\0")));
        assertThat(database.obstacle()).isEqualTo(Obstacle.TABLE);

        database.tablesReady();

        assertThat(database.state().reachable()).isTrue();
        database.failed(new PSQLException(new ServerErrorMessage("SFATAL\0C42501\0Mpermission denied for database \"mine\"\0\0")));
        assertThat(database.obstacle()).isEqualTo(Obstacle.AWAY);
    }

    /** As PostgreSQL has it in ko.po; on a Windows in Korean it speaks Korean without being told to. */
    @Test
    void a_korean_server_that_lets_nobody_in_says_nothing_of_the_tables_either() {
        database.tablesReady();

        database.failed(new PSQLException(new ServerErrorMessage("S치명적오류\0C42501\0M\"mine\" 데이터베이스 액세스 권한 없음\0\0")));

        assertThat(database.obstacle()).isEqualTo(Obstacle.AWAY);
    }

    /** Found prepared and refused again, it would be called reachable twice a second. */
    @Test
    void a_table_that_a_users_trigger_misses_is_not_ours_to_make() {
        database.tablesReady();

        database.failed(new IllegalStateException(new PSQLException(new ServerErrorMessage("SERROR\0C42P01\0Mrelation \"journal_of_mine\" does not exist\0"
                + "WPL/pgSQL function note() line 1 at SQL statement\0\0"))));

        assertThat(database.isPrepared()).isTrue();
        assertThat(database.obstacle()).isEqualTo(Obstacle.TABLE);
        assertThat(database.state().reason()).contains("journal_of_mine");
    }

    @Test
    void what_a_write_was_refused_for_only_a_write_can_end() {
        database.tablesReady();
        database.writing();
        database.failed(new SQLException("relation \"kw_portfolio\" does not exist", "42P01"));

        database.tablesReady();
        database.wroteBeside();

        assertThat(database.state().reachable()).isFalse();
        database.answered();
        assertThat(database.state().reachable()).isTrue();
    }

    /** Found prepared, it would be called reachable, and refused again. */
    @Test
    void what_is_written_beside_a_write_that_is_then_refused_does_not_end_that() {
        database.tablesReady();
        database.writing();
        database.wroteBeside();
        database.failed(new WrongTablesException(Bilingual.both("no row is taken")));

        database.tablesReady();
        database.wroteBeside();

        assertThat(database.isPrepared()).isTrue();
        assertThat(database.state().reachable()).isFalse();
    }

    @Test
    void tables_that_could_not_be_looked_after_are_no_refused_write() {
        database.tablesReady();
        database.failed(new WrongTablesException(Bilingual.both("others")));

        database.tablesReady();

        assertThat(database.state().reachable()).isTrue();
    }

    @Test
    void whatever_is_written_ends_what_stands_before_all_tables() {
        database.tablesReady();
        database.failed(new SQLException("cannot execute INSERT in a read-only transaction", "25006"));
        assertThat(database.state().reachable()).isFalse();

        database.wroteBeside();

        assertThat(database.state().reachable()).isTrue();
    }

    private void assertNextTryAfter(Duration wait) {
        ticker.stop();
        ticker.move(wait.minusMillis(1));
        assertThat(database.mayTry()).isFalse();
        ticker.move(Duration.ofMillis(1));
        assertThat(database.mayTry()).isTrue();
    }
}
