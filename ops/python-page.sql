-- For the later page of the Python project, which reads portfolio and account_balance instead of kw_portfolio and kw_account_balance: run
-- it once in Supabase's SQL editor, for the standard and for the old tables alike. Nothing needs it but that page. docs/migrating.md
--
-- One row a stock and one row a user, as the page expects: lots and accounts are added up, and a sum with an unknown part is null. Who may
-- read a row of the tables may read it here (security_invoker), and nobody may write. Again after an alter table; to undo it:
--   drop function sync_account(); drop view portfolio, account_balance;
do $page$
declare
    name text;
    readers text := (select string_agg(rolname, ', ') from pg_roles where rolname in ('authenticated', 'service_role'));
    strangers text := concat_ws(', ', 'public', (select string_agg(rolname, ', ') from pg_roles where rolname in ('anon', 'authenticated')));
    cost text;
begin
    select attname into cost from pg_attribute
        where attrelid = to_regclass('kw_portfolio') and attname in ('total_purchase_amount', 'purchase_amount') and not attisdropped;
    if cost is null then
        raise exception 'kw_portfolio is not there yet: start the service once, then run this again';
    end if;
    foreach name in array array['portfolio', 'account_balance'] loop
        if exists (select from pg_class where oid = to_regclass(name) and relkind <> 'v') then
            raise exception '% is a table. It stays as it is; to make room: alter table % rename to %_before', name, name, name;
        end if;
    end loop;

    execute format($view$
        create or replace view portfolio with (security_invoker = on) as
        select user_id, stock_code, stock_name, quantity, round(cost / quantity, 2) as avg_price, current_price, cost as purchase_amount,
            profit_loss, round(100 * profit_loss / nullif(cost, 0), 4) as profit_loss_rate, updated_at
        from (select user_id, stock_code, max(stock_name) as stock_name, sum(quantity) as quantity, max(current_price) as current_price,
                  case when count(*) = count(%1$I) then sum(%1$I) end as cost,
                  case when count(*) = count(profit_loss) then sum(profit_loss) end as profit_loss, max(updated_at) as updated_at
              from kw_portfolio where quantity > 0 group by user_id, stock_code) stock$view$, cost);

    -- cash is what may be ordered with (주문가능금액); available_cash of the table is the front end's own, if it keeps reservations there
    create or replace view account_balance with (security_invoker = on) as
    select user_id, total_assets, available_cash, total_evaluation, total_profit_loss,
        round(100 * total_profit_loss / nullif(total_evaluation - total_profit_loss, 0), 4) as total_profit_loss_rate,
        total_evaluation - total_profit_loss as invested_amount, total_evaluation - total_profit_loss as total_buy_amount, updated_at
    from (select user_id, case when count(*) = count(total_asset) then sum(total_asset) end as total_assets,
              case when count(*) = count(order_cash) then sum(order_cash) end as available_cash,
              case when count(*) = count(stock_value) then sum(stock_value) end as total_evaluation,
              case when count(*) = count(profit_loss) then sum(profit_loss) end as total_profit_loss, max(updated_at) as updated_at
          from kw_account_balance group by user_id) account;

    -- what the page's button wants to be told after a synchronisation: here, whether the tables equal the account without one
    create or replace function sync_account() returns json stable language sql set search_path from current as $answer$
        select json_build_object(
            'holdings_updated', (select count(*) from portfolio),
            'balance_updated', (select count(*) > 0 and bool_and(state = 'LIVE' and gap_since is null and updated_at > now() - interval '3 minutes')
                                from kw_sync_status),
            'debug', json_build_object('recalc_triggered', false, 'holdings_count', (select count(*) from portfolio),
                'user_id', (select min(user_id::text) from account_balance)))
    $answer$;

    execute format('revoke all on portfolio, account_balance from %s', strangers);
    execute format('revoke all on function sync_account() from %s', strangers);
    if readers is not null then
        execute format('grant select on portfolio, account_balance to %s', readers);
        execute format('grant execute on function sync_account() to %s', readers);
    end if;
end $page$;
