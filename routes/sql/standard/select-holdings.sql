-- What the table has of the account, for the snapshot to compare with.
select stock_code::text, credit_type::text, loan_date::text, quantity::bigint, total_purchase_amount::numeric
from kw_portfolio
where account_number = :#account
