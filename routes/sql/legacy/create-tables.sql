-- Of the tables that this service writes to, only kw_sync_status is made where it is missing: kw_portfolio and kw_account_balance
-- belong to the front end that made them, and are never created or altered.
-- On Supabase, what is made here also gets row level security (an owner reads his own rows; without it the anon key reads
-- everybody's) and is sent to Realtime. On plain PostgreSQL there is no auth.uid() and no such publication, and nothing happens.
do $tables$
declare
    made text[] := '{}';
    name text;
begin
    if to_regclass('kw_sync_status') is null then
        create table kw_sync_status (
            user_id uuid,
            account_number text primary key,
            state text,
            detail text,
            connected_since timestamptz,
            last_ping_at timestamptz,
            last_event_at timestamptz,
            last_snapshot_at timestamptz,
            gap_since timestamptz,
            version text,
            updated_at timestamptz,
            created_at timestamptz default now()
        );
        made := made || 'kw_sync_status'::text;
    end if;
    foreach name in array made loop
        if to_regprocedure('auth.uid()') is not null then
            execute format('alter table %I enable row level security', name);
            execute format('create policy "owner reads own rows" on %I for select using (user_id = auth.uid())', name);
        end if;
        if exists (select from pg_publication where pubname = 'supabase_realtime' and not puballtables) then
            execute format('alter publication supabase_realtime add table %I', name);
        end if;
    end loop;
end $tables$
