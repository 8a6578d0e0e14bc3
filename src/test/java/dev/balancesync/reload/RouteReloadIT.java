package dev.balancesync.reload;

import static dev.balancesync.TestFrames.entry;
import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import dev.balancesync.LogLines;
import dev.balancesync.TestFiles;
import dev.balancesync.TestService;
import dev.balancesync.balance.Losses;
import dev.balancesync.balance.Pending;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.simulator.Fault;
import dev.balancesync.store.DatabaseAnswers;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Editing route and SQL files while the service runs, as people with an editor do. */
class RouteReloadIT {
    /** What the README promises is 3 s; the test machine may be busy. */
    private static final Duration TAKEN = Duration.ofSeconds(10);

    @TempDir
    private Path routes;
    private TestService mirror;

    @BeforeEach
    void setUp() throws IOException {
        TestFiles.copyRoutes(routes);
        mirror = new TestService().withManagement().with("ROUTES_DIR", routes.toString()).with("KIWOOM_ACCOUNT_NO", "1111111111").startLive();
    }

    @AfterEach
    void tearDown() throws Exception {
        mirror.close();
    }

    private void edit(String file, String from, String to) throws IOException {
        Path path = routes.resolve(file);
        String before = Files.readString(path);
        assertThat(before).contains(from);
        Files.writeString(path, before.replace(from, to));
    }

    private String description(String route) {
        var found = mirror.service().camel().getRoute(route);
        return found == null ? "" : found.getDescription();
    }

    private void awaitDescription(String route, String wanted) {
        await().atMost(TAKEN).until(() -> wanted.equals(description(route)));
    }

    private void sendAndAwait(long quantity) {
        mirror.kiwoom.send(entry("04", "005930").quantity(quantity).price(100).frame());
        await().atMost(SOON).until(() -> mirror.portfolio().size() == 1 && mirror.portfolio().get(0).get("quantity").equals(quantity));
    }

    @Test
    void an_edited_route_is_taken_and_the_socket_stays_open() throws Exception {
        edit("balance.camel.yaml", "description: Splits a REAL frame", "description: Splits, edited, a REAL frame");

        await().atMost(TAKEN).until(() -> description("balance-split").startsWith("Splits, edited,"));
        sendAndAwait(5);
        assertThat(mirror.kiwoom.count("opened")).isEqualTo(1);
    }

    @Test
    void an_edited_statement_is_taken_and_the_socket_stays_open() throws Exception {
        edit("sql/standard/write-batch.sql", "coalesce(entry.stock_name, known.stock_name)", "'edited'");

        await().atMost(TAKEN).untilAsserted(() -> {
            mirror.kiwoom.send(entry("04", "005930").quantity(1).frame());
            await().atMost(SOON).until(() -> mirror.portfolio().size() == 1);
            assertThat(mirror.portfolio().get(0)).containsEntry("stock_name", "edited");
        });
        assertThat(mirror.kiwoom.count("opened")).isEqualTo(1);
    }

    @Test
    void wrong_syntax_leaves_the_last_good_version_running() throws Exception {
        edit("balance.camel.yaml", "- route:", "- rout: [");
        edit("store.camel.yaml", "description: Rings the doorbell", "description: Edited. Rings the doorbell");

        await().atMost(TAKEN).until(() -> description("store-ring").startsWith("Edited."));
        sendAndAwait(6);
        assertThat(mirror.kiwoom.count("opened")).isEqualTo(1);
    }

    @Test
    void wrong_meaning_leaves_the_last_good_version_running() throws Exception {
        for (String wrong : new String[] {"ref: noSuchBean", "ref: fieldMapping\n                  noSuchOption: 1"}) {
            edit("balance.camel.yaml", "ref: fieldMapping", wrong);
            edit("store.camel.yaml", "description: Rings the doorbell", "description: Edited. Rings the doorbell");
            await().atMost(TAKEN).until(() -> description("store-ring").startsWith("Edited."));

            sendAndAwait(wrong.length());
            assertThat(mirror.service().camel().getRouteController().getRouteStatus("balance-map")).isEqualTo(ServiceStatus.Started);
            Files.copy(Path.of("routes/balance.camel.yaml"), routes.resolve("balance.camel.yaml"), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(Path.of("routes/store.camel.yaml"), routes.resolve("store.camel.yaml"), StandardCopyOption.REPLACE_EXISTING);
            await().atMost(TAKEN).until(() -> description("store-ring").startsWith("Rings"));
        }
        assertThat(mirror.kiwoom.count("opened")).isEqualTo(1);
    }

    /** Camel takes any name, and what fails in the route is then neither kept nor told. */
    @Test
    void a_configuration_that_is_not_there_is_refused_and_so_is_the_edit_that_takes_one_away() throws Exception {
        edit("balance.camel.yaml", "routeConfigurationId: quarantine-entry", "routeConfigurationId: quarantine-entri");
        edit("errors.camel.yaml", "id: quarantine-frame\n", "id: quarantine-frames\n");
        edit("web.camel.yaml", "description: Tells the state", "description: Edited. Tells the state");
        awaitDescription("web-status", "Edited. Tells the state of session, database and journal, of one account or of all");

        RouteReload reload = mirror.service().camel().hasService(RouteReload.class);
        assertThat(new String(reload.taken(Path.of("balance.camel.yaml")), StandardCharsets.UTF_8)).doesNotContain("quarantine-entri");
        assertThat(new String(reload.taken(Path.of("errors.camel.yaml")), StandardCharsets.UTF_8)).doesNotContain("quarantine-frames");
        edit("errors.camel.yaml", "id: quarantine-frames\n", "id: quarantine-whole\n");
        edit("feed.camel.yaml", "routeConfigurationId: quarantine-frame\n", "routeConfigurationId: quarantine-whole\n");
        await().atMost(TAKEN).until(() -> new String(reload.taken(Path.of("feed.camel.yaml")), StandardCharsets.UTF_8).contains("quarantine-whole"));
    }

    /** Who has made comments of all its lines was told nothing, and it ran on. */
    @Test
    void a_file_that_is_emptied_is_told_to_run_on_until_it_is_deleted() throws Exception {
        Path mine = routes.resolve("mine.camel.yaml");
        Files.writeString(mine, "- route: {id: mine, description: mine, from: {uri: 'direct:mine', steps: [{log: x}]}}\n");
        awaitDescription("mine", "mine");
        try (var log = new LogLines()) {
            Files.writeString(mine, "# - route: {id: mine, from: {uri: 'direct:mine', steps: [{log: x}]}}\n");
            await().atMost(TAKEN).untilAsserted(() -> assertThat(log.all()).anyMatch(line -> line.contains("mine.camel.yaml is empty. Its last good version keeps running")));
            assertThat(description("mine")).isEqualTo("mine");

            Files.delete(mine);
            await().atMost(TAKEN).until(() -> mirror.service().camel().getRoute("mine") == null);
            assertThat(log.all()).filteredOn(line -> line.contains("is empty")).hasSize(1);
        }
    }

    @Test
    void a_statement_that_the_database_does_not_understand_is_not_taken() throws Exception {
        sendAndAwait(3);
        for (String wrong : new String[] {"selekt", "no_such_column"}) {
            edit("sql/standard/write-batch.sql", "coalesce(entry.stock_name, known.stock_name)", wrong);
            edit("store.camel.yaml", "description: Rings the doorbell", "description: Edited. Rings the doorbell");
            edit("web.camel.yaml", "description: Tells the state", "description: Edited. Tells the state");
            await().atMost(TAKEN).until(() -> description("web-status").startsWith("Edited."));

            sendAndAwait(4 + wrong.length());
            assertThat(description("store-ring")).startsWith("Rings");

            edit("sql/standard/write-batch.sql", wrong, "coalesce(entry.stock_name, known.stock_name)");
            edit("store.camel.yaml", "description: Edited. Rings", "description: Rings");
            edit("web.camel.yaml", "description: Edited. Tells", "description: Tells");
            await().atMost(TAKEN).until(() -> description("web-status").startsWith("Tells"));
        }
    }

    @Test
    void a_statement_that_was_refused_is_taken_when_it_is_saved_again_after_the_database_was_mended() throws Exception {
        sendAndAwait(3);
        edit("sql/standard/write-batch.sql", "coalesce(entry.stock_name, known.stock_name)", "(select max(name) from own_names)");
        edit("web.camel.yaml", "description: Tells the state", "description: Edited. Tells the state");
        await().atMost(TAKEN).until(() -> description("web-status").startsWith("Edited."));
        RouteReload reload = mirror.service().camel().hasService(RouteReload.class);
        Path statement = Path.of("sql/standard/write-batch.sql");
        assertThat(new String(reload.taken(statement), StandardCharsets.UTF_8)).doesNotContain("own_names");

        mirror.database.execute("create table own_names (name text)");
        Files.write(routes.resolve(statement), Files.readAllBytes(routes.resolve(statement)));

        await().atMost(TAKEN).until(() -> new String(reload.taken(statement), StandardCharsets.UTF_8).contains("own_names"));
    }

    /** As git checkout does: Camel gives a route its configuration when it is built. */
    @Test
    void routes_that_are_saved_with_their_configuration_have_it() throws Exception {
        assertThat(outputs("balance-map")).contains("OnException");
        try (var log = new LogLines()) {
            String errors = Files.readString(routes.resolve("errors.camel.yaml")).replace("id: quarantine-entry", "id: quarantine-an-entry");
            Files.writeString(routes.resolve("errors.camel.yaml"), errors.replace("id: log-surprise", "id: log-surprises"));
            for (String file : new String[] {"balance.camel.yaml", "snapshot.camel.yaml"}) {
                edit(file, "routeConfigurationId: quarantine-entry", "routeConfigurationId: quarantine-an-entry");
            }
            edit("balance.camel.yaml", "description: Splits a REAL frame", "description: Splits, edited, a REAL frame");

            await().atMost(TAKEN).until(() -> description("balance-split").startsWith("Splits, edited,"));
            await().atMost(TAKEN).untilAsserted(() -> {
                for (String each : new String[] {"balance-map", "snapshot-quarantine-row"}) {
                    assertThat(outputs(each)).as(each).contains("OnException");
                }
            });
            assertThat(log.all()).filteredOn(line -> line.contains("keep the routeConfiguration")).hasSize(1)
                    .allMatch(line -> line.contains("session.camel.yaml") && !line.contains("snapshot.camel.yaml"));
        }
    }

    private String outputs(String route) {
        var definition = ((ModelCamelContext) mirror.service().camel()).getRouteDefinition(route);
        return definition == null ? "none while it is built anew" : definition.getOutputs().toString();
    }

    @Test
    void a_correction_after_a_broken_edit_is_taken() throws Exception {
        edit("balance.camel.yaml", "ref: fieldMapping", "ref: noSuchBean");
        edit("store.camel.yaml", "description: Rings the doorbell", "description: Edited. Rings the doorbell");
        await().atMost(TAKEN).until(() -> description("store-ring").startsWith("Edited."));

        edit("balance.camel.yaml", "ref: noSuchBean", "ref: fieldMapping");
        edit("balance.camel.yaml", "description: Maps an entry", "description: Maps, at last, an entry");

        await().atMost(TAKEN).until(() -> description("balance-map").startsWith("Maps, at last,"));
        sendAndAwait(7);
    }

    @Test
    void a_broken_edit_of_the_feeds_own_file_leaves_its_socket_open() throws Exception {
        edit("feed.camel.yaml", "ref: journalAppend", "ref: noSuchBean");
        edit("store.camel.yaml", "description: Rings the doorbell", "description: Edited. Rings the doorbell");

        await().atMost(TAKEN).until(() -> description("store-ring").startsWith("Edited."));
        sendAndAwait(9);
        assertThat(mirror.kiwoom.count("opened")).isEqualTo(1);
    }

    @Test
    void a_route_id_of_another_file_is_refused() throws Exception {
        edit("balance.camel.yaml", "id: balance-map\n", "id: store-ring\n");
        edit("store.camel.yaml", "description: Takes everything", "description: Edited. Takes everything");

        await().atMost(TAKEN).until(() -> description("store-drain").startsWith("Edited."));
        sendAndAwait(10);
        assertThat(description("store-ring")).startsWith("Rings");
    }

    @Test
    void a_renamed_route_does_not_linger_and_a_new_file_is_taken() throws Exception {
        Files.writeString(routes.resolve("mine.camel.yaml"), """
                - route:
                    id: mine-tick
                    description: A route of the user's own
                    from:
                      uri: scheduler
                      parameters:
                        name: mine-tick
                      steps:
                        - log:
                            message: tick
                """);
        await().atMost(TAKEN).until(() -> !description("mine-tick").isEmpty());

        edit("mine.camel.yaml", "id: mine-tick", "id: mine-tock");

        await().atMost(TAKEN).until(() -> !description("mine-tock").isEmpty() && description("mine-tick").isEmpty());
        Files.delete(routes.resolve("mine.camel.yaml"));
        await().atMost(TAKEN).until(() -> description("mine-tock").isEmpty());
    }

    @Test
    void editing_the_feeds_own_file_makes_exactly_one_new_session() throws Exception {
        edit("feed.camel.yaml", "description: Receives what happens", "description: Edited. Receives what happens");

        await().atMost(TAKEN).until(() -> description("feed-receive").startsWith("Edited."));
        mirror.awaitRegistrations(2);
        sendAndAwait(8);
        await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> mirror.kiwoom.count("opened") == 2);
        assertThat(mirror.kiwoom.count("most_open")).isEqualTo(1);
    }

    @Test
    void no_frame_is_lost_while_the_files_behind_the_feed_are_edited() throws Exception {
        var done = new AtomicBoolean();
        var sender = new Thread(() -> {
            for (int i = 1; !done.get(); i++) {
                String code = String.format("%06d", i);
                mirror.kiwoom.send(entry("04", code).quantity(1).frame());
                sent = i;
                // more than it can take on a busy machine would pile up until the broker misses the answer to its PING
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(3));
            }
        });
        sender.start();

        awaitEdit("balance.camel.yaml", "balance-map", "Maps an entry", "Once. Maps an entry");
        awaitEdit("store.camel.yaml", "store-drain", "Takes everything", "Twice. Takes everything");
        edit("balance.camel.yaml", "ref: fieldMapping", "ref: noSuchBean");
        awaitEdit("errors.camel.yaml", "errors-quarantine", "Appends what", "Thrice. Appends what");
        done.set(true);
        sender.join();

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(mirror.portfolio()).hasSize(sent));
        assertThat(mirror.kiwoom.count("opened")).isEqualTo(1);
    }

    @Test
    void a_stop_takes_no_edit_any_more() throws Exception {
        String edited = "Edited. Splits a REAL frame";
        holdUpTheStore(() -> {
            CamelContext camel = mirror.service().camel();
            Session session = mirror.session();
            CompletableFuture<Void> stop = stop();
            await().atMost(SOON).until(() -> session.current().state() == SessionState.STOPPED);
            edit("balance.camel.yaml", "description: Splits a REAL frame", "description: " + edited);

            await().atMost(SOON).pollInterval(Duration.ofMillis(10)).until(() -> {
                Route route = camel.getRoute("balance-split");
                assertThat(route == null ? "" : route.getDescription()).doesNotStartWith(edited);
                return stop.isDone();
            });
            stop.get();
        });
    }

    /** Camel 4.17.0 throws a ConcurrentModificationException when it is stopped while a route is added. */
    @Test
    void a_stop_waits_for_the_edit_that_is_being_taken() throws Exception {
        var whileStopping = new AtomicBoolean();
        holdUpTheStore(() -> {
            CamelContext camel = mirror.service().camel();
            RouteReload reload = camel.hasService(RouteReload.class);
            camel.getManagementStrategy().addEventNotifier(new SimpleEventNotifierSupport() {
                @Override
                public void notify(CamelEvent event) {
                    if (event instanceof CamelEvent.CamelContextStoppingEvent) {
                        whileStopping.set(reload.isTaking());
                    }
                }
            });
            edit("store.camel.yaml", "description: Rings the doorbell", "description: Edited. Rings the doorbell");
            await().atMost(TAKEN).until(reload::isTaking);

            mirror.stop();
        });

        assertThat(whileStopping).isFalse();
    }

    /** Chaos, seed 876: the tables were looked at with the file on disk, and nothing was stored until it was corrected. */
    @Test
    void a_statement_that_was_not_taken_keeps_no_table_from_being_made_again() throws Exception {
        edit("sql/standard/write-batch.sql", "coalesce(entry.stock_name, known.stock_name)", "selekt");
        edit("web.camel.yaml", "description: Tells the state", "description: Edited. Tells the state");
        await().atMost(TAKEN).until(() -> description("web-status").startsWith("Edited."));

        mirror.database.execute("drop table kw_portfolio");
        mirror.kiwoom.send(entry("04", "005930").quantity(5).frame());

        await().atMost(SOON).ignoreExceptions().until(() -> mirror.portfolio().size() == 1);
    }

    @Test
    void nothing_is_lost_by_an_own_step_that_fails_wherever_it_stands_in_the_store() throws Exception {
        sendAndAwait(1);
        String own = "- throwException: {id: own-%d, exceptionType: java.lang.IllegalStateException, message: own}\n                    ";
        int quantity = 10;
        for (String before : new String[] {"- to:\n                        id: prepare-tables\n", "- process:\n                        id: drain-pending",
                "- filter:\n                        id: filter-pending", "- to:\n                        id: write-cash-that-waits"}) {
            edit("store.camel.yaml", before, own.formatted(++quantity) + before);
            edit("store.camel.yaml", "description: Takes everything", "description: Edited. Takes everything");
            await().atMost(TAKEN).until(() -> description("store-drain").startsWith("Edited."));
            mirror.kiwoom.send(entry("04", "005930").quantity(quantity).price(100).frame());
            await().atMost(SOON).until(() -> Boolean.FALSE.equals(mirror.service().bean(DatabaseAnswers.class).state().reachable()));

            edit("store.camel.yaml", own.formatted(quantity), "");
            edit("store.camel.yaml", "description: Edited. Takes", "description: Takes");
            long wanted = quantity;
            await().atMost(TAKEN).until(() -> Long.valueOf(wanted).equals(mirror.portfolio().get(0).get("quantity")));
        }
    }

    @Test
    void what_an_own_step_keeps_from_the_quarantine_is_a_loss_all_the_same() throws Exception {
        edit("errors.camel.yaml", "        - bean:\n            id: word-quarantine\n", "        - throwException: {id: own, exceptionType: java.lang.IllegalStateException, message: own}\n"
                + "        - bean:\n            id: word-quarantine\n");
        awaitEdit("errors.camel.yaml", "errors-quarantine", "Appends what", "Edited. Appends what");
        sendAndAwait(5);

        mirror.kiwoom.send("{\"trnm\": ");

        await().atMost(TAKEN).until(() -> mirror.service().bean(Losses.class).count() == 1);
    }

    /** It had not been journalled either, and null was all that was kept of it. */
    @Test
    void what_an_own_step_fails_at_before_anything_else_is_in_quarantine_as_it_came() throws Exception {
        edit("feed.camel.yaml", "        - process:\n            id: note-frame\n", "        - filter:\n            id: own\n            simple: \"${body} contains '000660'\"\n            steps:\n"
                + "              - throwException: {id: fail, exceptionType: java.lang.IllegalStateException, message: own}\n        - process:\n            id: note-frame\n");
        awaitEdit("feed.camel.yaml", "feed-dispatch", "Sends each frame", "Edited. Sends each frame");
        await().atMost(SOON).until(() -> mirror.session().current().state() == SessionState.LIVE);
        sendAndAwait(5);

        mirror.kiwoom.send(entry("04", "000660").quantity(7).frame());

        await().atMost(TAKEN).until(() -> mirror.service().bean(Losses.class).count() == 1);
        await().atMost(SOON).untilAsserted(() -> assertThat(quarantined()).contains("000660").doesNotContain("null"));
    }

    /** LOGIN carries the access token, and quarantine is what people send with a report. */
    @Test
    void a_login_that_could_not_be_sent_does_not_put_its_token_into_quarantine() throws Exception {
        edit("session.camel.yaml", "              - to:\n                  id: send-login\n", "              - throwException: {id: own, exceptionType: java.lang.IllegalStateException, message: own}\n"
                + "              - to:\n                  id: send-login\n");
        awaitEdit("session.camel.yaml", "session-log-in", "Sends LOGIN", "Edited. Sends LOGIN");

        mirror.kiwoom.next(new Fault.Drop());

        await().atMost(TAKEN).ignoreExceptions().until(() -> quarantined().contains("own"));
        assertThat(quarantined()).doesNotContain("LOGIN", "token");
    }

    private String quarantined() throws IOException {
        try (var files = Files.walk(mirror.dataDir().resolve("quarantine"))) {
            return files.filter(Files::isRegularFile).map(TestFiles::text).collect(Collectors.joining());
        }
    }

    private interface Body {
        void run() throws Exception;
    }

    /** What waits for a locked table keeps the stop waiting for it. */
    private void holdUpTheStore(Body body) throws Exception {
        try (Connection connection = mirror.database.connect(); Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("lock table kw_account_balance in exclusive mode");
            mirror.kiwoom.send(entry("04", "005930").quantity(1).frame());
            await().atMost(SOON).until(() -> mirror.service().bean(Pending.class).isWaiting());
            body.run();
        }
    }

    private CompletableFuture<Void> stop() {
        return CompletableFuture.runAsync(() -> {
            try {
                mirror.stop();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private volatile int sent;

    private void awaitEdit(String file, String route, String from, String to) throws IOException {
        edit(file, "description: " + from, "description: " + to);
        await().atMost(TAKEN).until(() -> description(route).startsWith(to));
    }
}
