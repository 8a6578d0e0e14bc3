package dev.balancesync.chaos;

import org.junit.jupiter.api.Test;

/** Whatever happens, the tables equal the account, and when they do not, status says so. A handful of days; more: {@link BadDays}. */
class ChaosIT {
    @Test
    void after_every_bad_day_the_tables_equal_the_account() throws Exception {
        BadDays.live(BadDays.days(1, BadDays.FEW), BadDays.AT_A_TIME);
    }
}
