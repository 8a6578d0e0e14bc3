-- What the table has of the account, for the snapshot to compare with. Every row is a cash lot: the old key has no room for others.
select stock_code::text, '00' as credit_type, '' as loan_date, quantity::bigint as quantity, purchase_amount::numeric as total_purchase_amount
from kw_portfolio
where user_id = :#${bean:account?method=userId}::uuid
  and account_number = :#account
