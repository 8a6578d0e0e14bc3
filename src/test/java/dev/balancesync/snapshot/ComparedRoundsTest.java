package dev.balancesync.snapshot;

import static dev.balancesync.snapshot.SnapshotDrive.page;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.balancesync.accounts.AccountSettings;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.steps.Rounds;
import dev.balancesync.store.Owner;
import org.junit.jupiter.api.Test;

class ComparedRoundsTest {
    private final Accounts accounts = new Accounts(true);
    private final Rounds rounds = new Rounds(accounts, null);

    /** Something was written to its table, which is to be compared. */
    private void serve(int number) {
        var drive = new SnapshotDrive();
        drive.take(page());
        drive.hear("005930", Map.of("quantity", 3L));
        drive.drained();
        var settings = new AccountSettings("a" + number, "", "", String.format("%010d", number), true, "", "", "");
        var account = new ServedAccount(settings, new Owner(settings.alias(), drive.account, null), settings.alias());
        account.with(Snapshots.class, drive.snapshots);
        accounts.add(account);
    }

    @Test
    void the_tables_of_many_are_compared_some_at_a_time_so_that_the_writer_finds_a_connection() {
        for (int i = 1; i <= 10; i++) {
            serve(i);
        }

        var compared = new ArrayList<ServedAccount>();
        for (int i = 0; i < 3; i++) {
            List<ServedAccount> now = rounds.ofSnapshot();
            assertThat(now).hasSizeBetween(1, 4);
            now.forEach(each -> each.get(Snapshots.class).isNowToConfirm());
            compared.addAll(now);
        }

        assertThat(compared).containsExactlyInAnyOrderElementsOf(accounts.all());
    }
}
