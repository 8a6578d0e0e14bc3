-- The two tables of CLUSTER=postgres, made only where they are missing. They hold no account number: names of machines, and who serves which
-- of the 64 shards. Nobody but their owner may see them: on Supabase not even through its API, whose roles get no rights and no policy.
do $tables$
declare
    strangers text := (select string_agg(quote_ident(rolname), ', ') from pg_roles where rolname in ('anon', 'authenticated', 'service_role'));
    made text;
begin
    -- two machines may come at once at the first start
    perform pg_advisory_xact_lock(8112, 18);
    if to_regclass('kw_sync_lease') is null then
        create table kw_sync_lease (
            shard smallint primary key,
            holder text,
            epoch bigint not null default 0,
            changed_at timestamptz not null default now()
        );
        -- where machines may have been, their old epochs must not come again: who led under one would take itself for the last that did
        insert into kw_sync_lease (shard, epoch) select generate_series(0, 63),
            case when coalesce(to_regclass('kw_sync_node'), to_regclass('kw_portfolio')) is null then 0 else extract(epoch from now())::bigint end;
        made := concat_ws(', ', made, 'kw_sync_lease');
    end if;
    if to_regclass('kw_sync_node') is null then
        create table kw_sync_node (
            name text primary key,
            version text,
            beat bigint not null,
            ttl_millis integer not null,
            expires_at timestamptz not null,
            joined_at timestamptz not null default now()
        );
        made := concat_ws(', ', made, 'kw_sync_node');
    end if;
    if made is not null then
        execute format('revoke all on %s from %s', made, concat_ws(', ', 'public', strangers));
        if strangers is not null then
            execute format('alter table %s enable row level security', split_part(made, ', ', 1));
            if made like '%,%' then
                execute format('alter table %s enable row level security', split_part(made, ', ', 2));
            end if;
        end if;
    end if;
end $tables$
