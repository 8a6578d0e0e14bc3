package dev.balancesync.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import dev.balancesync.SampleFrames;
import dev.balancesync.balance.Pending;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.snapshot.Cash;
import dev.balancesync.snapshot.CashBell;
import org.junit.jupiter.api.Test;

/** Holdings and cash wait for the same store: {@link Standing} is told of both. */
class WaitingTest {
    private final MutableTicker ticker = new MutableTicker();
    private final Cash cash = new Cash(new Account("8112510011", ""), "", false, new CashBell(Duration.ofMinutes(10), ticker), () -> false, Duration.ofMinutes(1),
            SampleFrames.JSON, new MutableClock("2026-11-23T01:00:00Z"), ticker);
    private final Rooms rooms = Rooms.of(null, null, null, null, () -> 0, null, new Pending(), null, null, cash, null, null, null);

    /** A drain that hung with nothing else to write was told after 82 s. */
    @Test
    void cash_that_is_not_stored_yet_waits_like_a_holding() throws Exception {
        assertThat(rooms.isWaiting()).isFalse();

        cash.answered(cash.ask(), SampleFrames.fields("kt00001-official-doc"));

        assertThat(rooms.isWaiting()).isTrue();
        cash.row();
        assertThat(rooms.isWaiting()).as("while it is written").isTrue();
        assertThat(rooms.commits()).isZero();
        cash.written();
        assertThat(rooms.isWaiting()).isFalse();
        assertThat(rooms.commits()).as("what comes next has not waited as long").isEqualTo(1);
    }
}
