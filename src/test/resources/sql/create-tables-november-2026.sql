-- The standard tables as this service made them until 26 November 2026, for the tests of older tables.
-- On Supabase, what is made here also gets row level security (an owner reads his own rows; without it the anon key reads
-- everybody's) and is sent to Realtime. On plain PostgreSQL there is no auth.uid() and no such publication, and nothing happens.
do $tables$
declare
    made text[] := '{}';
    name text;
begin
    if to_regclass('kw_portfolio') is null then
        create table kw_portfolio (
            user_id uuid,
            account_number text not null,
            stock_code text not null,
            credit_type text not null default '00',
            loan_date text not null default '',
            stock_name text,
            current_price numeric(15,2),
            quantity bigint,
            available_quantity bigint,
            average_price numeric(15,2),
            total_purchase_amount numeric(18,0),
            evaluated_amount numeric(18,0),
            profit_loss numeric(18,0),
            profit_loss_rate numeric(10,4),
            updated_at timestamptz,
            created_at timestamptz default now(),
            primary key (account_number, stock_code, credit_type, loan_date)
        );
        made := made || 'kw_portfolio'::text;
    end if;
    if to_regclass('kw_account_balance') is null then
        create table kw_account_balance (
            user_id uuid,
            account_number text primary key,
            total_purchase_amount numeric(18,0),
            stock_value numeric(18,0),
            profit_loss numeric(18,0),
            profit_loss_rate numeric(10,4),
            position_count bigint,
            total_cash numeric(18,0),
            available_cash numeric(18,0),
            order_cash numeric(18,0),
            deposit numeric(18,0),
            total_asset numeric(18,0),
            updated_at timestamptz,
            created_at timestamptz default now()
        );
        made := made || 'kw_account_balance'::text;
    end if;
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
