package dev.balancesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.status.SyncStatus;
import dev.balancesync.store.ConnectionPool;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceIT {
    /** It is too fast for the round that writes how things stand, and a front end read LIVE until the next start. */
    @Test
    void a_stop_leaves_no_state_behind_that_is_over() throws Exception {
        try (var service = new TestService()) {
            service.startLive();
            await().atMost(TestService.SOON).until(() -> told(service).equals(List.of("LIVE")));

            service.stop();

            assertThat(told(service)).containsExactly("STOPPED");
        }
    }

    /** The round had taken the word in hand just before, and the database was left before it was there. */
    @Test
    void nor_does_one_that_comes_while_the_round_writes_it() throws Exception {
        try (var service = new TestService()) {
            service.startLive();
            await().atMost(TestService.SOON).until(() -> told(service).equals(List.of("LIVE")));
            service.database.execute("create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(0.5); return new; end'");
            service.database.execute("create trigger slow before update on kw_sync_status for each row execute function slow()");
            ServedAccount account = service.service().bean(Accounts.class).all().get(0);
            SyncStatus status = account.get(SyncStatus.class);
            ConnectionPool connections = service.service().bean(ConnectionPool.class);
            var round = new Thread(() -> {
                try (Connection connection = asSoonAsTheStopAsks(status, connections); Statement write = connection.createStatement()) {
                    write.execute("update kw_sync_status set state = 'STOPPED'");
                } catch (SQLException | IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            round.start();

            service.stop();

            assertThat(told(service)).containsExactly("STOPPED");
            round.join();
        }
    }

    /** LIVE stayed there without a word. */
    @Test
    void a_stop_that_finds_no_route_for_its_last_word_says_so(@TempDir Path routes) throws Exception {
        TestFiles.copyRoutes(routes);
        Path web = routes.resolve("web.camel.yaml");
        Files.writeString(web, Files.readString(web).replace("name: web-write-sync-status-row", "name: my-row"));
        try (var service = new TestService().with("ROUTES_DIR", routes.toString()); var lines = new LogLines()) {
            service.startLive();
            await().atMost(TestService.SOON).until(() -> told(service).equals(List.of("LIVE")));

            service.stop();

            assertThat(lines.all()).anyMatch(line -> line.contains("****5100 is not told of the end"));
        }
    }

    /** As the round does, which the stop then finds to have the word in hand. */
    private static Connection asSoonAsTheStopAsks(SyncStatus status, ConnectionPool connections) throws SQLException, IOException {
        synchronized (status) {
            await().atMost(TestService.SOON).pollInterval(Duration.ofMillis(5)).until(() -> Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(each -> each.getName().equals("last-words") && each.getState() == Thread.State.BLOCKED));
            Connection connection = connections.getConnection();
            status.row();
            return connection;
        }
    }

    private static List<Object> told(TestService service) {
        return service.database.rows("select state from kw_sync_status").stream().map(row -> row.get("state")).toList();
    }

    /** Six hundred days of chaos in one JVM had filled two gigabytes with services that had stopped. */
    @Test
    void nothing_holds_a_service_that_has_stopped() throws Exception {
        try (var service = new TestService().withManagement()) {
            var first = new WeakReference<CamelContext>(service.startLive().service().camel());
            service.stop();
            // Camel's language "simple" holds the context that used it last
            service.startLive();

            await().atMost(TestService.SOON).until(() -> {
                System.gc();
                return first.refersTo(null);
            });
        }
    }
}
