-- How the sync stands, as one JSON object, for the user's own front end to subscribe to.
insert into kw_sync_status as held (
    user_id, account_number, state, detail, connected_since, last_ping_at, last_event_at, last_snapshot_at, gap_since, version, updated_at)
select now.user_id, coalesce(same.account_number, now.account_number), now.state, now.detail, now.connected_since, now.last_ping_at,
    now.last_event_at, now.last_snapshot_at, now.gap_since, now.version, now.updated_at
from jsonb_to_record(set_config('balance_sync.status', :#${body}, true)::jsonb) as now (
    user_id uuid, account_number text, settled boolean, state text, detail text, connected_since timestamptz, last_ping_at timestamptz,
    last_event_at timestamptz, last_snapshot_at timestamptz, gap_since timestamptz, version text, updated_at timestamptz)
left join lateral (
    select account_number from kw_sync_status
    where not now.settled and left(replace(account_number, '-', ''), 8) = left(replace(now.account_number, '-', ''), 8)
    limit 1
) same on true
where now.settled or same.account_number is not null
on conflict (account_number) do update set
    user_id = coalesce(excluded.user_id, held.user_id),
    state = excluded.state,
    detail = excluded.detail,
    connected_since = excluded.connected_since,
    last_ping_at = coalesce(excluded.last_ping_at, held.last_ping_at),
    last_event_at = coalesce(excluded.last_event_at, held.last_event_at),
    last_snapshot_at = coalesce(excluded.last_snapshot_at, held.last_snapshot_at),
    gap_since = excluded.gap_since,
    version = excluded.version,
    updated_at = excluded.updated_at;

-- A trigger may drop the write without a word; then a front end would read for ever how it stood before. One that rewords the state, or says
-- itself when the row was written, drops nothing.
do $kept$
begin
    if exists (select from jsonb_to_record(current_setting('balance_sync.status')::jsonb) as now (account_number text, settled boolean, state text,
        updated_at timestamptz) where now.settled and not exists (select from kw_sync_status held where held.account_number = now.account_number
            and (held.state::text = now.state or held.updated_at in (now.updated_at, now())))) then
        raise exception 'kw_sync_status does not keep how it stands';
    end if;
end $kept$
