-- The account's cash, as one JSON object; the stock side of the row is summed up from the holdings as ever. What no column can hold is
-- unknown.
insert into kw_account_balance as held (
    user_id, account_number, deposit, total_cash, order_cash, available_cash, total_purchase_amount, stock_value, profit_loss,
    profit_loss_rate, position_count, total_asset, updated_at)
select user_id, account_number, deposit, total_cash, order_cash, available_cash,
    case when abs(cost) < 1e18 then cost end,
    case when abs(value) < 1e18 then value end,
    case when abs(profit) < 1e18 then profit end,
    coalesce(case when cost > 0 then least(999999, round(100 * profit / cost, 4)) end, 0),
    positions,
    case when abs(total_cash + value) < 1e18 then total_cash + value end,
    updated_at
from (
    select cash.user_id, cash.account_number, cash.deposit, cash.total_cash, cash.order_cash, cash.available_cash, cash.updated_at,
        coalesce(sum(row.total_purchase_amount), 0) as cost,
        coalesce(sum(row.evaluated_amount), 0) as value,
        coalesce(sum(row.profit_loss), 0) as profit,
        count(row.stock_code) as positions
    from jsonb_to_record(:#${body}::jsonb) as cash (
        user_id uuid, account_number text, deposit numeric, total_cash numeric, order_cash numeric, available_cash numeric,
        updated_at timestamptz)
    left join kw_portfolio row on row.account_number = cash.account_number
    group by cash.user_id, cash.account_number, cash.deposit, cash.total_cash, cash.order_cash, cash.available_cash, cash.updated_at
) sums
on conflict (account_number) do update set
    user_id = coalesce(excluded.user_id, held.user_id),
    deposit = excluded.deposit,
    total_cash = excluded.total_cash,
    order_cash = excluded.order_cash,
    available_cash = coalesce(excluded.available_cash, held.available_cash),
    total_asset = case when abs(excluded.total_cash + held.stock_value) < 1e18 then excluded.total_cash + held.stock_value end,
    updated_at = excluded.updated_at
where (held.deposit, held.total_cash, held.order_cash, held.total_asset)
      is distinct from
      (excluded.deposit, excluded.total_cash, excluded.order_cash,
       case when abs(excluded.total_cash + held.stock_value) < 1e18 then excluded.total_cash + held.stock_value end)
   or (excluded.available_cash is not null and held.available_cash is distinct from excluded.available_cash)
