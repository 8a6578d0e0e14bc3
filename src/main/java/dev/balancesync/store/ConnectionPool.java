package dev.balancesync.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.balancesync.settings.DatabaseUrl;

/** The connections to the database. */
public final class ConnectionPool {
    /** The store, the snapshot, kw_sync_status, the live page, /api/positions: each asks one thing at a time, so the store never waits. */
    private static final int CONNECTIONS = 5;
    private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;
    private static final long VALIDATION_TIMEOUT_MILLIS = 2_000;
    private static final long KEEPALIVE_MILLIS = 30_000;
    private static final long MAX_LIFETIME_MILLIS = 600_000;
    private static final long IDLE_TIMEOUT_MILLIS = 120_000;

    private ConnectionPool() {
    }

    /** One connection is kept; the others come when they are needed. The pool starts while the database is away. */
    public static HikariDataSource open(String url) {
        DatabaseUrl database = DatabaseUrl.parse(url);
        var config = new HikariConfig();
        config.setPoolName("database");
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.setValidationTimeout(VALIDATION_TIMEOUT_MILLIS);
        config.setKeepaliveTime(KEEPALIVE_MILLIS);
        config.setMaxLifetime(MAX_LIFETIME_MILLIS);
        config.setIdleTimeout(IDLE_TIMEOUT_MILLIS);
        // otherwise the pool asks its first connection, and if that breaks just then it asks none again and sets -1 on all, which fails
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setExceptionOverride(new ReadOnlyEvicts());
        return new HikariDataSource(config);
    }
}
