package dev.balancesync.machines;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.balancesync.TestDatabase;

/**
 * Notes, in the very transaction, each row that is written by a machine that does not hold the account's lease at that moment. It knows nothing
 * of the service's own fence: each start of a machine logs in to the database under the name that it has in the table of leases.
 */
final class WriteGuard {
    private static final List<String> TABLES = List.of("kw_portfolio", "kw_account_balance", "kw_sync_status");

    private final TestDatabase database;

    WriteGuard(TestDatabase database) {
        this.database = database;
    }

    boolean canBePutUp() {
        return database.has("kw_sync_lease") && TABLES.stream().allMatch(database::has);
    }

    /** @param shard of the account */
    void putUp(int shard) {
        database.execute("""
                create table lab_stale (id bigint generated always as identity, at timestamptz default clock_timestamp(), writer text, holder text, epoch bigint, what text);
                create function lab_guard() returns trigger language plpgsql as $$
                declare
                    lease record;
                begin
                    select holder, epoch into lease from public.kw_sync_lease where shard = %d;
                    if split_part(coalesce(lease.holder, ''), '~', 1) <> session_user then
                        insert into public.lab_stale (writer, holder, epoch, what)
                            values (session_user, lease.holder, lease.epoch, tg_table_name || ' ' || tg_op || ' ' || case when tg_op = 'DELETE' then old::text else new::text end);
                    end if;
                    return null;
                end $$""".formatted(shard));
        for (String table : TABLES) {
            database.execute("create trigger lab_guard after insert or update or delete on " + table + " for each row execute function lab_guard()");
        }
    }

    /** What was written by whom must not; {@code null} when nothing was. */
    String found() {
        List<Map<String, Object>> stale = database.rows("select writer, holder, epoch, what from lab_stale order by id limit 5");
        return stale.isEmpty() ? null : stale.stream().map(each -> each.get("writer") + " wrote while " + each.get("holder") + " held epoch " + each.get("epoch")
                + ": " + each.get("what")).collect(Collectors.joining("; "));
    }
}
