-- The account's rows as one JSON array; PostgreSQL writes numbers exactly and times with their offset.
select coalesce(json_agg(held order by stock_code, credit_type, loan_date), '[]')::text as positions
from kw_portfolio held
where account_number = :#account
