package dev.balancesync.doctor;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Queries with a time limit, each in a transaction of its own that cannot write. */
final class ReadOnlyQuery {
    private static final int SECONDS = 4;

    private final Connection connection;

    /** @param connection read only and without autocommit */
    ReadOnlyQuery(Connection connection) {
        this.connection = connection;
    }

    Map<String, Object> one(String sql, Object... parameters) throws SQLException {
        return all(sql, parameters).get(0);
    }

    /** @param parameters text or text arrays */
    List<Map<String, Object>> all(String sql, Object... parameters) throws SQLException {
        try {
            List<Map<String, Object>> found = ask(sql, parameters);
            connection.rollback();
            return found;
        } catch (SQLException e) {
            rollBackAfter(e);
            throw e;
        }
    }

    /** Where the connection is gone, too, what ended it counts. */
    private void rollBackAfter(SQLException failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private List<Map<String, Object>> ask(String sql, Object... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(SECONDS);
            for (int i = 0; i < parameters.length; i++) {
                if (parameters[i] instanceof String[] texts) {
                    statement.setArray(i + 1, connection.createArrayOf("text", texts));
                } else {
                    statement.setObject(i + 1, parameters[i]);
                }
            }
            try (ResultSet found = statement.executeQuery()) {
                return rows(found);
            }
        }
    }

    private static List<Map<String, Object>> rows(ResultSet found) throws SQLException {
        var rows = new ArrayList<Map<String, Object>>();
        while (found.next()) {
            var row = new LinkedHashMap<String, Object>();
            for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                boolean time = found.getMetaData().getColumnTypeName(i).equals("timestamptz");
                row.put(found.getMetaData().getColumnLabel(i), time ? found.getObject(i, OffsetDateTime.class) : found.getObject(i));
            }
            rows.add(row);
        }
        return rows;
    }
}
