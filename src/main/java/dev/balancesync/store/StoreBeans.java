package dev.balancesync.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

import javax.sql.DataSource;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.balancesync.balance.Account;
import dev.balancesync.reload.RouteReload;
import dev.balancesync.settings.DatabaseUrl;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.PropertyInject;

/** What {@code store.camel.yaml} calls by name. */
public class StoreBeans implements CamelConfiguration {
    /** The store, the snapshot, kw_sync_status, the live page, /api/positions: each asks one thing at a time, so the store never waits. */
    private static final int CONNECTIONS = 5;
    private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;
    private static final long VALIDATION_TIMEOUT_MILLIS = 2_000;
    private static final long KEEPALIVE_MILLIS = 30_000;
    private static final long MAX_LIFETIME_MILLIS = 600_000;
    private static final long IDLE_TIMEOUT_MILLIS = 120_000;

    /** One connection is kept; the others come when they are needed. The pool starts while the database is away. */
    @BindToRegistry(value = "dataSource", destroyMethod = "close")
    public HikariDataSource dataSource(@PropertyInject("supabase.db-url") String url) {
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

    @BindToRegistry("database")
    public Database database(Clock clock) {
        return new Database(clock);
    }

    @BindToRegistry("tables")
    public Tables tables(DataSource dataSource, @PropertyInject("routes.dir") String routes, @PropertyInject("balance.schema") String schema,
            Account account, @PropertyInject("supabase.user-id") String userId, CamelContext camel) {
        return new Tables(dataSource, Path.of(routes, "sql", schema), file -> inUse(camel, file), account, userId);
    }

    /** A replay watches no files. */
    private static String inUse(CamelContext camel, Path file) throws IOException {
        RouteReload reload = camel.hasService(RouteReload.class);
        return reload == null ? Files.readString(file) : reload.inUse(file);
    }

    @BindToRegistry("storeRows")
    public StoreRows storeRows(@PropertyInject("supabase.user-id") String userId, ObjectMapper json) {
        return new StoreRows(userId, json);
    }

    @BindToRegistry("refusal")
    public Refusal refusal(StoreRows storeRows) {
        return new Refusal(storeRows);
    }
}
