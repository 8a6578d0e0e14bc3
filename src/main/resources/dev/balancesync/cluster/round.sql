-- One round of one node: it says that it lives, hands over what it has too much of, buries who has died, and takes what is free, up to its
-- share. One round trip and one implicit transaction, so that any pooler will do; every time is the database's now().
-- Rounds go one after the other, each seeing what the one before it left: the lock is the transaction's, no session keeps anything.
-- Blocks and one text, because their answers are shorter: what the database sends is what a hoster charges for.
do $lock$ begin perform set_config('lock_timeout', 'LIMIT', true), pg_advisory_xact_lock(8112, 20); end $lock$;
with asked as materialized (
    select ?::text as me, ?::text as version, ?::int as ttl_millis, ?::boolean as joins, ?::boolean as takes,
        ?::text[] as quiet, ?::text[] as silent, ?::text[] as given, ?::text[] as preferred, ?::text as known
),
-- A node that was buried finds no row of its own, and so holds nothing, however late its round comes. Its beats begin anywhere, so that none
-- is taken for one of before.
joined as (
    insert into kw_sync_node (name, version, beat, ttl_millis, expires_at)
    select me, version, (random() * 1e15)::bigint, ttl_millis, now() + ttl_millis * interval '1 ms' from asked where joins
    on conflict (name) do nothing
    returning name
),
beaten as (
    update kw_sync_node set beat = beat + 1, version = asked.version, ttl_millis = asked.ttl_millis,
        expires_at = now() + asked.ttl_millis * interval '1 ms'
    from asked where name = me
    returning name
),
present as materialized (
    select me, takes, quiet, silent, given, preferred from asked where exists (select from joined) or exists (select from beaten)
),
-- Expired by the database's clock, and not heard of by this node's own either: the database's may have been set forward. Or not heard of for
-- twice its time: the database's may have been set back. A beat that came since this node looked makes both untrue.
buried as (
    delete from kw_sync_node node using present
    where node.name <> me
      and (node.expires_at <= now() and node.name || ':' || node.beat = any(quiet) or node.name || ':' || node.beat = any(silent))
    returning node.name
),
others as materialized (
    select name, beat, ttl_millis, expires_at, split_part(version, ' ', 2) as accounts from kw_sync_node
    where name <> (select me from asked) and name not in (select name from buried)
),
given_back as (
    update kw_sync_lease lease set holder = null, changed_at = now() from present
    where lease.holder = me and lease.shard || ':' || lease.epoch = any(given)
    returning lease.shard
),
-- With CLUSTER=kafka a consumer group gives the leases, and nobody takes one here while any is held so.
-- A row that a write holds, because it proves its epoch at this moment, is passed over: it is taken a round later.
free as materialized (
    select shard, holder from kw_sync_lease
    where shard not in (select shard from given_back)
      and (holder is null or holder <> (select me from asked) and holder not in (select name from others))
      and not exists (select from kw_sync_lease where holder like '%~kafka')
),
share as materialized (
    select 64 / count(*) as least, ceil(64.0 / count(*))::int as most
    from (select name from others union all select me from asked) node
),
takable as (
    select lease.shard from kw_sync_lease lease join free using (shard), present, share
    where takes and lease.holder is not distinct from free.holder
    order by lease.shard::text = any(preferred) desc, lease.shard
    limit greatest(0, (select most from share) - (select count(*) from kw_sync_lease
        where holder = (select me from asked) and shard not in (select shard from given_back)))
    for update of lease skip locked
),
taken as (
    update kw_sync_lease lease set holder = me, epoch = lease.epoch + 1, changed_at = now()
    from takable, present where lease.shard = takable.shard
    returning lease.shard, lease.epoch
),
leases as materialized (
    select lease.shard, coalesce(taken.epoch, lease.epoch) as epoch,
        case when taken.shard is not null then (select me from asked) when given_back.shard is null then lease.holder end as holder
    from kw_sync_lease lease left join taken using (shard) left join given_back using (shard)
),
told as materialized (
    select coalesce(string_agg(concat_ws(':', shard, epoch, holder), ',' order by shard), '') as leases from leases
)
select concat_ws('|', exists (select from present)::int,
    -- a row of a month ago, or of a clock that was ahead, would be more milliseconds than there are
    (select ceil(1000 * least(greatest(extract(epoch from min(expires_at) - now()), 0), 86400))::int from others),
    -- what nodes lack to the least that each should have, beyond what is free already
    (select coalesce(sum(greatest(0, least - (select count(*) from leases where holder = name))), 0) from others, share)::int
        - (select count(*) from free)::int,
    (select count(*) from free)::int - (select count(*) from taken)::int,
    coalesce((select string_agg(concat_ws(':', name, beat, ttl_millis, accounts), ',') from others), ''),
    -- with a mark by which the next round knows that nothing has changed
    case when md5(leases) <> known then md5(leases) || ' ' || leases else '' end) as a
from told, asked
