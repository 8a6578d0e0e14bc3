package dev.balancesync.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import dev.balancesync.kiwoom.Quoted;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Has PostgreSQL judge the SQL files without running them, so that there is no list of columns to keep beside them: it plans each statement
 * ({@code explain}), for which everything has to be right, from the commas to the rights of this user.
 */
public final class Statements {
    /** camel-sql's parameters: {@code :#name} and {@code :#${simple}}. */
    static final Pattern PARAMETER = Pattern.compile(":#(\\$\\{[^}]*}|\\w+)");
    /** What a semicolon in it does not end: a text, a name, a dollar-quoted text, a comment; or one character of a statement. */
    private static final Pattern PIECE = Pattern.compile(
            "'(?:[^']|'')*'|\"[^\"]*\"|(\\$\\w*\\$).*?\\1|--[^\n]*|/\\*.*?\\*/|.", Pattern.DOTALL);
    private static final Pattern PLANNED = Pattern.compile("(?is)(?:\\s|--[^\n]*+|/\\*.*?\\*/)*+(?:select|insert|update|delete|merge|with|values)\\b.*");
    private static final String EXPLAIN = "explain ";
    private static final String CONNECTION_EXCEPTION = "08";
    private static final String SYNTAX_ERROR = "42601";
    private static final String GENERATED_COLUMN = "428C9";
    private static final String RIGHTS = "42501";
    private static final String VIEW = "55000";

    private final DataSource dataSource;

    public Statements(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * @throws SQLException when the database refuses a statement, with the file, the line and what to do; when it cannot be asked, the
     *     statements are taken on trust and the store reports the first failure
     */
    public void check(Path file, String text) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            check(connection, file, text);
        } catch (SQLTransientConnectionException | SQLNonTransientConnectionException e) {
            return;
        } catch (SQLException e) {
            if (e.getSQLState() == null || !e.getSQLState().startsWith(CONNECTION_EXCEPTION)) {
                throw e;
            }
        }
    }

    /** @throws SQLException when the database refuses a statement, with the file, the line and what to do; or cannot be asked */
    public static void check(Connection connection, Path file, String text) throws SQLException {
        int linesBefore = 0;
        for (String each : split(text)) {
            String statement = PARAMETER.matcher(each).replaceAll("null");
            boolean planned = PLANNED.matcher(statement).matches();
            try {
                if (planned) {
                    try (var explain = connection.createStatement()) {
                        explain.setEscapeProcessing(false);
                        explain.execute(EXPLAIN + statement);
                    }
                } else if (!statement.isBlank()) {
                    try (var read = connection.prepareStatement(statement)) {
                        read.getParameterMetaData();
                    }
                }
            } catch (PSQLException e) {
                if (e.getServerErrorMessage() == null) {
                    throw e;
                }
                throw new SQLException(words(e.getServerErrorMessage(), file, linesBefore, planned ? EXPLAIN + statement : statement), e.getSQLState());
            }
            linesBefore += lines(each);
        }
    }

    /** At the semicolons that end a statement. */
    static List<String> split(String text) {
        var statements = new ArrayList<String>();
        var statement = new StringBuilder();
        Matcher piece = PIECE.matcher(text);
        while (piece.find()) {
            if (piece.group().equals(";")) {
                statements.add(statement.toString());
                statement.setLength(0);
            } else {
                statement.append(piece.group());
            }
        }
        statements.add(statement.toString());
        return statements;
    }

    private static String words(ServerErrorMessage refusal, Path file, int linesBefore, String sent) {
        int position = Math.min(Math.max(0, refusal.getPosition() - 1), sent.length());
        String where = file + (refusal.getPosition() > 0 ? " line " + (linesBefore + lines(sent.substring(0, position)) + 1) : "");
        String state = String.valueOf(refusal.getSQLState());
        String said = Quoted.line(refusal.getMessage());
        return where + ": " + switch (state) {
            case SYNTAX_ERROR -> said + ". Correct the file; the shipped one is in the project";
            case GENERATED_COLUMN -> said + ". It is a generated column (" + Quoted.line(refusal.getDetail()) + "), which nobody can write: take it out of the file, or"
                    + " alter table … alter column … drop expression";
            case RIGHTS -> said + ". Use the owner of the tables, on Supabase postgres, or have him grant select, insert, update and delete";
            case VIEW -> said + " (" + Quoted.line(refusal.getDetail()) + "). It is a view that cannot be written: name the table behind it in the file, or"
                    + " rename the view so that the table can be made";
            default -> said;
        };
    }

    private static int lines(String text) {
        return (int) text.chars().filter(each -> each == '\n').count();
    }
}
