package dev.balancesync.reload;

import static dev.balancesync.TestFrames.balance;
import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import dev.balancesync.TestFiles;
import dev.balancesync.TestService;
import org.apache.camel.Route;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The folder of the routes as people and their tools leave it: copies, backups, other folders in its place, everything new at once. */
class RouteFolderIT {
    private static final Duration TAKEN = Duration.ofSeconds(20);
    private static final String SPLITS = "description: Splits a REAL frame";

    @TempDir
    private Path folder;
    private Path routes;
    private TestService mirror;
    private final List<String> reloaded = new CopyOnWriteArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final AbstractFilter listening = new AbstractFilter() {
        @Override
        public Result filter(LogEvent event) {
            // the pool of a service that is just ending has words of its own
            if (event.getLevel().isMoreSpecificThan(Level.WARN) && !event.getLoggerName().startsWith("com.zaxxer.hikari")) {
                warnings.add(event.getLevel() + " " + event.getMessage().getFormattedMessage() + (event.getThrown() == null ? "" : " with a stack"));
            }
            if (event.getMessage().getFormattedMessage().contains(" reloaded: ")) {
                reloaded.add(event.getMessage().getFormattedMessage());
            }
            return Result.NEUTRAL;
        }
    };

    @BeforeEach
    void setUp() throws IOException {
        routes = folder.resolve("routes");
        TestFiles.copyRoutes(routes);
        mirror = new TestService().with("ROUTES_DIR", routes.toString());
        ((LoggerContext) LogManager.getContext(false)).getConfiguration().getRootLogger().addFilter(listening);
    }

    @AfterEach
    void tearDown() throws Exception {
        ((LoggerContext) LogManager.getContext(false)).getConfiguration().getRootLogger().removeFilter(listening);
        mirror.close();
    }

    private static void edit(Path file, String from, String to) throws IOException {
        String before = Files.readString(file);
        assertThat(before).contains(from);
        Files.writeString(file, before.replace(from, to));
    }

    private String description(String route) {
        var found = mirror.service().camel().getRoute(route);
        return found == null ? "" : found.getDescription();
    }

    private void awaitDescription(String route, String start) {
        await().atMost(TAKEN).until(() -> description(route).startsWith(start));
    }

    private List<String> warningsAbout(String file) {
        return warnings.stream().filter(each -> each.contains(file)).toList();
    }

    private void awaitStored(long quantity) {
        // a snapshot that is under way tells the same
        mirror.kiwoom.hold("005930", "삼성전자", quantity, quantity * 60_000, 60_000);
        mirror.kiwoom.send(balance("005930").quantity(quantity).frame());
        await().atMost(SOON).until(() -> mirror.portfolio().size() == 1 && mirror.portfolio().get(0).get("quantity").equals(quantity));
    }

    /** As they were before CLUSTER=kafka came, or as somebody has kept them who had edited them. */
    private void leaveOutKafka() throws IOException {
        Files.delete(routes.resolve("kafka.camel.yaml"));
        Path feed = routes.resolve("feed.camel.yaml");
        String now = Files.readString(feed);
        String before = now.replaceAll("(?s) +- filter:\\n +id: filter-(plain-)?replicated\\n.*?waitForTaskToComplete: Never\\n", "");
        assertThat(before).hasLineCount((int) now.lines().count() - 27);
        Files.writeString(feed, before);
    }

    @Test
    void older_route_files_that_know_nothing_of_kafka_go_on() throws Exception {
        leaveOutKafka();

        mirror.startLive();

        awaitStored(3);
        assertThat(warnings).noneMatch(each -> each.contains("afka"));
    }

    /** It may have been edited, and is not read from there any more. */
    @Test
    void a_statement_where_an_older_version_had_it_is_told_of() throws Exception {
        Files.copy(routes.resolve("sql/write-sync-status.sql"), routes.resolve("sql/standard/write-sync-status.sql"));

        mirror.startLive();

        awaitStored(3);
        assertThat(warningsAbout("sql/standard/write-sync-status.sql is not used: no route names it")).hasSize(1);
    }

    @Test
    void with_kafka_it_is_told_that_they_send_it_nothing() throws Exception {
        leaveOutKafka();

        mirror.with("CLUSTER", "kafka").with("CLUSTER_LEASE_TTL", "2s").with("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1").start();

        assertThat(warnings).anyMatch(each -> each.startsWith("ERROR") && each.contains("kafka.camel.yaml of this version"));
    }

    @Test
    void the_shipped_route_files_send_to_kafka() throws Exception {
        mirror.with("CLUSTER", "kafka").with("CLUSTER_LEASE_TTL", "2s").with("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1").start();

        assertThat(warnings).noneMatch(each -> each.contains("kafka.camel.yaml of this version"));
    }

    @Test
    void what_file_managers_and_editors_leave_is_tolerated_at_start_and_named() throws Exception {
        Path balance = routes.resolve("balance.camel.yaml");
        var strays = List.of("balance (copy).camel.yaml", "balance 2.camel.yaml", "Copy of balance.camel.yaml", "a-balance.camel.yaml",
                "복사본 balance.camel.yaml", "balance.camel.yaml.orig", "._balance.camel.yaml", ".#balance.camel.yaml", "balance.camel.yaml~",
                "balance.old.camel.yaml", "empty.camel.yaml", "folder.camel.yaml");
        for (String stray : strays) {
            Files.copy(balance, routes.resolve(stray));
        }
        Files.writeString(routes.resolve("4913"), "");
        Files.writeString(routes.resolve("._balance.camel.yaml"), "\0\5\26\7binary");
        Files.writeString(routes.resolve("empty.camel.yaml"), "# nothing yet\n");
        Files.delete(routes.resolve("folder.camel.yaml"));
        Files.createDirectory(routes.resolve("folder.camel.yaml"));
        Files.createSymbolicLink(routes.resolve(".#store.camel.yaml"), Path.of("user@host.1234"));
        edit(routes.resolve("balance 2.camel.yaml"), "id: balance-split", "id: balance-other");

        mirror.startLive();

        awaitStored(3);
        for (String stray : strays) {
            assertThat(warningsAbout(stray + " is not used")).as(stray + " in " + warnings).hasSize(1);
        }
        Files.copy(balance, routes.resolve("balance (3).camel.yaml"));
        edit(balance, SPLITS, "description: Edited. Splits a REAL frame");
        awaitDescription("balance-split", "Edited.");
        await().atMost(TAKEN).until(() -> warningsAbout("balance (3).camel.yaml is not used").size() == 1);
        for (String stray : strays) {
            assertThat(warningsAbout(stray)).as(stray).hasSize(1);
        }
        awaitStored(4);
        assertThat(mirror.kiwoom.count("opened")).isEqualTo(1);
    }

    /** Notepad's mark is a word that PostgreSQL does not know; PowerShell writes UTF-16. */
    @Test
    void what_Windows_has_saved_with_a_byte_order_mark_is_read() throws Exception {
        for (var saved : Map.of("sql/standard/create-tables.sql", StandardCharsets.UTF_8, "sql/standard/write-batch.sql", StandardCharsets.UTF_16LE,
                "balance.camel.yaml", StandardCharsets.UTF_16LE, "store.camel.yaml", StandardCharsets.UTF_8).entrySet()) {
            Path file = routes.resolve(saved.getKey());
            Files.write(file, ("\uFEFF" + Files.readString(file)).getBytes(saved.getValue()));
        }

        mirror.startLive();

        awaitStored(3);
        Path statement = routes.resolve("sql/standard/write-batch.sql");
        Files.writeString(statement, "\uFEFF-- 고침\n" + new String(Files.readAllBytes(statement), StandardCharsets.UTF_16LE).substring(1));
        awaitStored(4);
        assertThat(warnings).noneMatch(each -> each.contains("sql"));
    }

    @Test
    void what_is_no_yaml_and_not_shipped_does_not_end_the_start_and_is_told() throws Exception {
        Path mine = routes.resolve("mine.camel.yaml");
        String route = "- route:\n    id: mine\n    description: Mine\n    from:\n      uri: direct\n      parameters:\n        name: mine\n"
                + "      steps:\n        - log:\n            id: say\n            message: mine\n";
        Files.writeString(routes.resolve("balance (copy).camel.yaml"), "- route: [\n    id: balance-map\n");
        Files.writeString(mine, "<<<<<<< HEAD\n" + route);

        mirror.startLive();

        for (String broken : List.of("balance (copy).camel.yaml", "mine.camel.yaml")) {
            assertThat(warningsAbout(broken + " is not used: it is no YAML: line ")).as(broken + " in " + warnings).hasSize(1);
            await().atMost(TAKEN).until(() -> warningsAbout(broken + " was not taken").size() == 1);
        }
        awaitStored(3);
        Files.writeString(mine, route);
        awaitDescription("mine", "Mine");
    }

    @Test
    void a_broken_file_at_start_is_named_with_its_line() throws Exception {
        Path balance = routes.resolve("balance.camel.yaml");
        String shipped = Files.readString(balance);

        for (var edit : Map.of("method: passOver", "metod: passOver", "- route:\n    id: balance-map", "- route: [\n    id: balance-map",
                "ref: fieldMapping", "ref: noSuchBean", "routeConfigurationId: quarantine-entry", "routeConfigurationId: quarantine-entri").entrySet()) {
            Files.writeString(balance, shipped.replace(edit.getKey(), edit.getValue()));

            assertThatThrownBy(mirror::start).as(edit.getValue()).hasStackTraceContaining("balance.camel.yaml").hasStackTraceContaining("line");
            mirror.stop();
        }
    }

    @Test
    void a_folder_that_is_replaced_is_still_watched() throws Exception {
        mirror.startLive();
        TestFiles.copyRoutes(folder.resolve("deployed"));
        edit(folder.resolve("deployed/balance.camel.yaml"), SPLITS, "description: Deployed. Splits a REAL frame");

        Files.move(routes, folder.resolve("old"));
        await().atMost(TAKEN).until(() -> warningsAbout("no route files").size() == 1);
        awaitStored(3);
        Files.move(folder.resolve("deployed"), routes);
        awaitDescription("balance-split", "Deployed.");
        edit(routes.resolve("balance.camel.yaml"), "Deployed.", "Edited.");

        awaitDescription("balance-split", "Edited.");
        awaitStored(4);
        assertThat(mirror.kiwoom.count("opened")).isEqualTo(1);
    }

    @Test
    void a_link_that_is_switched_is_noticed() throws Exception {
        Files.move(routes, folder.resolve("one"));
        TestFiles.copyRoutes(folder.resolve("two"));
        edit(folder.resolve("two/balance.camel.yaml"), SPLITS, "description: Switched. Splits a REAL frame");
        Files.createSymbolicLink(routes, Path.of("one"));
        mirror.startLive();

        Files.createSymbolicLink(folder.resolve("next"), Path.of("two"));
        Files.move(folder.resolve("next"), routes, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        awaitDescription("balance-split", "Switched.");
        edit(folder.resolve("two/balance.camel.yaml"), "Switched.", "Edited.");
        awaitDescription("balance-split", "Edited.");
    }

    @Test
    void all_files_that_change_at_once_are_taken_together_and_make_one_new_session() throws Exception {
        mirror.startLive();
        // until a connection has lasted for some seconds the attempt is not over, and a reload in the middle of it cuts it off
        await().atMost(TAKEN).until(() -> Duration.between(mirror.session().connectedSince(), Instant.now()).toMillis() > 5_500);
        var files = new CopyOnWriteArrayList<Path>();
        try (Stream<Path> all = Files.walk(routes)) {
            all.filter(Files::isRegularFile).forEach(files::add);
        }

        for (Path file : files) {
            Files.writeString(file, (file.toString().endsWith(".sql") ? "-- " : "# ") + "another branch\n" + Files.readString(file));
        }
        edit(routes.resolve("web.camel.yaml"), "description: Tells the state", "description: Edited. Tells the state");
        long began = System.nanoTime();
        await().atMost(TAKEN).until(() -> mirror.kiwoom.count("registrations") == 2);
        Duration away = Duration.ofNanos(System.nanoTime() - began);
        awaitDescription("web-status", "Edited.");

        awaitStored(3);
        assertThat(mirror.kiwoom.count("opened")).isEqualTo(2);
        assertThat(mirror.kiwoom.count("most_open")).isEqualTo(1);
        assertThat(warnings).allSatisfy(each -> assertThat(each).containsAnyOf("Connection closed", "closed the connection").doesNotContain("stack"));
        assertThat(away).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void an_edit_that_changes_nothing_and_a_file_that_is_none_of_ours_are_no_reload() throws Exception {
        mirror.startLive();
        var restarted = new CopyOnWriteArrayList<String>();
        mirror.service().camel().getManagementStrategy().addEventNotifier(new SimpleEventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.RouteStartedEvent started) {
                    restarted.add(started.getRoute().getId());
                }
            }
        });

        Files.setLastModifiedTime(routes.resolve("feed.camel.yaml"), FileTime.from(Instant.parse("2026-11-26T00:00:00Z")));
        Files.writeString(routes.resolve("balance.camel.yaml"), Files.readString(routes.resolve("balance.camel.yaml")));
        Files.createDirectory(routes.resolve("old"));
        Files.copy(routes.resolve("store.camel.yaml"), routes.resolve("old/store.camel.yaml"));
        Files.writeString(routes.resolve("notes.yaml"), "- route: [");
        edit(routes.resolve("web.camel.yaml"), "description: Tells the state", "description: Edited. Tells the state");

        awaitDescription("web-status", "Edited.");
        await().atMost(TAKEN).until(() -> restarted.contains("web-status"));
        assertThat(restarted).allSatisfy(route -> assertThat(route).startsWith("web-"));
        assertThat(warnings).isEmpty();
    }

    @Test
    void a_route_that_moves_to_another_file_moves() throws Exception {
        mirror.startLive();

        Files.move(routes.resolve("balance.camel.yaml"), routes.resolve("holdings.camel.yaml"));

        await().atMost(TAKEN).ignoreExceptions()
                .until(() -> mirror.service().camel().getRoute("balance-split").getSourceLocationShort().startsWith("holdings"));
        awaitStored(5);
        assertThat(mirror.service().camel().getRoute("balance-map")).isNotNull();
    }

    @Test
    void two_edits_within_one_tick_of_the_clock_of_the_disk_are_both_taken() throws Exception {
        mirror.startLive();
        Path file = routes.resolve("balance.camel.yaml");
        FileTime then = FileTime.from(Instant.parse("2026-11-26T00:00:00Z"));
        edit(file, SPLITS, "description: 1st. Splits a REAL frame");
        Files.setLastModifiedTime(file, then);
        awaitDescription("balance-split", "1st.");

        edit(file, "1st.", "2nd.");
        Files.setLastModifiedTime(file, then);

        awaitDescription("balance-split", "2nd.");
    }

    /** A file that nobody can read, root neither. */
    private static void makeUnreadable(Path file) throws IOException {
        Path next = file.resolveSibling("next");
        Files.createSymbolicLink(next, Path.of("/proc/self/mem"));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_file_that_cannot_be_read_is_named_once_and_costs_no_other_file_its_edits() throws Exception {
        mirror.startLive();
        Path store = routes.resolve("store.camel.yaml");
        String shipped = Files.readString(store);

        makeUnreadable(store);
        makeUnreadable(routes.resolve("mine.camel.yaml"));

        await().atMost(TAKEN).until(() -> warningsAbout("store.camel.yaml was not taken").size() == 1
                && warningsAbout("mine.camel.yaml is not used").size() == 1);
        edit(routes.resolve("balance.camel.yaml"), SPLITS, "description: Edited. Splits a REAL frame");
        awaitDescription("balance-split", "Edited.");
        awaitStored(3);
        Files.delete(store);
        Files.writeString(store, shipped.replaceFirst("description: ", "description: Readable. "));
        awaitDescription("store-ring", "Readable.");
        awaitStored(4);
        assertThat(warnings).as("each once").hasSize(2);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void at_a_start_a_stray_file_that_cannot_be_read_is_named_and_links_to_statements_are_followed() throws Exception {
        Path statements = Files.move(routes.resolve("sql"), folder.resolve("statements"));
        Files.createSymbolicLink(routes.resolve("sql"), statements);
        Files.createSymbolicLink(statements.resolve("loop"), statements);
        makeUnreadable(statements.resolve("standard/mine.sql"));
        makeUnreadable(routes.resolve("store (copy).camel.yaml"));

        mirror.startLive();

        for (String stray : List.of("sql/loop", "sql/standard/mine.sql", "store (copy).camel.yaml")) {
            assertThat(warningsAbout(stray + " is not used")).as(stray + " in " + warnings).hasSize(1);
        }
        awaitStored(3);
        Path batch = statements.resolve("standard/write-batch.sql");
        edit(batch, "kw_portfolio", "kw_nothing");
        await().atMost(TAKEN).until(() -> warningsAbout("write-batch.sql was not taken").size() == 1);
        awaitStored(4);
    }

    @Test
    void a_mistake_in_a_route_file_of_ones_own_costs_a_start_that_file_alone() throws Exception {
        var mistakes = Map.of(
                "bean", "- route: {id: my-bean, from: {uri: 'direct:my-bean', steps: [{process: {ref: noSuchStep}}]}}",
                "component", "- route: {from: {uri: 'direct:my-component', steps: [{to: {uri: 'no-such-component:x'}}]}}",
                "option", "- route: {id: my-option, from: {uri: 'direct:my-option?noSuchOption=1', steps: [{log: x}]}}",
                "step", "- route: {id: my-step, from: {uri: 'direct:my-step', steps: [{logg: x}]}}",
                "setting", "- route: {id: my-setting, from: {uri: 'direct:{{no-such-setting}}', steps: [{log: '{{no-such-setting}}'}]}}",
                "value", "- route: {id: my-value, from: {uri: 'direct:my-value', steps: [{setBody: {constant: '{{no-such-setting}}'}}]}}",
                "configuration", "- route: {id: my-configuration, routeConfigurationId: no-such-one, from: {uri: 'direct:my-configuration', steps: [{log: x}]}}",
                "twice", "- route: {id: my-twice, from: {uri: 'direct:kiwoom-ask', steps: [{log: x}]}}");
        for (var mistake : mistakes.entrySet()) {
            Files.writeString(routes.resolve("my-" + mistake.getKey() + ".camel.yaml"), mistake.getValue() + "\n");
        }

        mirror.startLive();

        awaitStored(3);
        for (String name : mistakes.keySet()) {
            String file = "my-" + name + ".camel.yaml";
            assertThat(warningsAbout(file)).as(file).anyMatch(each -> each.contains(file + " is not used: "));
            await().atMost(TAKEN).untilAsserted(() -> assertThat(warningsAbout(file)).anyMatch(each -> each.contains("was not taken, all else runs without it")));
        }
        edit(routes.resolve("my-bean.camel.yaml"), "noSuchStep", "fieldMapping");
        await().atMost(TAKEN).until(() -> mirror.service().camel().getRoute("my-bean") != null);
    }

    /** As the start of a small machine. */
    public static final class SlowStart extends LifecycleStrategySupport {
        @Override
        public void onRoutesAdd(Collection<Route> added) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /** Camel takes routes without building them while it stops, and what was told as taken then was never told as refused. */
    @Test
    void a_start_that_fails_takes_no_edit() throws Exception {
        mirror.with("camel.beans.slowStart", "#class:" + SlowStart.class.getName());
        Files.writeString(routes.resolve("mine.camel.yaml"), "- route: {id: mine, from: {uri: 'direct:mine', steps: [{process: {ref: noSuchStep}}]}}\n");
        Files.writeString(routes.resolve("twice.camel.yaml"), "- route: {id: twice, from: {uri: 'direct:kiwoom-ask', steps: [{log: x}]}}\n");

        mirror.startLive();

        await().atMost(TAKEN).untilAsserted(() -> assertThat(warningsAbout("mine.camel.yaml")).anyMatch(each -> each.contains("was not taken, all else runs without it")));
        assertThat(reloaded).isEmpty();
    }

    @Test
    void what_keeps_an_edit_from_being_taken_is_told_once_with_line_and_route() throws Exception {
        mirror.startLive();
        Path balance = routes.resolve("balance.camel.yaml");
        String shipped = Files.readString(balance);
        var mistakes = Map.of("line 64, route balance-map: Failed", shipped.replace("ref: keepNewest", "ref: keepNewset"),
                "line 40, route balance-map: Failed", shipped.replace("method: passOver", "method: passover"),
                "line 3, route balance-split: Failed", shipped.replace("        - split:\n", "        - log:\n            id: log-nothing\n        - split:\n"),
                "line 3, route balance-split: it has no from", shipped.substring(0, shipped.indexOf("    from:")));
        for (var mistake : mistakes.entrySet()) {
            warnings.clear();
            Files.writeString(balance, mistake.getValue());
            await().atMost(TAKEN).untilAsserted(() -> assertThat(warningsAbout("balance.camel.yaml was not taken")).isNotEmpty());
            edit(routes.resolve("web.camel.yaml"), "description: Tells the state", "description: Edited. Tells the state");
            awaitDescription("web-status", "Edited. Tells");
            edit(routes.resolve("web.camel.yaml"), "description: Edited. ", "description: ");
            awaitDescription("web-status", "Tells");

            assertThat(warningsAbout("balance.camel.yaml was not taken")).singleElement().asString()
                    .contains("Correct and save it again: " + mistake.getKey()).doesNotContain("check-");
        }
    }

    @Test
    void a_mistake_in_a_shipped_file_ends_the_start_and_names_the_place() throws Exception {
        edit(routes.resolve("balance.camel.yaml"), "ref: fieldMapping", "ref: noSuchStep");

        assertThatThrownBy(mirror::start).hasMessageMatching("balance.camel.yaml, line \\d+, route .+");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_start_that_cannot_read_what_it_needs_says_which_file_that_is() throws Exception {
        for (var needed : Map.of("store.camel.yaml", "the service needs it", "sql/standard/write-batch.sql", "store.camel.yaml needs it").entrySet()) {
            Path file = routes.resolve(needed.getKey());
            byte[] shipped = Files.readAllBytes(file);
            makeUnreadable(file);

            assertThatThrownBy(mirror::start).hasStackTraceContaining(needed.getKey() + " cannot be used, and " + needed.getValue());
            mirror.stop();

            Files.delete(file);
            Files.write(file, shipped);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_folder_that_cannot_be_read_is_told_once_and_its_edits_are_taken_when_it_can() throws Exception {
        mirror.startLive();
        var rights = Files.getPosixFilePermissions(routes);
        try {
            Files.setPosixFilePermissions(routes, Set.of());
            assumeFalse(Files.isReadable(routes), "root may read everything; see RouteFolderTest");

            await().atMost(TAKEN).until(() -> warningsAbout("No edit can be taken").size() == 1);
            awaitStored(3);
            assertThat(warnings).hasSize(1);
        } finally {
            Files.setPosixFilePermissions(routes, rights);
        }
        edit(routes.resolve("balance.camel.yaml"), SPLITS, "description: Edited. Splits a REAL frame");
        awaitDescription("balance-split", "Edited.");
        awaitStored(4);
        assertThat(warnings).hasSize(1);
    }
}
