package dev.balancesync.store;

import static dev.balancesync.TestService.SOON;
import static dev.balancesync.store.StoreDrive.entry;
import static dev.balancesync.store.StoreDrive.lastPrices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.balancesync.LogLines;
import dev.balancesync.balance.Pending;
import dev.balancesync.simulator.Fault;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database that cannot be reached, or is too slow, for a while: people are told how it is and how much waits, the broker notices nothing, what
 * waits is bounded by the number of holdings, and in the end everything is stored.
 */
class DatabaseAwayIT {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.measured");
    private static final int STOCKS = 20;

    @RegisterExtension
    private final StoreDrive store = new StoreDrive();

    @Test
    void away_at_the_start_and_long_it_is_told_and_nothing_piles_up() throws Exception {
        store.proxy.cut();
        store.mirror.startLive();

        store.sendPrices(0, 10_000, STOCKS);

        store.awaitTold("refused", STOCKS);
        assertThat(store.status().path("database").path("since").asText()).endsWith("+09:00");
        store.sendPrices(10_000, 10_000, STOCKS);
        store.send(entry("999999", 1, 1));
        store.awaitTold("refused", STOCKS + 1);
        store.proxy.restore();
        store.awaitToldWell();
        store.send(entry("999999", 0, 1));
        store.awaitRows(lastPrices(20_000, STOCKS));
        store.assertWhole();
    }

    /** The store says that the database is away; that nobody can read what was written either is no surprise. */
    @Test
    void what_was_written_and_cannot_be_read_back_is_no_error_of_ours() throws Exception {
        store.start();
        store.proxy.cut();

        try (var log = new LogLines(); var ask = store.mirror.service().camel().createProducerTemplate()) {
            ask.sendBody("direct:snapshot-confirm", "");

            assertThat(log.all()).noneMatch(each -> each.contains("kiwoom.errors"));
        }
        store.proxy.restore();
        store.awaitToldWell();
    }

    @Test
    void thirty_short_interruptions_in_a_stream_of_fills_lose_nothing() throws Exception {
        store.start();
        Pending pending = store.mirror.service().bean(Pending.class);

        for (int i = 0; i < 30; i++) {
            store.sendPrices(i * 100, 50, STOCKS);
            store.proxy.cut();
            store.sendPrices(i * 100 + 50, 50, STOCKS);
            store.proxy.restore();
            assertThat(pending.size()).isLessThanOrEqualTo(STOCKS);
        }

        store.awaitRows(lastPrices(3000, STOCKS));
        store.awaitToldWell();
        store.assertWhole();
    }

    @Test
    void a_line_that_goes_dead_is_noticed_by_the_time_limit_of_the_address() throws Exception {
        store.mirror.environment.compute("SUPABASE_DB_URL", (name, url) -> url + "?socketTimeout=3");
        store.start();
        store.proxy.pause();
        Instant start = Instant.now();

        store.sendPrices(0, 100, STOCKS);

        store.awaitTold("timed out", STOCKS);
        LOG.info("measured: a dead line noticed after {} ms", Duration.between(start, Instant.now()).toMillis());
        store.proxy.restore();
        store.awaitRows(lastPrices(100, STOCKS));
        store.awaitToldWell();
        store.assertWhole();
    }

    /** The page's reading of the tables, behind a commit; with nothing left to write, nobody gave the connection up (chaos, seed 1031). */
    @ParameterizedTest
    @ValueSource(strings = {"from kw_portfolio held", "kw_sync_status"})
    void a_stop_keeps_its_time_whoever_hangs_on_a_line_that_goes_dead(String statement) throws Exception {
        store.start();
        store.proxy.pauseAt(statement);
        store.send(entry("000100", 1, 1));
        store.mirror.kiwoom.next(new Fault.Drop());
        await().atMost(SOON).until(store.proxy::hasPaused);
        long before = System.nanoTime();

        store.mirror.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }

    /** Nothing waited, so nothing was tried again, and the database was called away for good (chaos, seed 101525). */
    @Test
    void a_write_of_the_journals_mark_alone_that_is_cut_is_tried_again() throws Exception {
        store.start();
        store.proxy.cutAt("jsonb_to_recordset");

        store.send(Map.of("type", "04", "item", "000100", "values", 7));

        await().atMost(SOON).until(store.proxy::hasCut);
        store.proxy.restore();
        store.awaitToldWell();
    }

    /** It was tried again a minute later, and until then a front end read LIVE, beside a database that had long been back. */
    @Test
    void a_write_of_how_it_stands_that_is_cut_is_tried_again_soon() throws Exception {
        store.mirror.with("KIWOOM_DUPLICATE_DELAY", "1h");
        store.startQuiet();
        store.proxy.cutAt("kw_sync_status");
        store.mirror.kiwoom.next(new Fault.Duplicate());
        await().atMost(SOON).until(store.proxy::hasCut);
        store.proxy.restore();

        store.letWaitPass();

        await().atMost(Duration.ofSeconds(30)).until(() ->
                !store.mirror.database.rows("select from kw_sync_status where state = 'DUPLICATE_SESSION'").isEmpty());
    }

    /** Camel waits for whoever is under way, which was somebody who waited for a connection; then it warns. */
    @Test
    void a_stop_beside_a_database_that_is_away_waits_for_nobody() throws Exception {
        store.start();
        store.proxy.cut();
        store.send(entry("000100", 1, 1));
        store.awaitTold("refused", 1);
        var warnings = new CopyOnWriteArrayList<String>();
        var listening = new AbstractFilter() {
            @Override
            public Result filter(LogEvent event) {
                if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
                    warnings.add(event.getMessage().getFormattedMessage());
                }
                return Result.NEUTRAL;
            }
        };
        var log = ((LoggerContext) LogManager.getContext(false)).getConfiguration().getRootLogger();
        log.addFilter(listening);

        try {
            store.mirror.stop();
        } finally {
            log.removeFilter(listening);
        }

        assertThat(warnings).isEmpty();
    }

    @Test
    void five_seconds_a_statement_is_slow_but_not_away() throws Exception {
        store.start();
        store.execute("create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(5); return null; end $$",
                "create trigger slow before insert or delete on kw_portfolio for each statement execute function slow()",
                "create trigger slow before insert on kw_account_balance for each statement execute function slow()");
        Instant start = Instant.now();

        store.sendPrices(0, 1000, STOCKS);

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            assertThat(store.status().path("state").asText()).isEqualTo("LIVE");
            assertThat(store.status().path("database").path("reachable").asBoolean()).isTrue();
            assertThat(store.status().path("database").path("waiting").asInt()).isLessThanOrEqualTo(STOCKS);
            return !store.rows().isEmpty();
        });
        LOG.info("measured: first rows after {} ms at 5 s a statement", Duration.between(start, Instant.now()).toMillis());
        store.execute("drop function slow cascade");
        store.awaitRows(lastPrices(1000, STOCKS));
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

        store.sendPrices(0, 2000, STOCKS);

        store.awaitRows(lastPrices(2000, STOCKS));
        long seconds = Duration.between(start, Instant.now()).toSeconds();
        assertThat(store.mirror.database.rows("select * from writes")).hasSizeLessThanOrEqualTo((int) (seconds + 1) * 2 + 1);
        store.assertWhole();
    }

    @Test
    void a_backend_killed_in_the_middle_of_a_write_leaves_no_half() throws Exception {
        store.start();
        try (Connection other = store.connect(); var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table kw_account_balance in exclusive mode");
            store.send(entry("000001", 1, 10), entry("000002", 2, 20));
            store.awaitBlocked();

            store.terminate();

            store.awaitTold("terminating connection", 2);
            assertThat(store.rows()).isEmpty();
            other.rollback();
        }

        store.awaitRows("000001 1 10.00", "000002 2 20.00");
        assertThat(store.mirror.account()).containsAllEntriesOf(Map.of("position_count", 2L));
        store.assertWhole();
    }

    @Test
    void a_host_that_nobody_knows_is_more_than_its_name() throws Exception {
        store.mirror.with("SUPABASE_DB_URL", "postgresql://postgres@no-such-host.invalid/postgres");

        store.mirror.start();

        store.awaitTold("host name is not known (no-such-host.invalid)", 0);
        store.awaitTold("paused", 0);
    }
}
