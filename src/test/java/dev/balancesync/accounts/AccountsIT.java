package dev.balancesync.accounts;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.balancesync.LogLines;
import dev.balancesync.SampleFrames;
import dev.balancesync.TestFiles;
import dev.balancesync.TestFrames;
import dev.balancesync.balance.Pending;
import dev.balancesync.page.EventClient;
import dev.balancesync.page.EventStream;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.simulator.Fault;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.store.LegacyTables;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Several accounts in one process: each is kept equal to its own, whatever happens to the others. */
class AccountsIT extends ManyAccounts {
    @Test
    void each_account_is_kept_equal_and_no_row_is_anothers() throws Exception {
        IntStream.rangeClosed(1, 4).forEach(i -> simulated(i).hold("00593" + i, "종목" + i, 10L * i, 1_000, 1_000));
        serve(1, 2, 3, 4);
        mirror.start();
        awaitLive(1, 2, 3, 4);

        IntStream.rangeClosed(1, 4).forEach(i -> simulated(i).buy("035720", i, 50_000));
        simulated(2).sell("005932", 20, 1_000);

        awaitEqual(1, 2, 3, 4);
        assertThat(mirror.database.rows("select count(distinct account_number) as n from kw_account_balance")).containsExactly(Map.of("n", 4L));
        await().atMost(SOON).untilAsserted(() -> assertThat(mirror.database.rows("select count(*) as n from kw_sync_status where state = 'LIVE'"))
                .containsExactly(Map.of("n", 4L)));
        IntStream.rangeClosed(1, 4).forEach(i -> assertThat(simulated(i).count("most_logged_in")).isEqualTo(1));
        assertThat(mirror.dataDir().resolve("accounts/a3/journal")).isDirectory();
    }

    @Test
    void who_is_added_connects_and_who_is_removed_stops_and_the_others_notice_nothing() throws Exception {
        serve(1, 2);
        mirror.start();
        awaitLive(1, 2);
        simulated(2).buy("035720", 7, 50_000);
        awaitEqual(2);

        serve(1, 3);
        awaitLive(3);
        await().atMost(SOON).until(() -> accounts().named("a2").isEmpty());

        await().atMost(SOON).until(() -> simulated(2).count("logged_in") == 0);
        assertThat(table(2)).containsEntry("035720", 7L);
        await().atMost(SOON).untilAsserted(() -> assertThat(mirror.database.rows("select state from kw_sync_status where account_number = '"
                + simulated(2).number() + "'")).containsExactly(Map.of("state", "STOPPED")));
        simulated(1).buy("035720", 3, 50_000);
        awaitEqual(1, 3);
        assertThat(simulated(1).count("logins")).isEqualTo(1);
        assertThat(of(1, Session.class).entered(SessionState.LIVE)).isEqualTo(1);

        serve(1, 3, 2);
        awaitLive(2);
        awaitEqual(1, 2, 3);
    }

    /** One after the other they took longer than a stop has, and the others' rows said LIVE until the next start. */
    @Test
    void a_stop_leaves_no_account_live_behind_though_the_database_is_far() throws Exception {
        int[] all = IntStream.rangeClosed(1, ACCOUNTS).toArray();
        serve(all);
        mirror.start();
        awaitLive(all);
        await().atMost(SOON).untilAsserted(() -> assertThat(mirror.database.rows("select from kw_sync_status where state = 'LIVE'")).hasSize(ACCOUNTS));
        mirror.database.execute("create function far() returns trigger language plpgsql as 'begin perform pg_sleep(0.3); return new; end'");
        mirror.database.execute("create trigger far before update on kw_sync_status for each row execute function far()");

        mirror.stop();

        assertThat(mirror.database.rows("select from kw_sync_status where state = 'STOPPED'")).hasSize(ACCOUNTS);
    }

    @Test
    void one_that_is_changed_reconnects() throws Exception {
        serve(1, 2);
        mirror.start();
        awaitLive(1, 2);
        String user = "6d9f0f0e-4a44-4a4e-9a0d-1c1d7a3f6b11";

        write("accounts:\n" + entry(1) + "    user-id: " + user + "\n" + entry(2));

        await().atMost(SOON).until(() -> simulated(1).count("logins") == 2);
        awaitLive(1, 2);
        simulated(1).buy("035720", 3, 50_000);
        awaitEqual(1);
        assertThat(mirror.database.rows("select distinct user_id::text as id from kw_portfolio")).containsExactly(Map.of("id", user));
        assertThat(simulated(2).count("logins")).isEqualTo(1);
    }

    @Test
    void a_bad_entry_is_told_by_alias_and_line_and_costs_that_entry() throws Exception {
        write("accounts:\n" + entry(1) + entry(2).replace("${KEY_2}", "${NOT_SET}") + entry(3));
        mirror.start();
        awaitLive(1, 3);

        JsonNode problem = json("/api/status").path("problems").path(0);
        assertThat(problem.path("account").asText()).isEqualTo("a2");
        assertThat(problem.path("line").asInt()).isEqualTo(7);
        assertThat(problem.path("words").path("en").asText()).contains("NOT_SET");
        assertThat(accounts().named("a2")).isEmpty();

        mirror.environment.put("NOT_SET", simulated(2).appKey());
        serve(1, 2, 3);
        awaitLive(2);
        await().atMost(SOON).untilAsserted(() -> assertThat(json("/api/status").path("problems")).isEmpty());
    }

    /** It is tried again each minute, for as long as that lasts. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/proc/self/mem is a regular file that cannot be read, whoever asks")
    void of_one_that_cannot_be_served_nothing_is_kept_and_the_api_tells_it() throws Exception {
        serve(1);
        mirror.start();
        awaitLive(1);
        Files.createSymbolicLink(Files.createDirectories(mirror.dataDir().resolve("accounts/a2")).resolve("account"), Path.of("/proc/self/mem"));

        serve(1, 2);

        await().atMost(SOON).until(() -> json("/api/status").path("problems").path(0).path("account").asText().equals("a2"));
        of(1, CircuitBreaker.class).transitionToOpenState();
        assertThat(mirror.service().camel().getRegistry().lookupByNameAndType("kiwoomBreaker", CircuitBreaker.class).getState()).as("it is the only one").isEqualTo(CircuitBreaker.State.OPEN);
    }

    @Test
    void an_entry_that_is_spoilt_while_it_runs_keeps_its_account() throws Exception {
        serve(1, 2);
        mirror.start();
        awaitLive(1, 2);

        write("accounts:\n" + entry(1) + entry(2).replace("app-secret", "app-sekret"));

        await().atMost(SOON).untilAsserted(() -> assertThat(json("/api/status").path("problems")).isNotEmpty());
        write("accounts: [");
        await().atMost(SOON).untilAsserted(() -> assertThat(json("/api/status").path("problems").path(0).path("account").asText()).isEmpty());
        simulated(2).buy("035720", 3, 50_000);
        awaitEqual(2);
        assertThat(simulated(2).count("logins")).isEqualTo(1);
    }

    /** Who has registered anew at a front end has another user_id, and the rows of the old one are there still. */
    @Test
    void the_api_tells_no_rows_of_the_same_account_that_are_another_users() throws Exception {
        String user = "6d9f0f0e-4a44-4a4e-9a0d-1c1d7a3f6b11";
        mirror.with("BALANCE_SCHEMA", "legacy");
        mirror.database.execute(LegacyTables.STRICT.sql);
        mirror.database.execute("insert into kw_portfolio (user_id, account_number, stock_code, quantity, avg_price, purchase_amount) values ('" + LegacyTables.USER + "', '"
                + simulated(1).number() + "', '000001', 9, 1, 9)");
        write("accounts:\n" + entry(1) + "    user-id: " + user + "\n" + entry(2) + "    user-id: " + user + "\n");
        mirror.start();
        awaitLive(1, 2);
        simulated(1).buy("035720", 3, 50_000);

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(json("/api/positions?account=a1").findValuesAsText("stock_code")).containsExactly("035720");
            assertThat(json("/api/positions").findValuesAsText("stock_code")).containsExactly("035720");
        });
    }

    @Test
    void the_api_knows_accounts_by_alias_and_shows_no_number_in_full() throws Exception {
        serve(1, 2);
        mirror.start();
        awaitLive(1, 2);
        simulated(1).buy("035720", 3, 50_000);
        awaitEqual(1);

        JsonNode all = json("/api/status");
        assertThat(all.path("accounts").findValuesAsText("account")).containsExactly("a1", "a2");
        assertThat(all.path("accounts").findValues("transitions")).as("of very many it would be more than all else").isEmpty();
        assertThat(json("/api/status?account=a2").path("account").asText()).isEqualTo("a2");
        assertThat(json("/api/status?account=a2").path("transitions")).isNotEmpty();
        assertThat(get("/api/status?account=nobody").statusCode()).isEqualTo(404);
        assertThat(json("/api/positions").path("accounts").path(0).path("positions").path(0).path("stock_code").asText()).isEqualTo("035720");
        assertThat(get("/api/positions").body()).contains("\"current_price\":41200.00").doesNotContain("E+");
        assertThat(json("/api/positions?account=a1").path(0).path("stock_code").asText()).isEqualTo("035720");
        assertThat(json("/api/positions?account=a2")).isEmpty();
        assertThat(get("/api/positions?account=nobody").statusCode()).isEqualTo(404);
        assertThat(json("/api/refresh?id=1").path("error").asText()).isNotEmpty().isEqualTo(json("/api/refresh?id=1&account=a1").path("error").asText());
        assertThat(get("/api/refresh?id=x").statusCode()).isEqualTo(400);
        assertThat(get("/observe/metrics").body()).contains("kiwoom_session_state{account=\"a1\",state=\"LIVE\"} 1.0");
        for (String path : new String[] {"/api/status", "/api/status?account=a1", "/api/positions", "/api/positions?account=a1", "/observe/health", "/observe/metrics"}) {
            assertThat(get(path).body()).as(path).doesNotContain(simulated(1).number(), simulated(2).number(), simulated(1).appSecret());
        }
    }

    @Test
    void a_refresh_of_all_begins_with_whoever_can_and_says_why_the_others_cannot() throws Exception {
        serve(1, 2, 3);
        mirror.with("KIWOOM_DUPLICATE_DELAY", "10m").start();
        awaitLive(1, 2, 3);
        assertThat(json("/api/refresh").path("accounts")).hasSize(3).allSatisfy(each -> assertThat(each.has("id")).as("nobody asked").isFalse());
        simulated(2).send(SampleFrames.text("system-R10001-duplicate-session"));
        await().atMost(SOON).until(() -> state(2) == SessionState.DUPLICATE_SESSION);

        HttpResponse<String> asked = post("/api/refresh");

        assertThat(asked.statusCode()).isEqualTo(202);
        JsonNode told = SampleFrames.JSON.readTree(asked.body()).path("accounts");
        assertThat(told.findValuesAsText("account")).containsExactly("a1", "a2", "a3");
        assertThat(told.get(1)).isEqualTo(SampleFrames.JSON.readTree("{\"account\":\"a2\",\"error\":\"The session is DUPLICATE_SESSION, not LIVE\"}"));
        HttpResponse<String> alone = post("/api/refresh?account=a2");
        assertThat(alone.statusCode()).isEqualTo(409);
        assertThat(alone.body()).isEqualTo("{\"error\":\"The session is DUPLICATE_SESSION, not LIVE\"}");
        for (int i : new int[] {1, 3}) {
            long id = told.get(i - 1).path("id").asLong();
            await().atMost(SOON).untilAsserted(() -> assertThat(get("/api/refresh?id=" + id).body())
                    .isEqualTo("{\"account\":\"a" + i + "\",\"id\":" + id + ",\"state\":\"done\"}"));
            assertThat(get("/api/refresh?account=a" + i + "&id=" + id).body()).isEqualTo("{\"id\":" + id + ",\"state\":\"done\"}");
            assertThat(json("/api/refresh").path("accounts").get(i - 1).path("id").asLong()).isEqualTo(id);
        }
        assertThat(get("/api/refresh?id=0").body()).contains("No such refresh").doesNotContain("account");

        serve(2);
        await().atMost(SOON).until(() -> accounts().all().size() == 1);
        assertThat(post("/api/refresh").statusCode()).as("there is none that can").isEqualTo(409);
        assertThat(post("/api/refresh?account=a1").statusCode()).isEqualTo(404);
    }

    @Test
    void a_refresh_of_all_during_one_waits_at_most_once_with_each() throws Exception {
        serve(1, 2);
        mirror.start();
        awaitLive(1, 2);
        simulated(1).next(new Fault.RestHang("kt00018"));
        post("/api/refresh?account=a1");
        await().atMost(SOON).until(() -> of(1, Snapshots.class).state().running());

        JsonNode second = SampleFrames.JSON.readTree(post("/api/refresh").body()).path("accounts");
        JsonNode third = SampleFrames.JSON.readTree(post("/api/refresh").body()).path("accounts");

        assertThat(second.findValues("id")).hasSize(2).doesNotHaveDuplicates();
        assertThat(third.get(0).path("error").asText()).isEqualTo("A refresh is running and another one waits already");
        assertThat(third.get(1).has("id")).isTrue();
        assertThat(json("/api/refresh?id=" + second.get(0).path("id").asLong()).path("state").asText()).isEqualTo("waiting");
        simulated(1).clearFaults();
        await().atMost(SOON).until(() -> json("/api/refresh").path("accounts").findValuesAsText("state").equals(List.of("done", "done")));
    }

    @Test
    void events_tell_of_one_account_or_of_all() throws Exception {
        serve(1, 2);
        mirror.start();
        awaitLive(1, 2);

        try (var all = new EventClient(URI.create("http://127.0.0.1:" + mirror.port + "/api/events"));
                var one = new EventClient(URI.create("http://127.0.0.1:" + mirror.port + "/api/events?account=a2"))) {
            JsonNode told = all.await("accounts", each -> each.path("accounts").size() == 2).data();
            assertThat(told.path("accounts").findValuesAsText("account")).containsExactly("a1", "a2");
            assertThat(one.await("status", each -> true).data().path("account").asText()).isEqualTo("a2");
            simulated(2).send(SampleFrames.text("system-R10001-duplicate-session"));

            all.await("accounts", each -> each.path("accounts").path(1).path("state").asText().equals("DUPLICATE_SESSION"));
            one.await("status", each -> each.path("state").asText().equals("DUPLICATE_SESSION"));
            assertThat(all.named("status")).isEmpty();
            assertThat(all.events.toString()).doesNotContain(simulated(1).number());
            one.await("positions", each -> each.path("complete").asBoolean());
        }
        try (var some = new EventClient(URI.create("http://127.0.0.1:" + mirror.port + "/api/events?account=a2&account=nobody&account=a1"))) {
            some.await("status", each -> each.path("account").asText().equals("a1"));
            some.await("status", each -> each.path("account").asText().equals("a2"));
            assertThat(some.named("status")).allSatisfy(each -> assertThat(each.data().path("account").asText()).isEqualTo(each.id().equals("0") ? "a2" : "a1"));
            assertThat(some.named("gone")).extracting(EventClient.Event::id).containsExactly("1");
        }
        // it is looked ten times a second whether somebody watches
        await().pollDelay(Duration.ofMillis(500)).atMost(SOON).until(() -> of(2, EventStream.class).watching() == 0);
        simulated(1).buy("035720", 3, 50_000);
        awaitEqual(1);
        mirror.database.execute("insert into kw_portfolio (account_number, stock_code, quantity, updated_at) values ('%s', '005930', 7, now())"
                .formatted(simulated(2).number()));
        try (var later = new EventClient(URI.create("http://127.0.0.1:" + mirror.port + "/api/events?account=a2"))) {
            JsonNode first = later.await("positions", each -> true).data();
            assertThat(first.path("complete").asBoolean()).isTrue();
            assertThat(first.path("changed").path(0).path("quantity").asLong()).as("not what an earlier one was told").isEqualTo(7);
        }
        assertThat(get("/api/events?account=nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void a_fault_of_one_is_none_of_the_others() throws Exception {
        serve(1, 2, 3);
        mirror.start();
        awaitLive(1, 2, 3);

        simulated(1).next(new Fault.Drop());
        simulated(2).send(SampleFrames.text("system-R10001-duplicate-session"));
        await().atMost(SOON).until(() -> state(2) != SessionState.LIVE);
        for (int i = 1; i <= 50; i++) {
            simulated(3).buy("035720", 1, 50_000);
        }

        awaitEqual(3);
        assertThat(simulated(3).count("logins")).isEqualTo(1);
        assertThat(of(3, Pending.class).taken() + of(3, Pending.class).merged()).isGreaterThanOrEqualTo(50);
        HttpResponse<String> ready = get("/observe/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("[a2] DUPLICATE_SESSION");
        awaitLive(1);
    }

    @Test
    void a_row_that_the_database_refuses_is_quarantined_in_the_folder_of_its_account_and_costs_no_other() throws Exception {
        serve(1, 2);
        mirror.start();
        awaitLive(1, 2);
        mirror.database.execute("alter table kw_portfolio add constraint no_whale check (quantity < 10)");

        simulated(1).buy("005930", 11, 100_000);
        simulated(1).buy("035720", 3, 100_000);
        simulated(2).buy("005930", 4, 100_000);

        awaitEqual(2);
        await().atMost(SOON).untilAsserted(() -> assertThat(table(1)).containsExactly(Map.entry("035720", 3L)));
        await().atMost(SOON).untilAsserted(() -> assertThat(quarantined("a1")).contains("no_whale").contains("005930"));
        assertThat(quarantined("a2")).isEmpty();
        mirror.database.execute("alter table kw_portfolio drop constraint no_whale");
        awaitEqual(1, 2);
    }

    @Test
    void a_table_that_takes_no_row_of_one_account_keeps_its_rows_waiting_and_no_others() throws Exception {
        serve(1, 2);
        mirror.start();
        awaitLive(1, 2);
        mirror.database.execute("alter table kw_portfolio add constraint not_mine check (account_number <> '" + simulated(1).number() + "') not valid");

        for (String code : new String[] {"005930", "035720", "000660"}) {
            simulated(1).buy(code, 3, 0);
            simulated(2).buy(code, 4, 0);
        }

        awaitEqual(2);
        await().atMost(SOON).until(() -> get("/observe/health/ready").statusCode() == 503);
        assertThat(table(1)).isEmpty();
        mirror.database.execute("alter table kw_portfolio drop constraint not_mine");
        awaitEqual(1, 2);
        await().atMost(SOON).until(() -> get("/observe/health/ready").statusCode() == 200);
    }

    @Test
    void rows_of_one_account_that_cannot_be_brought_to_one_spelling_hold_up_that_account_alone() throws Exception {
        String shorter = simulated(1).number().substring(0, 8);
        mirror.database.execute(Files.readString(Path.of("routes/sql/standard/create-tables.sql")));
        mirror.database.execute("insert into kw_account_balance (account_number) values ('" + shorter + "');"
                + " create table notes (account_number text constraint noted references kw_account_balance (account_number));"
                + " insert into notes values ('" + shorter + "')");
        serve(1, 2);
        mirror.start();
        simulated(1).buy("005930", 3, 0);
        simulated(2).buy("005930", 4, 0);

        awaitEqual(2);
        await().atMost(SOON).untilAsserted(() -> assertThat(get("/observe/health/ready").body()).contains("[a1] DATABASE_AWAY", "noted").doesNotContain("[a2]"));
        await().atMost(SOON).until(() -> !mirror.database.rows("select from kw_account_balance where account_number = '" + simulated(2).number() + "'").isEmpty());
        assertThat(table(1)).isEmpty();
        assertThat(mirror.database.rows("select from kw_account_balance where account_number = '" + simulated(1).number() + "'")).isEmpty();
        mirror.database.execute("drop table notes");
        await().atMost(SOON.multipliedBy(2)).untilAsserted(() -> assertThat(table(1)).isEqualTo(account(1)));
        assertThat(mirror.database.rows("select from kw_account_balance")).hasSize(2);
        await().atMost(SOON).until(() -> get("/observe/health/ready").statusCode() == 200);
    }

    @Test
    void what_the_tables_have_against_one_account_is_told_with_its_name_and_what_all_share_is_told_once() throws Exception {
        var told = new CopyOnWriteArrayList<String>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        try {
            serve(1, 2, 3);
            mirror.with("NOTIFY_URL", "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook").with("NOTIFY_DATABASE_AFTER", "1s").start();
            awaitLive(1, 2, 3);
            mirror.database.execute("alter table kw_portfolio add constraint not_mine check (account_number <> '" + simulated(2).number() + "') not valid");
            simulated(2).buy("035720", 3, 0);
            simulated(2).buy("000660", 3, 0);
            await().atMost(SOON).until(() -> get("/observe/health/ready").body().contains("[a2] DATABASE_AWAY"));
            simulated(1).buy("035720", 3, 0);
            awaitEqual(1);

            await().atMost(SOON).untilAsserted(() -> assertThat(told).anyMatch(each -> each.contains("DATABASE_AWAY") && each.contains("a2 ")));
            mirror.database.execute("alter table kw_portfolio drop constraint not_mine");
            await().atMost(SOON).untilAsserted(() -> assertThat(told).filteredOn(each -> each.contains("a2 ")).hasSize(2));
            told.clear();
            mirror.service().camel().getRouteController().stopRoute("journal-tend");

            await().atMost(SOON).untilAsserted(() -> assertThat(told).anyMatch(each -> each.contains("ROUTE_STOPPED")));
            mirror.service().camel().getRouteController().startRoute("journal-tend");
            await().atMost(SOON).untilAsserted(() -> assertThat(told).hasSize(2));
            assertThat(told).noneMatch(each -> each.contains("a1 ") || each.contains("a2 ") || each.contains("a3 "));
        } finally {
            receiver.stop(0);
        }
    }

    private String quarantined(String alias) throws IOException {
        Path of = mirror.dataDir().resolve("accounts/" + alias + "/quarantine");
        if (!Files.isDirectory(of)) {
            return "";
        }
        try (Stream<Path> days = Files.list(of)) {
            return days.map(TestFiles::text).collect(Collectors.joining());
        }
    }

    @Test
    void the_log_says_of_which_account_its_lines_are() throws Exception {
        try (var log = new LogLines()) {
            serve(1, 2);
            mirror.start();
            awaitLive(1, 2);
            simulated(2).next(new Fault.Drop());
            await().atMost(SOON).until(() -> simulated(2).count("logins") == 2);
            awaitLive(2);
            simulated(1).send(TestFrames.entry("04", "005930").with("930", "many").frame());
            await().atMost(SOON).untilAsserted(() -> assertThat(quarantined("a1")).contains("many"));
            mirror.stop();

            assertThat(log.all()).filteredOn(line -> line.matches("(INFO|WARN|ERROR) kiwoom\\.(session|snapshot|balance) .*"))
                    .allMatch(line -> line.matches("\\S+ \\S+ \\[a[12]] .*"))
                    .anyMatch(line -> line.contains("[a1] LIVE")).anyMatch(line -> line.contains("[a2] RECONNECTING"))
                    .anyMatch(line -> line.startsWith("WARN kiwoom.balance [a1] Quarantined")).anyMatch(line -> line.contains("[a2] STOPPED"));
        }
    }

    @Test
    void the_database_says_which_accounts_are_served() throws Exception {
        mirror.environment.remove("ACCOUNTS_FILE");
        mirror.database.execute("create table my_keys (alias text, account text, key text, secret text)");
        for (int i = 1; i <= 2; i++) {
            mirror.database.execute("insert into my_keys values ('a%d', '%s', '${KEY_%d}', '%s')".formatted(i, simulated(i).number(), i,
                    simulated(i).appSecret()));
        }
        Path odd = Files.createDirectory(folder.resolve("C:\\new {x} {{y}} 100% a%20b+c#d 한글"));
        Path sql = Files.writeString(odd.resolve("accounts.sql"),
                "select alias as name, key as app_key, secret as app_secret, account as account_no, true as demo, null as user_id from my_keys");
        var ticker = new MovedTicker();
        mirror.with("ACCOUNTS_SQL", sql.toString()).start(Clock.systemUTC(), ticker);
        awaitLive(1, 2);
        simulated(2).buy("035720", 7, 100_000);
        awaitEqual(1, 2);

        mirror.database.execute("delete from my_keys where alias = 'a2'");
        mirror.database.execute("insert into my_keys values ('a3', '%s', '${KEY_3}', '${NOT_SET}')".formatted(simulated(3).number()));
        ticker.ahead = Duration.ofMinutes(1).toNanos();

        await().atMost(SOON).until(() -> accounts().named("a2").isEmpty());
        await().atMost(SOON).untilAsserted(() -> assertThat(json("/api/status").path("problems").path(0).path("account").asText()).isEqualTo("a3"));
        assertThat(table(2)).containsEntry("035720", 7L);
        awaitLive(1);
        simulated(1).buy("035720", 3, 100_000);
        awaitEqual(1);
    }
}
