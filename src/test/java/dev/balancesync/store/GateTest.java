package dev.balancesync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {
    private final ShiftedTicker ticker = new ShiftedTicker();
    private final Properties properties = new Properties();
    private final Gate gate = new Gate(this::login, properties, ticker);
    private SQLException refusal;
    private int logins;

    private Connection login(String parameters, Properties login) throws SQLException {
        logins++;
        if (refusal != null) {
            throw refusal;
        }
        return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> null);
    }

    @BeforeEach
    void stopTime() {
        ticker.stop();
    }

    private void knock(int times) {
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(gate::getConnection).isSameAs(refusal);
            assertThatThrownBy(() -> gate.connect("&ApplicationName=beside")).isSameAs(refusal);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "28P01 | FATAL: password authentication failed for user \"postgres\"",
        "28000 | FATAL: no pg_hba.conf entry for host",
        "3D000 | FATAL: database \"elsewhere\" does not exist",
        "XX000 | FATAL: Tenant or user not found",
        "XX000 | FATAL: (ENOTFOUND) tenant/user postgres.abc not found",
        "XX000 | FATAL: Circuit breaker open: Too many authentication errors",
        "XX000 | FATAL: (ECIRCUITBREAKER) too many authentication failures, new connections are temporarily blocked",
    })
    void what_only_the_user_can_cure_is_asked_once_a_minute_and_said_meanwhile(String state, String words) {
        refusal = new SQLException(words, state);

        knock(100);
        assertThat(logins).isEqualTo(1);
        assertThat((Object) gate.refusal()).isSameAs(refusal);

        ticker.move(Duration.ofSeconds(59));
        knock(100);
        assertThat(logins).isEqualTo(1);

        ticker.move(Duration.ofSeconds(1));
        knock(100);
        assertThat(logins).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "08001 | Connection refused", "53300 | FATAL: sorry, too many clients already", "57P03 | FATAL: the database system is starting up",
        "XX000 | FATAL: MaxClientsInSessionMode: max clients reached - in Session mode max clients are limited to pool_size",
    })
    void what_may_be_over_by_itself_is_asked_again(String state, String words) {
        refusal = new SQLException(words, state);

        knock(3);

        assertThat(logins).isEqualTo(6);
        assertThat((Object) gate.refusal()).isNull();
    }

    @Test
    void a_login_that_is_taken_opens_the_gate() throws SQLException {
        refusal = new SQLException("password", "28P01");
        knock(1);
        refusal = null;
        ticker.move(Duration.ofMinutes(1));

        gate.getConnection();
        gate.getConnection();

        assertThat(logins).isEqualTo(3);
        assertThat((Object) gate.refusal()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "26000 | ERROR: prepared statement \"S_1\" does not exist", "42P05 | ERROR: prepared statement \"S_1\" already exists",
        "08P01 | ERROR: bind message supplies 1 parameters, but prepared statement \"S_1\" requires 3",
    })
    void lost_names_of_statements_end_the_naming_and_are_told_once(String state, String words) {
        var broken = new BrokenConnections(gate);

        assertThat(broken.adjudicate(new SQLException(words, state))).isEqualTo(com.zaxxer.hikari.SQLExceptionOverride.Override.MUST_EVICT);
        broken.adjudicate(new SQLException(words, state));

        assertThat(properties).containsEntry("prepareThreshold", "0");
        assertThat(gate.takeNamesLost()).isTrue();
        assertThat(gate.takeNamesLost()).isFalse();
    }

    @Test
    void what_has_nothing_to_do_with_names_changes_nothing() {
        new BrokenConnections(gate).adjudicate(new SQLException("query_wait_timeout", "08P01"));

        assertThat(properties).isEmpty();
    }
}
