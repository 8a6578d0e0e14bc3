package dev.balancesync.store;

/** The tables of the old Python service, as its front ends made them. */
public enum LegacyTables {
    /** Nothing sold out may stay, and no number may be missing. */
    STRICT("""
            create table kw_portfolio (
                id bigserial primary key, user_id uuid not null, account_number varchar(20) not null, stock_code varchar(10) not null,
                stock_name varchar(100), quantity integer not null check (quantity > 0), available_quantity integer,
                avg_price numeric(15,2) not null, purchase_amount numeric(18,0) not null, current_price numeric(15,2),
                evaluated_amount numeric(18,0), profit_loss numeric(18,0), profit_loss_rate numeric(10,4),
                updated_at timestamptz default now(), created_at timestamptz default now(),
                unique (user_id, account_number, stock_code));
            create table kw_account_balance (
                id bigserial primary key, user_id uuid not null, account_number varchar(20) not null, total_cash numeric(18,0),
                available_cash numeric(18,0), order_cash numeric(18,0), deposit numeric(18,0), substitute_money numeric(18,0),
                total_asset numeric(18,0), stock_value numeric(18,0), profit_loss numeric(18,0), profit_loss_rate numeric(10,4),
                updated_at timestamptz default now(), unique (user_id, account_number))"""),
    /** Whole numbers with defaults, and a trigger that sets updated_at to the time of the write. */
    STAMPED("""
            create table kw_portfolio (
                user_id uuid not null, account_number text not null, stock_code text not null, stock_name text,
                quantity integer not null default 0, available_quantity integer default 0, avg_price bigint, purchase_amount bigint not null,
                current_price bigint, evaluated_amount bigint, profit_loss bigint, profit_loss_rate numeric(8,2),
                updated_at timestamptz not null default now(), created_at timestamptz default now(),
                unique (user_id, account_number, stock_code));
            create table kw_account_balance (
                user_id uuid not null, account_number text not null, total_cash bigint not null default 0,
                available_cash bigint not null default 0, order_cash bigint default 0, deposit bigint default 0,
                substitute_money bigint not null default 0, total_asset bigint default 0, stock_value bigint default 0,
                profit_loss bigint default 0, profit_loss_rate numeric(8,2) default 0,
                updated_at timestamptz not null default now(), unique (user_id, account_number));
            create function stamp() returns trigger language plpgsql as $$ begin new.updated_at = now(); return new; end $$;
            create trigger stamp before update on kw_portfolio for each row execute function stamp();
            create trigger stamp before update on kw_account_balance for each row execute function stamp()""");

    public static final String USER = "5e3c1a52-0000-4000-8000-0123456789ab";

    public final String sql;

    LegacyTables(String sql) {
        this.sql = sql;
    }
}
