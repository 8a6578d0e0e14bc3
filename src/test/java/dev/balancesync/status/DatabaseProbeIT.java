package dev.balancesync.status;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;

import dev.balancesync.MutableTicker;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestProxy;
import dev.balancesync.store.ConnectionPool;
import dev.balancesync.store.Database;
import dev.balancesync.store.Obstacle;
import org.junit.jupiter.api.Test;

/** The probe and the pool before one server, which refuses both for a reason that only the user can cure. */
class DatabaseProbeIT {
    @Test
    void the_probe_and_the_pool_make_one_attempt_a_minute_together() throws Exception {
        URI server = URI.create(TestDatabase.create().url());
        var ticker = new MutableTicker();
        var database = new Database(Clock.systemUTC(), ticker);
        try (var line = TestProxy.to(server.getPort());
                var pool = ConnectionPool.open("postgresql://postgres@localhost:" + line.port() + "/nowhere", ticker)) {
            var probe = new DatabaseProbe(pool::beside, database, ticker, Clock.systemUTC());
            await().atMost(SOON).untilAsserted(() -> assertThatThrownBy(pool::getConnection).hasStackTraceContaining("does not exist"));
            database.answered();

            ticker.advance(Duration.ofSeconds(6));
            await().atMost(SOON).until(() -> isToldBy(probe));
            assertThat(line.accepted()).as("within the minute of the pool's").isEqualTo(1);

            ticker.advance(Duration.ofMinutes(1));
            await().atMost(SOON).until(() -> {
                probe.tend();
                return line.accepted() == 2;
            });
            await().atMost(SOON).untilAsserted(() -> assertThatThrownBy(pool::getConnection).hasMessageStartingWith("No attempt is made"));
            assertThat(line.accepted()).isEqualTo(2);
        }
    }

    private static boolean isToldBy(DatabaseProbe probe) {
        probe.tend();
        return probe.last() != null && probe.last().obstacle() == Obstacle.NO_DATABASE;
    }

    /** Whoever logs in by himself makes attempts that nobody counts: doctor, which is run by hand, and the lease, which counts its own. */
    @Test
    void nobody_else_logs_in_past_the_gate() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(Files::isRegularFile).filter(DatabaseProbeIT::logsIn).map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("Gate.java", "LeaseTable.java", "DatabaseChecks.java");
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
