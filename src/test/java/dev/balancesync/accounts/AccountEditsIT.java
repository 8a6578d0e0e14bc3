package dev.balancesync.accounts;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.balancesync.LogLines;
import dev.balancesync.TestProxy;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.simulator.Fault;
import dev.balancesync.snapshot.Snapshots;
import org.junit.jupiter.api.Test;

/** The list of accounts is edited in ways nobody thinks of while they are served. */
class AccountEditsIT extends ManyAccounts {
    private String named(int number, String alias) {
        return entry(number).replace("name: a" + number, "name: " + alias);
    }

    private SessionState state(String alias) {
        return accounts().named(alias).map(each -> each.get(Session.class).current().state()).orElse(null);
    }

    private void awaitLive(String alias) {
        await().atMost(SOON).until(() -> state(alias) == SessionState.LIVE);
    }

    /** The time may have moved, and with it the end of a connection. */
    private void awaitProblem(String words) {
        await().ignoreExceptionsInstanceOf(IOException.class).atMost(SOON).untilAsserted(() -> assertThat(json("/api/status").path("problems").toString()).contains(words));
    }

    private void awaitOrder() {
        await().ignoreExceptionsInstanceOf(IOException.class).atMost(SOON).untilAsserted(() -> assertThat(json("/api/status").path("problems")).isEmpty());
    }

    private void assertOneSocket(int number, int logins) {
        assertThat(simulated(number).count("duplicates")).as("duplicates of a%s", number).isZero();
        assertThat(simulated(number).count("most_logged_in")).as("sockets of a%s", number).isEqualTo(1);
        assertThat(simulated(number).count("logins")).as("logins of a%s", number).isEqualTo(logins);
    }

    @Test
    void an_account_that_is_called_otherwise_has_never_two_sockets() throws Exception {
        serve(1, 2);
        mirror.start();
        awaitLive(1, 2);

        write("accounts:\n" + named(1, "father") + entry(2));
        awaitLive("father");
        await().atMost(SOON).until(() -> accounts().named("a1").isEmpty());
        simulated(1).buy("035720", 3, 0);
        awaitEqual(1);

        assertOneSocket(1, 2);
        assertOneSocket(2, 1);
        await().atMost(SOON).untilAsserted(() -> assertThat(mirror.database.rows("select state from kw_sync_status where account_number = '"
                + simulated(1).number() + "'")).containsExactly(Map.of("state", "LIVE")));
    }

    /** A close that the broker does not answer takes seconds. */
    @Test
    void one_that_is_called_otherwise_waits_until_its_old_socket_is_closed() throws Exception {
        try (TestProxy line = TestProxy.to(mirror.kiwoom.port())) {
            String through = mirror.kiwoom.websocketUrl().replace(":" + mirror.kiwoom.port(), ":" + line.port());
            write("accounts:\n" + entry(1) + "    ws-url: " + through + "\n" + entry(2));
            mirror.start();
            awaitLive(1, 2);

            line.pause();
            write("accounts:\n" + named(1, "father") + entry(2));
            await().atMost(SOON).until(() -> accounts().named("a1").orElseThrow().isLeaving());
            await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> simulated(1).count("logins") == 1);
            line.restore();

            awaitLive("father");
            assertOneSocket(1, 2);
        }
    }

    @Test
    void two_that_change_their_names_have_never_two_sockets() throws Exception {
        serve(1, 2);
        mirror.start();
        awaitLive(1, 2);

        write("accounts:\n" + named(1, "a2") + named(2, "a1"));
        await().atMost(SOON).until(() -> simulated(1).count("logins") == 2 && simulated(2).count("logins") == 2);
        awaitLive(1, 2);
        simulated(1).buy("035720", 3, 0);
        simulated(2).buy("000660", 4, 0);
        awaitEqual(1, 2);

        assertOneSocket(1, 2);
        assertOneSocket(2, 2);
    }

    @Test
    void one_that_is_removed_and_added_again_at_once_has_never_two_sockets() throws Exception {
        serve(1, 2);
        mirror.start();
        awaitLive(1, 2);

        serve(2);
        await().atMost(SOON).until(() -> simulated(1).count("logged_in") == 0 || accounts().named("a1").isEmpty() || accounts().named("a1").get().isLeaving());
        serve(1, 2);
        await().atMost(SOON).until(() -> simulated(1).count("logins") == 2);
        awaitLive(1);
        simulated(1).buy("035720", 3, 0);
        awaitEqual(1);
        assertOneSocket(1, 2);
        assertOneSocket(2, 1);
    }

    @Test
    void an_entry_whose_name_is_spoilt_keeps_its_account() throws Exception {
        serve(1, 2, 3);
        mirror.start();
        awaitLive(1, 2, 3);

        write("accounts:\n" + named(1, "A1") + named(2, "") + entry(3));
        awaitProblem("name is missing");
        simulated(1).buy("035720", 3, 0);
        simulated(2).buy("035720", 4, 0);
        awaitEqual(1, 2);
        assertOneSocket(1, 1);
        assertOneSocket(2, 1);
    }

    @Test
    void no_rows_for_once_stop_nobody() throws Exception {
        mirror.environment.remove("ACCOUNTS_FILE");
        mirror.database.execute("create table my_keys (name text, account_no text, app_key text, app_secret text, demo boolean, user_id uuid)");
        insert(1);
        insert(2);
        Path sql = Files.writeString(folder.resolve("accounts.sql"), "select * from my_keys");
        var ticker = new MovedTicker();
        mirror.with("ACCOUNTS_SQL", sql.toString()).with("KIWOOM_SILENCE_LIMIT", "9h").start(Clock.systemUTC(), ticker);
        awaitLive(1, 2);

        ServedAccount first = accounts().named("a1").orElseThrow();
        mirror.database.execute("delete from my_keys");
        ticker.ahead += Duration.ofMinutes(1).toNanos();
        awaitProblem("no row");
        simulated(1).buy("035720", 3, 0);
        awaitEqual(1);
        insert(1);
        ticker.ahead += Duration.ofMinutes(1).toNanos();
        await().atMost(SOON).until(() -> accounts().named("a2").isEmpty());
        assertThat(accounts().all()).containsExactly(first);

        mirror.database.execute("delete from my_keys");
        for (int i = 0; i < 2; i++) {
            ticker.ahead += Duration.ofMinutes(1).toNanos();
            awaitProblem("no row");
        }
        await().atMost(SOON).until(() -> accounts().all().isEmpty());
    }

    /** Who asks again after a 404 has been told that there is no such account. */
    @Test
    void while_the_list_cannot_be_read_after_a_start_no_account_is_called_unknown() throws Exception {
        mirror.environment.remove("ACCOUNTS_FILE");
        Path sql = Files.writeString(folder.resolve("accounts.sql"), "select * from my_keys");
        var ticker = new MovedTicker();
        mirror.with("ACCOUNTS_SQL", sql.toString()).start(Clock.systemUTC(), ticker);
        awaitProblem("the log says why");

        for (String path : new String[] {"/api/status", "/api/positions", "/api/refresh", "/api/events"}) {
            HttpResponse<String> answer = get(path + "?account=a1");
            assertThat(answer.statusCode()).as(path).isEqualTo(503);
            assertThat(answer.body()).as(path).isEqualTo("{\"error\":\"The list of accounts has not been read yet\"}");
        }
        assertThat(post("/api/refresh?account=a1").statusCode()).isEqualTo(503);
        assertThat(get("/observe/health/ready").body()).contains("ACCOUNTS_SQL");

        mirror.database.execute("create table my_keys (name text, account_no text, app_key text, app_secret text, demo boolean, user_id uuid)");
        insert(1);
        await().atMost(SOON).until(() -> get("/api/status?account=a1").statusCode() == 200);
        assertThat(get("/api/status?account=a2").statusCode()).isEqualTo(404);
    }

    private void insert(int number) {
        mirror.database.execute("insert into my_keys values ('a%d', '%s', '${KEY_%d}', '${SECRET_%d}', true, null)".formatted(number,
                simulated(number).number(), number, number));
    }

    @Test
    void a_column_that_is_missing_stops_nobody() throws Exception {
        mirror.environment.remove("ACCOUNTS_FILE");
        mirror.database.execute("create table my_keys (name text, account_no text, app_key text, app_secret text, demo boolean, user_id uuid)");
        insert(1);
        insert(2);
        Path sql = Files.writeString(folder.resolve("accounts.sql"), "select * from my_keys");
        var ticker = new MovedTicker();
        mirror.with("ACCOUNTS_SQL", sql.toString()).with("KIWOOM_SILENCE_LIMIT", "9h").start(Clock.systemUTC(), ticker);
        awaitLive(1, 2);
        List<ServedAccount> served = accounts().all();
        for (String column : new String[] {"name", "account_no", "app_key", "app_secret"}) {
            mirror.database.execute("alter table my_keys rename " + column + " to other");
            ticker.ahead += Duration.ofMinutes(1).toNanos();
            awaitProblem(column + " is missing");
            simulated(1).buy("035720", 3, 0);
            awaitEqual(1);
            mirror.database.execute("alter table my_keys rename other to " + column);
            ticker.ahead += Duration.ofMinutes(1).toNanos();
            awaitOrder();
        }
        mirror.database.execute("alter table my_keys rename to away");
        ticker.ahead += Duration.ofMinutes(1).toNanos();
        simulated(1).buy("035720", 3, 0);
        awaitEqual(1);
        awaitProblem("the log says why");
        assertThat(accounts().all()).isEqualTo(served);
        mirror.database.execute("alter table away rename to my_keys");
        ticker.ahead += Duration.ofSeconds(10).toNanos();
        awaitOrder();
    }

    @Test
    void a_file_that_is_written_oddly_or_is_not_there_costs_nobody() throws Exception {
        serve(1, 2);
        mirror.start();
        awaitLive(1, 2);
        Path file = folder.resolve("accounts.yaml");

        write(("\uFEFFaccounts:\n" + entry(2) + entry(1) + entry(3).replace("${SECRET_3}", "file:" + secret(3))).replace("\n", "\r\n"));
        awaitLive(3);
        List<ServedAccount> served = accounts().all();
        write("");
        awaitProblem("the file is empty");
        Files.delete(file);
        awaitProblem("the file cannot be read");
        Files.createDirectory(file);
        awaitProblem("the file cannot be read");
        Files.delete(file);
        write("accounts:\n" + entry(1) + entry(1) + entry(2) + entry(3).replace("${KEY_3}", "${KEY_1}"));
        awaitProblem("app-key belongs to a1 already");

        assertThat(accounts().all()).isEqualTo(served);
        for (int i = 1; i <= 3; i++) {
            simulated(i).buy("035720", i, 0);
            assertOneSocket(i, 1);
        }
        awaitEqual(1, 2, 3);
    }

    /** With a line end, as editors write it. */
    private Path secret(int number) throws IOException {
        return Files.writeString(folder.resolve("secret"), simulated(number).appSecret() + "\r\n");
    }

    @Test
    void an_env_that_cannot_be_read_costs_only_who_needs_it_and_is_told_once() throws Exception {
        List.of("KEY_2", "KEY_3", "SECRET_3", "KEY_4", "SECRET_4").forEach(mirror.environment::remove);
        Path env = Files.writeString(folder.resolve(".env"), variable("KEY_2", simulated(2).appKey()));
        serve(1, 2);
        mirror.in(folder).start();
        awaitLive(1, 2);

        try (var log = new LogLines()) {
            String good = Files.readString(env) + variable("KEY_3", simulated(3).appKey()) + variable("SECRET_3", simulated(3).appSecret());
            Files.writeString(env, good + "KEY_4 " + simulated(4).appKey());
            serve(1, 2, 3, 4);
            awaitProblem(".env line 4 is not NAME=value");
            serve(1, 2, 3, 4, 5);
            awaitLive(5);
            assertThat(json("/api/status").path("problems")).singleElement().asString().contains(".env").doesNotContain("is set neither");
            assertThat(log.all().stream().filter(line -> line.contains(".env"))).singleElement().asString().doesNotContain(simulated(4).appKey());
            assertOneSocket(1, 1);
            assertOneSocket(2, 1);

            Files.writeString(env, good + variable("KEY_4", simulated(4).appKey()) + variable("SECRET_4", simulated(4).appSecret()));
            serve(1, 2, 3, 4, 5);
            awaitLive(3, 4);
            awaitOrder();
        }
        assertOneSocket(2, 1);
    }

    private static String variable(String name, String value) {
        return name + "=" + value + "\n";
    }

    @Test
    void who_names_one_that_there_is_not_is_told_so_and_who_names_none_means_all() throws Exception {
        serve(1, 2);
        mirror.start();
        awaitLive(1, 2);

        for (String path : new String[] {"/api/status", "/api/positions", "/api/refresh", "/api/events"}) {
            for (String asked : new String[] {"nobody", "A1", "%20a1", "a1%2Ca2", simulated(1).number()}) {
                HttpResponse<String> answer = get(path + "?account=" + asked);
                assertThat(answer.statusCode()).as(path + " " + asked).isEqualTo(404);
                assertThat(answer.body()).as(path + " " + asked).isEqualTo("{\"error\":\"There is no such account\"}");
            }
        }
        assertThat(get("/api/status?account=a1&account=a2").statusCode()).isEqualTo(404);
        assertThat(json("/api/status?account=").path("accounts")).hasSize(2);
        assertThat(json("/api/refresh?account=").path("accounts")).hasSize(2);
        assertThat(post("/api/refresh?account=nobody").statusCode()).isEqualTo(404);
        assertThat(post("/api/refresh?account=a1&account=a2").statusCode()).isEqualTo(404);
    }

    /** More than Camel would have connections for. */
    @Test
    void many_whose_questions_are_not_answered_keep_nobody_else_waiting() throws Exception {
        int[] hanging = IntStream.range(1, SIMULATED).toArray();
        serve(IntStream.rangeClosed(1, SIMULATED).toArray());
        mirror.start();
        awaitLive(IntStream.rangeClosed(1, SIMULATED).toArray());
        for (int each : hanging) {
            simulated(each).next(new Fault.RestHang("kt00018"), 3);
            of(each, Snapshots.class).request();
        }
        await().atMost(SOON).until(() -> IntStream.of(hanging).allMatch(each -> of(each, Snapshots.class).state().running()));
        Instant last = of(SIMULATED, Snapshots.class).state().lastAt();

        of(SIMULATED, Snapshots.class).request();

        await().atMost(Duration.ofSeconds(4)).until(() -> !last.equals(of(SIMULATED, Snapshots.class).state().lastAt()));
    }
}
