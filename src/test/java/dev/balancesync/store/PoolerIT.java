package dev.balancesync.store;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.sql.Connection;

import dev.balancesync.TestService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Behind a pooler in transaction mode, where each transaction may meet another session of the database. */
class PoolerIT {
    private TestService mirror;
    private PgBouncer pooler;

    private void start(int idleSeconds) throws Exception {
        start(PgBouncer.PORT, idleSeconds);
    }

    private void start(int port, int idleSeconds) throws Exception {
        mirror = new TestService();
        URI direct = URI.create(mirror.database.url());
        pooler = PgBouncer.before(direct.getPort(), port, idleSeconds);
        mirror.with("SUPABASE_DB_URL", pooler.url(direct.getPath().substring(1))).startLive();
    }

    @AfterEach
    void tearDown() throws Exception {
        if (mirror != null) {
            mirror.close();
        }
        if (pooler != null) {
            pooler.close();
        }
    }

    private void awaitRow(String stock, long quantity) {
        await().atMost(SOON).until(() -> mirror.portfolio().stream()
                .anyMatch(row -> row.get("stock_code").equals(stock) && row.get("quantity").equals(quantity)));
    }

    /** The driver names a statement when it is used the fifth time; the next session would not know the name. */
    @Test
    void more_writes_than_it_takes_to_name_a_statement_all_arrive() throws Exception {
        start(600);

        for (int i = 1; i <= 12; i++) {
            mirror.kiwoom.buy("005930", 1, 0);
            mirror.kiwoom.buy("000660", 2, 0);
            awaitRow("005930", i);
            awaitRow("000660", 2L * i);
        }

        assertThat(mirror.service().bean(DatabaseAnswers.class).state().reachable()).isTrue();
        assertThat(mirror.account().get("position_count")).isEqualTo(2L);
        await().atMost(SOON).until(() -> mirror.database.rows("select from kw_sync_status").size() == 1);
        assertThat(pooler.log()).contains("login attempt").doesNotContain("prepared statement");
        assertThat(mirror.database.rows("select pid from pg_stat_activity where datname = current_database()"
                + " and application_name = 'balance_sync'"))
                .as("sessions of the pooler, shared").hasSizeLessThanOrEqualTo(3);
    }

    /** It is known by what it does: a session that does not know the statement, or has another of that name. */
    @Test
    void on_a_port_that_says_nothing_a_pooler_is_recognised_once_and_all_writes_arrive() throws Exception {
        start(PgBouncer.USUAL_PORT, 600);
        for (int i = 1; i <= 12; i++) {
            mirror.kiwoom.buy("005930", 1, 0);
            awaitRow("005930", i);
        }

        // of several connections each has to name it first, and the pooler may go on with a session that knows the name
        for (int i = 13; i <= 24 || i <= 72 && prepareThreshold() > 0; i++) {
            if (i % 12 == 1) {
                endSessions();
            }
            mirror.kiwoom.buy("005930", 1, 0);
            awaitRow("005930", i);
        }

        assertThat(prepareThreshold()).as("recognised").isZero();
        assertThat(mirror.service().bean(DatabaseAnswers.class).state().reachable()).isTrue();
        assertThat(mirror.account().get("position_count")).isEqualTo(1L);
    }

    private void startWithSchema(String ignored) throws Exception {
        mirror = new TestService();
        mirror.database.execute("create schema app");
        URI direct = URI.create(mirror.database.url());
        pooler = PgBouncer.before(direct.getPort(), PgBouncer.PORT, 600, ignored);
        mirror.with("SUPABASE_DB_URL", pooler.url(direct.getPath().substring(1)) + "?currentSchema=app").start();
    }

    @Test
    void a_schema_that_the_pooler_refuses_is_named_with_what_to_do() throws Exception {
        startWithSchema("extra_float_digits");

        await().atMost(SOON).until(() -> mirror.service().bean(DatabaseAnswers.class).obstacle() == Obstacle.NO_SCHEMA);
    }

    /** Otherwise the tables are made where nobody looks for them. */
    @Test
    void a_schema_that_the_pooler_drops_is_named_and_no_table_is_made_in_another() throws Exception {
        startWithSchema("extra_float_digits, search_path");
        DatabaseAnswers database = mirror.service().bean(DatabaseAnswers.class);
        await().atMost(SOON).until(() -> String.valueOf(database.state().reason()).contains("set search_path = app;"));
        assertThat(mirror.database.has("public.kw_portfolio")).isFalse();

        String advice = database.state().reason();
        mirror.database.execute(advice.substring(advice.indexOf("alter role"), advice.indexOf(';') + 1));

        await().atMost(SOON).until(database::isPrepared);
        assertThat(mirror.database.has("app.kw_portfolio")).isTrue();
        assertThat(mirror.database.has("public.kw_portfolio")).isFalse();
    }

    /** After how many uses the driver names a statement; 0 is never. */
    private int prepareThreshold() throws Exception {
        try (Connection connection = mirror.service().bean(ConnectionPool.class).getConnection()) {
            return connection.unwrap(PGConnection.class).getPrepareThreshold();
        }
    }

    /** The pooler gives up its sessions when they are idle for a second. */
    private void endSessions() {
        mirror.database.rows("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                + " and application_name = 'balance_sync' and state = 'idle'");
    }

    private long lines(String text) throws Exception {
        return pooler.log().lines().filter(line -> line.contains(text)).count();
    }

    @Test
    void a_connection_that_the_pooler_cut_for_doing_nothing_costs_no_fill() throws Exception {
        start(1);
        mirror.kiwoom.buy("005930", 1, 0);
        awaitRow("005930", 1);
        await().atMost(SOON).until(() -> pooler.log().contains("client_idle_timeout"));

        mirror.kiwoom.buy("005930", 1, 0);

        awaitRow("005930", 2);
    }

    @Test
    void what_comes_while_the_pooler_is_away_is_stored_when_it_is_back() throws Exception {
        start(600);
        pooler.stop();
        mirror.kiwoom.buy("005930", 3, 0);
        await().atMost(SOON).until(() -> Boolean.FALSE.equals(mirror.service().bean(DatabaseAnswers.class).state().reachable()));

        pooler.start();

        awaitRow("005930", 3);
    }
}
