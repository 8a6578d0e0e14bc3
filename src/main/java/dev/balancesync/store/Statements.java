package dev.balancesync.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Quoted;
import dev.balancesync.settings.Literal;
import org.apache.camel.CamelContext;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.util.StringUtils;

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
    /** Of our database, by the file. */
    private static final Pattern ENDPOINT = Pattern.compile("sql:(?://)?file:([^?]*)\\?(?:.*&)?dataSource=(?:#|%23)(?:dataSource|writing)(?:&.*)?");
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

    /** The SQL files in the folder of the routes that the routes in use name, whatever schema they are of, by path. */
    public static SortedSet<Path> named(CamelContext context, Path routes) {
        return context.getEndpoints().stream().map(each -> ENDPOINT.matcher(each.getEndpointUri())).filter(Matcher::matches)
                .map(each -> routes.resolve(file(each.group(1)))).filter(each -> each.startsWith(routes))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** An endpoint's address has blanks, and the signs of a disguise, as {@code %20} and {@code %7E}. */
    private static String file(String inAddress) {
        return Literal.reveal(StringUtils.uriDecode(inAddress, StandardCharsets.UTF_8));
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
                throw new WordedException(words(e.getServerErrorMessage(), file, linesBefore, planned ? EXPLAIN + statement : statement), e.getSQLState(), null);
            }
            linesBefore += lines(each);
        }
    }

    /** What was thrown, in both languages; what PostgreSQL or the driver says stays as it is. */
    public static Bilingual said(SQLException thrown) {
        return thrown instanceof WordedException worded ? worded.said() : Bilingual.both(String.valueOf(thrown.getMessage()));
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

    private static Bilingual words(ServerErrorMessage refusal, Path file, int linesBefore, String sent) {
        int position = Math.min(Math.max(0, refusal.getPosition() - 1), sent.length());
        int line = linesBefore + lines(sent.substring(0, position)) + 1;
        Bilingual where = refusal.getPosition() > 0 ? new Bilingual(file + " " + line + "번째 줄: ", file + " line " + line + ": ")
                : Bilingual.both(file + ": ");
        String said = Quoted.line(refusal.getMessage());
        String detail = Quoted.line(refusal.getDetail());
        Bilingual advice = switch (String.valueOf(refusal.getSQLState())) {
            case SYNTAX_ERROR -> new Bilingual(". 그 파일을 고치세요. 배포된 파일은 프로젝트에 있습니다", ". Correct the file; the shipped one is in the project");
            case GENERATED_COLUMN -> new Bilingual(". PostgreSQL이 채우는 컬럼(" + detail + ")이라 아무도 쓸 수 없습니다. 그 파일에서 빼거나"
                    + " alter table … alter column … drop expression을 실행하세요", ". It is a generated column (" + detail + "), which nobody can write: take it out of"
                            + " the file, or alter table … alter column … drop expression");
            case RIGHTS -> new Bilingual(". 테이블의 주인을 쓰거나(Supabase에서는 postgres) 그 주인이 select, insert, update, delete 권한을 주게 하세요",
                    ". Use the owner of the tables, on Supabase postgres, or have him grant select, insert, update and delete");
            case VIEW -> new Bilingual(" (" + detail + "). 쓸 수 없는 뷰입니다. 그 파일에 뷰 뒤의 테이블을 적거나, 테이블을 만들 수 있게 뷰의 이름을 바꾸세요",
                    " (" + detail + "). It is a view that cannot be written: name the table behind it in the file, or rename the view so that the table can"
                            + " be made");
            default -> Bilingual.both("");
        };
        return new Bilingual(where.korean() + said + advice.korean(), where.english() + said + advice.english());
    }

    private static int lines(String text) {
        return (int) text.chars().filter(each -> each == '\n').count();
    }
}
