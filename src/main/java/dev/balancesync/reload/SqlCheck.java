package dev.balancesync.reload;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.regex.Pattern;

import javax.sql.DataSource;

/** Lets PostgreSQL read the statements of a file without running them. */
public final class SqlCheck {
    /** camel-sql's parameters: {@code :#name} and {@code :#${simple}}. */
    private static final Pattern PARAMETER = Pattern.compile(":#(\\$\\{[^}]*}|\\w+)");
    private static final String CONNECTION_EXCEPTION = "08";

    private final DataSource dataSource;

    SqlCheck(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * @throws SQLException when the database refuses a statement; when it cannot be asked, the statements are taken on trust and the
     *     store reports the first failure
     */
    void check(String statements) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            check(connection, statements);
        } catch (SQLTransientConnectionException | SQLNonTransientConnectionException e) {
            return;
        } catch (SQLException e) {
            if (e.getSQLState() == null || !e.getSQLState().startsWith(CONNECTION_EXCEPTION)) {
                throw e;
            }
        }
    }

    /** @throws SQLException when the database refuses a statement, or cannot be asked */
    public static void check(Connection connection, String statements) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PARAMETER.matcher(statements).replaceAll("?"))) {
            statement.getParameterMetaData();
        }
    }
}
