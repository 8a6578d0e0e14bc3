-- The account's cash, as one JSON object; the stock side of the row is summed up from the holdings as ever. substitute_money is not
-- written. available_cash is in a statement of its own: what front ends keep there is not even named unless switched on.
insert into kw_account_balance as held (
    user_id, account_number, deposit, total_cash, order_cash, stock_value, profit_loss, profit_loss_rate, total_asset, updated_at)
select cash.user_id, cash.account_number, cash.deposit, cash.total_cash, cash.order_cash,
    coalesce(sum(row.evaluated_amount), 0),
    coalesce(sum(row.profit_loss), 0),
    coalesce(case when sum(row.purchase_amount) > 0
                  then least(999999, round(100 * sum(row.profit_loss)::numeric / sum(row.purchase_amount), 4)) end, 0),
    cash.total_cash + coalesce(sum(row.evaluated_amount), 0),
    cash.updated_at
from jsonb_to_record(:#${body}::jsonb) as cash (
    user_id uuid, account_number text, deposit numeric, total_cash numeric, order_cash numeric, updated_at timestamptz)
left join kw_portfolio row on (row.user_id, row.account_number) = (cash.user_id, cash.account_number)
group by cash.user_id, cash.account_number, cash.deposit, cash.total_cash, cash.order_cash, cash.updated_at
on conflict (user_id, account_number) do update set
    deposit = excluded.deposit,
    total_cash = excluded.total_cash,
    order_cash = excluded.order_cash,
    total_asset = excluded.total_cash + held.stock_value,
    updated_at = excluded.updated_at
where (held.deposit, held.total_cash, held.order_cash, held.total_asset)
      is distinct from
      (excluded.deposit, excluded.total_cash, excluded.order_cash, excluded.total_cash + held.stock_value);

update kw_account_balance held set available_cash = cash.available_cash
from jsonb_to_record(:#${body}::jsonb) as cash (user_id uuid, account_number text, available_cash numeric)
where (held.user_id, held.account_number) = (cash.user_id, cash.account_number)
  and cash.available_cash is not null
  and held.available_cash is distinct from cash.available_cash
