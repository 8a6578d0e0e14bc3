package dev.balancesync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;

import com.zaxxer.hikari.HikariDataSource;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestProxy;
import dev.balancesync.TestService;
import dev.balancesync.time.Ticker;
import org.junit.jupiter.api.Test;

/** The pool as it ships, on a line that can be cut. */
class ConnectionPoolIT {
    private static final String FIRST_QUESTION = "SHOW TRANSACTION ISOLATION LEVEL";

    @Test
    void a_first_connection_that_is_cut_while_it_is_made_does_not_spoil_those_after_it() throws Exception {
        TestDatabase database = TestDatabase.create();
        int server = URI.create(database.url()).getPort();

        try (var line = TestProxy.to(server)) {
            line.cutAt(FIRST_QUESTION);
            try (HikariDataSource pool = ConnectionPool.open(database.url().replace(":" + server + "/", ":" + line.port() + "/"),
                    Ticker.system())) {
                assertThat(answer(pool)).isEqualTo(1);
                assertThat(line.hasCut()).isTrue();
            }
        }
    }

    @Test
    void a_stopped_service_leaves_no_connection_behind() throws Exception {
        try (var service = new TestService().startLive()) {
            assertThat(connections(service.database)).isPositive();

            service.stop();

            await().atMost(TestService.SOON).until(() -> connections(service.database) == 0);
        }
    }

    private static long connections(TestDatabase database) {
        return (Long) database.rows("select count(*) as those from pg_stat_activity where datname = current_database()"
                + " and application_name = 'balance_sync'").get(0).get("those");
    }

    private static int answer(HikariDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection(); var found = connection.createStatement().executeQuery("select 1")) {
            found.next();
            return found.getInt(1);
        }
    }
}
