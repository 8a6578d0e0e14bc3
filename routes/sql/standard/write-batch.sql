-- One batch of holdings, as a JSON array, into both tables: three plain statements, one round trip, one implicit transaction.
-- To add a column: write it wherever stock_name stands below, and in balance.fields of application.properties.
-- What came last is written last, by the one writer; updated_at tells people when, may be set by triggers and other clocks, and nothing
-- compares it.

-- 1. What was sold out goes.
delete from kw_portfolio held
using jsonb_to_recordset(:#${body}::jsonb) as entry (
    account_number text, stock_code text, credit_type text, loan_date text, quantity bigint, fresh boolean)
where (held.account_number, held.stock_code, held.credit_type, held.loan_date)
    = (entry.account_number, entry.stock_code, entry.credit_type, entry.loan_date)
  and (entry.quantity = 0 or entry.fresh);

-- 2. What is held is written, if anything changed. What an entry does not know stays as it was; what no column
-- can hold of what is computed is unknown, and costs no row.
insert into kw_portfolio as held (
    user_id, account_number, stock_code, credit_type, loan_date, stock_name, current_price, quantity, available_quantity,
    average_price, total_purchase_amount, evaluated_amount, profit_loss, profit_loss_rate, updated_at)
select user_id, account_number, stock_code, credit_type, loan_date, stock_name, current_price, quantity, available_quantity,
    average_price, total_purchase_amount,
    case when worth < 1e18 then worth end,
    case when abs(worth - total_purchase_amount) < 1e18 then worth - total_purchase_amount end,
    coalesce(case when not coalesce(profit_loss_rate_computed, false) then profit_loss_rate
                  when total_purchase_amount > 0 and current_price is not null
                  then least(999999, round(100 * (current_price * quantity - total_purchase_amount) / total_purchase_amount, 4)) end, 0),
    updated_at
from (
    select entry.user_id, entry.account_number, entry.stock_code, entry.credit_type, entry.loan_date,
        coalesce(entry.stock_name, known.stock_name) as stock_name,
        coalesce(entry.current_price, known.current_price) as current_price,
        coalesce(entry.quantity, known.quantity) as quantity,
        coalesce(entry.available_quantity, known.available_quantity) as available_quantity,
        coalesce(entry.average_price, known.average_price) as average_price,
        -- what another number of shares has cost says nothing of these
        coalesce(entry.total_purchase_amount,
            case when entry.shares_changed is null and (entry.quantity is null or entry.quantity is not distinct from known.quantity)
                 then known.total_purchase_amount end) as total_purchase_amount,
        coalesce(entry.profit_loss_rate, known.profit_loss_rate) as profit_loss_rate,
        entry.profit_loss_rate_computed,
        entry.updated_at
    from jsonb_to_recordset(:#${body}::jsonb) as entry (
        user_id uuid, account_number text, stock_code text, credit_type text, loan_date text, stock_name text,
        current_price numeric, quantity bigint, available_quantity bigint, average_price numeric, total_purchase_amount numeric,
        profit_loss_rate numeric, profit_loss_rate_computed boolean, shares_changed boolean, updated_at timestamptz)
    left join kw_portfolio known using (account_number, stock_code, credit_type, loan_date)
    where coalesce(entry.quantity, known.quantity) > 0
) newest
cross join lateral (select round(current_price * quantity) as worth) product
order by account_number, stock_code, credit_type, loan_date
on conflict (account_number, stock_code, credit_type, loan_date) do update set
    user_id = coalesce(excluded.user_id, held.user_id),
    stock_name = excluded.stock_name,
    current_price = excluded.current_price,
    quantity = excluded.quantity,
    available_quantity = excluded.available_quantity,
    average_price = excluded.average_price,
    total_purchase_amount = excluded.total_purchase_amount,
    evaluated_amount = excluded.evaluated_amount,
    profit_loss = excluded.profit_loss,
    profit_loss_rate = excluded.profit_loss_rate,
    updated_at = excluded.updated_at
where (held.stock_name, held.current_price, held.quantity, held.available_quantity, held.average_price,
       held.total_purchase_amount, held.evaluated_amount, held.profit_loss, held.profit_loss_rate, held.user_id)
      is distinct from
      (excluded.stock_name, excluded.current_price, excluded.quantity, excluded.available_quantity, excluded.average_price,
       excluded.total_purchase_amount, excluded.evaluated_amount, excluded.profit_loss, excluded.profit_loss_rate,
       case when excluded.user_id is null then held.user_id else excluded.user_id end);

-- 3. The account's totals are the sum of its rows, whatever the batch said. One that no column can hold, or of which a part is unknown, is
-- unknown, and costs no row. total_asset is not written here: the cash does not know of these fills yet; see write-cash.sql.
insert into kw_account_balance as held (
    user_id, account_number, total_purchase_amount, stock_value, profit_loss, profit_loss_rate, position_count, updated_at)
select user_id, account_number,
    case when abs(cost) < 1e18 then cost end,
    case when abs(value) < 1e18 then value end,
    case when abs(profit) < 1e18 then profit end,
    coalesce(case when cost > 0 and profit is not null then least(999999, round(100 * profit / cost, 4)) end, rate),
    positions,
    updated_at
from (
    select touched.user_id, touched.account_number, touched.updated_at,
        case when count(row.total_purchase_amount) = count(row.stock_code) then coalesce(sum(row.total_purchase_amount), 0) end as cost,
        case when count(row.evaluated_amount) = count(row.stock_code) then coalesce(sum(row.evaluated_amount), 0) end as value,
        case when count(row.profit_loss) = count(row.stock_code) then coalesce(sum(row.profit_loss), 0) end as profit,
        case when count(row.profit_loss) = count(row.stock_code) then 0 end as rate,
        count(row.stock_code) as positions
    from (
        select account_number, min(user_id::text)::uuid as user_id, max(updated_at) as updated_at
        from jsonb_to_recordset(:#${body}::jsonb) as entry (user_id uuid, account_number text, updated_at timestamptz)
        group by account_number
    ) touched
    left join kw_portfolio row on row.account_number = touched.account_number
    group by touched.account_number, touched.user_id, touched.updated_at
) sums
on conflict (account_number) do update set
    user_id = coalesce(excluded.user_id, held.user_id),
    total_purchase_amount = excluded.total_purchase_amount,
    stock_value = excluded.stock_value,
    profit_loss = excluded.profit_loss,
    profit_loss_rate = excluded.profit_loss_rate,
    position_count = excluded.position_count,
    updated_at = excluded.updated_at
where (held.user_id, held.total_purchase_amount, held.stock_value, held.profit_loss, held.profit_loss_rate, held.position_count)
      is distinct from
      (coalesce(excluded.user_id, held.user_id), excluded.total_purchase_amount, excluded.stock_value, excluded.profit_loss,
       excluded.profit_loss_rate, excluded.position_count)
