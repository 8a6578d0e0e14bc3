package dev.balancesync.store;

import static dev.balancesync.TestFrames.balance;
import static dev.balancesync.TestService.SOON;
import static dev.balancesync.store.StoreDrive.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.Connection;
import java.util.stream.IntStream;

import dev.balancesync.LogLines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A row that PostgreSQL will never take goes to quarantine; it costs neither its neighbours nor those that come after it. */
class StoreRefusedRowsIT {

    @RegisterExtension
    private final StoreDrive store = new StoreDrive();

    @BeforeEach
    void setUp() throws IOException {
        store.start();
    }

    private void awaitQuarantined(int lines) {
        await().atMost(SOON).untilAsserted(() -> assertThat(store.quarantined()).hasSize(lines));
    }

    @Test
    void a_row_that_breaks_a_constraint_of_the_user_is_quarantined_alone() throws Exception {
        store.execute("alter table kw_portfolio add constraint no_whale check (quantity < 1000)");

        store.send(entry("000001", 1, 10), entry("000002", 2, 10), entry("000003", 5000, 10),
                entry("000004", 4, 10), entry("000005", 5, 10));

        store.awaitRows("000001 1 10.00", "000002 2 10.00", "000004 4 10.00", "000005 5 10.00");
        awaitQuarantined(1);
        assertThat(store.quarantined().get(0)).contains("\"reason\":\"refused\"", "no_whale",
                "\"stock_code\":\"000003\"", "\"quantity\":5000");
        store.assertWhole();

        store.send(entry("000003", 3, 10));

        store.awaitRows("000001 1 10.00", "000002 2 10.00", "000003 3 10.00", "000004 4 10.00", "000005 5 10.00");
        store.assertWhole();
    }

    /** It is asked for again and again; that the quarantine cannot be written, or lost something, would be untrue. */
    @Test
    void a_row_that_is_refused_once_more_is_written_down_once_and_nothing_is_called_lost() throws Exception {
        store.execute("alter table kw_portfolio add constraint no_whale check (quantity < 1000)");
        store.send(entry("000003", 5000, 10));
        awaitQuarantined(1);

        try (var log = new LogLines()) {
            store.send(entry("000003", 5000, 10));

            await().atMost(SOON).until(() -> store.refused() == 2);
            store.assertWhole();
            assertThat(log.all()).noneMatch(line -> line.startsWith("ERROR"));
        }
        assertThat(store.quarantined()).hasSize(1);
    }

    @Test
    void a_row_alone_in_its_batch_is_quarantined_and_the_one_before_it_stays() throws Exception {
        store.execute("alter table kw_portfolio add constraint no_moon check (current_price < 1000000)");
        store.send(entry("000001", 1, 10));
        store.awaitRows("000001 1 10.00");

        store.send(balance("000001").quantity(9_000_000_000_000_000_000L).with("10", "9999999999999.99").cost(5));

        awaitQuarantined(1);
        store.awaitRows("000001 1 10.00");
        store.assertWhole();
    }

    @Test
    void several_bad_rows_anywhere_in_a_batch_are_all_found() throws Exception {
        store.execute("alter table kw_portfolio add constraint no_whale check (quantity < 1000)");

        store.send(IntStream.range(0, 40).mapToObj(i -> entry(StoreDrive.code(i), i % 13 == 0 ? 1000 : 1, 10)).toArray());

        store.awaitRows(IntStream.range(0, 40).filter(i -> i % 13 != 0)
                .mapToObj(i -> StoreDrive.code(i) + " 1 10.00").toArray(String[]::new));
        awaitQuarantined(4);
        store.assertWhole();
    }

    @Test
    void a_key_too_long_for_the_index_and_a_trigger_that_raises_are_refusals_too() throws Exception {
        store.execute("create function refuse() returns trigger language plpgsql as $$ begin if new.quantity = 13 then"
                + " raise exception 'unlucky'; end if; return new; end $$",
                "create trigger refuse before insert on kw_portfolio for each row execute function refuse()");
        String lot = IntStream.range(0, 20_000).mapToObj(i -> Integer.toHexString(i * 7919)).reduce("", String::concat);

        store.send(entry("000001", 13, 10), balance("000002").quantity(1).with("917", lot), entry("000003", 3, 10));

        store.awaitRows("000003 3 10.00");
        awaitQuarantined(2);
        store.assertWhole();
    }

    @Test
    void a_database_that_goes_away_while_the_bad_row_is_searched_costs_nothing_and_repeats_nothing() throws Exception {
        store.execute("alter table kw_portfolio add constraint no_whale check (quantity < 1000)",
                "create function block() returns trigger language plpgsql as $$ begin if new.stock_code = '000005' then"
                        + " perform pg_advisory_xact_lock(42); end if; return new; end $$",
                "create trigger block before insert on kw_portfolio for each row execute function block()");
        try (Connection other = store.connect(); var lock = other.createStatement()) {
            lock.execute("select pg_advisory_lock(42)");
            store.send(entry("000001", 1, 10), entry("000002", 2, 10), entry("000003", 3000, 10), entry("000004", 4, 10),
                    entry("000005", 5, 10), entry("000006", 6, 10));
            store.awaitBlocked();
            assertThat(store.rows()).containsExactly("000001 1 10.00", "000002 2 10.00", "000004 4 10.00");
            assertThat(store.quarantined()).as("only once all the others are stored").isEmpty();

            store.terminate();
            store.awaitAway("terminating");
        }

        store.awaitRows("000001 1 10.00", "000002 2 10.00", "000004 4 10.00", "000005 5 10.00", "000006 6 10.00");
        awaitQuarantined(1);
        store.assertWhole();
        assertThat(store.quarantined()).hasSize(1);
    }

    @Test
    void a_missing_column_is_no_rows_fault_and_is_waited_for() throws Exception {
        store.execute("alter table kw_portfolio rename column stock_name to other_name");

        store.send(entry("000001", 1, 10), entry("000002", 2, 10));

        store.awaitAway("stock_name");
        store.execute("alter table kw_portfolio rename column other_name to stock_name");
        store.awaitRows("000001 1 10.00", "000002 2 10.00");
        assertThat(store.quarantined()).isEmpty();
        store.assertWhole();
    }

    @Test
    void the_reason_does_not_repeat_the_row() throws Exception {
        store.execute("alter table kw_portfolio add constraint no_whale check (quantity < 1000)");

        store.send(entry("000003", 5000, 10));

        awaitQuarantined(1);
        assertThat(store.quarantined().get(0)).doesNotContain("Failing row");
    }
}
