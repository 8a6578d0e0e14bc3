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

    private TestDatabase(String name) {
        this.name = name;
    }

    public static synchronized TestDatabase create() {
        try {
            if (server == null) {
                server = EmbeddedPostgres.builder().start();
            }
            String name = "test" + COUNT.incrementAndGet();
            try (Connection connection = server.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
                statement.execute("create database " + name);
            }
            return new TestDatabase(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For {@code SUPABASE_DB_URL}. */
    public String url() {
        return "postgresql://postgres@localhost:" + server.getPort() + "/" + name;
    }

    /** @return the rows, each by column; values as the driver gives them */
    public List<Map<String, Object>> rows(String sql) {
        try (Connection connection = connect(); var statement = connection.createStatement(); var found = statement.executeQuery(sql)) {
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
