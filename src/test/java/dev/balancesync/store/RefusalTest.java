package dev.balancesync.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class RefusalTest {
    private static final Refusal WHALE = new Refusal("23514", "kw_portfolio", null, "no_whale", "violates check constraint \"no_whale\"");
    private static final Refusal OTHER_CHECK = new Refusal("23514", "kw_portfolio", null, "positive", "violates check constraint \"positive\"");
    private static final Refusal OVERFLOW = new Refusal("22003", null, null, null, "numeric field overflow");

    @ParameterizedTest
    @CsvSource({
        "22003, true", // numeric_value_out_of_range
        "23502, true", // not_null_violation
        "23503, true", // foreign_key_violation
        "23514, true", // check_violation
        "44000, true", // with_check_option_violation
        "54000, true", // program_limit_exceeded: a key too long for its index
        "P0001, true", // raise_exception, by a trigger of the user's
        "P0004, true", // assert_failure, by a trigger of the user's
        "45000, true", // raise … using errcode, as MySQL has it
        "PT402, true", // and as PostgREST has it
        "MY001, true", // and as anybody likes
        "KW001, false", // our own fence
        "53100, false", // disk_full
        "57014, false", // query_canceled
        "40001, false", // serialization_failure
        "XX000, false", // of a pooler
        "99999, false", // the driver's own
        "42501, false", // insufficient_privilege
        "42703, false", // undefined_column
        "42P01, false", // undefined_table
        "428C9, false", // generated_always
        "55000, false", // a view that cannot be written
        "25006, false", // read_only_sql_transaction
        "08006, false", // connection_failure
        "57P01, false", // admin_shutdown
    })
    void only_some_answers_are_about_a_row(String state, boolean aboutARow) {
        assertThat(RefusedRows.isRefusal(new IllegalStateException(new SQLException("words", state)))).isEqualTo(aboutARow);
    }

    @Test
    void what_is_no_answer_of_the_database_is_about_no_row() {
        assertThat(Refusal.of(new SQLException("no state"))).isEmpty();
        assertThat(Refusal.of(new IllegalStateException("22003"))).isEmpty();
        assertThat(Refusal.of(null)).isEmpty();
    }

    @Test
    void a_row_is_bad_when_another_of_its_batch_was_taken() {
        assertThat(WHALE.isTheTables(true, said(WHALE, WHALE))).isFalse();
    }

    @Test
    void a_row_is_bad_when_the_tables_would_take_a_row_beyond_doubt() {
        assertThat(WHALE.isTheTables(false, said(WHALE, null))).isFalse();
    }

    @Test
    void a_row_is_bad_when_rows_beyond_doubt_are_refused_for_another_reason() {
        assertThat(WHALE.isTheTables(false, said(OTHER_CHECK))).isFalse();
        assertThat(OVERFLOW.isTheTables(false, said(WHALE))).isFalse();
    }

    @Test
    void the_table_refuses_when_it_says_the_same_to_rows_beyond_doubt() {
        assertThat(WHALE.isTheTables(false, said(WHALE, WHALE))).isTrue();
        assertThat(OVERFLOW.isTheTables(false, said(OVERFLOW))).isTrue();
    }

    @Test
    void where_nothing_can_be_tried_a_row_waits_instead_of_being_given_up() {
        assertThat(WHALE.isTheTables(false, List.of())).isTrue();
    }

    @Test
    void the_words_name_the_column_and_what_to_do() {
        var refusal = new Refusal("23502", "kw_portfolio", "note", null, "null value in column \"note\" violates not-null constraint");

        assertThat(refusal.ofTheTable().english()).contains("table=kw_portfolio column=note", "default", "not null", "stored then");
    }

    @Test
    void what_a_trigger_raises_under_a_code_of_its_own_is_said_to_be_the_triggers() {
        assertThat(new Refusal("PT402", null, null, "PL/pgSQL function pay() line 3 at RAISE", "pay first").ofTheTable().english()).contains("trigger of yours");
    }

    /** Every name of a stock was refused in other words, and every row went to quarantine. */
    @Test
    void the_tables_refuse_when_their_encoding_lacks_the_letters_of_every_name() {
        Refusal samsung = lacks("0xec 0x82 0xbc");

        assertThat(samsung.isTheTables(false, said(lacks("0xec 0xa2 0x85")))).isTrue();
        assertThat(samsung.isTheTables(false, said(lacks("0xec 0xa2 0x85"), null))).isFalse();
        assertThat(samsung.ofTheTable().english()).contains("whose encoding is UTF8");
    }

    /** To add a row to the table of notes, as was said, cures nothing. */
    @Test
    void a_sale_of_what_a_table_of_the_users_points_at_is_told_how_to_let_go() {
        String words = "update or delete on table \"kw_portfolio\" violates foreign key constraint \"notes_fkey\" on table \"notes\"";

        assertThat(new Refusal("23503", "notes", null, "notes_fkey", words).ofTheTable().english()).contains("notes_fkey", "on delete cascade")
                .doesNotContain("Add the row");
        assertThat(new Refusal("23503", "kw_portfolio", null, "owned", "insert or update on table \"kw_portfolio\"").ofTheTable().english()).contains("Add the row");
    }

    /** Of PostgreSQL 15's own ko.mo. The place was none there, and each row's own words made bad rows of what the trigger refuses them all. */
    @Test
    void a_korean_server_is_understood_as_well() {
        Refusal samsung = korean("\"삼성전자\"");

        assertThat(samsung.isTheTables(false, said(korean("\"카카오\"")))).isTrue();
        assertThat(samsung.ofTheTable().english()).contains("trigger of yours");
        assertThat(new Refusal("23503", "notes", null, "notes_fkey", "\"kw_portfolio\" 테이블의 자료 갱신, 삭제 작업이 \"notes_fkey\" 참조키(foreign key) 제약 조건 - \"notes\""
                + " 테이블 - 을 위반했습니다").ofTheTable().english()).contains("on delete cascade").doesNotContain("Add the row");
    }

    private static Refusal korean(String name) {
        return Refusal.of(new PSQLException(new ServerErrorMessage("S오류\0C22P02\0Minteger 자료형 대한 잘못된 입력 구문: " + name
                + "\0WPL/pgSQL 함수 \"note()\" 의 3번째 배정\0\0"))).orElseThrow();
    }

    private static Refusal lacks(String bytes) {
        return new Refusal("22P05", null, null, null, "character with byte sequence " + bytes + " in encoding \"UTF8\" has no equivalent in encoding \"LATIN1\"");
    }

    private static List<Optional<Refusal>> said(Refusal... refusals) {
        return Arrays.stream(refusals).map(Optional::ofNullable).toList();
    }
}
