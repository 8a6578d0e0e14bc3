package dev.balancesync.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.balancesync.settings.DatabaseUrl;
import dev.balancesync.time.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections to the database. */
public final class ConnectionPool extends HikariDataSource implements OwnConnections {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.store");
    /** The store, the snapshot, kw_sync_status, the live page, /api/positions: each asks one thing at a time, so the store never waits. */
    public static final int CONNECTIONS = 5;
    private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;
    private static final long VALIDATION_TIMEOUT_MILLIS = 2_000;
    private static final long KEEPALIVE_MILLIS = 30_000;
    private static final long MAX_LIFETIME_MILLIS = 600_000;
    private static final long IDLE_TIMEOUT_MILLIS = 120_000;

    private final Gate gate;
    private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean givenUp;

    private ConnectionPool(HikariConfig config, Gate gate) {
        super(config);
        this.gate = gate;
    }

    /** One connection is kept; the others come when they are needed. The pool starts while the database is away. */
    public static ConnectionPool open(String url, Ticker ticker) {
        DatabaseUrl database = DatabaseUrl.parse(url);
        database.tlsWarning().ifPresent(warning -> LOG.warn(warning.english()));
        var gate = new Gate(database, ticker);
        var config = new HikariConfig();
        config.setPoolName("database");
        config.setDataSource(gate);
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
        config.setExceptionOverride(new BrokenConnections(gate));
        return new ConnectionPool(config, gate);
    }

    /** Says at once what the gate would say after the whole time limit, unless there are connections from before. */
    @Override
    public Connection getConnection() throws SQLException {
        if (gate.takeNamesLost()) {
            getHikariPoolMXBean().softEvictConnections();
        }
        SQLException refusal = gate.refusal();
        if (refusal != null && getHikariPoolMXBean().getTotalConnections() == 0) {
            throw new SQLTransientConnectionException("No attempt is made within a minute of: " + refusal.getMessage(), refusal.getSQLState(), refusal);
        }
        if (givenUp && getHikariPoolMXBean().getTotalConnections() == 0) {
            throw new SQLTransientConnectionException("The service stops, and the database is away");
        }
        waiting.add(Thread.currentThread());
        try {
            return super.getConnection();
        } finally {
            waiting.remove(Thread.currentThread());
            if (givenUp) {
                Thread.interrupted(); // it was meant for the waiting alone
            }
        }
    }

    /** One that is not of the pool, by the same door: after a refusal that only the user can cure there is one attempt a minute, whoever makes it. */
    @Override
    public Connection open(String parameters) throws SQLException {
        return gate.connect(parameters);
    }

    @Override
    public void refused(SQLException answer) {
        gate.refused(answer);
    }

    /** The database is away and the service stops: nobody waits out the time limit for a connection any more. */
    public void giveUp() {
        givenUp = true;
        waiting.forEach(Thread::interrupt);
    }
}
