package dev.balancesync.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import dev.balancesync.kiwoom.Account;
import dev.balancesync.reload.SqlCheck;

/**
 * Whether the database has the tables that the chosen folder of SQL files is for. PostgreSQL is given the files to read, so that there
 * is no list of columns to keep beside them.
 */
public final class Tables {
    private static final List<String> FILES = List.of("select-holdings.sql", "write-batch.sql", "write-cash.sql");
    private static final String LEGACY = "legacy";
    private static final String WRONG_SQL = "42";

    /** What the routes have of a file, which is not always what is on disk. */
    public interface Statements {
        String inUse(Path file) throws IOException;
    }

    private final DataSource dataSource;
    private final Path folder;
    private final Statements statements;
    private final Account account;
    private final String userId;

    /** @param folder of the SQL files; its name is the value of {@code BALANCE_SCHEMA} */
    public Tables(DataSource dataSource, Path folder, Statements statements, Account account, String userId) {
        this.dataSource = dataSource;
        this.folder = folder;
        this.statements = statements;
        this.account = account;
        this.userId = userId;
    }

    /**
     * @throws WrongTablesException when they are others
     * @throws SQLException when the database cannot be asked
     */
    public void check() throws SQLException, IOException {
        try (Connection connection = dataSource.getConnection()) {
            for (String file : FILES) {
                try {
                    SqlCheck.check(connection, statements.inUse(folder.resolve(file)));
                } catch (SQLException e) {
                    if (e.getSQLState() == null || !e.getSQLState().startsWith(WRONG_SQL)) {
                        throw e;
                    }
                    throw new WrongTablesException(words(columns(connection), file, Database.reason(e)));
                }
            }
            if (schema().equals(LEGACY)) {
                checkSpelling(connection);
            }
        }
    }

    private String schema() {
        return folder.getFileName().toString();
    }

    private String words(Set<String> columns, String file, String reason) {
        if (columns.isEmpty()) {
            return "there is no table kw_portfolio. " + (schema().equals(LEGACY)
                    ? "BALANCE_SCHEMA=legacy writes to the tables of the old Python service and never makes them: use the database that has"
                            + " them, or BALANCE_SCHEMA=standard"
                    : "Set BALANCE_CREATE_TABLES=true, or run " + folder.resolve("create-tables.sql") + " yourself");
        }
        if (!schema().equals(LEGACY) && columns.contains("avg_price") && !columns.contains("average_price")) {
            return "kw_portfolio is the table of the old Python service: it has avg_price and no average_price. Set BALANCE_SCHEMA=legacy and"
                    + " SUPABASE_USER_ID, or rename the old tables so that new ones are made";
        }
        if (schema().equals(LEGACY) && columns.contains("average_price") && !columns.contains("avg_price")) {
            return "kw_portfolio is not the table of the old Python service: it has average_price and no avg_price. Set BALANCE_SCHEMA=standard";
        }
        return "the tables have other columns than " + folder.resolve(file) + " names: " + reason + ". Add what is missing to the table, or"
                + " correct the file";
    }

    private static Set<String> columns(Connection connection) throws SQLException {
        var columns = new LinkedHashSet<String>();
        try (var statement = connection.createStatement(); var found = statement.executeQuery("select attname from pg_attribute"
                + " where attrelid = to_regclass('kw_portfolio') and attnum > 0 and not attisdropped")) {
            while (found.next()) {
                columns.add(found.getString(1));
            }
        }
        return columns;
    }

    /** Rows in another spelling would stand beside the new ones for ever, and front ends would add them up. */
    private void checkSpelling(Connection connection) throws SQLException {
        var others = new ArrayList<String>();
        try (var statement = connection.prepareStatement("select account_number from kw_portfolio where user_id = ?::uuid"
                + " union select account_number from kw_account_balance where user_id = ?::uuid order by 1")) {
            statement.setString(1, userId);
            statement.setString(2, userId);
            try (var found = statement.executeQuery()) {
                while (found.next()) {
                    if (account.isSpelledOtherwise(found.getString(1))) {
                        others.add(found.getString(1));
                    }
                }
            }
        }
        if (!others.isEmpty()) {
            throw new WrongTablesException("the tables have rows of this account in another spelling ("
                    + others.stream().map(number -> number.replaceAll("\\d", "#")).distinct().collect(Collectors.joining(", "))
                    + "), which would stay beside the new ones. Set BALANCE_ACCOUNT_NO to the spelling that the tables have, or delete"
                    + " those rows");
        }
    }
}
