-- One batch of holdings, as a JSON array, into the two tables of the old Python service: three plain statements, one round trip, one
-- implicit transaction. To add a column: write it wherever stock_name stands below, and in balance.fields of application.properties.
--
-- average_price is avg_price here, total_purchase_amount is purchase_amount. What came last is written last, by the one writer;
-- updated_at tells people when, may be set by triggers and other clocks, and nothing compares it.

-- 1. What was sold out goes.
delete from kw_portfolio held
using jsonb_to_recordset(:#${body}::jsonb) as entry (
    user_id uuid, account_number text, stock_code text, quantity bigint, fresh boolean)
where (held.user_id, held.account_number, held.stock_code) = (entry.user_id, entry.account_number, entry.stock_code)
  and (entry.quantity = 0 or entry.fresh);

-- 2. What is held is written, if anything changed. What an entry does not know stays as it was; what no column
-- can hold of what is computed is unknown, and costs no row.
insert into kw_portfolio as held (
    user_id, account_number, stock_code, stock_name, current_price, quantity, available_quantity, avg_price, purchase_amount,
    evaluated_amount, profit_loss, profit_loss_rate, updated_at)
select user_id, account_number, stock_code, stock_name, current_price, quantity, available_quantity,
    coalesce(average_price, trunc(total_purchase_amount / quantity)),
    total_purchase_amount,
    case when worth < 1e18 then worth end,
    case when abs(worth - total_purchase_amount) < 1e18 then worth - total_purchase_amount end,
    coalesce(case when not coalesce(profit_loss_rate_computed, false) then profit_loss_rate
                  when total_purchase_amount > 0 and current_price is not null
                  then least(999999, round(100 * (current_price * quantity - total_purchase_amount) / total_purchase_amount, 4)) end, 0),
    updated_at
from (
    select entry.user_id, entry.account_number, entry.stock_code,
        coalesce(entry.stock_name, known.stock_name) as stock_name,
        coalesce(entry.current_price, known.current_price) as current_price,
        coalesce(entry.quantity, known.quantity) as quantity,
        coalesce(entry.available_quantity, known.available_quantity) as available_quantity,
        coalesce(entry.average_price, known.avg_price) as average_price,
        -- the exact cost; where nobody has told it of so many shares, what the rounded price gives, since the column must not be empty
        coalesce(entry.total_purchase_amount,
            case when entry.shares_changed is null and (entry.quantity is null or entry.quantity is not distinct from known.quantity)
                 then known.purchase_amount end,
            round(coalesce(entry.average_price, known.avg_price) * coalesce(entry.quantity, known.quantity))) as total_purchase_amount,
        coalesce(entry.profit_loss_rate, known.profit_loss_rate) as profit_loss_rate,
        entry.profit_loss_rate_computed,
        entry.updated_at
    from jsonb_to_recordset(:#${body}::jsonb) as entry (
        user_id uuid, account_number text, stock_code text, stock_name text, current_price numeric, quantity bigint,
        available_quantity bigint, average_price numeric, total_purchase_amount numeric, profit_loss_rate numeric,
        profit_loss_rate_computed boolean, shares_changed boolean, updated_at timestamptz)
    left join kw_portfolio known
        on (known.user_id, known.account_number, known.stock_code) = (entry.user_id, entry.account_number, entry.stock_code)
    where coalesce(entry.quantity, known.quantity) > 0
) newest
cross join lateral (select round(current_price * quantity) as worth) product
order by account_number, stock_code
on conflict (user_id, account_number, stock_code) do update set
    stock_name = excluded.stock_name,
    current_price = excluded.current_price,
    quantity = excluded.quantity,
    available_quantity = excluded.available_quantity,
    avg_price = excluded.avg_price,
    purchase_amount = excluded.purchase_amount,
    evaluated_amount = excluded.evaluated_amount,
    profit_loss = excluded.profit_loss,
    profit_loss_rate = excluded.profit_loss_rate,
    updated_at = excluded.updated_at
where (held.stock_name, held.current_price, held.quantity, held.available_quantity, held.avg_price, held.purchase_amount,
       held.evaluated_amount, held.profit_loss, held.profit_loss_rate)
      is distinct from
      (excluded.stock_name, excluded.current_price, excluded.quantity, excluded.available_quantity, excluded.avg_price,
       excluded.purchase_amount, excluded.evaluated_amount, excluded.profit_loss, excluded.profit_loss_rate);

-- 3. The account's totals are the sum of its rows, whatever the batch said; with an unknown part they are unknown. total_asset is not
-- written here: the cash does not know of these fills yet; see write-cash.sql. Old front ends need a number for the rate, always.
insert into kw_account_balance as held (user_id, account_number, stock_value, profit_loss, profit_loss_rate, updated_at)
select touched.user_id, touched.account_number,
    case when count(row.evaluated_amount) = count(row.stock_code) and abs(coalesce(sum(row.evaluated_amount), 0)) < 1e18
         then coalesce(sum(row.evaluated_amount), 0) end,
    case when count(row.profit_loss) = count(row.stock_code) and abs(coalesce(sum(row.profit_loss), 0)) < 1e18
         then coalesce(sum(row.profit_loss), 0) end,
    coalesce(case when count(row.profit_loss) = count(row.stock_code) and sum(row.purchase_amount) > 0
                  then least(999999, round(100 * sum(row.profit_loss)::numeric / sum(row.purchase_amount), 4)) end, 0),
    touched.updated_at
from (
    select user_id, account_number, max(updated_at) as updated_at
    from jsonb_to_recordset(:#${body}::jsonb) as entry (user_id uuid, account_number text, updated_at timestamptz)
    group by user_id, account_number
) touched
left join kw_portfolio row on (row.user_id, row.account_number) = (touched.user_id, touched.account_number)
group by touched.user_id, touched.account_number, touched.updated_at
on conflict (user_id, account_number) do update set
    stock_value = excluded.stock_value,
    profit_loss = excluded.profit_loss,
    profit_loss_rate = excluded.profit_loss_rate,
    updated_at = excluded.updated_at
where (held.stock_value, held.profit_loss, held.profit_loss_rate)
      is distinct from
      (excluded.stock_value, excluded.profit_loss, excluded.profit_loss_rate)
