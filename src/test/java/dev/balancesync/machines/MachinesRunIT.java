package dev.balancesync.machines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import dev.balancesync.TestDatabase;
import dev.balancesync.machines.MachinesRun.Planted;
import org.junit.jupiter.api.Test;

/** A good day is good; and what would be wrong about machines that were badly made, which a test plants, is found out. */
class MachinesRunIT {
    private static List<String> divergences(String script, Planted planted) throws Exception {
        return MachinesRun.live(MachinesDay.parse(script), planted).divergences();
    }

    private static String second(long seed) {
        return "m" + seed + "-n2-1";
    }

    @Test
    void after_a_death_a_pause_and_a_partition_the_tables_equal_the_account() throws Exception {
        assertThat(divergences("""
                machines seed=900001 machines=2 process=false snapshots=true token-replaces=false held=2 settle=0s
                clock n1 ahead 32400
                start n1
                start n2
                rest
                kill leader
                buy 005930 5
                start hurt
                rest
                suspend leader
                buy 000660 3
                wait 4000
                out 000660
                resume hurt
                buy 005930 1
                rest
                database leader freeze
                buy 005930 2
                wait 3500
                database hurt back
                """, Planted.NOTHING)).isEmpty();
    }

    /** The second machine asks tables of leases of its own, and so both serve the account. */
    @Test
    void machines_that_do_not_agree_on_who_leads_are_found_out() throws Exception {
        assertThat(divergences("""
                machines seed=900002 machines=2 process=false snapshots=true token-replaces=false held=2 settle=0s
                start n1
                rest
                start n2
                wait 6000
                """, database -> {
            role(database, second(900002));
            database.execute("create schema apart; create table apart.kw_sync_lease (like public.kw_sync_lease including all);"
                    + " insert into apart.kw_sync_lease (shard) select generate_series(0, 63); create table apart.kw_sync_node (like public.kw_sync_node including all);"
                    + " alter role \"" + second(900002) + "\" set search_path = apart, public");
        })).isNotEmpty().first().asString().containsAnyOf("believes to serve the account", "two sessions at once", "wrote while");
    }

    @Test
    void a_row_that_is_written_by_who_does_not_hold_the_lease_is_found_out() throws Exception {
        assertThat(divergences("""
                machines seed=900003 machines=2 process=false snapshots=true token-replaces=false held=2 settle=0s
                start n1
                rest
                wait 500
                """, database -> {
            role(database, second(900003));
            database.execute("set session authorization \"" + second(900003) + "\"; update kw_portfolio set updated_at = now()");
        })).singleElement().asString().contains(second(900003) + " wrote while m900003-n1-1~");
    }

    @Test
    void tables_that_stay_behind_are_found_out() throws Exception {
        assertThat(divergences("""
                machines seed=900004 machines=2 process=false snapshots=true token-replaces=false held=2 settle=0s
                start n1
                rest
                buy 005930 3
                wait 30000
                """, database -> database.execute("create function lab_swallow() returns trigger language plpgsql as 'begin return null; end';"
                        + " create trigger lab_swallow before insert or update on kw_portfolio for each row execute function lab_swallow()")))
                .singleElement().asString().contains("n1 says LIVE and ready for 15 s, but 005930 shows");
    }

    private static void role(TestDatabase database, String name) {
        database.execute("create role \"" + name + "\" superuser login");
    }
}
