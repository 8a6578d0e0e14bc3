package dev.balancesync.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * The connections on which accounts are written where several machines may lead. Before each statement, in its own round trip and
 * transaction, the database is asked whether the writer still holds the leases that it wrote under: so what an older leader has to say
 * comes too late for good, however late it wakes. The rows of the leases are locked meanwhile, so that a takeover waits for the write.
 *
 * <p>It stands before the statement and not in the SQL files, which users edit and keep through upgrades: a file without it would be fenced by
 * nothing, and nobody would notice. It is a block and no function, since many a role may not make one, and two versions that run side by
 * side would share it.
 */
public final class Fence extends DelegatingDataSource {
    /** Of its refusal: neither a row's nor a table's, and no sign of trouble. */
    static final String STATE = "KW001";

    /**
     * What a writer holds.
     *
     * @param holder the name of this node, of letters, digits and {@code . _ ~ -}
     */
    public record Proof(int shard, long epoch, String holder) {
        public Proof {
            if (!holder.matches("[\\w.~-]+")) {
                throw new IllegalArgumentException("No name of a node: " + holder);
            }
        }
    }

    private final ThreadLocal<String> block = new ThreadLocal<>();

    public Fence(DataSource connections) {
        super(connections);
    }

    /**
     * What this thread writes from now on, until it proves something else.
     *
     * @param proofs one for each shard whose accounts are written; none: nothing can be written
     * @return whether anything can be
     */
    public boolean prove(Collection<Proof> proofs) {
        if (proofs.isEmpty()) {
            block.remove();
        } else {
            block.set(block(proofs));
        }
        return !proofs.isEmpty();
    }

    /** For a transaction of several statements on a connection of another kind: its first. */
    void check(Connection transaction) throws SQLException {
        try (var statement = transaction.createStatement()) {
            statement.execute(proof());
        }
    }

    private String proof() throws SQLException {
        String proof = block.get();
        if (proof == null) {
            throw new SQLException("This thread has not said which lease it writes under", STATE);
        }
        return proof;
    }

    /** Locks in one order, so that two writers never wait for each other. */
    static String block(Collection<Proof> proofs) {
        String rows = proofs.stream().distinct().sorted(Comparator.comparingInt(Proof::shard))
                .map(each -> "(" + each.shard() + ", " + each.epoch() + ", '" + each.holder() + "')").collect(Collectors.joining(", "));
        return "do $fence$ begin if (select count(*) from (select from kw_sync_lease where (shard, epoch, holder) in (" + rows
                + ") order by shard for share) held) < " + proofs.stream().distinct().count()
                + " then raise exception 'another machine serves the account now, so nothing of this one is written any more' using errcode = '" + STATE
                + "'; end if; end $fence$;\n";
    }

    @Override
    public Connection getConnection() throws SQLException {
        String proof = proof();
        Connection connection = obtainTargetDataSource().getConnection();
        return (Connection) Proxy.newProxyInstance(Fence.class.getClassLoader(), new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "prepareStatement" -> arguments[0] = proof + arguments[0];
                        case "createStatement", "prepareCall" -> throw new SQLFeatureNotSupportedException("Only what is prepared passes the fence");
                        default -> {
                        }
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }
}
