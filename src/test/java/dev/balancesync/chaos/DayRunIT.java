package dev.balancesync.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import dev.balancesync.TestDatabase;
import org.junit.jupiter.api.Test;

/** What the model itself must do, so that a good service has a good day. */
class DayRunIT {
    private static List<String> divergences(String script) throws Exception {
        return DayRun.live(Day.parse(script), TestDatabase.create(), Chaos.ROUTES).divergences();
    }

    /** Seed 1133: the next one was due in ten minutes. */
    @Test
    void what_the_database_refused_is_waited_for_with_a_snapshot() throws Exception {
        assertThat(divergences("""
                day seed=1133 snapshots=true process=false page-rows=4 token-replaces=true held=1 interval=10m
                service start
                rest
                database refuse 000660
                frame buy 000660 3 full
                wait 1500
                database accept
                rest
                """)).isEmpty();
    }

    /** The price, which comes without a quantity, unsaid the fills before it, and the snapshot took them back. */
    @Test
    void a_snapshot_that_lags_behind_fills_and_a_price_takes_none_of_them_back() throws Exception {
        assertThat(divergences("""
                day seed=1 snapshots=true process=false page-rows=4 token-replaces=false held=1 interval=10m settle=2s paced=false
                service start
                rest
                lag kt00018 1900 6000
                wait 2000
                frame buy 005930 3 full
                wait 700
                frame buy 005930 2 full
                wait 400
                frame price 005930 2 price
                wait 20
                broker drop
                rest
                """)).isEmpty();
    }
}
