-- An example for ACCOUNTS_SQL: which accounts are served, a row each, asked for once a minute. Write it for tables of your own.
-- Columns: name (a-z, 0-9 and '-'), app_key, app_secret, account_no, demo (true: mock trading), user_id.
-- A key may be a reference, ${FATHER_APP_KEY} for a variable or file:/run/secrets/father_app_key, so that it is not in the database. Whoever
-- can write to such a table decides which keys are used for which user_id: let nobody but the service do so.
--
-- For a table of keys beside the profiles of the Python project:
-- select lower(profile.nickname) as name, keys.app_key, keys.app_secret, keys.account_number as account_no, keys.is_demo as demo,
--     keys.user_id::text as user_id
-- from user_api_keys keys
-- join profiles profile on profile.id = keys.user_id
-- where keys.provider = 'kiwoom' and keys.is_active
-- order by keys.created_at
select null::text as name, null::text as app_key, null::text as app_secret, null::text as account_no, true as demo, null::text as user_id
where false
