package dev.balancesync.store;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.balancesync.Http;
import dev.balancesync.LogLines;
import dev.balancesync.TestFiles;
import dev.balancesync.TestService;
import dev.balancesync.balance.Pending;
import dev.balancesync.session.SessionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are not those of BALANCE_SCHEMA: said in words, nothing is lost meanwhile, and tried again. */
class WrongTablesIT {
    @RegisterExtension
    private final TestService mirror = new TestService();

    private void awaitReason(String... words) {
        await().atMost(SOON).untilAsserted(() -> {
            DatabaseAnswers.State state = mirror.service().bean(DatabaseAnswers.class).state();
            assertThat(state.reachable()).isFalse();
            assertThat(state.reason()).contains(words);
        });
    }

    private void awaitStored() {
        await().atMost(SOON).ignoreExceptions().until(() -> mirror.database.rows("select from kw_portfolio where quantity = 3").size() == 1);
    }

    private void liveWithOneWaiting() {
        mirror.awaitState(SessionState.LIVE);
        mirror.kiwoom.buy("005930", 3, 0);
        await().atMost(SOON).until(() -> mirror.service().bean(Pending.class).size() == 1);
    }

    @Test
    void old_tables_with_standard_chosen_name_the_setting_and_all_is_stored_once_they_are_out_of_the_way() throws Exception {
        mirror.database.execute(LegacyTables.STRICT.sql);
        mirror.start();

        awaitReason("old Python service", "average_price", "BALANCE_SCHEMA=legacy");
        liveWithOneWaiting();
        assertThat(Http.get(mirror.port, "/observe/health/ready")).contains("DOWN", "BALANCE_SCHEMA=legacy");
        assertThat(Http.get(mirror.port, "/api/status")).contains("BALANCE_SCHEMA=legacy", "\"waiting\":1");
        assertThat(mirror.database.rows("select from kw_portfolio")).isEmpty();
        mirror.database.execute("alter table kw_portfolio rename to old_portfolio; alter table kw_account_balance rename to old_balance");

        awaitStored();
        assertThat(Http.get(mirror.port, "/observe/health/ready")).contains("\"status\":\"UP\"");
    }

    @Test
    void one_missing_column_is_named_and_waited_for() throws Exception {
        mirror.startLive();
        mirror.stop();
        mirror.database.execute("alter table kw_portfolio drop column available_quantity");
        mirror.start();

        awaitReason("available_quantity", "Add what is missing");
        liveWithOneWaiting();
        mirror.database.execute("alter table kw_portfolio add column available_quantity bigint");

        awaitStored();
    }

    @Test
    void legacy_chosen_without_old_tables_says_that_they_are_never_made() throws Exception {
        mirror.with("BALANCE_SCHEMA", "legacy").with("SUPABASE_USER_ID", LegacyTables.USER).start();

        awaitReason("no table kw_portfolio", "BALANCE_SCHEMA=standard");
        liveWithOneWaiting();
        mirror.database.execute(LegacyTables.STRICT.sql);

        awaitStored();
    }

    @Test
    void legacy_chosen_on_standard_tables_names_the_setting() throws Exception {
        mirror.startLive();
        mirror.stop();

        mirror.with("BALANCE_SCHEMA", "legacy").with("SUPABASE_USER_ID", LegacyTables.USER).start();

        awaitReason("BALANCE_SCHEMA=standard");
    }

    @TempDir
    private Path routes;

    /** What only shows the tables keeps nothing from being stored. */
    @Test
    void every_file_that_the_routes_use_is_judged_at_the_start() throws Exception {
        TestFiles.copyRoutes(routes);
        for (String file : List.of("select-positions.sql", "select-all-positions.sql", "select-account.sql", "../write-sync-status.sql")) {
            Files.writeString(routes.resolve("sql/standard").resolve(file), "-- edited\nselect wrong from kw_portfolio");
        }
        mirror.with("ROUTES_DIR", routes.toString());

        try (var lines = new LogLines()) {
            mirror.start();
            await().atMost(SOON).until(() -> mirror.service().bean(DatabaseAnswers.class).isPrepared());

            assertThat(lines.all()).filteredOn(line -> line.startsWith("WARN kiwoom.store") && line.contains("\"wrong\"")).extracting(line ->
                    line.replaceAll(".*/sql/(\\S+\\.sql) line 2: .*", "$1")).containsExactlyInAnyOrder("standard/select-positions.sql",
                            "standard/select-all-positions.sql", "standard/select-account.sql", "write-sync-status.sql");
        }
        liveWithOneStored();
    }

    private void liveWithOneStored() {
        mirror.awaitState(SessionState.LIVE);
        mirror.kiwoom.buy("005930", 3, 0);
        awaitStored();
    }

    @Test
    void missing_tables_that_may_not_be_made_are_told() throws Exception {
        mirror.with("BALANCE_CREATE_TABLES", "false").start();

        awaitReason("no table kw_portfolio", "BALANCE_CREATE_TABLES=true");
    }
}
