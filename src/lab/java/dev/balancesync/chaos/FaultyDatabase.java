package dev.balancesync.chaos;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

import dev.balancesync.TestDatabase;
import dev.balancesync.TestProxy;
import dev.balancesync.settings.DatabaseUrl;

/** The database of a day and the line to it, both of which can be made to fail; and for how long that excuses what the tables say. */
final class FaultyDatabase implements AutoCloseable {
    private static final String TERMINATE = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
            + " and application_name = 'balance_sync'";

    private final TestDatabase database;
    private final Clock clock;
    private final TestProxy proxy;
    private volatile boolean paused;
    private volatile boolean hurt;
    private volatile boolean refusing;
    /** Until a snapshot taken after this, what the database refused is missing from the tables, rightly. */
    private volatile Instant refusedUntil;
    /** The last snapshot before that. */
    private volatile Instant refusedSnapshot;

    FaultyDatabase(TestDatabase database, Clock clock) throws IOException, SQLException {
        this.database = database;
        this.clock = clock;
        clean();
        proxy = TestProxy.to(server());
    }

    private void clean() throws SQLException {
        execute("alter database " + name() + " set default_transaction_read_only = off", TERMINATE,
                "drop table if exists kw_portfolio, kw_account_balance, kw_sync_status");
    }

    private int server() {
        return URI.create(database.url()).getPort();
    }

    private String name() {
        return URI.create(database.url()).getPath().substring(1);
    }

    /** For the service: by the line that can fail. */
    String url() {
        return database.url().replace(":" + server() + "/", ":" + proxy.port() + "/");
    }

    /** A way to it that no fault touches. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(DatabaseUrl.parse(database.url()).jdbcUrl()
                + "&options=-c%20default_transaction_read_only=off&ApplicationName=chaos", "postgres", "");
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = connect(); var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** @param now what the service says of itself, {@code null} when nothing */
    void step(String[] words, Supplier<StatusAnswer> now) throws SQLException {
        switch (words[1]) {
            case "cut" -> {
                hurt = true;
                proxy.cut();
            }
            case "pause" -> {
                hurt = true;
                paused = true;
                proxy.pause();
            }
            case "back" -> {
                proxy.restore();
                execute("alter database " + name() + " set default_transaction_read_only = off", TERMINATE);
                paused = false;
                hurt = false;
            }
            case "read-only" -> {
                hurt = true;
                execute("alter database " + name() + " set default_transaction_read_only = on", TERMINATE);
            }
            case "kill" -> execute(TERMINATE);
            case "refuse" -> {
                refusing = true;
                refusedUntil = Instant.MAX;
                execute("do $$ begin if to_regclass('kw_portfolio') is not null then alter table kw_portfolio drop constraint if exists chaos;"
                        + " alter table kw_portfolio add constraint chaos check (stock_code <> '" + words[2] + "') not valid; end if; end $$");
            }
            case "stamp" -> {
                for (String table : List.of("kw_portfolio", "kw_account_balance")) {
                    execute("create or replace function chaos_stamp() returns trigger language plpgsql as $$ begin"
                            + " new.updated_at = now() + interval '" + words[2] + " seconds'; return new; end $$",
                            "do $$ begin if to_regclass('" + table + "') is not null then drop trigger if exists chaos_stamp on " + table + ";"
                            + " create trigger chaos_stamp before insert or update on " + table
                            + " for each row execute function chaos_stamp(); end if; end $$");
                }
            }
            case "accept" -> {
                execute("alter table if exists kw_portfolio drop constraint if exists chaos");
                if (refusing) {
                    refusing = false;
                    StatusAnswer status = now.get();
                    refusedSnapshot = status == null ? null : status.snapshotAt();
                    refusedUntil = clock.instant();
                }
            }
            default -> throw new IllegalArgumentException("no step of the database is called " + words[1]);
        }
    }

    /** Stamps are compared with stamps, so the moment from which a snapshot excuses nothing moves along with the clock. */
    void clockStepped(Duration step) {
        Instant until = refusedUntil;
        refusedUntil = until == null || until.equals(Instant.MAX) ? until : until.plus(step);
    }

    /** The tables may differ from the account though the service does nothing wrong and could not know. */
    boolean isExcused(StatusAnswer status) {
        Instant until = refusedUntil;
        if (until != null && status != null && status.snapshotAt() != null && status.snapshotAt().isAfter(until)
                && !status.snapshotAt().equals(refusedSnapshot) && !status.gap()) {
            refusedUntil = null;
        }
        return paused || refusedUntil != null;
    }

    /** Only a snapshot brings what it refused, and the next may be ten minutes away. */
    boolean needsSnapshot() {
        return refusedUntil != null && !refusing;
    }

    boolean isHurt() {
        return hurt || refusing;
    }

    @Override
    public void close() {
        proxy.close();
    }
}
