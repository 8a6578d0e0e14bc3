-- The account's totals as one JSON object, or null while there are none; exact as in select-positions.sql.
select (select row_to_json(held) from kw_account_balance held
        where user_id = :#${bean:account?method=userId}::uuid
          and account_number = :#account)::text as account
