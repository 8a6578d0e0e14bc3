-- The account's cash, as one JSON object. substitute_money is not written; what the broker did not tell stays. available_cash is in a
-- statement of its own: what front ends keep there is not even named unless switched on. Called by the store alone, so that no holding is
-- written meanwhile.

-- 1. The cash. The stock side of the row is summed up from the holdings where there is no row yet.
insert into kw_account_balance as held (
    user_id, account_number, deposit, total_cash, order_cash, stock_value, profit_loss, profit_loss_rate, updated_at)
select cash.user_id, cash.account_number, cash.deposit, cash.total_cash, cash.order_cash,
    case when count(row.evaluated_amount) = count(row.stock_code) then coalesce(sum(row.evaluated_amount), 0) end,
    case when count(row.profit_loss) = count(row.stock_code) then coalesce(sum(row.profit_loss), 0) end,
    coalesce(case when count(row.profit_loss) = count(row.stock_code) and sum(row.purchase_amount) > 0
                  then least(999999, round(100 * sum(row.profit_loss)::numeric / sum(row.purchase_amount), 4)) end, 0),
    cash.updated_at
from jsonb_to_record(:#${body}::jsonb) as cash (
    user_id uuid, account_number text, deposit numeric, total_cash numeric, order_cash numeric, updated_at timestamptz)
left join kw_portfolio row on (row.user_id, row.account_number) = (cash.user_id, cash.account_number)
where set_config('balance_sync.cash', :#${body}, true) is not null
group by cash.user_id, cash.account_number, cash.deposit, cash.total_cash, cash.order_cash, cash.updated_at
on conflict (user_id, account_number) do update set
    deposit = coalesce(excluded.deposit, held.deposit),
    total_cash = excluded.total_cash,
    order_cash = coalesce(excluded.order_cash, held.order_cash),
    updated_at = excluded.updated_at
where (held.deposit, held.total_cash, held.order_cash)
      is distinct from (coalesce(excluded.deposit, held.deposit), excluded.total_cash, coalesce(excluded.order_cash, held.order_cash));

update kw_account_balance held set available_cash = cash.available_cash
from jsonb_to_record(:#${body}::jsonb) as cash (user_id uuid, account_number text, available_cash numeric)
where (held.user_id, held.account_number) = (cash.user_id, cash.account_number)
  and cash.available_cash is not null
  and held.available_cash is distinct from cash.available_cash;

-- 2. Cash and stock together, where they are of one moment: otherwise it stays what it last was.
update kw_account_balance held set total_asset = sums.total_asset
from (
    select cash.user_id, cash.account_number, cash.total_cash + value as total_asset
    from jsonb_to_record(:#${body}::jsonb) as cash (user_id uuid, account_number text, total_cash numeric, consistent boolean)
    cross join lateral (
        select case when count(row.evaluated_amount) = count(*) then coalesce(sum(row.evaluated_amount), 0) end as value
        from kw_portfolio row
        where (row.user_id, row.account_number) = (cash.user_id, cash.account_number)
    ) stock
    where cash.consistent
) sums
where (held.user_id, held.account_number) = (sums.user_id, sums.account_number)
  and held.total_asset is distinct from sums.total_asset;

-- 3. As of when, in tables that have the column. The entry is handed on within the transaction, since a block takes no parameters.
do $cash_at$
begin
    if exists (select from pg_attribute where attrelid = 'kw_account_balance'::regclass and attname = 'cash_at' and not attisdropped) then
        execute 'update kw_account_balance held set cash_at = cash.cash_at from jsonb_to_record($1) as cash (user_id uuid, account_number text, cash_at timestamptz) where (held.user_id, held.account_number) = (cash.user_id, cash.account_number)'
            using current_setting('balance_sync.cash')::jsonb;
    end if;
end $cash_at$;

-- 4. A trigger, rule or policy may drop a write without a word; then nothing of this is taken for written.
do $kept$
begin
    if not exists (select from kw_account_balance held, jsonb_to_record(current_setting('balance_sync.cash')::jsonb) as cash (
            user_id uuid, account_number text, total_cash numeric)
        where (held.user_id, held.account_number) = (cash.user_id, cash.account_number) and held.total_cash = cash.total_cash) then
        raise exception 'kw_account_balance does not keep the cash that is written to it';
    end if;
end $kept$
