-- The rows of all accounts as one JSON object, by account number; otherwise as select-positions.sql.
select coalesce(json_object_agg(account_number, positions), '{}')::text as positions
from (
    select account_number, json_agg(held order by stock_code) as positions
    from kw_portfolio held
    where (user_id, account_number) in (
        select user_id, account_number from jsonb_to_recordset(:#${bean:web?method=owners}::jsonb) as own (user_id uuid, account_number text))
    group by account_number
) accounts
