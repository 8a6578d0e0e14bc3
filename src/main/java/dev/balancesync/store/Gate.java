package dev.balancesync.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import dev.balancesync.settings.DatabaseUrl;
import dev.balancesync.time.Ticker;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * The one door to the database, behind the pool and beside it: whoever wants a connection, the pool's own housekeeping, the status probe
 * and the lease included, is let to the server by it. After a refusal that only the user can cure it stays shut for a minute and repeats that refusal, since each attempt may get the
 * address banned or prolong the pooler's own breaker.
 */
final class Gate extends AbstractDataSource {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.store");
    private static final Duration SHUT = Duration.ofMinutes(1);
    /** A refusal comes at once; a line that hangs for so long says nothing of the login, and is not waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final String NEVER_NAMED = "0";

    /** Logs in at the server. */
    interface Login {
        /** @param parameters of the address, after all others, so that they count: {@code &name=value} */
        Connection connect(String parameters, Properties login) throws SQLException;
    }

    /** @param until by the ticker */
    private record Refused(SQLException cause, long until) {
    }

    private final Login login;
    private final Properties properties;
    private final Ticker ticker;
    private final ReentrantLock turn = new ReentrantLock(true);
    private volatile Refused refused;
    private volatile boolean namesLost;

    Gate(DatabaseUrl database, Ticker ticker) {
        this((parameters, properties) -> new org.postgresql.Driver().connect(database.jdbcUrl() + parameters, properties), database.login(), ticker);
    }

    Gate(Login login, Properties properties, Ticker ticker) {
        this.login = login;
        this.properties = properties;
        this.ticker = ticker;
    }

    /** @return why the server is not asked now; {@code null} while it may be */
    SQLException refusal() {
        Refused last = refused;
        return last == null || ticker.isReached(last.until()) ? null : last.cause();
    }

    @Override
    public Connection getConnection() throws SQLException {
        return connect("");
    }

    /** One at a time and in turn, so that nobody asks while another is being refused, and the lease does not wait until the pool is full. */
    Connection connect(String parameters) throws SQLException {
        boolean alone = takeTurn();
        try {
            SQLException shut = refusal();
            if (shut != null) {
                throw shut;
            }
            return logIn(parameters);
        } finally {
            if (alone) {
                turn.unlock();
            }
        }
    }

    private Connection logIn(String parameters) throws SQLException {
        try {
            Connection connection = login.connect(parameters, properties);
            refused = null;
            return connection;
        } catch (SQLException e) {
            refused = Obstacle.of(e).isUsersToCure() ? new Refused(e, ticker.in(SHUT)) : null;
            throw e;
        }
    }

    /** A pooler lets in first, and logs in at the server when something is asked; then it ends the session, which no trigger of a user's can. */
    void refused(SQLException answer) {
        if (Obstacle.isTheEnd(answer) && Obstacle.of(answer).isUsersToCure()) {
            refused = new Refused(answer, ticker.in(SHUT));
        }
    }

    /** Who was refused before is let in by nobody else's patience: the next may be the same refusal, and it may come late. */
    private boolean takeTurn() throws SQLException {
        try {
            if (refused == null) {
                return turn.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
            turn.lockInterruptibly();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted before it could log in", e);
        }
    }

    /**
     * A pooler has given a transaction another session, which does not know the statement that the driver named in the one before: from now
     * on none is named.
     */
    synchronized void loseNames() {
        String before = properties.getProperty(PGProperty.PREPARE_THRESHOLD.getName());
        if (!NEVER_NAMED.equals(before)) {
            properties.setProperty(PGProperty.PREPARE_THRESHOLD.getName(), NEVER_NAMED);
            namesLost = true;
            LOG.warn("A pooler in transaction mode stands before the database: statements are not named any more. Add prepareThreshold=0 to"
                    + " SUPABASE_DB_URL, then not even the first attempt fails");
        }
    }

    /** Whether there are connections that were made before {@link #loseNames()}; asked once. */
    boolean takeNamesLost() {
        boolean now = namesLost;
        namesLost = false;
        return now;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    /** The pool says how long it waits; so long the driver may take. */
    @Override
    public synchronized void setLoginTimeout(int seconds) {
        properties.setProperty(PGProperty.LOGIN_TIMEOUT.getName(), String.valueOf(seconds));
    }

    @Override
    public synchronized int getLoginTimeout() {
        return Integer.parseInt(properties.getProperty(PGProperty.LOGIN_TIMEOUT.getName(), "0"));
    }
}
