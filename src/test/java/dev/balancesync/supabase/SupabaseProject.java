package dev.balancesync.supabase;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.balancesync.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A database as Supabase makes one: its roles, {@code auth.uid()} from the claims of a request, default privileges of before or after
 * 2026-05-30, the publication, and logical replication. {@code dashboard} plays the part of Supabase's {@code postgres}, who is no
 * superuser; here that name is the superuser's.
 */
final class SupabaseProject implements AutoCloseable {
    static final String DASHBOARD = "dashboard";
    static final String OWNER = "5e3c1a52-0000-4000-8000-0123456789ab";
    static final String STRANGER = "00000000-0000-4000-8000-000000000001";
    private static final String SUPERUSER = "postgres";
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static EmbeddedPostgres server;

    /** What Supabase grants by itself on tables that its {@code postgres} makes. */
    enum Grants {
        /** Projects from before 2026-05-30, until 2026-10-30. */
        AUTOMATIC,
        NONE
    }

    private final String name = "project" + COUNT.incrementAndGet();
    private final Replication replication;

    SupabaseProject(Grants grants) throws SQLException {
        startServer();
        try (Connection connection = server.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
            statement.execute("create database " + name + " owner " + DASHBOARD);
        }
        superuser("""
                create schema auth;
                create function auth.uid() returns uuid language sql stable as
                    $$ select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;
                grant usage on schema auth to anon, authenticated, service_role, dashboard;
                grant usage on schema public to anon, authenticated, service_role""");
        run(DASHBOARD, "create publication supabase_realtime");
        if (grants == Grants.AUTOMATIC) {
            run(DASHBOARD, "alter default privileges in schema public grant all on tables to anon, authenticated, service_role;"
                    + "alter default privileges in schema public grant all on sequences to anon, authenticated, service_role");
        }
        replication = new Replication(connect(SUPERUSER), name);
    }

    private static synchronized void startServer() throws SQLException {
        if (server != null) {
            return;
        }
        try {
            server = TestDatabase.forgetful(EmbeddedPostgres.builder()).setServerConfig("wal_level", "logical")
                    .setServerConfig("synchronous_commit", "on").setServerConfig("max_replication_slots", "50").start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Connection connection = server.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
            statement.execute("""
                    create role anon nologin noinherit;
                    create role authenticated nologin noinherit;
                    create role service_role nologin noinherit bypassrls;
                    create role authenticator login noinherit;
                    create role dashboard login createrole createdb replication bypassrls;
                    grant anon, authenticated, service_role to authenticator, dashboard""");
        }
    }

    /** For {@code SUPABASE_DB_URL}. */
    String url(String role) {
        return "postgresql://" + role + "@localhost:" + server.getPort() + "/" + name;
    }

    Connection connect(String role) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + server.getPort() + "/" + name, role, "");
    }

    /** @return the warnings */
    List<String> run(String role, String sql) throws SQLException {
        try (Connection connection = connect(role); Statement statement = connection.createStatement()) {
            statement.execute(sql);
            var warnings = new ArrayList<String>();
            for (SQLWarning each = statement.getWarnings(); each != null; each = each.getNextWarning()) {
                warnings.add(each.getMessage());
            }
            return warnings;
        }
    }

    void superuser(String sql) throws SQLException {
        run(SUPERUSER, sql);
    }

    List<Map<String, Object>> rows(String sql) throws SQLException {
        try (Connection connection = connect(SUPERUSER); Statement statement = connection.createStatement()) {
            return rows(statement, sql);
        }
    }

    /**
     * What PostgREST does for a request of supabase-js.
     *
     * @param who {@code anon}, {@code service_role}, or the uuid of a user who has logged in
     * @return rows of a query, none of another statement
     * @throws SQLException as the client would see it
     */
    List<Map<String, Object>> request(String who, String sql) throws SQLException {
        try (Connection connection = connect("authenticator"); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local role " + Realtime.role(who));
            statement.execute("select set_config('request.jwt.claims', '" + Realtime.claims(who) + "', true)");
            List<Map<String, Object>> rows = rows(statement, sql);
            connection.commit();
            return rows;
        }
    }

    private static List<Map<String, Object>> rows(Statement statement, String sql) throws SQLException {
        var rows = new ArrayList<Map<String, Object>>();
        if (!statement.execute(sql)) {
            return rows;
        }
        try (var found = statement.getResultSet()) {
            while (found.next()) {
                var row = new LinkedHashMap<String, Object>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.put(found.getMetaData().getColumnLabel(i), found.getObject(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** What was committed in the tables of the publication since the last call. */
    List<Replication.Change> changes() throws SQLException {
        return replication.changes();
    }

    @Override
    public void close() throws SQLException {
        replication.close();
    }
}
