package dev.balancesync.many;

import java.util.Map;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.balancesync.TestDatabase;
import dev.balancesync.chaos.Money;
import dev.balancesync.chaos.Oracle;
import dev.balancesync.chaos.RowsCheck;
import dev.balancesync.chaos.Sample;
import dev.balancesync.simulator.SimulatedAccount;

/** What one account of several holds and has, and what the tables say of it. */
final class FamilyAccount {
    private final SimulatedAccount account;
    private final TestDatabase database;
    private final RowsCheck rows;

    /** @param wrong hears what the tables must never say */
    FamilyAccount(SimulatedAccount account, TestDatabase database, Consumer<String> wrong) {
        var oracle = new Oracle();
        account.watch(oracle::changed);
        this.account = account;
        this.database = database;
        this.rows = new RowsCheck(account.number(), oracle, now -> now, wrong);
    }

    /** What is committed of it now. */
    private Sample sample() throws JsonProcessingException {
        Map<String, Object> found = database.rows(Sample.sqlOf(account.number())).get(0);
        return Sample.of((String) found.get("rows"), (String) found.get("accounts"));
    }

    /** Follows the tables; by one thread. */
    void check() throws JsonProcessingException {
        rows.check(sample(), System.nanoTime());
    }

    /** How its rows differ from what it holds. @return {@code null} when they do not */
    String difference() throws JsonProcessingException {
        return rows.difference(sample());
    }

    /** How its totals differ from what it has. @return {@code null} when they do not */
    String moneyDifference() throws JsonProcessingException {
        Map<String, Object> state = account.state();
        return Money.difference(sample().account(account.number()), (Long) state.get("cash"), (Long) state.get("stock_value"));
    }
}
