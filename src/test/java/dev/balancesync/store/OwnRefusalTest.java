package dev.balancesync.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

import dev.balancesync.MutableClock;
import dev.balancesync.store.OwnRefusal.Part;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class OwnRefusalTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private final ShiftedTicker ticker = new ShiftedTicker();
    private final OwnRefusal refusal = new OwnRefusal(new MutableClock(START.toString()), ticker);

    @Test
    void a_refusal_of_the_cash_is_told_with_its_place_and_does_not_hold_up_the_rows() {
        var why = new PSQLException(new ServerErrorMessage("SERROR\0C23514\0Mnew row violates check constraint\0tkw_account_balance\0nno_cash\0\0"));

        assertThat(refusal.refused(Part.CASH, new IllegalStateException(why))).isTrue();

        assertThat(refusal.state().since()).isEqualTo(START);
        assertThat(refusal.state().reason()).contains("table=kw_account_balance", "constraint=no_cash");
        assertThat(refusal.mayTry(Part.HOLDINGS)).isTrue();
        assertThat(refusal.mayTry(Part.CASH)).isFalse();
        ticker.move(Duration.ofSeconds(10));
        assertThat(refusal.mayTry(Part.CASH)).isTrue();
    }

    @Test
    void each_part_is_ended_by_its_own_write_alone() {
        refusal.refused(Part.CASH, new SQLException("column \"deposit\" does not exist", "42703"));
        refusal.refused(Part.STATUS, new SQLException("permission denied for table kw_sync_status", "42501"));

        refusal.taken(Part.HOLDINGS);
        refusal.taken(Part.CASH);

        assertThat(refusal.state().reason()).contains("kw_sync_status");
        refusal.taken(Part.STATUS);
        assertThat(refusal.state()).isNull();
    }

    @Test
    void a_table_that_is_gone_refuses_nothing_any_more() {
        refusal.refused(Part.STATUS, new SQLException("permission denied for table kw_sync_status", "42501"));

        refusal.letGo(Part.STATUS);

        assertThat(refusal.state()).isNull();
    }

    @Test
    void what_stands_before_all_tables_is_not_one_accounts() {
        assertThat(refusal.refused(Part.CASH, new SQLException("read only", "25006"))).isFalse();
        assertThat(refusal.refused(Part.CASH, new SQLException("away", "08006"))).isFalse();
        assertThat(refusal.refused(Part.CASH, new SQLException("relation \"kw_account_balance\" does not exist", "42P01"))).isFalse();
        assertThat(refusal.refused(Part.CASH, new IllegalStateException("no SQL"))).isFalse();
        assertThat(refusal.state()).isNull();
    }

    @Test
    void a_table_that_is_not_ours_is_missed_by_that_part_alone() {
        assertThat(refusal.refused(Part.CASH, new SQLException("relation \"my_kw_portfolio_log\" does not exist", "42P01"))).isTrue();
    }
}
