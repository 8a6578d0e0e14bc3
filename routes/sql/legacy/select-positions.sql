-- The account's rows as one JSON array; PostgreSQL writes numbers exactly and times with their offset.
select coalesce(json_agg(held order by stock_code), '[]')::text as positions
from kw_portfolio held
where user_id = :#${bean:account?method=userId}::uuid
  and account_number = :#account
