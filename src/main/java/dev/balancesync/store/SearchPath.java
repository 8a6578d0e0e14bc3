package dev.balancesync.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;

import dev.balancesync.kiwoom.Bilingual;

/**
 * A schema that the address names and the session does not look into: a pooler in transaction mode shares its sessions, and may drop what a
 * connection asks for at its start. Tables would then be made, or looked for, in another schema.
 *
 * @param words what is so
 * @param advice with the statement that the role may run itself
 */
public record SearchPath(Bilingual words, Bilingual advice) {
    /** @return empty when the session looks into it */
    public static Optional<SearchPath> without(Connection connection, String schema) throws SQLException {
        try (var statement = connection.prepareStatement("select current_setting('search_path'), quote_ident(current_user),"
                + " quote_ident(current_database()), quote_ident(?)")) {
            statement.setString(1, schema);
            var row = statement.executeQuery();
            row.next();
            String path = row.getString(1);
            if (Arrays.stream(path.split(",")).anyMatch(each -> each.strip().replace("\"", "").equalsIgnoreCase(schema))) {
                return Optional.empty();
            }
            String cure = "alter role " + row.getString(2) + " in database " + row.getString(3) + " set search_path = " + row.getString(4) + ";";
            return Optional.of(new SearchPath(new Bilingual("SUPABASE_DB_URL의 currentSchema=" + schema + "을(를) 풀러가 버렸습니다. search_path가 " + path + "입니다",
                    "the pooler has dropped currentSchema=" + schema + " of SUPABASE_DB_URL: search_path is " + path),
                    new Bilingual("풀러를 거치지 않는 주소를 쓰거나, 다음을 실행하세요. 풀러의 새 세션부터 적용됩니다: " + cure,
                            "Use the address that goes past the pooler, or run this, which counts from the pooler's next sessions on: " + cure)));
        }
    }
}
