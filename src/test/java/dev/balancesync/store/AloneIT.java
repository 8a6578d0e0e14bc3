package dev.balancesync.store;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.balancesync.TestService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who serves alone where several machines did before, and may again. */
class AloneIT {
    @RegisterExtension
    private final TestService mirror = new TestService();

    private long epochsAfterAStart(String before) throws IOException {
        mirror.database.execute(Files.readString(Path.of("src/main/resources/dev/balancesync/cluster/create-tables.sql")));
        mirror.database.execute("update kw_sync_lease set epoch = 5, holder = 'pc~2'; " + before);
        mirror.startLive();
        await().atMost(SOON).until(() -> !mirror.database.rows("select from kw_account_balance").isEmpty());
        return (Long) mirror.database.rows("select distinct epoch from kw_sync_lease").get(0).get("epoch");
    }

    /** Else a machine that was killed under epoch 5 and comes back under 6 takes itself for the last that served, and its journal for news. */
    @Test
    void who_serves_alone_leaves_epochs_behind_that_follow_none_of_before() throws IOException {
        assertThat(epochsAfterAStart("")).isGreaterThan(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert into kw_sync_node (name, beat, ttl_millis, expires_at) values ('pc~2', 1, 10000, now() + interval '1 min')",
            "update kw_sync_lease set holder = 'pc~2~kafka' where shard = 0"})
    void of_machines_that_may_live_it_takes_no_lease(String living) throws IOException {
        assertThat(epochsAfterAStart(living)).isEqualTo(5);
    }
}
