package dev.balancesync.status;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.balancesync.MutableTicker;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestProxy;
import dev.balancesync.cluster.ShardClusterService;
import dev.balancesync.kiwoom.BilingualTest;
import dev.balancesync.store.ConnectionPool;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.store.Obstacle;
import dev.balancesync.store.OwnConnections;
import org.junit.jupiter.api.Test;

/** The probe, the leases and the pool before one server, which refuses all for a reason that only the user can cure. */
class DatabaseProbeIT {
    @Test
    void the_probe_the_leases_and_the_pool_make_one_attempt_a_minute_together() throws Exception {
        URI server = URI.create(TestDatabase.create().url());
        var ticker = new MutableTicker();
        var database = new DatabaseAnswers(Clock.systemUTC(), ticker);
        try (var line = TestProxy.to(server.getPort());
                var pool = ConnectionPool.open("postgresql://postgres@localhost:" + line.port() + "/nowhere", ticker)) {
            var probe = new DatabaseProbe(pool, database, ticker, Clock.systemUTC());
            await().atMost(SOON).untilAsserted(() -> assertThatThrownBy(pool::getConnection).hasStackTraceContaining("does not exist"));
            database.answered();
            var rounds = new AtomicInteger();
            var leases = new ShardClusterService("nas~1", "1.0", new OwnConnections() {
                @Override
                public Connection open(String parameters) throws SQLException {
                    rounds.incrementAndGet();
                    return pool.open(parameters);
                }

                @Override
                public void refused(SQLException answer) {
                    pool.refused(answer);
                }
            }, Duration.ofSeconds(1), true, new ShardClusterService.Served(List::of, shard -> false, List::of), ticker);
            leases.start();
            try {
                ticker.advance(Duration.ofSeconds(6));
                await().atMost(SOON).until(() -> isToldBy(probe) && rounds.get() > 3);
                assertThat(leases.failure().english()).contains("There is no database of that name", "does not exist", "on Supabase it is postgres");
                BilingualTest.assertBoth(leases.failure());
                assertThat(line.accepted()).as("within the minute of the pool's").isEqualTo(1);

                for (int minute = 2; minute <= 3; minute++) {
                    int attempts = minute;
                    int before = rounds.get();
                    ticker.advance(Duration.ofMinutes(1));
                    await().atMost(SOON).until(() -> {
                        probe.tend();
                        return line.accepted() == attempts && rounds.get() > before + 3;
                    });
                    await().atMost(SOON).untilAsserted(() -> assertThatThrownBy(pool::getConnection).hasMessageStartingWith("No attempt is made"));
                    assertThat(line.accepted()).isEqualTo(attempts);
                }
            } finally {
                leases.stop();
            }
        }
    }

    private static boolean isToldBy(DatabaseProbe probe) {
        probe.tend();
        return probe.last() != null && probe.last().obstacle() == Obstacle.NO_DATABASE;
    }

    /** Whoever logs in by himself makes attempts that nobody counts: only doctor may, which is run by hand. */
    @Test
    void nobody_else_logs_in_past_the_gate() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(Files::isRegularFile).filter(DatabaseProbeIT::logsIn).map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("Gate.java", "ServerChecks.java");
        }
    }

    private static boolean logsIn(Path file) {
        try {
            return Files.readString(file).matches("(?s).*(?:DriverManager\\.getConnection|postgresql\\.Driver\\(\\)).*");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
