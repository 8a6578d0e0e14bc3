package dev.balancesync.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.SampleFrames;
import org.junit.jupiter.api.Test;

class MoneyTest {
    private static final Duration NONE = Duration.ZERO;
    private final Money money = new Money();
    private long now;

    private static JsonNode totals(String json) throws Exception {
        return SampleFrames.JSON.readTree(json);
    }

    /** Looks ten times a second, as the watcher about does. */
    private String look(int seconds, String difference, boolean explained, Duration felt) {
        String wrong = null;
        for (int i = 0; i < 10 * seconds; i++) {
            now += Duration.ofMillis(100).toNanos();
            wrong = money.look(difference, explained, felt, now);
        }
        return wrong;
    }

    @Test
    void cash_and_total_are_the_accounts() throws Exception {
        JsonNode totals = totals("{\"total_cash\":700.00,\"total_asset\":1000.00}");

        assertThat(Money.difference(totals, 700, 300L)).isNull();
        assertThat(Money.difference(totals, 701, 299L)).isEqualTo("total_cash shows 700 and is 701");
        assertThat(Money.difference(totals, 700, 301L)).startsWith("total_asset shows 1000 and is 1001");
        assertThat(Money.difference(null, 700, 300L)).isEqualTo("total_cash shows null and is 700");
    }

    @Test
    void a_total_that_nobody_can_know_is_not_looked_at() throws Exception {
        assertThat(Money.difference(totals("{\"total_cash\":700,\"total_asset\":null}"), 700, null)).isNull();
        assertThat(Money.difference(totals("{\"total_cash\":700,\"total_asset\":null}"), 700, 0L)).startsWith("total_asset shows null");
    }

    @Test
    void a_difference_is_wrong_after_ten_seconds_in_which_nothing_explains_it() {
        assertThat(look(60, "other", true, NONE)).isNull();
        assertThat(look(9, "other", false, NONE)).isNull();
        assertThat(look(2, "other", false, NONE)).startsWith("for 10 s nothing has happened, but other");
    }

    @Test
    void what_was_equal_meanwhile_has_ten_seconds_again() {
        look(9, "other", false, NONE);
        look(1, null, false, NONE);

        assertThat(look(9, "other", false, NONE)).isNull();
    }

    @Test
    void what_is_felt_longer_explains_longer_until_all_is_equal_once() {
        look(1, "other", true, Duration.ofSeconds(20));

        assertThat(look(29, "other", false, NONE)).isNull();
        assertThat(look(2, "other", false, NONE)).isNotNull();
        look(1, null, false, NONE);
        assertThat(look(11, "other", false, NONE)).isNotNull();
    }

    /** A machine that is too busy to look is too busy to blame. */
    @Test
    void two_looks_with_a_long_time_between_them_prove_nothing() {
        look(1, null, false, NONE);
        money.look("other", false, NONE, now);

        assertThat(money.look("other", false, NONE, now + Duration.ofMinutes(1).toNanos())).isNull();
    }
}
