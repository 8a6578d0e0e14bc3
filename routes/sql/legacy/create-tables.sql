-- Of the tables that this service writes to, only kw_sync_status is made where it is missing: kw_portfolio and kw_account_balance
-- belong to the front end that made them, and are never created or altered.
-- On Supabase, what is made here also gets: row level security (the owner reads his own rows), no rights for anon, reading for
-- authenticated, all for service_role, and a place in Realtime. Realtime tells everybody the primary key of a row that goes, whatever
-- row level security says; so that is an id that means nothing, and no account number. A random one: a number that counts up would tell
-- strangers how often something is bought. It comes from no sequence, which would need rights of its own.
-- What this role may not do is left out and told as a warning, with the statement for whoever may. Plain PostgreSQL has no such roles, no
-- auth.uid() and no such publication.
do $tables$
declare
    made text[] := '{}';
    name text;
    full_name text;
    steps text[];
    step text;
    -- not to_regprocedure: it fails where this role may not look into the schema
    has_owners boolean := exists (select from pg_proc f join pg_namespace n on n.oid = f.pronamespace
        where n.nspname = 'auth' and f.proname = 'uid');
    strangers text := (select string_agg(rolname, ', ') from pg_roles where rolname in ('anon', 'authenticated'));
    reader text := (select rolname from pg_roles where rolname = 'authenticated');
    server text := (select rolname from pg_roles where rolname = 'service_role');
    publisher text := (select quote_ident(rolname) from pg_publication p join pg_roles r on r.oid = p.pubowner
        where pubname = 'supabase_realtime');
begin
    -- at a first start store and snapshot may come at once, or two machines; whoever comes second finds them made
    perform pg_advisory_xact_lock(8112, 18);
    -- a session that was told before that there is none believes it until it looks into a catalogue
    perform from pg_class limit 1;
    if to_regclass('kw_sync_status') is null then
        create table kw_sync_status (
            id uuid primary key default gen_random_uuid(),
            user_id uuid,
            account_number text not null unique,
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
        full_name := format('%I.%I', current_schema(), name);
        steps := array[format('revoke all on %s from %s', full_name, concat_ws(', ', 'public', strangers)),
            format('alter table %s replica identity full', full_name)];
        if has_owners then
            steps := array[format('alter table %s enable row level security', full_name),
                format('create policy "owner reads own rows" on %s for select to %s using (user_id = (select auth.uid()))', full_name,
                    coalesce(reader, 'public'))] || steps;
        end if;
        if reader is not null then
            steps := steps || format('grant select on %s to %s', full_name, reader);
        end if;
        if server is not null then
            steps := steps || format('grant all on %s to %s', full_name, server);
        end if;
        if publisher is not null and not exists (select from pg_publication_tables
                where pubname = 'supabase_realtime' and schemaname = current_schema() and tablename = name) then
            steps := steps || format('alter publication supabase_realtime add table %s', full_name);
        end if;
        foreach step in array steps loop
            begin
                execute step;
            exception when others then
                -- who adds a table to a publication must own both
                raise warning '%. To be run by %: %;', sqlerrm, case when step like 'alter publication %'
                    then format('%s, as a member of %I (grant %I to %s;)', publisher, current_user, current_user, publisher)
                    else 'a role that may' end, step;
            end;
        end loop;
    end loop;
end $tables$
