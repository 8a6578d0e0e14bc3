package dev.balancesync.status;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.balancesync.MutableTicker;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.store.Obstacle;
import dev.balancesync.store.OwnConnections;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class DatabaseProbeTest {
    /** Asked every other second, a pooler that has let in first would prolong its own breaker. */
    @Test
    void what_a_pooler_says_instead_of_an_answer_is_told_at_the_door() {
        var ticker = new MutableTicker();
        var database = new DatabaseAnswers(Clock.systemUTC(), ticker);
        var refusal = new PSQLException(new ServerErrorMessage("SFATAL\0C28P01\0Mpassword authentication failed for user \"postgres\"\0\0"));
        List<SQLException> told = new CopyOnWriteArrayList<>();
        var probe = new DatabaseProbe(new OwnConnections() {
            @Override
            public Connection open(String parameters) {
                return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("createStatement")) {
                        throw refusal;
                    }
                    return null;
                });
            }

            @Override
            public void refused(SQLException answer) {
                told.add(answer);
            }
        }, database, ticker, Clock.systemUTC());
        database.answered();
        ticker.advance(Duration.ofSeconds(6));

        await().atMost(SOON).until(() -> {
            probe.tend();
            return probe.last() != null;
        });

        assertThat(probe.last().obstacle()).isEqualTo(Obstacle.PASSWORD);
        assertThat(told).containsExactly(refusal);
    }
}
