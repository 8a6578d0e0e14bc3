package dev.balancesync.supabase;

import static dev.balancesync.supabase.SupabaseProject.DASHBOARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;

import dev.balancesync.supabase.SupabaseProject.Grants;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tables of a cluster are nobody's business but the service's own. */
class LeaseTablesIT {
    @ParameterizedTest
    @EnumSource(Grants.class)
    void supabases_api_tells_nobody_who_leads_and_lets_nobody_take_over(Grants grants) throws Exception {
        try (var project = new SupabaseProject(grants)) {
            String create = new String(getClass().getResourceAsStream("/dev/balancesync/cluster/create-tables.sql").readAllBytes(), StandardCharsets.UTF_8);

            project.run(DASHBOARD, create);
            project.run(DASHBOARD, create);

            for (String table : new String[] {"kw_sync_lease", "kw_sync_node"}) {
                for (String who : new String[] {"anon", SupabaseProject.OWNER, "service_role"}) {
                    assertThatThrownBy(() -> project.request(who, "select * from " + table)).as(who).hasMessageContaining("permission denied");
                }
                assertThat(project.rows("select relrowsecurity from pg_class where relname = '" + table + "'").get(0)).containsEntry("relrowsecurity", true);
            }
            project.run(DASHBOARD, "update kw_sync_lease set holder = 'nas~1', epoch = epoch + 1");
            assertThat(project.rows("select count(*) as held from kw_sync_lease where epoch = 1").get(0)).containsEntry("held", 64L);
            assertThat(project.rows("select tablename from pg_publication_tables where tablename like 'kw_sync_%'")).isEmpty();
        }
    }
}
