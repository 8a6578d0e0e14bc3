package dev.balancesync.store;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.balancesync.FreePort;
import dev.balancesync.TestService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whose rows they are, which row level security reads. */
class OwnerIT {
    private static final String OWNER = "7b9d3a52-8a3c-4a39-9d0d-0d6f8d0a8a11";

    @RegisterExtension
    private final TestService mirror = new TestService();

    @Test
    void an_owner_who_is_set_later_gets_the_rows_in_which_nothing_else_changes() throws Exception {
        mirror.kiwoom.buy("005930", 3, 0);
        mirror.startLive();
        await().atMost(SOON).until(() -> mirror.portfolio().size() == 1 && mirror.account().get("total_cash") != null);
        mirror.stop();

        mirror.with("SUPABASE_USER_ID", OWNER).with("HTTP_PORT", String.valueOf(FreePort.find())).startLive();

        await().atMost(SOON).untilAsserted(() -> {
            for (String table : new String[] {"kw_portfolio", "kw_account_balance", "kw_sync_status"}) {
                assertThat(mirror.database.rows("select user_id::text as owner from " + table)).as(table)
                        .extracting(row -> row.get("owner")).containsExactly(OWNER);
            }
        });
    }
}
