package dev.balancesync.snapshot;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import dev.balancesync.TestService;
import dev.balancesync.balance.Pending;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.SimulatorOptions;
import dev.balancesync.store.LegacyTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** total_asset never jumps by the amount of a trade: whatever is committed is cash and stock of one moment of the account. */
class TotalIT {
    private static final int SECONDS = Integer.getInteger("trading-day", 8);
    private static final String LOG = """
            create table seen (total numeric);
            create function note() returns trigger language plpgsql as $$ begin insert into seen values (new.total_asset); return new; end $$;
            create trigger note after insert or update on kw_account_balance for each row execute function note()""";

    @ParameterizedTest
    @ValueSource(strings = {"standard", "legacy"})
    void every_committed_total_is_one_that_the_account_had(String schema) throws Exception {
        try (TestService mirror = new TestService()) {
            if (schema.equals("legacy")) {
                mirror.database.execute(LegacyTables.STRICT.sql);
                mirror.with("BALANCE_SCHEMA", "legacy").with("SUPABASE_USER_ID", LegacyTables.USER);
            }
            mirror.kiwoom.hold("005930", "삼성전자", 100, 6_000_000, 60_000);
            mirror.startLive();
            await().atMost(SOON).until(() -> isEqual(mirror));
            mirror.database.execute(LOG);
            Set<BigDecimal> had = ConcurrentHashMap.newKeySet();
            had.add(total(mirror));

            for (int i = 1; i <= 6; i++) {
                mirror.kiwoom.buy("005930", 10L * i, 0);
                had.add(total(mirror));
                if (i % 2 == 0) {
                    mirror.kiwoom.sell("005930", 7, 0);
                    had.add(total(mirror));
                    await().atMost(SOON).until(() -> isEqual(mirror));
                }
            }

            assertThat(seen(mirror)).hasSizeGreaterThan(2).isSubsetOf(had.stream().map(BigDecimal::stripTrailingZeros).toList());
        }
    }

    /** The cash has to follow within ten seconds of the last fill. */
    @Test
    void the_cash_follows_a_fill_by_itself() throws Exception {
        try (TestService mirror = new TestService()) {
            mirror.startLive();
            await().atMost(SOON).until(() -> isEqual(mirror));

            mirror.kiwoom.buy("005930", 10, 0);

            await().atMost(Duration.ofSeconds(10)).until(() -> isEqual(mirror) && mirror.portfolio().size() == 1);
            assertThat(mirror.kiwoom.received()).anyMatch(frame -> frame.contains("[\"00\",\"04\"]"));
        }
    }

    /** A lag is more than a second, so that an answer may know of some of the fills and not of all. */
    @ParameterizedTest
    @ValueSource(longs = {1_500, 3_000})
    void the_cash_of_the_last_fill_wins_though_answers_lag_over_several(long lagMillis) throws Exception {
        try (TestService mirror = new TestService()) {
            mirror.with("KIWOOM_SNAPSHOT_SETTLE", "60s");
            mirror.kiwoom.hold("005930", "삼성전자", 100, 6_000_000, 60_000);
            mirror.startLive();
            await().atMost(SOON).until(() -> isEqual(mirror));
            mirror.database.execute(LOG);
            Set<BigDecimal> had = ConcurrentHashMap.newKeySet();
            had.add(total(mirror));
            mirror.kiwoom.next(new Fault.Lag("kt00001", lagMillis, 60_000));

            for (int i = 1; i <= 5; i++) {
                long filled = mirror.ticker.nanos();
                mirror.kiwoom.buy("005930", 10L * i, 0);
                had.add(total(mirror));
                await().pollInterval(Duration.ofMillis(20)).until(() -> mirror.ticker.since(filled).toMillis() >= 700);
            }

            await().atMost(Duration.ofSeconds(10).plusMillis(lagMillis)).until(() -> isEqual(mirror));
            assertThat(seen(mirror)).isSubsetOf(had.stream().map(BigDecimal::stripTrailingZeros).toList());
        }
    }

    /** The first answer after a start is of before the fill that only the journal had. */
    @Test
    void a_fill_that_is_read_again_from_the_journal_is_mixed_with_no_cash_of_before_it() throws Exception {
        try (TestService mirror = new TestService()) {
            mirror.with("KIWOOM_SNAPSHOT_SETTLE", "7s");
            mirror.kiwoom.hold("005930", "삼성전자", 100, 6_000_000, 60_000);
            mirror.startLive();
            await().atMost(SOON).until(() -> isEqual(mirror));
            mirror.database.execute(LOG + "; alter table kw_portfolio add column note text not null default ''; alter table kw_portfolio alter note drop default");
            Set<BigDecimal> had = ConcurrentHashMap.newKeySet();
            had.add(total(mirror));
            mirror.kiwoom.next(new Fault.Lag("kt00001", 6_000, 60_000));
            mirror.kiwoom.buy("005930", 10, 0);
            had.add(total(mirror));
            await().atMost(SOON).until(() -> mirror.service().bean(Pending.class).isWaiting());
            mirror.stop();
            mirror.database.execute("alter table kw_portfolio drop column note");

            mirror.startLive();

            await().atMost(SOON).until(() -> isEqual(mirror) && mirror.portfolio().get(0).get("quantity").equals(110L));
            assertThat(seen(mirror)).isSubsetOf(had.stream().map(BigDecimal::stripTrailingZeros).toList());
        }
    }

    /** Prices stand still, so that what the account is worth changes by fees and tax alone: a total that it never had is a mixture. */
    @Test
    void through_a_trading_day_every_committed_total_is_one_that_the_account_had() throws Exception {
        // the cash is asked for a second after the last fill
        var day = SimulatorOptions.defaults().withMarket(null, Duration.ofMillis(1500));
        try (TestService mirror = new TestService(day)) {
            mirror.with("KIWOOM_SNAPSHOT_SETTLE", "60s");
            Set<BigDecimal> had = ConcurrentHashMap.newKeySet();
            had.add(total(mirror));
            mirror.start();
            await().pollInterval(Duration.ofMillis(20)).atMost(SOON).ignoreExceptions().until(() -> {
                had.add(total(mirror));
                return !mirror.account().isEmpty();
            });
            mirror.database.execute(LOG);
            long began = mirror.ticker.nanos();

            await().pollInterval(Duration.ofMillis(20)).atMost(SOON.plusSeconds(2L * SECONDS)).until(() -> {
                had.add(total(mirror));
                return mirror.ticker.since(began).toSeconds() >= SECONDS && seen(mirror).size() > 2;
            });

            assertThat(seen(mirror)).isSubsetOf(had.stream().map(BigDecimal::stripTrailingZeros).toList());
        }
    }

    private static Set<BigDecimal> seen(TestService mirror) {
        return mirror.database.rows("select distinct total from seen where total is not null").stream()
                .map(row -> ((BigDecimal) row.get("total")).stripTrailingZeros()).collect(Collectors.toSet());
    }

    private static BigDecimal total(TestService mirror) {
        Map<String, Object> state = mirror.kiwoom.state();
        return new BigDecimal(state.get("cash").toString()).add(new BigDecimal(state.get("stock_value").toString()));
    }

    private static boolean isEqual(TestService mirror) {
        List<Map<String, Object>> found = mirror.database.rows("select total_asset::numeric as total from kw_account_balance");
        return !found.isEmpty() && found.get(0).get("total") instanceof BigDecimal total && total.compareTo(total(mirror)) == 0;
    }
}
