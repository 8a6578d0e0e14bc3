package dev.balancesync.store;

import static dev.balancesync.TestService.SOON;
import static dev.balancesync.store.StoreDrive.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rule of the table that no row can meet: nothing is given up, it is said what is wrong, and all is stored once it is corrected. */
class TableRefusesIT {
    /** From one look of the service at what its tables have kept to the next. */
    private static final Duration READ_BACK = Duration.ofSeconds(15);

    @RegisterExtension
    private final StoreDrive store = new StoreDrive();

    @BeforeEach
    void setUp() throws IOException {
        store.start();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "alter table kw_portfolio add column note text not null | column=note | alter table kw_portfolio drop column note",
        "alter table kw_portfolio add constraint owned foreign key (account_number) references owners (account) not valid"
                + " | owned | alter table kw_portfolio drop constraint owned",
        "alter table kw_portfolio add constraint impossible check (current_price < 0) not valid | impossible"
                + " | alter table kw_portfolio drop constraint impossible",
        "create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not today, %', new.stock_code; end $$;"
                + " create trigger refuse before insert on kw_portfolio for each row execute function refuse() | refuse()"
                + " | drop function refuse cascade",
        "create function refuse() returns trigger language plpgsql as $$ begin raise exception 'pay first' using errcode = 'PT402'; end $$;"
                + " create trigger refuse before insert on kw_portfolio for each row execute function refuse() | refuse()"
                + " | drop function refuse cascade",
        "alter table kw_portfolio add rank int; create function refuse() returns trigger language plpgsql as"
                + " $$ begin new.rank := concat('Nr. ', new.stock_code)::int; return new; end $$;"
                + " create trigger refuse before insert on kw_portfolio for each row execute function refuse() | trigger of yours"
                + " | drop function refuse cascade",
        "create function refuse() returns trigger language plpgsql as"
                + " $$ declare day date; begin select to_date(max(concat('since ', code)), 'YYYY') into day from (values (new.stock_code)) held (code); return new; end $$;"
                + " create trigger refuse before insert on kw_portfolio for each row execute function refuse() | refuse()"
                + " | drop function refuse cascade",
        "alter table kw_account_balance add column note text not null default 'x'; alter table kw_account_balance alter note drop default"
                + " | column=note | alter table kw_account_balance drop column note",
        "alter table kw_portfolio alter stock_name type varchar(1); alter table kw_portfolio alter stock_code type varchar(3)"
                + " | too long | alter table kw_portfolio alter stock_code type text; alter table kw_portfolio alter stock_name type text",
    })
    void all_that_came_waits_and_is_stored_after_the_cure(String rule, String named, String cure) throws Exception {
        store.execute("create table owners (account text primary key)");
        store.execute(rule);

        store.send(entry("000001", 1, 10));
        store.awaitAway(named);
        store.send(entry("000002", 2, 10), entry("000003", 3, 10));

        await().atMost(SOON).untilAsserted(() -> store.awaitTold("refuse", 3));
        assertThat(store.quarantined()).isEmpty();
        assertThat(store.rows()).isEmpty();
        store.execute(cure);
        store.awaitRows("000001 1 10.00", "000002 2 10.00", "000003 3 10.00");
        store.awaitToldWell();
        assertThat(store.quarantined()).isEmpty();
        store.assertWhole();
    }

    /** PostgreSQL carried the statement out, and no row is another. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "create function keep() returns trigger language plpgsql as $$ begin return null; end $$;"
                + " create trigger keep before update on kw_portfolio for each row execute function keep() | 5 | drop function keep cascade",
        "create rule keep as on delete to kw_portfolio do instead nothing | 0 | drop rule keep on kw_portfolio",
    })
    void what_the_table_drops_without_a_word_is_noticed(String rule, long quantity, String cure) throws Exception {
        store.send(entry("000001", 1, 10));
        store.awaitRows("000001 1 10.00");
        store.execute(rule);
        if (quantity > 0) {
            store.mirror.kiwoom.hold("000001", "동화약품", quantity, 10 * quantity, 10); // or a snapshot before the look would take the row away
        }

        store.send(entry("000001", quantity, 10));

        await().atMost(SOON.multipliedBy(2)).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(conditionsAtTheNextLook().toString())
                .contains("NOT_KEPT", "stock_code=000001 quantity 1 should be " + quantity));
        store.execute(cure);
        store.send(entry("000001", 7, 10));
        store.awaitRows("000001 7 10.00");
        await().atMost(SOON.multipliedBy(3)).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(conditionsAtTheNextLook().findValuesAsText("name")).doesNotContain("NOT_KEPT"));
    }

    @Test
    void a_cash_that_the_table_drops_without_a_word_is_told_and_written_after_the_cure() throws Exception {
        await().atMost(SOON).until(() -> store.mirror.account().get("total_cash") != null);
        store.execute("create function keep() returns trigger language plpgsql as $$ begin return null; end $$",
                "create trigger keep before update on kw_account_balance for each row execute function keep()");

        store.mirror.kiwoom.hold("005930", "삼성전자", 1, 60_000, 60_000);
        store.mirror.kiwoom.buy("005930", 5, 60_000);

        await().atMost(SOON).untilAsserted(() -> assertThat(store.status().path("conditions").toString()).contains("does not keep the cash", "trigger"));
        store.execute("drop function keep cascade");
        store.letWaitPass();
        await().atMost(SOON).until(() -> !String.valueOf(store.mirror.account().get("total_cash")).equals("50000000"));
        store.awaitToldWell();
    }

    private JsonNode conditionsAtTheNextLook() throws Exception {
        store.ticker.move(READ_BACK);
        return store.status().path("conditions");
    }

    /** To make our own tables again does not help; they were found prepared, and the database reachable, twice a second. */
    @Test
    void a_table_that_a_trigger_misses_is_named_all_the_time() throws Exception {
        store.execute("create function note() returns trigger language plpgsql as $$ begin insert into notes_of_mine values (1); return new; end $$",
                "create trigger note before insert on kw_portfolio for each row execute function note()");
        store.send(entry("000001", 1, 10));
        store.awaitAway("notes_of_mine");

        await().during(Duration.ofSeconds(3)).atMost(SOON).until(() -> Boolean.FALSE.equals(store.database().reachable()));

        assertThat(store.mirror.service().bean(DatabaseAnswers.class).isPrepared()).isTrue();
        store.execute("create table notes_of_mine (n int)");
        store.awaitRows("000001 1 10.00");
        store.awaitToldWell();
        store.assertWhole();
    }

    @Test
    void a_change_of_a_holding_that_no_holding_may_make_waits_too() throws Exception {
        store.send(entry("000001", 1, 10), entry("000002", 2, 10));
        store.awaitRows("000001 1 10.00", "000002 2 10.00");
        store.execute("create function refuse() returns trigger language plpgsql as $$ begin raise exception 'closed'; end $$",
                "create trigger refuse before update on kw_portfolio for each row execute function refuse()");

        store.send(entry("000001", 5, 10), entry("000003", 3, 10));

        store.awaitAway("closed");
        assertThat(store.quarantined()).isEmpty();
        store.execute("drop function refuse cascade");
        store.awaitRows("000001 5 10.00", "000002 2 10.00", "000003 3 10.00");
        store.assertWhole();
    }

    /** A sale of what the table has passes by a rule for rows that are written, and a purchase by one for rows that go. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "alter table kw_portfolio add column note text not null default ''; alter table kw_portfolio alter note drop default | column=note"
                + " | alter table kw_portfolio drop column note",
        "create function refuse() returns trigger language plpgsql as $$ begin raise exception 'kept for ever'; end $$;"
                + " create trigger refuse before delete on kw_portfolio for each row execute function refuse() | kept for ever"
                + " | drop function refuse cascade",
    })
    void what_passes_by_the_rule_in_the_same_batch_makes_no_bad_row_of_the_others(String rule, String named, String cure) throws Exception {
        store.send(entry("000001", 1, 10), entry("000002", 2, 10));
        store.awaitRows("000001 1 10.00", "000002 2 10.00");
        store.execute(rule);

        store.send(entry("000001", 0, 10), entry("000003", 3, 10));

        store.awaitAway(named);
        assertThat(store.quarantined()).isEmpty();
        store.execute(cure);
        store.awaitRows("000002 2 10.00", "000003 3 10.00");
        assertThat(store.quarantined()).isEmpty();
        store.assertWhole();
    }

    /** As of a stock that was bought and sold while the database was away: a row that is not there is refused by nobody. */
    @Test
    void the_sale_of_what_was_never_stored_makes_no_bad_row_of_the_others() throws Exception {
        store.send(entry("000001", 1, 10), entry("000002", 2, 10));
        store.awaitRows("000001 1 10.00", "000002 2 10.00");
        store.execute("create function refuse() returns trigger language plpgsql as $$ begin raise exception 'kept for ever'; end $$",
                "create trigger refuse before delete on kw_portfolio for each row execute function refuse()");

        store.send(entry("000009", 0, 10), entry("000001", 0, 10));

        store.awaitAway("kept for ever");
        assertThat(store.quarantined()).isEmpty();
        store.execute("drop function refuse cascade");
        store.awaitRows("000002 2 10.00");
        assertThat(store.quarantined()).isEmpty();
        store.assertWhole();
    }

    /** As of holdings to which notes of one's own point: what else is sold at once goes, and no more waits. */
    @Test
    void sales_that_are_refused_beside_one_that_is_taken_are_bad_rows() throws Exception {
        store.send(entry("000001", 1, 10), entry("000002", 2, 10), entry("000003", 3, 10));
        store.awaitRows("000001 1 10.00", "000002 2 10.00", "000003 3 10.00");
        store.execute("create function refuse() returns trigger language plpgsql as $$ begin"
                + " if old.stock_code < '000003' then raise exception 'a note points at it'; end if; return old; end $$",
                "create trigger refuse before delete on kw_portfolio for each row execute function refuse()");

        store.send(entry("000001", 0, 10), entry("000002", 0, 10), entry("000003", 0, 10));

        store.awaitRows("000001 1 10.00", "000002 2 10.00");
        await().atMost(SOON).until(() -> store.quarantined().size() == 2);
        store.assertWhole();
    }

    @Test
    void a_bad_row_beside_a_tables_rule_is_quarantined_once_and_only_after_the_cure() throws Exception {
        store.execute("alter table kw_portfolio add constraint no_whale check (quantity < 1000)",
                "alter table kw_portfolio add column note text not null default ''", "alter table kw_portfolio alter note drop default");

        store.send(entry("000001", 5000, 10), entry("000002", 2, 10));

        store.awaitAway("column=note");
        assertThat(store.quarantined()).isEmpty();
        store.execute("alter table kw_portfolio drop column note");
        store.awaitRows("000002 2 10.00");
        await().atMost(SOON).untilAsserted(() -> assertThat(store.quarantined()).hasSize(1));
        assertThat(store.quarantined()).isEqualTo(List.of(store.quarantined().get(0)));
        store.assertWhole();
    }

    @Test
    void a_stock_that_is_not_on_the_users_list_is_bad_where_others_are_taken() throws Exception {
        store.execute("create table listed (code text primary key)", "insert into listed values ('000001'), ('000003')");
        store.execute("alter table kw_portfolio add constraint listed_only foreign key (stock_code) references listed (code)");
        store.send(entry("000001", 1, 10));
        store.awaitRows("000001 1 10.00");

        store.send(entry("000002", 2, 10));

        await().atMost(SOON).untilAsserted(() -> assertThat(store.quarantined()).hasSize(1));
        assertThat(store.quarantined().get(0)).contains("listed_only", "000002");
        store.send(entry("000003", 3, 10));
        store.awaitRows("000001 1 10.00", "000003 3 10.00");
    }

    @Test
    void the_journal_keeps_what_waits_across_a_restart() throws Exception {
        store.execute("alter table kw_portfolio add column note text not null default ''", "alter table kw_portfolio alter note drop default");
        store.mirror.kiwoom.buy("005930", 3, 0);
        store.awaitAway("column=note");
        store.mirror.stop();

        store.mirror.start();

        store.awaitAway("column=note");
        store.execute("alter table kw_portfolio drop column note");
        await().atMost(SOON).ignoreExceptions().until(() -> store.mirror.portfolio().stream()
                .anyMatch(row -> row.get("stock_code").equals("005930") && row.get("quantity").equals(3L)));
        assertThat(store.quarantined()).isEmpty();
    }
}
