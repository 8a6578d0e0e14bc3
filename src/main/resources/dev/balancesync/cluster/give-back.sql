-- A node stops: what it held is free at once, and no late round of it finds its row.
select set_config('lock_timeout', ?, true);
select pg_advisory_xact_lock(8112, 20);
update kw_sync_lease set holder = null, changed_at = now() where holder = ?;
delete from kw_sync_node where name = ?
