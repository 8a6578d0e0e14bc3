package dev.balancesync.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.balancesync.Arrivals;
import dev.balancesync.MutableTicker;
import dev.balancesync.SampleFrames;
import dev.balancesync.accounts.AccountSettings;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.balance.Pending;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.snapshot.Cash;
import dev.balancesync.snapshot.CashBell;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.store.OwnRefusal;
import dev.balancesync.store.Owner;
import dev.balancesync.store.RefusedRows;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class StoreStepsTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private final MutableTicker ticker = new MutableTicker();
    private final Accounts accounts = new Accounts(true);
    private final DatabaseAnswers database = new DatabaseAnswers(Clock.systemUTC(), ticker);
    private final StoreSteps store = new StoreSteps(accounts, database, new WriteRight(null));

    private Pending serve(int number) {
        var settings = new AccountSettings("a" + number, "", "", String.format("%010d", number), true, "", "", "");
        var account = new ServedAccount(settings, new Owner(settings.alias(), new Account(settings.accountNo(), ""), null), settings.alias());
        account.with(OwnRefusal.class, new OwnRefusal(Clock.systemUTC(), ticker));
        account.with(Cash.class, new Cash(account.owner().account(), "", false, new CashBell(Duration.ofMinutes(10), ticker), () -> false,
                Duration.ofMinutes(1), SampleFrames.JSON, Clock.systemUTC(), ticker));
        accounts.add(account);
        return account.with(Pending.class, new Pending());
    }

    @Test
    void fills_of_several_accounts_that_wait_already_gather_a_moment_and_those_of_a_few_not_at_all() {
        var pending = IntStream.rangeClosed(1, 1_000).mapToObj(this::serve).toList();
        pending.forEach(Pending::release);
        var fill = new Holding(new HoldingKey("005930", "00", ""), Map.of("quantity", 1L), Arrivals.at(START), false);

        pending.subList(0, 3).forEach(each -> each.put(fill));
        assertThat(store.gatherMillis()).isZero();
        pending.subList(3, 10).forEach(each -> each.put(fill));
        assertThat(store.gatherMillis()).isBetween(1L, 50L);

        assertThat(store.drain().shares()).hasSize(10);
        pending.forEach(Pending::written);
        pending.get(0).put(fill);
        assertThat(store.gatherMillis()).as("the burst is over").isZero();
    }

    @Test
    void what_came_for_the_holdings_is_not_kept_waiting_by_the_cash_of_all() throws Exception {
        IntStream.rangeClosed(1, 10).forEach(this::serve);
        accounts.all().stream().map(each -> each.get(Cash.class))
                .forEach(each -> each.answered(each.ask(), Map.of("entr", "1", "d2_entra", "1", "ord_alow_amt", "1")));

        assertThat(store.withCash()).as("one finds out whether the database is there").hasSize(1);
        database.answered();
        int turns = 0;
        while (store.isCashWaiting()) {
            List<ServedAccount> now = store.withCash();
            assertThat(now).hasSizeBetween(1, 4);
            for (ServedAccount each : now) {
                each.get(Cash.class).row();
                each.get(Cash.class).written();
            }
            turns++;
        }

        assertThat(turns).isEqualTo(3);
    }

    @Test
    void whose_cash_waits_all_the_time_keeps_nobody_elses_waiting() {
        IntStream.rangeClosed(1, 10).forEach(this::serve);
        accounts.all().stream().map(each -> each.get(Cash.class))
                .forEach(each -> each.answered(each.ask(), Map.of("entr", "1", "d2_entra", "1", "ord_alow_amt", "1")));
        database.answered();

        var written = new HashSet<ServedAccount>();
        for (int turn = 0; turn < 3; turn++) {
            written.addAll(store.withCash());
        }

        assertThat(written).hasSize(10);
    }

    @Test
    void what_a_drained_batch_was_refused_for_is_not_over_because_the_tables_are_there() {
        database.tablesReady();
        Pending pending = serve(1);
        pending.release();
        assertThat(store.drain()).isNull();
        pending.put(new Holding(new HoldingKey("005930", "00", ""), Map.of("quantity", 1L), Arrivals.at(START), false));
        assertThat(store.drain().shares()).hasSize(1);

        database.failed(new SQLException("null value in column \"broker\" violates not-null constraint", "23502"));
        database.tablesReady();

        assertThat(database.isAway()).isTrue();
    }

    /** It is taken off the list after five seconds, whatever the database is at; the store must not fail for all others. */
    @Test
    void a_row_that_was_refused_is_of_its_account_though_that_is_not_served_any_more() {
        Pending pending = serve(1);
        pending.release();
        pending.put(new Holding(new HoldingKey("005930", "00", ""), Map.of("quantity", 1L), Arrivals.at(START), false));
        ServedAccount account = accounts.all().get(0);
        assertThat(store.drain().shares()).hasSize(1);
        accounts.remove(account);

        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(new RefusedRows.Refused(account.owner(), Map.of(), null));

        assertThat(store.ofRefused(exchange)).isSameAs(account);
    }
}
