package dev.balancesync.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Quoted;
import org.postgresql.util.PSQLException;
import org.springframework.core.NestedExceptionUtils;

/**
 * What the database said to a row, and whose fault that is: the row's, which then goes to quarantine, or the table's, which refuses every
 * row alike, so that all wait until it is corrected.
 *
 * @param state SQLSTATE
 * @param table {@code null} when PostgreSQL names none; so the others
 * @param constraint its name; of what fails in a trigger by no rule that has one, the place in the trigger
 * @param said PostgreSQL's message, without the row that its detail repeats
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>
 */
record Refusal(String state, String table, String column, String constraint, String said) {
    /**
     * What a user's trigger raises: {@code raise exception}, {@code assert}, and codes that neither PostgreSQL, the driver nor {@link Fence} has,
     * such as {@code 45000} or PostgREST's {@code PT402}.
     */
    private static final Pattern RAISED = Pattern.compile("P0001|P0004|(?!" + Fence.STATE
            + ")(?![0-3]|40|42|44|5|60|72|99|F0|HV|P0|XX)[0-9A-Z]{5}");
    /**
     * Data exception, constraint, check option of a view; key too long for an index; what a trigger raises. All else, as wrong SQL, a missing
     * column or right (42xxx), is nothing that a row could help.
     */
    private static final Pattern ABOUT_A_ROW = Pattern.compile("22...|23...|44000|54000|" + RAISED);

    /** untranslatable_character: Hangul, in a database of another encoding than UTF8. */
    private static final String UNTRANSLATABLE = "22P05";

    /** How PostgreSQL says where in a trigger it was, a Korean one in Korean; what it says before may quote a statement, and so a row. */
    private static final Pattern PLACE = Pattern.compile("(PL/pgSQL|SQL) (function|함수) .*");

    private static final Pattern POINTED_AT = Pattern.compile("update or delete on table|자료 갱신, 삭제 작업");

    /** @return empty when it was thrown for another reason than a row that the database would not take */
    static Optional<Refusal> of(Throwable thrown) {
        if (!(NestedExceptionUtils.getMostSpecificCause(thrown) instanceof SQLException answer) || answer.getSQLState() == null
                || !ABOUT_A_ROW.matcher(answer.getSQLState()).matches()) {
            return Optional.empty();
        }
        var server = answer instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        if (server == null) {
            return Optional.of(new Refusal(answer.getSQLState(), null, null, null, DatabaseAnswers.reason(answer)));
        }
        boolean raised = RAISED.matcher(answer.getSQLState()).matches();
        boolean ruled = !raised && (server.getConstraint() != null || server.getColumn() != null);
        return Optional.of(new Refusal(answer.getSQLState(), server.getTable(), server.getColumn(),
                ruled ? server.getConstraint() : place(server.getWhere(), raised), DatabaseAnswers.reason(answer)));
    }

    /** Of what a trigger raises, or fails at, the words may differ from row to row, the place does not. */
    private static String place(String where, boolean raised) {
        return where == null ? null : where.lines().filter(PLACE.asMatchPredicate()).findFirst()
                .or(() -> where.lines().findFirst().filter(first -> raised)).orElse(null);
    }

    /**
     * Whether it is the table that refuses, and not the row that is bad.
     *
     * @param anyStored another row of the same batch was taken
     * @param others what was said to rows beyond doubt that went the same way: a purchase, a change or a sale; empty for each that was taken
     */
    boolean isTheTables(boolean anyStored, List<Optional<Refusal>> others) {
        return !anyStored && others.stream().allMatch(other -> other.filter(this::isAlike).isPresent());
    }

    /** Refused by the same rule: that has a name, or else the same words; of letters that the encoding lacks they quote the bytes. */
    private boolean isAlike(Refusal other) {
        boolean named = constraint != null || column != null || state.equals(UNTRANSLATABLE);
        return state.equals(other.state) && Objects.equals(table, other.table) && Objects.equals(column, other.column)
                && Objects.equals(constraint, other.constraint) && (named || said.equals(other.said));
    }

    /** As words for whoever has to correct the table. */
    Bilingual ofTheTable() {
        String rule = Stream.of(named("table", table), named("column", column), named("constraint", constraint)).flatMap(Optional::stream)
                .collect(Collectors.joining(" "));
        boolean isOfUsers = said.contains("user") || String.valueOf(constraint).contains("user");
        Bilingual advice = switch (state) {
            case "23502" -> new Bilingual("그 컬럼에 기본값을 주거나 not null을 빼" + ("user_id".equals(column) ? "거나, SUPABASE_USER_ID를 설정하" : "") + "세요",
                    "Give the column a default or drop its not null" + ("user_id".equals(column) ? "; or set SUPABASE_USER_ID" : ""));
            case "23503", "23001" -> POINTED_AT.matcher(said).find() ? new Bilingual(
                    "직접 만든 테이블이 그 행을 가리킵니다. 그 외래 키를 on delete cascade(또는 set null)로 다시 만들거나 없애세요",
                    "A table of yours points at the row: make that foreign key anew with on delete cascade (or set null), or drop it") : new Bilingual("외래 키가 찾는 행을 더하거나" + (isOfUsers ? "(SUPABASE_USER_ID는 있는 사용자의 uuid여야 합니다)" : "") + " 그 제약을 없애세요",
                    "Add the row that the foreign key asks for" + (isOfUsers ? " (SUPABASE_USER_ID must be the uuid of a user there is)" : "")
                            + ", or drop the constraint");
            case UNTRANSLATABLE -> new Bilingual("데이터베이스의 인코딩에 그 글자가 없습니다. 인코딩이 UTF8인 데이터베이스를 쓰세요",
                    "The encoding of the database lacks such letters: use a database whose encoding is UTF8");
            default -> RAISED.matcher(state).matches() || constraint != null && PLACE.matcher(constraint).matches() ? new Bilingual("직접 만든 트리거가 낸 오류입니다. 트리거를 고치거나 없애세요",
                    "It is raised by a trigger of yours: correct or drop it")
                    : new Bilingual("그 컬럼이나 제약을 고치세요", "Correct the column or the constraint");
        };
        String what = said + (rule.isEmpty() ? "" : " (" + rule + ")") + ". ";
        return new Bilingual("테이블이 모든 행을 똑같이 거절합니다: " + what + advice.korean() + ". 받은 것은 기다렸다가 그 뒤에 저장됩니다",
                "the tables refuse every row alike: " + what + advice.english() + "; what has come in waits and is stored then");
    }

    private static Optional<String> named(String what, String name) {
        return Optional.ofNullable(name).map(each -> what + "=" + Quoted.line(each));
    }
}
