package dev.balancesync.store;

import static dev.balancesync.TestService.SOON;
import static dev.balancesync.store.StoreDrive.entry;
import static dev.balancesync.store.StoreDrive.lastPrices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;

import dev.balancesync.balance.Pending;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whatever the database or the way to it does: the session stays LIVE, and in the end everything is stored. */
class StoreFaultsIT {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.measured");

    private StoreDrive store;

    @BeforeEach
    void setUp() throws IOException {
        store = new StoreDrive();
    }

    @AfterEach
    void tearDown() throws Exception {
        store.close();
    }

    /** How many holdings wait is how the tests know that frames have come through. */
    private void awaitWaiting(int holdings) {
        Pending pending = store.mirror.service().bean(Pending.class);
        await().atMost(SOON).until(() -> pending.size() == holdings);
    }

    @Test
    void a_database_that_is_away_at_the_start_gets_everything_when_it_comes() throws Exception {
        store.proxy.cut();
        store.mirror.startLive();

        store.sendPrices(0, 100, 20);

        store.awaitAway("refused");
        awaitWaiting(20);
        store.proxy.restore();
        store.awaitRows(lastPrices(100, 20));
        store.assertWhole();
    }

    @Test
    void a_database_that_comes_and_goes_during_two_thousand_frames_ends_with_the_last_values() throws Exception {
        store.start();

        for (int i = 0; i < 10; i++) {
            store.sendPrices(i * 200, 100, 20);
            store.proxy.cut();
            store.sendPrices(i * 200 + 100, 100, 20);
            store.proxy.restore();
            long least = i * 200 + 180;
            await().atMost(SOON).until(() -> store.mirror.portfolio().stream().anyMatch(row -> (Long) row.get("quantity") >= least));
        }

        store.awaitRows(lastPrices(2000, 20));
        store.assertWhole();
    }

    @Test
    void a_line_that_goes_dead_without_a_word_is_noticed_and_nothing_is_lost() throws Exception {
        store.start();
        store.proxy.pause();

        store.sendPrices(0, 100, 20);

        store.awaitAway("");
        Instant restored = Instant.now();
        store.proxy.restore();
        store.awaitRows(lastPrices(100, 20));
        LOG.info("measured: stored {} ms after a dead line came back", Duration.between(restored, Instant.now()).toMillis());
        store.assertWhole();
    }

    @Test
    void a_connection_killed_in_the_middle_of_a_transaction_leaves_nothing_half() throws Exception {
        store.start();
        try (Connection other = store.connect(); var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table kw_account_balance in exclusive mode");
            store.send(entry("000001", 1, 10), entry("000002", 2, 20));
            store.awaitBlocked();

            store.terminate();

            store.awaitAway("terminating");
            assertThat(store.rows()).isEmpty();
            other.rollback();
        }

        store.awaitRows("000001 1 10.00", "000002 2 20.00");
        store.assertWhole();
    }

    @Test
    void a_database_that_is_read_only_for_a_while_gets_everything_afterwards() throws Exception {
        store.start();
        String database = (String) store.mirror.database.rows("select current_database() as name").get(0).get("name");
        store.execute("alter database " + database + " set default_transaction_read_only = on");
        store.terminate();

        store.sendPrices(0, 100, 20);

        store.awaitAway("read-only");
        awaitWaiting(20);
        store.execute("alter database " + database + " set default_transaction_read_only = off");
        store.terminate();
        store.awaitRows(lastPrices(100, 20));
        assertThat(store.quarantined()).isEmpty();
        store.assertWhole();
    }

    @Test
    void slow_statements_make_larger_batches_and_not_a_queue() throws Exception {
        store.start();
        store.execute("create table writes (at timestamptz)",
                "create function slow() returns trigger language plpgsql as $$ begin insert into writes values (now());"
                        + " perform pg_sleep(0.5); return null; end $$",
                "create trigger slow before insert on kw_account_balance for each statement execute function slow()");
        Instant start = Instant.now();

        store.sendPrices(0, 2000, 20);

        store.awaitRows(lastPrices(2000, 20));
        long seconds = Duration.between(start, Instant.now()).toSeconds();
        assertThat(store.mirror.database.rows("select * from writes")).hasSizeLessThanOrEqualTo((int) (seconds + 1) * 2 + 1);
        store.assertWhole();
    }

    @Test
    void two_frames_of_one_holding_in_one_batch_are_laid_over_each_other() throws Exception {
        store.start();
        store.proxy.pause();
        store.send(entry("000009", 9, 9)); // is on its way; the rest is collected meanwhile

        store.send(entry("000001", "\"930\":\"5\",\"302\":\"first\",\"932\":\"50\""));
        store.send(entry("000001", "\"10\":\"12\""));
        store.send(entry("000001", "\"930\":\"7\",\"932\":\"70\""), entry("000001", "\"930\":\"8\""));
        store.send(entry("000002", 2, 20));
        awaitSent();
        store.proxy.restore();

        store.awaitRows("000001 8 12.00", "000002 2 20.00", "000009 9 9.00");
        assertThat(store.mirror.portfolio().get(0)).containsEntry("stock_name", "first").hasEntrySatisfying("total_purchase_amount",
                cost -> assertThat(cost).hasToString("70"));
        store.assertWhole();
    }

    @Test
    void sold_out_and_bought_again_in_one_batch_keeps_nothing_of_before() throws Exception {
        store.start();
        store.send(entry("000001", "\"930\":\"5\",\"302\":\"before\",\"10\":\"10\",\"932\":\"50\""), entry("000002", 2, 20));
        store.awaitRows("000001 5 10.00", "000002 2 20.00");
        store.proxy.pause();
        store.send(entry("000009", 9, 9)); // is on its way; the rest is collected meanwhile

        store.send(entry("000001", 0, 10), entry("000002", 0, 20));
        store.send(entry("000001", "\"930\":\"1\",\"10\":\"11\""));
        awaitSent();
        store.proxy.restore();

        store.awaitRows("000001 1 11.00", "000009 9 9.00");
        assertThat(store.mirror.portfolio().get(0)).containsEntry("stock_name", null).containsEntry("total_purchase_amount", null);
        store.assertWhole();
    }

    /** All that was sent has been put: what waits holds the last frame's holding. */
    private void awaitSent() {
        store.send(entry("000008", 0, 8));
        await().atMost(SOON).until(() -> store.mirror.service().bean(Pending.class).size() >= 2);
    }

    @Test
    void twenty_thousand_frames_end_with_exactly_the_last_values() throws Exception {
        store.start();
        store.execute("create table history (number bigserial, stock_code text, quantity bigint)",
                "create function note() returns trigger language plpgsql as $$ begin"
                        + " insert into history (stock_code, quantity) values (new.stock_code, new.quantity); return null; end $$",
                "create trigger note after insert or update on kw_portfolio for each row execute function note()");
        Instant start = Instant.now();

        store.sendPrices(0, 20_000, 20);

        store.awaitRows(lastPrices(20_000, 20));
        LOG.info("measured: 20,000 frames stored in {} ms, {} row writes", Duration.between(start, Instant.now()).toMillis(),
                store.mirror.database.rows("select from history").size());
        assertThat(store.mirror.database.rows("select from (select quantity, lag(quantity) over (partition by stock_code order by number)"
                + " as before from history) each where quantity <= before")).as("writes out of order").isEmpty();
        store.assertWhole();
    }
}
