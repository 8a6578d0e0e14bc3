-- Of leases that are older than some that there were: whoever has one has nothing, and who takes it leads under an epoch that no count of
-- takeovers has reached. A row that a write holds at this moment is passed over: it is raised a round later.
with stale as (
    select lease.shard, seen.epoch
    from kw_sync_lease lease
    join (select split_part(each, ':', 1)::int as shard, split_part(each, ':', 2)::bigint as epoch from unnest(?) each) seen using (shard)
    where lease.epoch <= seen.epoch
    for update of lease skip locked
)
update kw_sync_lease lease set holder = null, epoch = greatest(extract(epoch from now())::bigint, stale.epoch + 1), changed_at = now()
from stale where lease.shard = stale.shard
