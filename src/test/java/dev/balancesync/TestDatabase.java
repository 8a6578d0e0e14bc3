package dev.balancesync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** A database of its own on the one PostgreSQL that all tests of a JVM share. */
public final class TestDatabase {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static EmbeddedPostgres server;

    private final String name;
    /** Read again and again by those who await something; a login costs ten times as much as most queries. */
    private Connection reading;

    private TestDatabase(String name) {
        this.name = name;
    }

    public static synchronized TestDatabase create() {
        try {
            if (server == null) {
                server = forgetful(EmbeddedPostgres.builder()).start();
            }
            String name = "test" + COUNT.incrementAndGet();
            asServer("create database " + name + " strategy file_copy");
            return new TestDatabase(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In memory where the system offers some, and without what only matters when PostgreSQL or the machine crash; no test has them crash. */
    public static EmbeddedPostgres.Builder forgetful(EmbeddedPostgres.Builder builder) throws IOException {
        MemoryFolder.make().ifPresent(builder::setDataDirectory);
        return builder.setServerConfig("fsync", "off").setServerConfig("full_page_writes", "off").setServerConfig("synchronous_commit", "off")
                .setServerConfig("autovacuum", "off").setServerConfig("max_wal_size", "128MB").setPGStartupWait(TestService.SOON);
    }

    private static void asServer(String sql) {
        try (Connection connection = server.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What nobody drops is deleted when the JVM ends, file by file, for which the build waits. */
    public void drop() {
        asServer("drop database if exists " + name + " with (force)");
    }

    /** For {@code SUPABASE_DB_URL}. */
    public String url() {
        return "postgresql://postgres@localhost:" + server.getPort() + "/" + name;
    }

    /** @return the rows, each by column; values as the driver gives them */
    public synchronized List<Map<String, Object>> rows(String sql) {
        try (var statement = reading().createStatement(); var found = statement.executeQuery(sql)) {
            var rows = new ArrayList<Map<String, Object>>();
            while (found.next()) {
                var row = new LinkedHashMap<String, Object>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.put(found.getMetaData().getColumnLabel(i), found.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new one if somebody has ended the last. */
    private Connection reading() throws SQLException {
        if (reading == null || !reading.isValid(0)) {
            reading = connect();
        }
        return reading;
    }

    public void execute(String sql) {
        try (Connection connection = connect(); var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public boolean has(String table) {
        return rows("select to_regclass('" + table + "') as found").get(0).get("found") != null;
    }

    public Connection connect() throws SQLException {
        return server.getDatabase("postgres", name).getConnection();
    }
}
