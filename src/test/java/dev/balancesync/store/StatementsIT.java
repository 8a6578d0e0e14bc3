package dev.balancesync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import dev.balancesync.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL's judgement of the SQL files as they ship, and after edits and on tables that do not fit. */
class StatementsIT {
    private static final Path FOLDER = Path.of("routes/sql/standard");
    private static final Path WRITE = FOLDER.resolve("write-batch.sql");

    private TestDatabase database;
    private Connection connection;

    @BeforeEach
    void setUp() throws Exception {
        database = TestDatabase.create();
        database.execute(Files.readString(FOLDER.resolve("create-tables.sql")));
        connection = database.connect();
    }

    @AfterEach
    void tearDown() throws SQLException {
        connection.close();
    }

    private String refusal(String text) {
        try {
            Statements.check(connection, Path.of("write-batch.sql"), text);
            return null;
        } catch (SQLException e) {
            return e.getMessage();
        }
    }

    private String shipped() throws IOException {
        return Files.readString(WRITE);
    }

    /** At a first start the store and the snapshot may both find no tables. */
    @ParameterizedTest
    @ValueSource(strings = {"standard", "legacy"})
    void whoever_makes_the_tables_at_the_same_moment_is_not_refused(String schema) throws Exception {
        String create = Files.readString(Path.of("routes/sql", schema, "create-tables.sql"));
        TestDatabase fresh = TestDatabase.create();
        ExecutorService makers = Executors.newFixedThreadPool(8);

        List<Future<?>> made = IntStream.range(0, 8).<Future<?>>mapToObj(i -> makers.submit(() -> execute(fresh, create))).toList();

        makers.shutdown();
        for (Future<?> each : made) {
            each.get(); // throws what the database said
        }
        assertThat(fresh.has("kw_sync_status")).isTrue();
    }

    private static boolean execute(TestDatabase database, String sql) throws SQLException {
        try (Connection own = database.connect(); var statement = own.createStatement()) {
            // as the service does, which may be told for longer than it is so that there is none
            statement.execute("select to_regclass('kw_portfolio'), to_regclass('kw_account_balance'), to_regclass('kw_sync_status')");
            return statement.execute(sql);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"create-tables", "select-account", "select-all-positions", "select-holdings", "select-positions", "write-batch", "write-cash", "../write-sync-status"})
    void every_file_that_ships_is_understood_and_nothing_is_run(String name) throws IOException {
        Path file = FOLDER.resolve(name + ".sql");
        String text = Files.readString(file);

        assertThatCode(() -> Statements.check(connection, file, text)).doesNotThrowAnyException();

        assertThat(database.rows("select from kw_portfolio")).isEmpty();
    }

    @Test
    void a_syntax_error_is_told_with_its_line() throws IOException {
        String edited = shipped().replaceFirst("(?m)^on conflict \\(account_number\\) do update", "on conflikt (account_number) do update");
        int line = (int) edited.substring(0, edited.indexOf("conflikt")).lines().count();

        assertThat(refusal(edited)).contains("write-batch.sql line " + line + ":", "syntax error at or near \"conflikt\"");
    }

    @Test
    void a_missing_column_is_told_with_its_line() throws IOException {
        database.execute("alter table kw_account_balance drop column position_count");

        assertThat(refusal(shipped())).contains("write-batch.sql line ", "position_count");
    }

    @Test
    void a_generated_column_is_told_as_one() throws IOException {
        database.execute("alter table kw_portfolio drop column evaluated_amount;"
                + " alter table kw_portfolio add column evaluated_amount numeric generated always as (current_price * quantity) stored");

        assertThat(refusal(shipped())).contains("\"evaluated_amount\"", "generated column", "drop expression");
    }

    @Test
    void a_view_that_cannot_be_written_is_told_as_one() throws IOException {
        database.execute("alter table kw_portfolio rename to holdings; create view kw_portfolio as select distinct * from holdings");

        assertThat(refusal(shipped())).contains("view \"kw_portfolio\"", "a view that cannot be written");
    }

    @Test
    void a_view_that_can_be_written_is_one_that_works() throws IOException {
        database.execute("alter table kw_portfolio rename to holdings; create view kw_portfolio as select * from holdings");

        assertThat(refusal(shipped())).isNull();
    }

    @Test
    void columns_of_time_without_a_zone_are_no_fault() throws IOException {
        database.execute("alter table kw_portfolio alter updated_at type timestamp; alter table kw_account_balance alter updated_at type timestamp");

        assertThat(refusal(shipped())).isNull();
        assertThat(refusal(Files.readString(FOLDER.resolve("write-cash.sql")))).isNull();
    }

    @Test
    void a_key_that_is_not_unique_is_told() throws IOException {
        database.execute("alter table kw_account_balance drop constraint kw_account_balance_account_number_key");

        assertThat(refusal(shipped())).contains("no unique or exclusion constraint matching");
    }

    @Test
    void missing_rights_are_told() throws Exception {
        String user = "reader" + System.nanoTime();
        database.execute("create role " + user + "; grant select on all tables in schema public to " + user);
        try (var role = connection.createStatement()) {
            role.execute("set role " + user);
        }

        assertThat(refusal(shipped())).contains("permission denied", "kw_portfolio", "grant");
    }

    @Test
    void a_semicolon_in_a_text_a_name_or_a_comment_ends_nothing() {
        assertThat(Statements.split("select ';', \";\" -- ;\n /* ; */ from $a$;$a$; select 2")).containsExactly(
                "select ';', \";\" -- ;\n /* ; */ from $a$;$a$", " select 2");
    }

    @Test
    void a_database_that_cannot_be_asked_is_no_judgement() throws Exception {
        connection.close();

        assertThatThrownBy(() -> Statements.check(connection, WRITE, shipped())).isInstanceOf(SQLException.class);
    }
}
