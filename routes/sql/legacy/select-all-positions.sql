-- The rows of all accounts as one JSON object, by account number; otherwise as select-positions.sql.
select coalesce(json_object_agg(account_number, positions), '{}')::text as positions
from (
    select account_number, json_agg(held order by stock_code) as positions
    from kw_portfolio held
    where account_number in (select jsonb_array_elements_text(:#numbers::jsonb))
    group by account_number
) accounts
