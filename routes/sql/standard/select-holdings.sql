-- What the table has of the account, for the snapshot to compare with.
select stock_code, credit_type, loan_date, quantity, total_purchase_amount
from kw_portfolio
where account_number = :#account
