-- The account's cash, as one JSON object. What no column can hold is unknown; what the broker did not tell stays as it is. Called by the
-- store alone, so that no holding is written meanwhile.

-- 1. The cash. The stock side of the row is summed up from the holdings where there is no row yet.
insert into kw_account_balance as held (
    user_id, account_number, deposit, total_cash, order_cash, available_cash, total_purchase_amount, stock_value, profit_loss,
    profit_loss_rate, position_count, updated_at)
select user_id, account_number, deposit, total_cash, order_cash, available_cash,
    case when abs(cost) < 1e18 then cost end,
    case when abs(value) < 1e18 then value end,
    case when abs(profit) < 1e18 then profit end,
    coalesce(case when cost > 0 and profit is not null then least(999999, round(100 * profit / cost, 4)) end, rate),
    positions,
    updated_at
from (
    select cash.user_id, cash.account_number, cash.deposit, cash.total_cash, cash.order_cash, cash.available_cash, cash.updated_at,
        case when count(row.total_purchase_amount) = count(row.stock_code) then coalesce(sum(row.total_purchase_amount), 0) end as cost,
        case when count(row.evaluated_amount) = count(row.stock_code) then coalesce(sum(row.evaluated_amount), 0) end as value,
        case when count(row.profit_loss) = count(row.stock_code) then coalesce(sum(row.profit_loss), 0) end as profit,
        case when count(row.profit_loss) = count(row.stock_code) then 0 end as rate,
        count(row.stock_code) as positions
    from jsonb_to_record(:#${body}::jsonb) as cash (
        user_id uuid, account_number text, deposit numeric, total_cash numeric, order_cash numeric, available_cash numeric,
        updated_at timestamptz)
    left join kw_portfolio row on row.account_number = cash.account_number
    group by cash.user_id, cash.account_number, cash.deposit, cash.total_cash, cash.order_cash, cash.available_cash, cash.updated_at
) sums
where set_config('balance_sync.cash', :#${body}, true) is not null
on conflict (account_number) do update set
    user_id = coalesce(excluded.user_id, held.user_id),
    deposit = coalesce(excluded.deposit, held.deposit),
    total_cash = excluded.total_cash,
    order_cash = coalesce(excluded.order_cash, held.order_cash),
    available_cash = coalesce(excluded.available_cash, held.available_cash),
    updated_at = excluded.updated_at
where (held.user_id, held.deposit, held.total_cash, held.order_cash)
      is distinct from (coalesce(excluded.user_id, held.user_id), coalesce(excluded.deposit, held.deposit), excluded.total_cash,
          coalesce(excluded.order_cash, held.order_cash))
   or (excluded.available_cash is not null and held.available_cash is distinct from excluded.available_cash);

-- 2. Cash and stock together, where they are of one moment: otherwise it stays what it last was.
update kw_account_balance held set total_asset = sums.total_asset
from (
    select cash.account_number,
        case when abs(cash.total_cash + value) < 1e18 then cash.total_cash + value end as total_asset
    from jsonb_to_record(:#${body}::jsonb) as cash (account_number text, total_cash numeric, consistent boolean)
    cross join lateral (
        select case when count(row.evaluated_amount) = count(*) then coalesce(sum(row.evaluated_amount), 0) end as value
        from kw_portfolio row
        where row.account_number = cash.account_number
    ) stock
    where cash.consistent
) sums
where held.account_number = sums.account_number
  and held.total_asset is distinct from sums.total_asset;

-- 3. As of when, in tables that have the column. The entry is handed on within the transaction, since a block takes no parameters.
do $cash_at$
begin
    if exists (select from pg_attribute where attrelid = 'kw_account_balance'::regclass and attname = 'cash_at' and not attisdropped) then
        execute 'update kw_account_balance held set cash_at = cash.cash_at from jsonb_to_record($1) as cash (account_number text, cash_at timestamptz) where held.account_number = cash.account_number'
            using current_setting('balance_sync.cash')::jsonb;
    end if;
end $cash_at$;

-- 4. A trigger, rule or policy may drop a write without a word; then nothing of this is taken for written.
do $kept$
begin
    if not exists (select from kw_account_balance held, jsonb_to_record(current_setting('balance_sync.cash')::jsonb) as cash (
            account_number text, total_cash numeric)
        where held.account_number = cash.account_number and held.total_cash = cash.total_cash) then
        raise exception 'kw_account_balance does not keep the cash that is written to it';
    end if;
end $kept$
