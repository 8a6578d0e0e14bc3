-- CLUSTER=kafka: the consumer group has given shards to this node, which takes their leases under new epochs, so that no write of who had them
-- before comes through any more. A row that such a write holds at this moment is passed over and taken a round later.
do $lock$ begin perform set_config('lock_timeout', 'LIMIT', true); end $lock$;
with asked as materialized (
    select ?::text as me, ?::text[] as wanted, coalesce((select min(name) from kw_sync_node where expires_at > now()), '') as stranger
),
takable as (
    select lease.shard from kw_sync_lease lease, asked
    where lease.shard::text = any(wanted) and lease.holder is distinct from me and stranger = ''
    order by lease.shard
    for update of lease skip locked
),
taken as (
    update kw_sync_lease lease set holder = me, epoch = lease.epoch + 1, changed_at = now()
    from takable, asked where lease.shard = takable.shard
    returning lease.shard, lease.epoch
),
held as (
    select shard, epoch from taken union all
    select shard, epoch from kw_sync_lease, asked where holder = me and shard not in (select shard from taken)
)
select stranger || '|' || coalesce((select string_agg(shard || ':' || epoch, ',') from held), '') from asked
