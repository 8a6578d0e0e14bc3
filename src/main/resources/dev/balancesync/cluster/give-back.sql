-- A node stops: what it held is free at once, and no late round of it finds its row.
do $lock$ begin perform set_config('lock_timeout', 'LIMIT', true), pg_advisory_xact_lock(8112, 20); end $lock$;
update kw_sync_lease set holder = null, changed_at = now() where holder = ?;
delete from kw_sync_node where name = ?
