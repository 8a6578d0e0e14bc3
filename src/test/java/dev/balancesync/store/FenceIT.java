package dev.balancesync.store;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import dev.balancesync.TestDatabase;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.store.Fence.Proof;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What a write has to prove, on a real database. */
class FenceIT {
    private final TestDatabase database = TestDatabase.create();
    private final PGSimpleDataSource connections = new PGSimpleDataSource();
    private final Fence fence = new Fence(connections);

    @BeforeEach
    void setUp() throws IOException {
        connections.setUrl("jdbc:" + database.url().replace("postgres@", "") + "?user=postgres");
        database.execute(new String(getClass().getResourceAsStream("/dev/balancesync/cluster/create-tables.sql").readAllBytes(), StandardCharsets.UTF_8));
        database.execute("update kw_sync_lease set holder = 'nas~1', epoch = 4 where shard in (7, 9)");
        database.execute("create table written (what text)");
    }

    /** As the batch does it: several statements at once, outside of any transaction of the client's. */
    private void write(String what) throws SQLException {
        try (Connection connection = fence.getConnection();
                var write = connection.prepareStatement("insert into written values (?); insert into written values (? || ' again')")) {
            write.setString(1, what);
            write.setString(2, what);
            write.execute();
        }
    }

    private List<Object> written() {
        return database.rows("select what from written").stream().map(row -> row.get("what")).toList();
    }

    private void takeOver(int shard) {
        database.execute("update kw_sync_lease set holder = 'pc~2', epoch = epoch + 1 where shard = " + shard);
    }

    @Test
    void who_holds_the_leases_writes() throws Exception {
        fence.prove(List.of(new Proof(9, 4, "nas~1"), new Proof(7, 4, "nas~1"), new Proof(7, 4, "nas~1")));

        write("mine");

        assertThat(written()).containsExactly("mine", "mine again");
    }

    @Test
    void a_write_under_an_epoch_that_is_over_leaves_no_trace_and_says_so_by_a_state_of_its_own() {
        fence.prove(List.of(new Proof(7, 4, "nas~1")));
        takeOver(7);

        assertThatThrownBy(() -> write("stale")).isInstanceOfSatisfying(SQLException.class, refused -> {
            assertThat(refused.getSQLState()).isEqualTo("KW001");
            assertThat(Obstacle.of(refused)).isEqualTo(Obstacle.FENCED);
            assertThat(RefusedRows.isRefusal(refused)).as("no row goes to quarantine").isFalse();
        });
        assertThat(written()).isEmpty();
    }

    @Test
    void one_lost_shard_of_several_stops_the_whole_write() {
        fence.prove(List.of(new Proof(7, 4, "nas~1"), new Proof(9, 4, "nas~1")));
        takeOver(9);

        assertThatThrownBy(() -> write("half")).hasMessageContaining("another machine");
        assertThat(written()).isEmpty();
    }

    @Test
    void what_was_given_back_is_nobodys_even_under_the_same_epoch() {
        fence.prove(List.of(new Proof(7, 4, "nas~1")));
        database.execute("update kw_sync_lease set holder = null where shard = 7");

        assertThatThrownBy(() -> write("late")).hasMessageContaining("another machine");
    }

    /** Rows that stand under a shorter name are brought to the ten digits on a connection that is not the fence's. */
    @Test
    void rows_are_moved_to_another_name_only_by_who_holds_the_lease() throws Exception {
        database.execute(Files.readString(Path.of("routes/sql/standard/create-tables.sql")));
        database.execute("insert into kw_portfolio (account_number, stock_code, quantity) values ('8112-5100', '005930', 1)");
        var rows = new AccountRows(new Owner("isa", new Account("8112510011", ""), null), false, fence, null, () -> {
        });
        fence.prove(List.of(new Proof(7, 4, "nas~1")));
        takeOver(7);

        try (Connection connection = database.connect()) {
            assertThatThrownBy(() -> rows.align(connection)).hasMessageContaining("another machine");
            assertThat(database.rows("select account_number as a from kw_portfolio")).containsExactly(Map.of("a", "8112-5100"));
            assertThat(rows.areAligned()).isFalse();

            fence.prove(List.of(new Proof(9, 4, "nas~1")));
            rows.align(connection);
        }
        assertThat(database.rows("select account_number as a from kw_portfolio")).containsExactly(Map.of("a", "8112510011"));
    }

    @Test
    void a_takeover_waits_for_a_write_under_way() throws Exception {
        fence.prove(List.of(new Proof(7, 4, "nas~1")));
        CompletableFuture<Void> takeover;
        try (Connection writing = fence.getConnection()) {
            writing.setAutoCommit(false);
            try (var write = writing.prepareStatement("insert into written values ('in time')")) {
                write.execute();
            }

            takeover = CompletableFuture.runAsync(() -> takeOver(7));
            await().atMost(SOON).until(() -> !database.rows("select from pg_stat_activity where wait_event_type = 'Lock' and query like 'update kw_sync_lease%'")
                    .isEmpty());
            assertThat(takeover).isNotDone();

            writing.commit();
        }
        takeover.join();

        assertThat(written()).containsExactly("in time");
        assertThatThrownBy(() -> write("too late")).hasMessageContaining("another machine");
    }

    @Test
    void a_write_waits_for_a_takeover_under_way_and_is_refused() throws Exception {
        fence.prove(List.of(new Proof(7, 4, "nas~1")));
        CompletableFuture<Void> write;
        try (Connection taking = connections.getConnection()) {
            taking.setAutoCommit(false);
            try (var update = taking.createStatement()) {
                update.execute("update kw_sync_lease set holder = 'pc~2', epoch = epoch + 1 where shard = 7");
            }
            write = CompletableFuture.runAsync(() -> {
                fence.prove(List.of(new Proof(7, 4, "nas~1")));
                try {
                    write("stale");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().atMost(SOON).until(() -> !database.rows("select from pg_stat_activity where wait_event_type = 'Lock' and query like 'do $fence$%'").isEmpty());

            taking.commit();
        }

        assertThatThrownBy(write::join).rootCause().hasMessageContaining("another machine serves the account now");
        assertThat(written()).isEmpty();
    }

    @Test
    void who_proves_nothing_gets_no_connection() {
        assertThatThrownBy(fence::getConnection).hasMessageContaining("which lease");

        fence.prove(List.of(new Proof(7, 4, "nas~1")));
        fence.prove(List.of());

        assertThatThrownBy(fence::getConnection).hasMessageContaining("which lease");
    }

    @Test
    void a_statement_that_is_not_prepared_would_pass_by_and_is_not_made() throws Exception {
        fence.prove(List.of(new Proof(7, 4, "nas~1")));

        try (Connection connection = fence.getConnection()) {
            assertThatThrownBy(connection::createStatement).hasMessageContaining("prepared");
        }
    }

    @Test
    void a_name_that_is_none_does_not_get_into_a_statement() {
        assertThatThrownBy(() -> new Proof(7, 4, "nas'; drop table written --")).hasMessageContaining("No name");
    }

    @Test
    void a_refusal_by_the_fence_says_nothing_against_the_database() {
        var state = new DatabaseAnswers(new MutableClock("2026-11-26T00:00:00Z"), new MutableTicker());
        state.answered();

        state.failed(new SQLException("another machine", "KW001"));

        assertThat(state.state().reachable()).isTrue();
        assertThat(state.obstacle()).isNull();
        assertThat(state.mayTry()).isTrue();
    }
}
