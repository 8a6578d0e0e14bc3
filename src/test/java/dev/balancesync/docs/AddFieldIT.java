package dev.balancesync.docs;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.balancesync.TestDatabase;
import dev.balancesync.TestProcess;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import dev.balancesync.store.LegacyTables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CONTRIBUTING's "Add a field", done as it says: the statement and the line are read out of it, the SQL file is edited where it says. */
class AddFieldIT {
    /** A process of its own, which on a busy machine takes its time. */
    private static final Duration LIMIT = SOON.multipliedBy(6);
    private static final String COLUMN = "net_bought_today";

    @TempDir
    private Path folder;
    private final TestDatabase database = TestDatabase.create();
    private KiwoomSimulator kiwoom;
    private TestProcess service;

    @BeforeEach
    void setUp() throws IOException {
        kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults());
        service = new TestProcess(folder, kiwoom, database).withoutManagement();
    }

    @AfterEach
    void tearDown() throws Exception {
        service.close();
        kiwoom.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"standard", "legacy"})
    void the_example_stores_the_field_and_what_was_forgotten_is_named(String schema) throws Exception {
        String guide = Files.readString(Path.of("CONTRIBUTING.md"));
        String section = guide.substring(guide.indexOf("\n## Add a field\n"), guide.indexOf("\n## Add a route\n"));
        database.execute(schema.equals("legacy") ? LegacyTables.STRICT.sql : Files.readString(Path.of("routes/sql/standard/create-tables.sql")));
        service.environment.putAll(Map.of("BALANCE_SCHEMA", schema, "SUPABASE_USER_ID", LegacyTables.USER));
        database.execute(block(section, "sql"));
        Path settings = folder.resolve("application.properties");
        Files.writeString(settings, Files.readString(settings) + block(section, "properties").strip() + "\n");
        Path statements = folder.resolve("routes/sql/" + schema + "/write-batch.sql");
        String edited = withTheColumn(Files.readString(statements));

        service.run();
        await().atMost(LIMIT).ignoreExceptions().until(service::isLive);
        kiwoom.buy("005930", 3, 0);
        awaitLogged("balance.fields.945 reads " + COLUMN + ", and ", "does not write it: it is missing in the list of jsonb_to_recordset");
        Files.writeString(statements, edited.replace("(held.stock_name, held." + COLUMN, "(held.stock_name"));
        awaitLogged("write-batch.sql was not taken", "it is missing in the two lists around is distinct from. ");
        assertThat(database.rows("select from kw_portfolio")).isEmpty();
        Files.writeString(statements, edited);
        awaitLogged("write-batch.sql taken into use");
        // what waited may have been written by the statement before, in the moment in which its route restarted
        kiwoom.buy("005930", 2, 0);
        awaitNetBought(5L);
        kiwoom.sell("005930", 1, 0);

        awaitNetBought(4L);
    }

    private void awaitLogged(String... words) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(Files.readAllLines(folder.resolve("balance_sync.log"))).anySatisfy(line -> assertThat(line).contains(words)));
    }

    private void awaitNetBought(Long wanted) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(database.rows("select " + COLUMN + " from kw_portfolio where stock_code = '005930'"))
                .as("the row, where the log is %s", Files.readString(folder.resolve("balance_sync.log"))).isEqualTo(List.of(Map.of(COLUMN, wanted))));
    }

    private static String block(String section, String language) {
        return Documents.blocks(section).stream().filter(block -> block.language().equals(language)).findFirst().orElseThrow().text();
    }

    /** "Write the new column wherever stock_name stands" in the second statement. */
    private static String withTheColumn(String file) {
        int begin = file.indexOf("-- 2. ");
        int end = file.indexOf("-- 3. ");
        String edited = file.substring(begin, end)
                .replace("coalesce(entry.stock_name, known.stock_name) as stock_name,",
                        "coalesce(entry.stock_name, known.stock_name) as stock_name, coalesce(entry.C, known.C) as C,")
                .replace(" stock_name, current_price,", " stock_name, C, current_price,")
                .replace("stock_name text,", "stock_name text, C bigint,")
                .replace("stock_name = excluded.stock_name,", "stock_name = excluded.stock_name, C = excluded.C,")
                .replace("(held.stock_name,", "(held.stock_name, held.C,")
                .replace("(excluded.stock_name,", "(excluded.stock_name, excluded.C,")
                .replaceAll("\\bC\\b", COLUMN);
        assertThat(edited.split(COLUMN, -1)).as("wherever stock_name stands: %s", edited).hasSameSizeAs(edited.split("stock_name", -1));
        return file.substring(0, begin) + edited + file.substring(end);
    }
}
